"""Proving an address: codes are few, guesses are counted, and nobody uses another's address."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

from actions.account import email
from actions.account.email import Mint
from actions.messages import schedule
from db.uow import Database
from domain.account.actor import Actor
from domain.account.email import CODE_TRIES, Address, CodeCheck, CodeVerdict, code_of
from domain.account.limits import LIMITS
from domain.keys import Keys
from domain.messages.schedule import Message
from domain.refusals import (
    AddressInvalid,
    AddressUnsubscribed,
    NotFound,
    TooManyAddresses,
    TooManyCodes,
)
from tests.support.bookings import ALICE, BOB, actor, people, value
from tests.support.mailing import ANN, prove

KEY = "a key of the tests"
NOW = datetime(2026, 11, 25, 9, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
STAGED = "SELECT count(*) FROM scheduled_messages WHERE content ->> 'kind' = 'code'"
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
async def accounts(database: Database) -> None:
    await people(database, ALICE, BOB)


async def ask(
    database: Database, seed: str, who: Actor = ALICE, to: str = ANN, now: datetime = NOW
) -> Address:
    async with database.begin() as uow:
        return await email.ask_code(uow, who, to, Mint(seed, Keys(KEY)), now=now)


async def check(
    database: Database, found: Address, code: str, who: Actor = ALICE, now: datetime = NOW
) -> CodeCheck:
    async with database.begin() as uow:
        return await email.check_code(uow, who, found.id, code, mint=Mint("", Keys(KEY)), now=now)


def wrong(seed: str, number: int = 0) -> str:
    """A code that is not the one."""
    return f"{(int(code_of(seed, KEY)) + 1 + number) % 10**6:06d}"


async def test_the_right_code_proves_the_address_once_and_for_all(database: Database) -> None:
    found = await ask(database, "s")
    assert not found.is_confirmed
    right = code_of("s", KEY)
    assert await check(database, found, wrong("s")) == CodeCheck(CodeVerdict.WRONG, 4)
    assert (await check(database, found, right)).verdict is CodeVerdict.CONFIRMED
    assert (await check(database, found, right)).verdict is CodeVerdict.CONFIRMED, "a second tap"
    async with database.read() as uow:
        assert [each.address for each in await email.confirmed(uow, ALICE)] == [ANN]
    assert (await ask(database, "t")).is_confirmed
    assert await value(database, STAGED) == 1, "nothing is mailed to prove it again"


async def test_five_wrong_guesses_make_a_code_void(database: Database) -> None:
    found = await ask(database, "s")
    verdicts = [await check(database, found, wrong("s", number)) for number in range(CODE_TRIES)]
    assert [each.left for each in verdicts] == [4, 3, 2, 1, 0]
    assert verdicts[-1].verdict is CodeVerdict.SPENT
    assert (await check(database, found, code_of("s", KEY))).verdict is CodeVerdict.SPENT
    again = await ask(database, "t")
    assert (await check(database, again, code_of("s", KEY))).verdict is CodeVerdict.WRONG
    assert (await check(database, again, code_of("t", KEY))).verdict is CodeVerdict.CONFIRMED


async def test_guesses_in_parallel_are_counted_one_by_one(database: Database) -> None:
    found = await ask(database, "s")
    checked = await asyncio.gather(*(check(database, found, wrong("s", n)) for n in range(40)))
    assert sum(each.verdict is CodeVerdict.WRONG for each in checked) == CODE_TRIES - 1
    assert await value(database, "SELECT tries FROM addresses") == CODE_TRIES
    assert (await check(database, found, code_of("s", KEY))).verdict is CodeVerdict.SPENT


async def test_a_code_lives_for_fifteen_minutes(database: Database) -> None:
    found = await ask(database, "s")
    right = code_of("s", KEY)
    late = await check(database, found, right, now=NOW + 15 * MINUTE)
    assert late.verdict is CodeVerdict.EXPIRED
    in_time = NOW + 15 * MINUTE - timedelta(seconds=1)
    assert (await check(database, found, right, now=in_time)).verdict is CodeVerdict.CONFIRMED


async def test_the_code_stands_in_no_table(database: Database) -> None:
    await ask(database, "s")
    code = code_of("s", KEY)
    for table in ("scheduled_messages", "addresses", "address_codes"):
        async with database.read() as uow:
            rows = await uow.all(text(f"SELECT row_to_json(t)::text AS all FROM {table} AS t"))
        assert rows
        assert not any(code in row.all for row in rows)


async def test_the_same_wish_twice_is_one_mail(database: Database) -> None:
    found = await ask(database, "s")
    await check(database, found, wrong("s"))
    assert await ask(database, "s") == found
    assert await value(database, STAGED) == 1
    assert await value(database, "SELECT tries FROM addresses") == 1, "its tries go on"


async def test_an_account_gets_three_codes_an_hour(database: Database) -> None:
    for number in range(3):
        await ask(database, f"s{number}", to=f"a{number}@example.org")
    with pytest.raises(TooManyCodes):
        await ask(database, "s3", to="b@example.org", now=NOW + 59 * MINUTE)
    assert await value(database, STAGED) == 3
    await ask(database, "s4", to="b@example.org", now=NOW + HOUR)


async def test_a_mailbox_gets_three_codes_an_hour_from_all_accounts(database: Database) -> None:
    await ask(database, "s1", ALICE)
    await ask(database, "s2", BOB)
    await ask(database, "s3", ALICE, "Ann+other@Example.org")
    with pytest.raises(TooManyCodes):
        await ask(database, "s4", BOB, "ann+more@example.org")
    await ask(database, "s5", BOB, "somebody@example.org")


async def test_removing_an_address_resets_no_limit(database: Database) -> None:
    for number in range(3):
        found = await ask(database, f"s{number}")
        async with database.begin() as uow:
            await email.remove(uow, ALICE, found.id)
    with pytest.raises(TooManyCodes):
        await ask(database, "s3")


async def test_many_who_ask_at_once_get_three(database: Database) -> None:
    crowd = [actor(7_100_000_000 + number) for number in range(12)]
    await people(database, *crowd)
    asked = await asyncio.gather(
        *(ask(database, f"s{one.id}", one) for one in crowd), return_exceptions=True
    )
    assert sum(isinstance(each, Address) for each in asked) == 3
    assert sum(isinstance(each, TooManyCodes) for each in asked) == 9
    assert await value(database, STAGED) == 3


async def test_what_was_asked_for_is_forgotten_after_an_hour(database: Database) -> None:
    await ask(database, "s")
    await ask(database, "t", BOB, "bob@example.org", NOW + 2 * HOUR)
    assert await value(database, "SELECT count(*) FROM address_codes") == 1
    assert await value(database, "SELECT count(*) FROM addresses") == 1, "it was never proved"


async def test_an_account_has_few_addresses(database: Database) -> None:
    for number in range(LIMITS.addresses):
        at = NOW + number * HOUR
        found = await ask(database, f"s{number}", to=f"a{number}@example.org", now=at)
        await check(database, found, code_of(f"s{number}", KEY), now=at)
    with pytest.raises(TooManyAddresses):
        await ask(database, "s", to="one.more@example.org", now=NOW + 24 * HOUR)


async def test_what_is_no_address_is_refused(database: Database) -> None:
    with pytest.raises(AddressInvalid):
        await ask(database, "s", to="ann@example.org\r\nBcc: eve@example.org")


async def test_to_an_unsubscribed_mailbox_no_code_goes(database: Database) -> None:
    found = await ask(database, "s")
    async with database.begin() as uow:
        await email.unsubscribe(uow, found.id, NOW)
        with pytest.raises(NotFound):
            await email.remove(uow, ALICE, found.id)
    for who, to in ((ALICE, ANN), (BOB, ANN), (BOB, "ann+x@example.org")):
        with pytest.raises(AddressUnsubscribed):
            await ask(database, f"t{who.id}{to}", who, to, NOW + 2 * HOUR)
    async with database.read() as uow:
        assert await email.own(uow, ALICE) == ()


async def test_another_accounts_address_is_not_found(database: Database) -> None:
    own = await prove(database, ALICE, KEY)
    found = Address(own, ANN, is_confirmed=True)
    with pytest.raises(NotFound):
        await check(database, found, "123456", BOB)
    with pytest.raises(NotFound):
        async with database.begin() as uow:
            await email.remove(uow, BOB, own)
    with pytest.raises(NotFound):
        async with database.begin() as uow:
            await email.ask_code_again(uow, BOB, own, Mint("x", Keys(KEY)), now=NOW)


async def test_a_message_goes_only_to_ones_own_confirmed_address(database: Database) -> None:
    own = await prove(database, ALICE, KEY)
    unproved = await ask(database, "u", BOB, "bob@example.org")

    async def plan(who: Actor, address_id: int) -> None:
        message = Message("Tea", (), NOW + HOUR, "UTC", f"i{who.id}{address_id}", address_id)
        async with database.begin() as uow:
            made = await schedule.schedule(uow, who, message, NOW)
        assert (made.channel, made.address) == ("email", ANN)

    for who, address_id in ((BOB, own), (BOB, unproved.id), (ALICE, 2**62)):
        with pytest.raises(NotFound):
            await plan(who, address_id)
    await plan(ALICE, own)
    async with database.begin() as uow:
        await email.remove(uow, ALICE, own)
    await plan(ALICE, own)  # a redelivered tap: the message it led to

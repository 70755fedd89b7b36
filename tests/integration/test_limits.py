"""What one account may have: room is made by whatever ends, and a repeated wish is no new one."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

from actions.account import email
from actions.account.email import Mint
from actions.messages import schedule, series
from db.uow import Database
from domain.account.actor import Actor, Role
from domain.account.email import CODES_PER_HOUR, Address, code_of
from domain.account.limits import Limits
from domain.keys import Keys
from domain.messages.schedule import Message, Scheduled
from domain.messages.series import Repeat, Series
from domain.refusals import NotFound, TooManyAddresses, TooManyMessages, TooManySeries
from tests.support.messages import people, stage
from tests.support.series import DAILY, sql

NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)
AT = NOW + timedelta(hours=1)
HOUR = timedelta(hours=1)
ALICE = Actor(7, Role.PATIENT, "UTC", True, "en")
BOB = Actor(8, Role.PATIENT, "UTC", True, "en")
NOON = Repeat(DAILY, datetime(2026, 3, 2, 12), "UTC")  # noqa: DTZ001 - a wall clock
TWO = Limits(messages=2, series=2, addresses=2)
KEY = "a key of the tests"


@pytest.fixture(autouse=True)
async def accounts(database: Database) -> None:
    await people(database, ALICE.id, BOB.id)


async def plan(
    database: Database, intent: str, who: Actor = ALICE, limits: Limits = TWO, now: datetime = NOW
) -> Scheduled:
    async with database.begin() as uow:
        message = Message("Call mum", (), AT, "UTC", intent)
        return await schedule.schedule(uow, who, message, now, limits=limits)


async def repeat(database: Database, intent: str, who: Actor = ALICE) -> Series:
    async with database.begin() as uow:
        message = Message("Call mum", (), AT, "UTC", intent)
        return await series.start(uow, who, message, NOON, now=NOW, limits=TWO)


async def prove(
    database: Database, number: int, *, at: datetime, is_proved: bool = True, limits: Limits = TWO
) -> Address:
    mint = Mint(f"s{number}", Keys(KEY))
    async with database.begin() as uow:
        to = f"a{number}@example.org"
        made = await email.ask_code(uow, ALICE, to, mint, now=at, limits=limits)
        if is_proved:
            code = code_of(mint.seed, KEY)
            await email.check_code(uow, ALICE, made.id, code, mint=mint, now=at)
    return made


async def test_no_more_messages_wait_than_may(database: Database) -> None:
    first = await plan(database, "1")
    await plan(database, "2")
    with pytest.raises(TooManyMessages) as refused:
        await plan(database, "3")
    assert refused.value.limit == 2
    assert (await plan(database, "2")).is_new is False  # brought again, it is no third one
    await plan(database, "4", BOB)
    async with database.begin() as uow:
        await schedule.cancel(uow, ALICE, first.id)
    assert (await plan(database, "3")).is_new


@pytest.mark.parametrize("status", ["sent", "dead", "cancelled"])
async def test_what_has_ended_takes_no_room(database: Database, status: str) -> None:
    for number in range(6):
        made = await plan(database, f"{number}")
        await sql(
            database, f"UPDATE scheduled_messages SET status = '{status}' WHERE id = {made.id}"
        )


async def test_what_the_house_sends_and_what_repeats_take_no_room_of_messages(
    database: Database,
) -> None:
    for kind in ("reminder", "news", "broadcast", "failure", "code"):
        (number,) = await stage(database, AT, author=ALICE.id, prefix=kind)
        content = f'{{"kind": "{kind}"}}'
        await sql(
            database, f"UPDATE scheduled_messages SET content = '{content}' WHERE id = {number}"
        )
    await repeat(database, "r1")
    await repeat(database, "r2")
    await plan(database, "1")
    await plan(database, "2")
    with pytest.raises(TooManyMessages):
        await plan(database, "3")


async def test_what_is_late_still_waits(database: Database) -> None:
    """A queue that Telegram takes one by one does not make room by growing old."""
    await plan(database, "1")
    await plan(database, "2")
    later = AT + timedelta(minutes=20)
    async with database.begin() as uow:
        message = Message("Call mum", (), later + HOUR, "UTC", "3")
        with pytest.raises(TooManyMessages):
            await schedule.schedule(uow, ALICE, message, later, limits=TWO)


async def test_without_a_limit_as_many_as_one_likes(database: Database) -> None:
    for number in range(5):
        await plan(database, f"{number}", limits=Limits(messages=0))


async def test_an_intent_of_another_thing_is_no_question_of_room(database: Database) -> None:
    (number,) = await stage(database, AT, author=ALICE.id, prefix="taken")
    await sql(database, f"UPDATE scheduled_messages SET content = '{{}}' WHERE id = {number}")
    with pytest.raises(NotFound):
        await plan(database, "taken0")


async def test_no_more_series_than_may_paused_ones_included(database: Database) -> None:
    first = await repeat(database, "1")
    await repeat(database, "2")
    async with database.begin() as uow:
        await series.pause(uow, ALICE, first.id)
    with pytest.raises(TooManySeries) as refused:
        await repeat(database, "3")
    assert refused.value.limit == 2
    assert (await repeat(database, "1")).id == first.id
    await repeat(database, "4", BOB)
    async with database.begin() as uow:
        await series.cancel(uow, ALICE, first.id)
    assert (await repeat(database, "3")).is_new


async def test_an_address_that_is_still_to_be_proved_takes_room(database: Database) -> None:
    """Asked for side by side and proved afterwards, they were more than may be."""
    assert TWO.addresses < CODES_PER_HOUR
    await prove(database, 1, at=NOW, is_proved=False)
    await prove(database, 2, at=NOW, is_proved=False)
    with pytest.raises(TooManyAddresses) as refused:
        await prove(database, 3, at=NOW)
    assert refused.value.limit == 2
    async with database.begin() as uow:
        first, _ = await email.own(uow, ALICE)
        again = Mint("again", Keys(KEY))
        await email.ask_code_again(uow, ALICE, first.id, again, now=NOW, limits=TWO)
        await email.remove(uow, ALICE, first.id)
    later = NOW + 2 * HOUR
    await prove(database, 3, at=later)
    await prove(database, 4, at=later)  # the other one was not proved within an hour


async def test_an_address_that_wants_no_mail_takes_no_room(database: Database) -> None:
    """It is on no list, so nobody could remove it."""
    first = await prove(database, 1, at=NOW)
    await prove(database, 2, at=NOW)
    async with database.begin() as uow:
        await email.unsubscribe(uow, first.id, NOW)
    await prove(database, 3, at=NOW)


async def test_what_staff_schedule_goes_before_personal_messages(database: Database) -> None:
    for number, role in enumerate(Role):
        who = replace(ALICE, role=role)
        made = await plan(database, f"{number}", who, Limits())
        async with database.begin() as uow:
            message = Message("Call mum", (), AT, "UTC", f"r{number}")
            await series.start(uow, who, message, NOON, now=NOW)
        ids = f"id = {made.id} OR series_id IS NOT NULL"
        gone = text(
            "UPDATE scheduled_messages SET status = 'cancelled'"
            f" WHERE status = 'scheduled' AND ({ids}) RETURNING lane"
        )
        async with database.begin() as uow:
            lanes = [row.lane for row in await uow.all(gone)]
        assert lanes == ([0, 0] if role is Role.PATIENT else [-1, -1])

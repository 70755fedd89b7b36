"""What an update has done is done once, whoever handles it and however often it comes."""

import asyncio
import pickle
import sys
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from sqlalchemy import text

from actions.account.account import Defaults, Visitor, meet
from actions.booking import booking, watch
from actions.journal import DoneElsewhere, Journal, decode, encode, opened_in
from db import updates
from db.direct import counting
from db.uow import Database, Uow
from domain.account.actor import Actor, Role
from domain.booking.booking import Booked
from domain.booking.cap import CAP, Cap
from domain.refusals import DoneBefore, NotFound, TooManyVisits
from tests.support.bookings import (
    ALICE,
    BOB,
    NOW,
    QUARTER,
    START,
    booked,
    furnish,
    slot_at,
    wish,
)

UPDATE = 7


async def count_up(uow: Uow, name: str) -> int:
    """A deed that shows how often it was done."""
    row = await uow.one(
        text(
            "INSERT INTO accounts (id, locale, lab_id) VALUES (1, :name, NULL)"
            " ON CONFLICT (id) DO UPDATE SET locale = accounts.locale || :name"
            " RETURNING length(accounts.locale)"
        ),
        {"name": name},
    )
    return int(row[0])


async def done(database: Database) -> str:
    async with database.read() as uow:
        row = await uow.first(text("SELECT locale FROM accounts WHERE id = 1"))
    return row[0] if row else ""


async def journal(database: Database) -> Journal:
    """As a process finds it that knows nothing of what came before."""
    async with database.read() as uow:
        found = await meet(uow, Defaults("UTC", ()), Visitor(1, "en"), UPDATE)

    async def before() -> str:
        return "as it was"

    return Journal(database, UPDATE, found.results, before)


async def test_a_second_delivery_is_given_what_came_of_the_first(database: Database) -> None:
    first = await journal(database)
    assert await first.do(count_up, "a") == 1
    assert await first.do(count_up, "b") == 2
    second = await journal(database)
    assert [await second.do(count_up, "a"), await second.do(count_up, "b")] == [1, 2]
    assert await done(database) == "ab"


async def test_what_was_still_to_do_is_done(database: Database) -> None:
    await (await journal(database)).do(count_up, "a")
    second = await journal(database)
    assert await second.do(count_up, "a") == 1
    assert await second.do(count_up, "b") == 2
    assert await done(database) == "ab"


async def test_a_refusal_undoes_all_and_is_not_kept(database: Database) -> None:
    async def refuse(uow: Uow) -> None:
        await count_up(uow, "a")
        raise NotFound

    first = await journal(database)
    with pytest.raises(NotFound):
        await first.do(refuse)
    assert await first.do(count_up, "b") == 1
    assert await done(database) == "b"
    assert await (await journal(database)).do(count_up, "b") == 1


async def entries(database: Database) -> list[bytes]:
    async with database.read() as uow:
        return list(await updates.results(uow, UPDATE))


async def test_the_conversation_as_it_was_stands_before_the_first_result(
    database: Database,
) -> None:
    first = await journal(database)
    await first.do(count_up, "a")
    await first.do(count_up, "b")
    kept = await entries(database)
    assert opened_in(kept) == "as it was"
    assert len(kept) == 3
    assert opened_in(()) is None


async def test_what_was_sent_before_the_last_call_is_not_sent_again(database: Database) -> None:
    first = await journal(database)
    assert await first.sent_before(7) is None
    first.sent(7, 70)
    await first.do(count_up, "a")
    assert await first.sent_before(8) is None
    first.sent(8, 80)
    await first.keep_sent()
    first.sent(7, 71)  # the last one, of which nothing is known after a crash
    second = await journal(database)
    assert [await second.sent_before(chat) for chat in (7, 8, 7)] == [70, 80, None]
    assert await second.do(count_up, "a") == 1
    assert await done(database) == "a"


async def test_an_update_that_only_shows_leaves_no_mark(database: Database) -> None:
    first = await journal(database)
    assert await first.sent_before(7) is None
    first.sent(7, 70)
    await first.keep_sent()
    assert await entries(database) == []


async def test_of_two_processes_with_one_update_one_does_it(database: Database) -> None:
    both = await asyncio.gather(journal(database), journal(database))
    came = await asyncio.gather(*(one.do(count_up, "a") for one in both), return_exceptions=True)
    assert sorted(map(type, came), key=str) == [DoneElsewhere, int] or came.count(1) == 1
    assert await done(database) == "a"


async def test_a_refusal_because_the_same_update_is_done_elsewhere_is_none(
    database: Database,
) -> None:
    async def only_once(uow: Uow) -> None:
        if await count_up(uow, "a") > 1:
            raise NotFound

    first, second = await journal(database), await journal(database)
    await first.do(only_once)
    with pytest.raises(DoneElsewhere):
        await second.do(only_once)
    await (await journal(database)).do(only_once)
    assert await done(database) == "a"


async def test_a_result_of_another_version_is_a_refusal_and_nothing_is_done(
    database: Database,
) -> None:
    async with database.begin() as uow:
        await updates.record(uow, UPDATE, 0, [b"\x80\x05cdomain.account.actor\nGone\n."])
    with pytest.raises(DoneBefore):
        await (await journal(database)).do(count_up, "a")
    assert await done(database) == ""


@pytest.mark.parametrize(
    "value",
    [
        *(None, True, 7, 1.5, "ä", b"x", (1, "a"), [1], {"a": 1}, frozenset((1,)), {1, 2}),
        *(date(2026, 3, 4), datetime(2026, 3, 4, tzinfo=UTC), timedelta(1), Decimal("12.50")),
        *(uuid4(), Role.DESK, Actor(1, Role.OWNER, "UTC", zone_known=True, locale="en")),
    ],
)
def test_values_are_read_as_they_were(value: object) -> None:
    assert decode(encode(value)) == value


class Harmful:
    def __reduce__(self) -> tuple[object, tuple[str]]:
        return eval, ("1 + 1",)


def test_no_module_of_others_is_even_imported() -> None:
    sys.modules.pop("this", None)
    with pytest.raises(DoneBefore):
        decode(b"cthis\ns\n.")
    assert "this" not in sys.modules


@pytest.mark.parametrize(
    "kept",
    [
        encode(Harmful()),
        pickle.dumps(pytest.raises),
        b"cos\nsystem\n(S'true'\ntR.",
        b"cdomain.account.actor\ndataclass\n.",
        b"\x80\x05\x8c\x14domain.account.actor\x8c\x0fActor.__class__\x93.",
        b"no pickle",
        b"",
    ],
)
def test_nothing_but_values_is_made(kept: bytes) -> None:
    with pytest.raises(DoneBefore):
        decode(kept)


async def test_a_booking_and_its_mark_are_one_statement(database: Database) -> None:
    """Whoever is second with an update undoes all of it; a redelivery is given what was booked."""
    await furnish(database)
    slot = await slot_at(database, capacity=3)
    first, second = await journal(database), await journal(database)
    made = await first.do(watch.book, ALICE, wish(slot), NOW, cap=CAP)
    assert isinstance(made, Booked)
    with counting() as count, pytest.raises(DoneElsewhere):
        await second.do(watch.book, BOB, wish(slot, name="Bob"), NOW, cap=CAP)
    assert count.statements == 3  # looked, placed in vain, and found whose results stand
    async with database.begin() as uow:
        await booking.cancel(uow, ALICE, made.booking.id, NOW)
    again = await journal(database)
    assert await again.do(watch.book, ALICE, wish(slot), NOW, cap=CAP) == made
    assert await booked(database, slot) == 0
    async with database.read() as uow:
        assert await uow.number(text("SELECT count(*) FROM patients")) == 1


async def test_what_a_booking_leads_to_is_a_deed_of_its_own(database: Database) -> None:
    """A cap that is met is kept, and counted once however often the update comes."""
    await furnish(database)
    slots = [await slot_at(database, START + n * QUARTER) for n in range(2)]
    async with database.begin() as uow:
        await watch.book(uow, ALICE, wish(slots[0]), NOW, cap=Cap(1, 1))
    for _ in range(3):
        one = await journal(database)
        asked = wish(slots[1], "i2", name="Ida Ray", is_self=False)
        refused = await one.do(watch.book, ALICE, asked, NOW, cap=Cap(1, 1))
        assert isinstance(refused, TooManyVisits)
        assert watch.is_noted(refused)
        await one.do(watch.note, ALICE, refused, NOW, owners=())
    async with database.read() as uow:
        assert await uow.number(text("SELECT refusals FROM booking_watch")) == 1

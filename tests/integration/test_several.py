"""A visit for several tests: one seat, one price, and every door shows all of them."""

from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import text as change

from actions.booking import booking, held_seat, slot, waitlist
from actions.booking.move import move
from actions.desk import phone_call, visit
from db.booking.catalogue import tests as lab_tests
from db.desk import day as sheet
from db.desk import phone_call as callers
from db.messages import dead_letters
from db.uow import Database
from domain.booking.booking import BookingView
from domain.booking.cap import CAP
from domain.booking.waiting import Waiting
from domain.booking.words.introduction import Introduction
from domain.refusals import BookedThatDay, NotFound, PriceChanged, SlotTaken
from tests.support.bookings import (
    ALICE,
    DORA,
    NOW,
    QUARTER,
    START,
    add,
    booked,
    furnish,
    people,
    slot_at,
    value,
    wish,
)

DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
async def lab(database: Database) -> None:
    """CBC is test 1; these are 2 and 3."""
    await furnish(database)
    values = {"minutes": 10, "currency": "EUR", "synonyms": ""}
    lipid = {"code": "LIPID", "name": "Lipid profile", "price": Decimal("20.25")}
    lipid |= {"preparation": "Eat nothing for 12 hours before.", "fasting_hours": 12}
    lipid |= {"translations": {"de": {"name": "Blutfette", "preparation": "Nüchtern."}}}
    glucose = {"code": "GLU", "name": "Glucose", "price": Decimal(7), "translations": {}}
    glucose |= {"preparation": "Eat nothing for 8 hours before.", "fasting_hours": 8}
    await add(database, lab_tests, values | lipid, values | glucose)


async def book(
    database: Database, slot_id: int, more: Sequence[int], intent: str = "i1"
) -> BookingView:
    async with database.begin() as uow:
        asked = wish(slot_id, intent, more=tuple(more))
        return (await booking.book(uow, ALICE, asked, NOW, cap=CAP)).booking


async def test_all_tests_are_one_visit_at_one_seat_and_one_price(database: Database) -> None:
    made = await book(database, await slot_at(database), [2, 3])
    assert await booked(database, made.slot_id) == 1
    async with database.read() as uow:
        kept = await booking.find(uow, ALICE, made.id)
    assert kept == made
    assert kept.test.code == "CBC + LIPID + GLU"
    assert (kept.test.price, kept.test.minutes, kept.test.fasting_hours) == (
        Decimal("36.75"),
        30,
        12,
    )
    assert kept.test.preparation == "Eat nothing for 12 hours before."
    assert [(one.code, one.price) for one in kept.each] == [
        ("CBC", Decimal("9.50")),
        ("LIPID", Decimal("20.25")),
        ("GLU", Decimal("7.00")),
    ]
    assert await value(database, "SELECT price FROM bookings") == Decimal("36.75")


async def test_the_same_intent_is_the_same_visit(database: Database) -> None:
    first = await book(database, await slot_at(database), [2])
    assert await book(database, first.slot_id, [2]) == first
    assert await value(database, "SELECT count(*) FROM booking_tests") == 1


async def test_sheet_and_reminder_tell_all_tests(database: Database) -> None:
    made = await book(database, await slot_at(database), [2])
    async with database.begin() as uow:
        (line,) = await sheet.visits(uow, 1, first=START, end=START + DAY, most=9)
        told = (await dead_letters.visits(uow, [made.id]))[made.id]
        await uow.all(change("UPDATE accounts SET locale = 'de-AT' RETURNING id"))
        german = (await dead_letters.visits(uow, [made.id]))[made.id]
    assert line.test == "CBC + LIPID"
    assert (told.test, told.fasting_hours) == ("Complete blood count + Lipid profile", 12)
    assert told.preparation == "Eat nothing for 12 hours before."
    assert german.test == "Complete blood count + Blutfette"
    assert german.preparation == "Nüchtern."


async def test_a_slot_has_to_be_for_all_of_them(database: Database) -> None:
    only = await slot_at(database, START, test_ids=[1, 2])
    both = await slot_at(database, START + DAY, test_ids=[3, 1])
    async with database.read() as uow:
        lab = await slot.the_lab(uow)
        found = await slot.nearest_free(uow, lab, START, NOW, test_id=(1, 3))
        days = await slot.free_days(
            uow, lab, START.date(), (START + DAY).date(), now=NOW, test_id=(1, 3)
        )
    assert [one.slot_id for one in found] == [both]
    assert [*days] == [(START + DAY).date()]
    with pytest.raises(SlotTaken) as taken:
        await book(database, only, [3])
    assert [one.slot_id for one in taken.value.nearest] == [both]
    made = await book(database, both, [3])
    with pytest.raises(SlotTaken):
        async with database.begin() as uow:
            await move(uow, ALICE, made.id, only, cap=CAP, now=NOW)
    await people(database, DORA)
    with pytest.raises(SlotTaken):
        async with database.begin() as uow:
            await visit.move(uow, DORA, made.id, only, now=NOW)
    assert await booked(database, only) == 0


async def test_any_of_them_counts_as_had_that_day(database: Database) -> None:
    first, later = await slot_at(database), await slot_at(database, START + timedelta(hours=1))
    made = await book(database, first, [2])
    asked = wish(later, "i2", test_id=3, more=(2,))
    with pytest.raises(BookedThatDay) as had:
        async with database.begin() as uow:
            await booking.book(uow, ALICE, asked, NOW, cap=CAP)
    assert had.value.booking_id == made.id


async def test_what_is_retired_or_costs_something_else_is_not_booked(database: Database) -> None:
    number = await slot_at(database)
    shown = wish(number, more=(2,), price=Decimal("9.50"), currency="EUR")
    with pytest.raises(PriceChanged):
        async with database.begin() as uow:
            await booking.book(uow, ALICE, shown, NOW)
    async with database.begin() as uow:
        await uow.all(change("UPDATE tests SET retired = true WHERE id = 2 RETURNING id"))
    with pytest.raises(NotFound):
        await book(database, number, [2])
    assert await booked(database, number) == 0


async def test_the_desk_books_several_for_a_caller(database: Database) -> None:
    number = await slot_at(database)
    await people(database, DORA)
    async with database.begin() as uow:
        patient = await callers.add(uow, Introduction("Cal", ""), "en", NOW)
        made = await phone_call.book(
            uow, DORA, patient, slot_id=number, test_id=3, more=(2,), intent="x" * 22, now=NOW
        )
    assert made.booking.test.code == "GLU + LIPID"
    assert made.booking.test.price == Decimal("27.25")
    with pytest.raises(NotFound):
        async with database.begin() as uow:
            await phone_call.book(
                uow, DORA, patient, slot_id=number, test_id=3, more=(3,), intent="y" * 22, now=NOW
            )


async def test_an_earlier_time_is_for_all_tests_of_the_visit(database: Database) -> None:
    last = await slot_at(database, START + 2 * QUARTER)
    async with database.begin() as uow:
        both = wish(last, "both", more=(2,))
        made = (await booking.book(uow, ALICE, both, NOW, cap=CAP)).booking
    async with database.begin() as uow:
        entry = await waitlist.join_earlier(uow, ALICE, made.id, NOW)
    assert entry.test.name == made.test.name
    await slot_at(database, test_ids=[1, 3])
    fits = await slot_at(database, START + QUARTER, test_ids=[1, 2])
    async with database.begin() as uow:
        await held_seat.give_out_all(uow, NOW, 9)
    offer = await value(database, "SELECT id FROM wait_offers WHERE slot_id = :id", id=fits)
    assert await value(database, "SELECT count(*) FROM wait_offers") == 1
    async with database.begin() as uow:
        done = await waitlist.take(uow, ALICE, offer, cap=CAP, now=NOW)
    assert (done.booking.slot_id, done.booking.test_ids) == (fits, (1, 2))
    assert (await booked(database, fits), await booked(database, last)) == (1, 0)


async def test_a_retired_test_of_the_visit_holds_no_seat(database: Database) -> None:
    async with database.begin() as uow:
        both = wish(await slot_at(database, START + QUARTER), "both", more=(2,))
        made = (await booking.book(uow, ALICE, both, NOW, cap=CAP)).booking
        await waitlist.join_earlier(uow, ALICE, made.id, NOW)
        await uow.run(change("UPDATE tests SET retired = true WHERE id = 2"), {})
    await slot_at(database)
    async with database.begin() as uow:
        await held_seat.give_out_all(uow, NOW, 9)
    assert await value(database, "SELECT count(*) FROM wait_offers") == 0


def waiting(test_id: int, *more: int) -> Waiting:
    return Waiting(
        lab_id=1,
        test_id=test_id,
        first_at=NOW,
        end_at=START + DAY,
        part=0,
        name="Ann Lee",
        phone="",
        is_self=True,
        intent=f"w{test_id}",
        more=more,
    )


async def test_who_waits_for_several_gets_a_seat_for_all_of_them(database: Database) -> None:
    async with database.begin() as uow:
        entry = await waitlist.join(uow, ALICE, waiting(1, 2), NOW)
    assert (entry.test.code, entry.more) == ("CBC + LIPID", (2,))
    await slot_at(database, test_ids=[1, 3])
    only = await slot_at(database, START + DAY - QUARTER)
    async with database.begin() as uow:
        await booking.book(uow, ALICE, wish(only, "one"), NOW)  # for one of them alone
        assert await held_seat.end_over(uow, NOW, 9) == 0
    fits = await slot_at(database, START + QUARTER, test_ids=[2, 1])
    async with database.begin() as uow:
        await held_seat.give_out_all(uow, NOW, 9)
    offer = await value(database, "SELECT id FROM wait_offers WHERE slot_id = :id", id=fits)
    assert await value(database, "SELECT count(*) FROM wait_offers") == 1
    async with database.begin() as uow:
        done = await waitlist.take(uow, ALICE, offer, cap=CAP, now=NOW)
    assert (done.booking.slot_id, done.booking.test_ids) == (fits, (1, 2))
    assert await value(database, "SELECT count(*) FROM booking_tests") == 1


async def test_a_visit_for_several_ends_the_wait_for_any_of_them(database: Database) -> None:
    async with database.begin() as uow:
        await waitlist.join(uow, ALICE, waiting(2), NOW)
    first = await slot_at(database)
    async with database.begin() as uow:
        await booking.book(uow, ALICE, wish(first, "both", more=(2,)), NOW, cap=CAP)
    async with database.begin() as uow:
        assert await held_seat.end_over(uow, NOW, 9) == 1
    assert await value(database, "SELECT status FROM waitlist") == "over"

"""What the desk cancels or moves can be taken back for a minute, and seats always add up."""

import asyncio
import random
from datetime import datetime, timedelta

import pytest
from sqlalchemy import text

from actions import undo_ways
from actions.booking import booking
from actions.desk import visit
from db import undo as undo_rows
from db.uow import Database
from domain.account.actor import Actor, Role
from domain.booking.booking import BookingView, Status
from domain.desk.day import VisitChange
from domain.refusals import AlreadyBooked, Changed, NotFound, Refusal, SlotTaken, TooLate
from domain.undo import Undone
from tests.support.bookings import (
    ALICE,
    BERLIN,
    BOB,
    DORA,
    NOW,
    OTTO,
    QUARTER,
    START,
    booked,
    furnish,
    people,
    slot_at,
    slots_at,
    value,
    wish,
)

MINUTE = timedelta(seconds=60)


@pytest.fixture(autouse=True)
async def lab(database: Database) -> None:
    await furnish(database)
    await people(database, DORA, OTTO)


async def made(database: Database, slot_id: int, who: Actor = ALICE) -> BookingView:
    async with database.begin() as uow:
        return (await booking.book(uow, who, wish(slot_id, intent=f"i{slot_id}"), NOW)).booking


async def cancel(database: Database, number: int, who: Actor = DORA) -> VisitChange:
    async with database.begin() as uow:
        return await visit.cancel(uow, who, number, NOW)


async def move(database: Database, number: int, slot_id: int, who: Actor = DORA) -> VisitChange:
    async with database.begin() as uow:
        return await visit.move(uow, who, number, slot_id, now=NOW)


async def take_back(
    database: Database, done: VisitChange, at: datetime = NOW, who: Actor = DORA
) -> Undone:
    assert done.undo
    async with database.begin() as uow:
        return await undo_ways.take_back(uow, who, done.undo.id, at)


async def release(database: Database, at: datetime) -> tuple[int, int]:
    async with database.each() as uow:
        return await undo_rows.release(uow, at, 500)


async def status(database: Database, number: int) -> str:
    return str(await value(database, "SELECT status FROM bookings WHERE id = :id", id=number))


async def messages(database: Database, number: int, kind: str) -> list[str]:
    query = """SELECT array_agg(status ORDER BY id) FROM scheduled_messages
                WHERE booking_id = :id AND content ->> 'kind' = :kind"""
    return await value(database, query, id=number, kind=kind) or []


async def test_below_the_desk_nothing_can_be_done(database: Database) -> None:
    mine = await made(database, await slot_at(database))
    done = await cancel(database, mine.id)
    for role in (Role.PATIENT, Role.COLLECTOR):
        nobody = Actor(ALICE.id, role, BERLIN, True, "en")
        for attempt in (
            cancel(database, mine.id, nobody),
            move(database, mine.id, 1, nobody),
            take_back(database, done, who=nobody),
        ):
            with pytest.raises(NotFound):
                await attempt


async def test_a_cancelled_seat_stays_held_until_the_undo_is_over(database: Database) -> None:
    slot = await slot_at(database)
    mine = await made(database, slot)
    done = await cancel(database, mine.id)
    assert done.undo
    assert done.undo.until == NOW + MINUTE
    assert await booked(database, slot) == 1
    with pytest.raises(SlotTaken):
        await made(database, slot, BOB)
    assert await messages(database, mine.id, "news") == ["scheduled"]
    assert await release(database, NOW + MINUTE - timedelta(seconds=1)) == (0, 0)
    assert await release(database, NOW + MINUTE) == (1, 1)
    assert await release(database, NOW + MINUTE) == (0, 0)
    assert await booked(database, slot) == 0
    with pytest.raises(TooLate):
        await take_back(database, done, NOW + MINUTE)


async def test_a_cancel_is_taken_back_whole(database: Database) -> None:
    slot = await slot_at(database)
    mine = await made(database, slot)
    done = await cancel(database, mine.id)
    back = await take_back(database, done, NOW + MINUTE - timedelta(seconds=1), OTTO)
    assert (back.kind, back.subject_id, back.was_undone) == ("booking_cancelled", mine.id, False)
    assert (await status(database, mine.id), await booked(database, slot)) == ("booked", 1)
    assert await messages(database, mine.id, "news") == ["cancelled"]
    reminders = await messages(database, mine.id, "reminder")
    assert reminders == ["cancelled", "cancelled", "scheduled", "scheduled"]
    assert (await take_back(database, done)).was_undone
    assert await release(database, NOW + 2 * MINUTE) == (0, 0)
    noted = "SELECT array_agg(action ORDER BY id) FROM audit_log"
    assert await value(database, noted) == ["booking_cancelled", "booking_cancelled_undone"]


async def test_a_second_cancel_is_the_same_cancel(database: Database) -> None:
    mine = await made(database, await slot_at(database))
    await cancel(database, mine.id)
    assert (await cancel(database, mine.id, OTTO)).undo is None
    assert await value(database, "SELECT count(*) FROM undos") == 1


async def test_cut_offs_do_not_bind_the_desk_but_a_visit_that_began_does(
    database: Database,
) -> None:
    slot = await slot_at(database)
    mine = await made(database, slot)
    async with database.begin() as uow:
        await uow.run(text("UPDATE bookings SET status = 'arrived'"))
    with pytest.raises(Changed):
        await cancel(database, mine.id)
    async with database.begin() as uow:
        await uow.run(text("UPDATE bookings SET status = 'booked'"))
    async with database.begin() as uow:
        done = await visit.cancel(uow, DORA, mine.id, START + QUARTER)
    assert done.booking.status is Status.CANCELLED


async def test_a_move_holds_the_old_seat_and_can_be_taken_back(database: Database) -> None:
    old, new = await slots_at(database, [START, START + QUARTER])
    mine = await made(database, old)
    done = await move(database, mine.id, new)
    assert done.booking.slot_id == new
    assert (await booked(database, old), await booked(database, new)) == (1, 1)
    await take_back(database, done)
    assert (await booked(database, old), await booked(database, new)) == (1, 0)
    assert await value(database, "SELECT slot_id FROM bookings") == old
    again = await move(database, mine.id, new)
    assert await release(database, NOW + MINUTE) == (1, 1)
    assert (await booked(database, old), await booked(database, new)) == (0, 1)
    with pytest.raises(TooLate):
        await take_back(database, again, NOW + MINUTE)


async def test_a_move_needs_a_free_seat_and_another_slot(database: Database) -> None:
    old, full, other = await slots_at(database, [START, START + QUARTER, START + 2 * QUARTER])
    mine = await made(database, old)
    await made(database, full, BOB)
    with pytest.raises(SlotTaken) as taken:
        await move(database, mine.id, full)
    assert [free.slot_id for free in taken.value.nearest] == [other]
    assert (await move(database, mine.id, old)).undo is None
    with pytest.raises(NotFound):
        await move(database, mine.id, 999)
    assert [await booked(database, slot) for slot in (old, full, other)] == [1, 1, 0]


async def test_who_has_a_seat_there_is_not_moved_there(database: Database) -> None:
    old, new = await slots_at(database, [START, START + QUARTER], capacity=2)
    mine = await made(database, old)
    await made(database, new)
    with pytest.raises(AlreadyBooked):
        await move(database, mine.id, new)
    assert (await booked(database, old), await booked(database, new)) == (1, 1)


async def news(database: Database, number: int) -> list[list[str]]:
    query = """SELECT array_agg(ARRAY[content ->> 'what', content -> 'facts' ->> 'from']
                                ORDER BY id) FROM scheduled_messages
                WHERE booking_id = :id AND content ->> 'kind' = 'news' AND status = 'scheduled'"""
    return await value(database, query, id=number) or []


async def test_two_moves_in_a_row_are_told_as_one_from_where_the_patient_knows(
    database: Database,
) -> None:
    first, second, third = await slots_at(database, [START + n * QUARTER for n in range(3)])
    mine = await made(database, first)
    await move(database, mine.id, second)
    again = await move(database, mine.id, third)
    assert await news(database, mine.id) == [["moved", START.isoformat()]]
    await take_back(database, again)
    assert await news(database, mine.id) == [["moved", START.isoformat()]]
    assert await value(database, "SELECT slot_id FROM bookings") == second


async def test_a_move_is_told_though_a_cancel_after_it_was_undone(database: Database) -> None:
    first, second = await slots_at(database, [START, START + QUARTER])
    mine = await made(database, first)
    await move(database, mine.id, second)
    gone = await cancel(database, mine.id)
    assert await news(database, mine.id) == [["cancelled", None]]
    await take_back(database, gone)
    assert await news(database, mine.id) == [["moved", START.isoformat()]]


async def test_nothing_is_taken_back_once_somebody_has_been_told(database: Database) -> None:
    mine = await made(database, await slot_at(database))
    done = await cancel(database, mine.id)
    async with database.begin() as uow:
        begun = "UPDATE scheduled_messages SET begun_at = now() WHERE undo_id IS NOT NULL"
        await uow.run(text(begun + " AND status = 'scheduled'"))
        told = "UPDATE scheduled_messages SET status = 'sent' WHERE undo_id IS NOT NULL"
        await uow.run(text(told))
    with pytest.raises(TooLate):
        await take_back(database, done)
    assert await status(database, mine.id) == "cancelled"


async def test_what_the_patient_went_on_with_is_not_taken_back(database: Database) -> None:
    slot = await slot_at(database, capacity=2)
    mine = await made(database, slot)
    done = await cancel(database, mine.id)
    async with database.begin() as uow:
        await booking.book(uow, ALICE, wish(slot, intent="again"), NOW)
    with pytest.raises(Changed):
        await take_back(database, done)
    assert await booked(database, slot) == 2
    assert await release(database, NOW + MINUTE) == (1, 1)
    assert await booked(database, slot) == 1


async def test_a_patients_cancel_beats_the_undo_of_a_move(database: Database) -> None:
    old, new = await slots_at(database, [START, START + QUARTER])
    mine = await made(database, old)
    done = await move(database, mine.id, new)
    async with database.begin() as uow:
        await booking.cancel(uow, ALICE, mine.id, NOW)
    with pytest.raises(Changed):
        await take_back(database, done)
    await release(database, NOW + MINUTE)
    assert (await booked(database, old), await booked(database, new)) == (0, 0)


async def test_two_of_the_desk_undo_at_once_and_one_did(database: Database) -> None:
    mine = await made(database, await slot_at(database))
    done = await cancel(database, mine.id)
    both = await asyncio.gather(take_back(database, done), take_back(database, done, who=OTTO))
    assert sorted(back.was_undone for back in both) == [False, True]


@pytest.mark.parametrize("seed", range(4))
async def test_seats_add_up_whatever_races(  # noqa: C901 - five people in one room
    database: Database, seed: int
) -> None:
    """Cancels, moves, undos, releases and patients, all at once, over four slots."""
    dice = random.Random(seed)
    slots = await slots_at(database, [START + n * QUARTER for n in range(4)], capacity=2)
    mine = [await made(database, slot) for slot in slots]
    done: list[VisitChange] = []

    async def desk(number: int) -> None:
        one = dice.choice(mine)
        if number % 2:
            done.append(await cancel(database, one.id))
        else:
            done.append(await move(database, one.id, dice.choice(slots)))

    async def back(_number: int) -> None:
        if ready := [one for one in done if one.undo]:
            await take_back(database, dice.choice(ready), NOW + timedelta(seconds=30))

    async def patient(number: int) -> None:
        async with database.begin() as uow:
            slot = dice.choice(slots)
            asked = wish(slot, intent=f"p{number}", name=f"Ann {number}x", is_self=False)
            await booking.book(uow, BOB, asked, NOW)

    async def over(_number: int) -> None:
        await release(database, NOW + MINUTE)

    acts = [desk, desk, back, patient, over]
    ends = await asyncio.gather(
        *(dice.choice(acts)(number) for number in range(60)), return_exceptions=True
    )
    for end in ends:
        if isinstance(end, BaseException) and not isinstance(end, Refusal):
            raise end
    for slot in slots:
        assert 0 <= await booked(database, slot) <= 2
    await release(database, NOW + MINUTE)
    assert await value(database, "SELECT count(*) FROM seat_holds") == 0
    for slot in slots:
        assert 0 <= await booked(database, slot) <= 2

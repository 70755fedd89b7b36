"""A closure among everything else that happens to the same slots and bookings."""

import asyncio
from datetime import datetime, timedelta

import pytest
from sqlalchemy import text

from actions import undo_ways
from actions.booking import booking
from actions.desk import visit
from actions.manage import closure, opening_hours
from db import undo as undo_rows
from db.booking import slot as slot_rows
from db.uow import Database
from domain.booking.booking import Booked
from domain.manage.closure import HELD_FOR, Counts, Mode
from domain.manage.opening_hours import AHEAD
from domain.refusals import AlreadyClosed, Changed, SlotTaken
from domain.time.zones import Stretch
from domain.undo import BULK
from tests.support.bookings import (
    ALICE,
    BOB,
    DORA,
    MIRA,
    NOW,
    OTTO,
    QUARTER,
    START,
    furnish,
    people,
    value,
    wish,
)
from tests.support.closures import SPAN, add_up, counts, held, made, morning, take

HALF = Stretch(START + QUARTER, START + timedelta(hours=3))
"""A stretch that begins in the middle of SPAN: Bob's visit is in both, the free times here."""
STATUS = "SELECT string_agg(status || coalesce(closed_by, ''), ',' ORDER BY id) FROM time_slots"
MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
async def lab(database: Database) -> None:
    await furnish(database)
    await people(database, MIRA, OTTO, DORA)


async def look(database: Database, at: datetime = NOW) -> int:
    """A worker's look at what is offered."""
    async with database.begin() as uow:
        return await closure.release_expired(uow, at)


async def undo(database: Database, undo_id: int) -> None:
    async with database.begin() as uow:
        await undo_ways.take_back(uow, OTTO, undo_id, NOW)


async def test_who_cancels_elsewhere_leaves_no_seat_offered(database: Database) -> None:
    """A patient who cancelled from /bookings left three seats counted for ever."""
    await morning(database)
    await made(database)
    async with database.begin() as uow:
        await booking.cancel(uow, ALICE, 1, NOW)
    assert await look(database) == 3
    assert await held(database, 1) == []
    assert len(await held(database, 2)) == 3
    await add_up(database)


async def test_what_the_desk_moves_keeps_its_offers_until_that_cannot_be_undone(
    database: Database,
) -> None:
    *_, last = await morning(database)
    await made(database)
    async with database.begin() as uow:
        await visit.move(uow, DORA, 1, last, now=NOW)
    assert await look(database) == 0
    async with database.begin() as uow:
        await undo_rows.release(uow, NOW + MINUTE, 9)
    assert await look(database, NOW + MINUTE) == 3
    await add_up(database)


async def test_a_time_that_two_closures_offer_a_booking_is_held_once_and_is_the_laters(
    database: Database,
) -> None:
    *offered, last = await morning(database, free=4, seats=3)
    first = await made(database)
    async with database.begin() as uow:
        await visit.move(uow, DORA, 1, last, now=NOW)
    before, at = await held(database, 1), START + timedelta(hours=2) + 3 * QUARTER
    second = await made(database, span=Stretch(at, at + QUARTER), intent="c2")
    assert await held(database, 1) == before == offered[2:]
    owners = "SELECT array_agg(DISTINCT closure_id) FROM closure_offers WHERE booking_id = 1"
    assert await value(database, owners) == [second.id]
    await add_up(database)
    async with database.begin() as uow:
        await undo_ways.take_back(uow, MIRA, second.undo.id if second.undo else 0, NOW)
    assert not await held(database, 1)
    assert await value(database, "SELECT count(*) FROM closure_offers") > 0
    assert first.id != second.id
    await add_up(database)


async def test_offers_of_a_closure_that_is_over_run_out_too(database: Database) -> None:
    """They were looked for among open closures alone."""
    await morning(database)
    done = await made(database)
    async with database.begin() as uow:
        await uow.run(text("UPDATE closures SET status = 'over' WHERE id = :id"), {"id": done.id})
    assert await look(database, NOW + BULK + HELD_FOR - MINUTE) == 0
    assert await look(database, NOW + BULK + HELD_FOR) == 6
    await add_up(database)


@pytest.mark.parametrize("mode", list(Mode))
async def test_a_second_closure_hits_only_whom_the_first_has_not(
    database: Database, mode: Mode
) -> None:
    """It held seats again for people who had been served."""
    _, _, later, *_ = await morning(database)
    async with database.begin() as uow:
        await booking.book(uow, BOB, wish(later, "i2", name="Cy Lee", is_self=False), NOW)
    await made(database)
    async with database.read() as uow:
        assert (await closure.preview(uow, MIRA, HALF, NOW)).people == 1
    second = await made(database, mode, span=HALF, intent="c2")
    assert second.people == 1
    hit = "SELECT array_agg(booking_id) FROM closure_hits WHERE closure_id = :id"
    assert await value(database, hit, id=second.id) == [3]
    await add_up(database)


async def test_a_time_that_was_closed_meanwhile_is_not_given(database: Database) -> None:
    """The button of an offer led into a slot that another closure had shut."""
    await morning(database)
    await made(database)
    first = (await held(database, 1))[0]
    await made(database, span=HALF, intent="c2")
    with pytest.raises(SlotTaken):
        await take(database, ALICE, 1, first)
    await look(database)
    assert await held(database, 1) == []
    await add_up(database)


async def test_a_visit_that_the_desk_moved_to_an_offered_time_still_answers_the_offer(
    database: Database,
) -> None:
    """Its seat and the one held for it were the same slot's, and only one of them was freed."""
    await morning(database, seats=3)
    await made(database)
    first, second, _third = await held(database, 1)
    async with database.begin() as uow:
        await visit.move(uow, DORA, 1, first, now=NOW)
    await add_up(database)
    assert (await take(database, ALICE, 1, second)).booking.slot_id == second
    await add_up(database)


async def test_a_time_that_has_begun_is_not_given(database: Database) -> None:
    await morning(database)
    await made(database)
    first = (await held(database, 1))[0]
    with pytest.raises(SlotTaken):
        await take(database, ALICE, 1, first, START + timedelta(hours=5))


async def test_a_cancel_is_not_undone_into_a_slot_that_a_closure_has_closed(
    database: Database,
) -> None:
    """The patient came back to a closed lab, hit by nothing and told nothing."""
    await morning(database)
    async with database.begin() as uow:
        gone = await visit.cancel(uow, DORA, 1, NOW)
    await made(database)
    assert gone.undo
    with pytest.raises(Changed):
        await undo(database, gone.undo.id)
    assert await value(database, "SELECT status FROM bookings WHERE id = 1") == "cancelled"
    await add_up(database)


async def test_a_move_is_not_undone_into_a_slot_that_a_closure_has_closed(
    database: Database,
) -> None:
    *_, last = await morning(database)
    async with database.begin() as uow:
        moved = await visit.move(uow, DORA, 1, last, now=NOW)
    await made(database)
    assert moved.undo
    with pytest.raises(Changed):
        await undo(database, moved.undo.id)
    assert await value(database, "SELECT slot_id FROM bookings WHERE id = 1") == last
    await add_up(database)


async def test_what_was_moved_after_a_closure_goes_back_to_those_who_wait(
    database: Database,
) -> None:
    *_, last = await morning(database)
    done = await made(database)
    async with database.begin() as uow:
        moved = await visit.move(uow, DORA, 1, last, now=NOW)
    assert moved.undo
    await undo(database, moved.undo.id)
    assert await counts(database, done.id) == Counts(0, 2, 0, 0)
    await add_up(database)


async def test_of_two_closures_that_meet_the_later_is_undone_first(database: Database) -> None:
    """Undoing the first opened slots that the second covered."""
    await morning(database)
    first = await made(database)
    second = await made(database, span=HALF, intent="c2")
    assert first.undo
    assert second.undo
    with pytest.raises(Changed):
        await undo(database, first.undo.id)
    await undo(database, second.undo.id)
    assert await value(database, STATUS) == ",".join(["closedclosure:1"] * 2 + ["open"] * 8)
    await undo(database, first.undo.id)
    assert await value(database, STATUS) == ",".join(["open"] * 10)
    await add_up(database)


async def test_a_closure_hits_visits_of_a_session_that_has_ended(database: Database) -> None:
    """Undoing either leaves closed what the other closes."""
    async with database.begin() as uow:
        known = await opening_hours.make(uow, MIRA, "thu 9:00-10:00 every 30 min x2", "s1", now=NOW)
        slot = await uow.first(text("SELECT min(id) AS id FROM time_slots"))
        assert slot
    async with database.begin() as uow:
        await booking.book(uow, ALICE, wish(slot.id), NOW)
    async with database.begin() as uow:
        ended = await opening_hours.end(uow, MIRA, known.opening.id, NOW)
    day = await value(database, "SELECT min(starts_at) FROM time_slots")
    shut = await made(database, span=Stretch(day, day + timedelta(hours=4)))
    assert shut.people == 1
    assert shut.undo
    await undo(database, shut.undo.id)
    opened = "SELECT count(*) FROM time_slots WHERE status = 'open'"
    assert await value(database, opened) == 0
    again = await made(database, span=Stretch(day, day + timedelta(hours=4)), intent="c2")
    await undo(database, ended.id)
    kept = "SELECT count(*) FROM time_slots WHERE closed_by = 'closure:2'"
    assert (await value(database, kept), await value(database, opened) > 0) == (2, True)
    assert again.undo
    await undo(database, again.undo.id)
    assert await value(database, "SELECT count(*) FROM time_slots WHERE status <> 'open'") == 0


async def test_slots_that_are_made_under_a_closure_are_closed_from_the_start(
    database: Database,
) -> None:
    await morning(database, free=0)
    done = await made(database)
    spans = [Stretch(START + n * QUARTER / 3, START + (n + 1) * QUARTER / 3) for n in (1, 2)]
    spans.append(Stretch(SPAN[1], SPAN[1] + QUARTER))
    async with database.begin() as uow:
        await slot_rows.insert_slots(uow, 1, spans, 2)
    closed = "closedclosure:1"
    assert await value(database, STATUS) == ",".join([closed] * 4 + ["open"])
    assert done.undo
    await undo(database, done.undo.id)
    assert await value(database, STATUS) == ",".join(["open"] * 5)


async def test_a_visit_that_runs_into_the_closed_hours_is_hit(database: Database) -> None:
    """A slot that began eight minutes before them stayed open."""
    await morning(database)
    middle = Stretch(START + QUARTER / 2, START + QUARTER)
    async with database.read() as uow:
        assert (await closure.preview(uow, MIRA, middle, NOW)).people == 1
    done = await made(database, span=middle)
    assert done.people == 1
    assert await value(database, STATUS) == ",".join(["closedclosure:1"] + ["open"] * 9)
    assert done.undo
    await undo(database, done.undo.id)
    assert await value(database, STATUS) == ",".join(["open"] * 10)


async def test_days_whose_slots_are_not_made_yet_can_be_closed(database: Database) -> None:
    """Closing a day in three months said that nothing was open then."""
    far = NOW + AHEAD + timedelta(days=30)
    done = await made(database, Mode.CANCEL, span=Stretch(far, far + timedelta(days=7)))
    assert done.people == 0
    async with database.begin() as uow:
        await opening_hours.make(uow, MIRA, "mon-sun 8:00-9:00 every 30 min x2", "s1", now=NOW)
        await uow.run(text("UPDATE sessions SET made_until = NULL"))
    assert await value(database, "SELECT count(*) FROM time_slots WHERE status <> 'open'") == 0
    async with database.begin() as uow:
        await opening_hours.fill_all(uow, NOW + timedelta(days=40))
    closed = "SELECT count(*) FROM time_slots WHERE closed_by = 'closure:1'"
    assert await value(database, closed) == 14
    with pytest.raises(AlreadyClosed):
        await made(database, span=Stretch(NOW, NOW + timedelta(minutes=1)), intent="c2")


async def test_seats_add_up_when_a_patient_takes_a_time_that_is_just_freed(
    database: Database,
) -> None:
    await morning(database)
    await made(database)
    first = (await held(database, 1))[0]
    at = NOW + BULK + HELD_FOR
    ends = await asyncio.gather(
        look(database, at),
        take(database, ALICE, 1, first, at),
        look(database, at),
        return_exceptions=True,
    )
    assert all(isinstance(end, int | Booked | SlotTaken) for end in ends), ends
    assert await value(database, "SELECT count(*) FROM closure_offers") == 0
    await add_up(database)

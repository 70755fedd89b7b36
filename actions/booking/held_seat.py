"""Free seats are held for those who wait. Safe to run at any time, by any number of workers."""

from collections.abc import Collection
from datetime import datetime, timedelta

from db.booking import held_seats as rows
from db.booking import waitlist
from db.desk import visit as visit_rows
from db.uow import Uow
from domain.booking.waiting import given, hold_of
from domain.messages.schedule import whole_second

SOON = timedelta(seconds=1)


async def give_out(uow: Uow, slot_ids: Collection[int], now: datetime) -> int:
    """Hold what is free in these slots, which are locked, for those who are first; how many."""
    fits, seats = await rows.fits(uow, slot_ids, now)
    if not fits:
        return 0
    holds = [hold_of(fit, now) for fit in given(fits, seats)]
    await rows.hold(uow, holds)
    return len(holds)


async def give_out_all(uow: Uow, now: datetime, most: int) -> int:
    """The same for every slot that sleeps while somebody waits; how many seats."""
    slots = await rows.asleep(uow, now, most)
    if not slots:
        return 0
    await visit_rows.lock_slots(uow, slots)
    return await give_out(uow, slots, now)


async def time_out(uow: Uow, now: datetime, most: int) -> int:
    """Seats that nobody took in time go to the next; how many."""
    slots = await rows.due(uow, now, most)
    if not slots:
        return 0
    await visit_rows.lock_slots(uow, set(slots))
    freed = await rows.end_due(uow, set(slots), now)
    await give_out(uow, set(freed), now)
    return len(freed)


async def end_over(uow: Uow, now: datetime, most: int) -> int:
    """Whoever waits in vain is told; how many entries are ended."""
    due = whole_second(now) + SOON
    ended, told = await waitlist.end_over(uow, now, due, most)
    if told:
        uow.ring_at(due)
    return ended

"""Writing down what staff do, in the transaction that does it; and reading it, for managers."""

from datetime import datetime

from actions.booking.slot import lab_for
from actions.found import existing
from db import audit as rows
from db import readings as reading_rows
from db.uow import Uow
from domain.account.actor import Actor, only_manager
from domain.audit import AuditPage, Entry, EntryView, search_of
from domain.booking.lab import Lab
from domain.time.zones import day_bounds, to_wall

PAGE = 8  # entries of one page


async def note(uow: Uow, entry: Entry) -> None:
    """Keep who did what, before and after; undone with the rest if the transaction is."""
    await rows.insert_entry(uow, entry)


async def read(
    uow: Uow, actor: Actor, text: str, before: int, *, now: datetime, most: int = PAGE
) -> AuditPage:
    """A page of what fits the words; before: older than this entry, 0 = the newest.

    Raises NotFound.
    """
    only_manager(actor)
    lab = await lab_for(uow, actor)
    search = search_of(text, to_wall(now, lab.zone).date())
    day = None if search.day is None else day_bounds(search.day, lab.zone)
    look = reading_rows.readings if search.is_reading else rows.entries
    found = await look(uow, search, day=day, before=before, most=most + 1)
    return AuditPage(lab, tuple(found[:most]), before, is_last=len(found) <= most)


async def find(uow: Uow, actor: Actor, entry_id: int) -> tuple[Lab, EntryView]:
    """One entry. Raises NotFound."""
    only_manager(actor)
    entry = existing(await rows.find_entry(uow, entry_id))
    return await lab_for(uow, actor), entry


async def last(
    uow: Uow, actor: Actor, subject: str, subject_id: int
) -> tuple[Lab, EntryView | None]:
    """What was done to a thing last. Raises NotFound."""
    only_manager(actor)
    return await lab_for(uow, actor), await rows.last_entry(uow, subject, subject_id)


async def find_reading(uow: Uow, actor: Actor, reading_id: int) -> tuple[Lab, EntryView]:
    """Who looked at which patients, once. Raises NotFound."""
    only_manager(actor)
    reading = existing(await reading_rows.find(uow, reading_id))
    return await lab_for(uow, actor), reading

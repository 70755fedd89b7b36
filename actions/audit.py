"""Writing down what staff do, in the transaction that does it; and reading it, for managers."""

from dataclasses import dataclass
from datetime import datetime

from actions.booking.slot import lab_for
from db import audit as rows
from db.uow import Uow
from domain.account.actor import Actor, only_manager
from domain.audit import Entry, Line, searched
from domain.booking.lab import Lab
from domain.refusals import NotFound
from domain.time.zones import day_bounds, to_wall

PAGE = 8  # entries of one page


@dataclass(frozen=True, slots=True)
class Page:
    """Entries, the newest first; is_last: nothing older fits."""

    lab: Lab
    lines: tuple[Line, ...]
    is_last: bool


async def note(uow: Uow, entry: Entry) -> None:
    """Keep who did what, before and after; undone with the rest if the transaction is."""
    await uow.run(rows.insert_entry(entry))


async def read(uow: Uow, actor: Actor, text: str, before: int | None, now: datetime) -> Page:
    """A page of what fits the words, older than an entry if one is given. Raises NotFound."""
    only_manager(actor)
    lab = await lab_for(uow, actor)
    search = searched(text, to_wall(now, lab.zone).date())
    day = None if search.day is None else day_bounds(search.day, lab.zone)
    found = await uow.all(rows.entries(search, day, before, PAGE + 1))
    return Page(lab, tuple(map(rows.line_of, found[:PAGE])), len(found) <= PAGE)


async def find(uow: Uow, actor: Actor, entry_id: int) -> tuple[Lab, Line]:
    """One entry. Raises NotFound."""
    only_manager(actor)
    row = await uow.first(rows.entry(entry_id))
    if row is None:
        raise NotFound
    return await lab_for(uow, actor), rows.line_of(row)

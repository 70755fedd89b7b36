"""Writing bookings or messages into a table, for managers."""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import Any, TextIO

from sqlalchemy import Row

from actions import audit
from actions.booking.slot import lab_for
from db.manage import export as rows
from db.uow import Uow
from domain.account.actor import Actor, only_manager
from domain.audit import Entry, Facts
from domain.booking.lab import Lab
from domain.manage.export import Wanted, cells
from domain.time.zones import day_bounds, offset_of

MOST = 100_000  # rows of one table; an update has ten seconds


@dataclass(frozen=True, slots=True)
class Exported:
    """How many rows were written, and whether there are more than fit."""

    rows: int
    is_cut: bool


async def write(
    uow: Uow, actor: Actor, wanted: Wanted, out: TextIO, now: datetime, most: int = MOST
) -> Exported:
    """Write a table as CSV, its first row the names; times on the lab's clocks with their offset.

    Written down in the audit log. Raises NotFound.
    """
    only_manager(actor)
    lab = await lab_for(uow, actor)
    bounds = (day_bounds(wanted.first, lab.zone)[0], day_bounds(wanted.last, lab.zone)[1])
    table, count = csv.writer(out), 0
    async for part in rows.parts(uow, wanted.what, lab.id, bounds, most + 1):
        if not count:
            table.writerow(part[0]._fields)
        kept = part[: most - count]
        table.writerows(_lines(kept, lab))
        count += len(part)
    done = Exported(min(count, most), count > most)
    await audit.note(uow, _entry(actor, wanted, done, now))
    return done


def _lines(part: Sequence[Row[Any]], lab: Lab) -> list[list[str]]:
    return [cells(_told(value, lab) for value in row) for row in part]


def _told(value: object, lab: Lab) -> object:
    if not isinstance(value, datetime):
        return value
    there = value.astimezone(timezone(offset_of(value, lab.zone)))
    return there.isoformat(" ", "milliseconds" if value.microsecond else "seconds")


def _entry(actor: Actor, wanted: Wanted, done: Exported, now: datetime) -> Entry:
    what = wanted.what.name.lower()
    after: Facts = {"first": f"{wanted.first}", "last": f"{wanted.last}", "rows": done.rows}
    return Entry(now, actor.id, f"{what}_exported", what, after=after)

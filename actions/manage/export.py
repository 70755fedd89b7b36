"""Writing bookings or messages into a table, for managers."""

import csv
from datetime import datetime, timezone
from typing import TextIO

from actions import audit
from actions.booking.slot import lab_for
from db.manage import export as rows
from db.uow import Uow
from domain.account.actor import Actor, only_manager
from domain.audit import Entry, Facts
from domain.manage.export import ExportRequest, ExportResult, cells
from domain.time.zones import Stretch, day_bounds, offset_of

MOST = 100_000  # rows of one table; an update has ten seconds


async def write(
    uow: Uow, actor: Actor, request: ExportRequest, out: TextIO, *, most: int = MOST
) -> ExportResult:
    """Write a table as CSV, its first row the names; times on the lab's clocks with their offset.

    Raises NotFound.
    """
    only_manager(actor)
    lab = await lab_for(uow, actor)
    first, last = day_bounds(request.first, lab.zone), day_bounds(request.last, lab.zone)
    stretch = Stretch(first.first, last.end)
    table, count = csv.writer(out), 0
    async for part in rows.parts(uow, request.what, lab_id=lab.id, stretch=stretch, most=most + 1):
        if not count:
            table.writerow(part.names)
        for row in part.rows[: most - count]:
            table.writerow(cells(_shown(value, lab.zone) for value in row))
        count += len(part.rows)
    return ExportResult(min(count, most), count > most)


async def note(
    uow: Uow, actor: Actor, request: ExportRequest, rows_written: int, *, now: datetime
) -> None:
    """Write down in the audit log that somebody takes a table along."""
    what = request.what.name.lower()
    after: Facts = {"first": f"{request.first}", "last": f"{request.last}", "rows": rows_written}
    await audit.note(uow, Entry(now, actor.id, f"{what}_exported", what, after=after))


def _shown(value: object, zone: str) -> object:
    if not isinstance(value, datetime):
        return value
    there = value.astimezone(timezone(offset_of(value, zone)))
    return there.isoformat(" ", "milliseconds" if value.microsecond else "seconds")

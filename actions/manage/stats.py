"""Numbers of a lab, for managers."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Row

from actions.booking.slot import lab_for
from db.manage import stats as rows
from db.messages import sweep
from db.uow import Uow
from domain.account.actor import Actor, only_manager
from domain.booking.lab import Lab
from domain.manage.stats import Lateness, Numbers, Period, Sent, Span, Visits, period_of
from domain.time.zones import day_bounds, to_wall

LONGEST = 366 * 100  # days from now; a forged day goes no farther


@dataclass(frozen=True, slots=True)
class Stretches:
    """The parts of a period that are counted by themselves: their names, and their edges.

    edges: aware UTC, one more than there are labels.
    """

    labels: tuple[str, ...]
    edges: tuple[datetime, ...]


async def numbers(
    uow: Uow, actor: Actor, span: Span, day: date | None, now: datetime
) -> tuple[Lab, Numbers]:
    """The period of the actor's lab that a day lies in, today without one. Raises NotFound."""
    only_manager(actor)
    lab = await lab_for(uow, actor)
    today = to_wall(now, lab.zone).date()
    chosen = day if day is not None and abs((day - today).days) <= LONGEST else today
    period = period_of(span, chosen)
    parts = stretches(period, lab.zone)
    late = await rows.lateness(uow, parts.edges)
    lead = await rows.lead_seconds(uow, lab.id, parts.edges)
    visits = _by_number(await rows.visits(uow, lab.id, parts.edges))
    ended = _by_number(await rows.messages(uow, parts.edges))
    found = Numbers(
        period=period,
        visits=tuple(_visits(parts, visits)),
        messages=tuple(_sent(parts, ended)),
        lead=None if lead is None else timedelta(seconds=lead),
        lateness=None if late is None else Lateness(*late),
        oldest_due=await sweep.oldest_wait(uow),
    )
    return lab, found


def stretches(period: Period, zone: str) -> Stretches:
    """The hours of a day, else the days. Raises UnknownZone."""
    bounds = [day_bounds(day, zone) for day in period.days]
    end = bounds[-1][1]
    if period.span is not Span.DAY:
        is_week = period.span is Span.WEEK
        labels = tuple(f"{day:%a} {day.day}" if is_week else str(day.day) for day in period.days)
        return Stretches(labels, (*(first for first, _ in bounds), end))
    begins = [bounds[0][0]]
    while begins[-1] + timedelta(hours=1) < end:
        begins.append(begins[-1] + timedelta(hours=1))
    return Stretches(tuple(f"{to_wall(at, zone):%H}" for at in begins), (*begins, end))


def _by_number(found: Sequence[Row[Any]]) -> Mapping[int, Row[Any]]:
    return {row.number: row for row in found}


def _visits(parts: Stretches, found: Mapping[int, Row[Any]]) -> Iterable[Visits]:
    for number, label in enumerate(parts.labels, 1):
        row = found.get(number)
        yield (
            Visits(label, int(row.seats), int(row.booked), int(row.seen), int(row.missed))
            if row
            else Visits(label, 0, 0, 0, 0)
        )


def _sent(parts: Stretches, found: Mapping[int, Row[Any]]) -> Iterable[Sent]:
    for number, label in enumerate(parts.labels, 1):
        row = found.get(number)
        yield Sent(label, row.sent, row.failed) if row else Sent(label, 0, 0)

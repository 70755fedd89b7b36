"""What repeats goes on: the next occurrence, in the transaction that settles the last one."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import structlog

from db.messages import series
from db.uow import Uow
from domain.messages.delivery import OUT_OF_REACH, Cause, Claim
from domain.messages.series import LockedSeries, SeriesStatus, following
from domain.refusals import UnknownZone
from domain.time.recurrence import RuleInvalid
from domain.time.zones import to_wall

log = structlog.get_logger(__name__)
SECOND = timedelta(seconds=1)


async def hold(uow: Uow, claimed: Sequence[Claim]) -> Sequence[LockedSeries]:
    """Lock the series of these messages; before the messages themselves, as everybody does."""
    ids = sorted({item.series_id for item in claimed if item.series_id is not None})
    return await series.lock(uow, ids) if ids else []


async def halt(
    uow: Uow, held: Sequence[LockedSeries], died: Sequence[tuple[Claim, Cause]]
) -> Sequence[LockedSeries]:
    """Let series wait whose pending occurrence found nobody; the others of these."""
    causes = {
        (item.series_id, item.due_at): str(cause) for item, cause in died if cause in OUT_OF_REACH
    }
    lost = {
        one.id: causes[one.id, one.next_at]
        for one in held
        if one.status is SeriesStatus.ACTIVE and (one.id, one.next_at) in causes
    }
    if lost:
        await series.halt(uow, lost)
        log.info("series_halted", series_ids=sorted(lost))
    return [one for one in held if one.id not in lost]


async def go_on(
    uow: Uow, held: Sequence[LockedSeries], done: Collection[Claim], now: datetime
) -> None:
    """Plan what comes after occurrences that are done, and ask for its alarms.

    An occurrence that is not the pending one of its series, such as a dead one that is tried
    again, moves nothing; nor does anything of a series that is paused or over.
    """
    ended = {(item.series_id, item.due_at) for item in done}
    going = [
        one for one in held if one.status is SeriesStatus.ACTIVE and (one.id, one.next_at) in ended
    ]
    await plan(uow, going, now)


async def revive(uow: Uow, now: datetime, most: int) -> int:
    """Go on with series that stand still, whatever befell them; how many."""
    found = await series.stalled(uow, now, most)
    await plan(uow, found, now)
    if found:
        log.warning("series_revived", count=len(found))
    return len(found)


async def resume(uow: Uow, most: int, now: datetime) -> int:
    """Go on with series whose recipient is back; what was missed is left out. How many.

    An occurrence that is still to come comes when it was planned.
    """
    found = [replace(one, next_at=one.next_at - SECOND) for one in await series.returned(uow, most)]
    await plan(uow, found, now)
    if found:
        log.info("series_resumed", series_ids=[one.id for one in found])
    return len(found)


async def plan(uow: Uow, held: Sequence[LockedSeries], now: datetime) -> None:
    """The next occurrence of each of these locked series, or its end."""
    if held:
        nexts = {one.id: _next(one, now) for one in held}
        for at in await series.advance(uow, nexts):
            uow.ring_at(at)


def _next(one: LockedSeries, now: datetime) -> series.Next | None:
    """A rule that nobody can read ends its series: a settle must never fail for good."""
    try:
        at = following(one.repeat, one.next_at, now)
        return None if at is None else series.Next(at, to_wall(at, one.repeat.zone))
    except (RuleInvalid, UnknownZone):
        log.exception("series_unreadable", series_id=one.id)
        return None

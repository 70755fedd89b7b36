"""Messages that repeat: start, pause, resume, skip, change, cancel. Each is safe to run twice.

Whoever holds the lock of the series' row comes first, the worker that settles a delivery included.
"""

from dataclasses import asdict, replace
from datetime import datetime, timedelta
from typing import Any

from actions.account import account, quiet
from actions.found import existing
from actions.messages.recipient import recipient
from db.account import quiet as quiet_rows
from db.messages import series as rows
from db.uow import Uow
from domain.account.actor import Actor
from domain.account.limits import LIMITS, Limits
from domain.messages.content import Channel, to_json
from domain.messages.delivery import lane_of
from domain.messages.schedule import Message, composed, may_schedule
from domain.messages.series import (
    Repeat,
    Series,
    SeriesEdit,
    SeriesStatus,
    following,
    may_repeat,
    moved,
)
from domain.refusals import AlreadySent, Refusal, TextOnly, TooManySeries
from domain.time.zones import to_wall

SECOND = timedelta(seconds=1)


async def start(
    uow: Uow,
    actor: Actor,
    message: Message,
    repeat: Repeat,
    *,
    now: datetime,
    limits: Limits = LIMITS,
) -> Series:
    """Plan a message that repeats; the same intent again answers the series it led to.

    The message's own time is not looked at. Raises TooManySeries, RepeatsNever, RepeatsTooOften,
    TooFar, TextEmpty, TextTooLong, UnknownZone, and NotFound for an address that is not a
    confirmed one of the author's.
    """
    try:
        content = composed(message.text, message.entities, message.attachment)
        first = may_schedule(may_repeat(repeat, now), now)
        to = await recipient(uow, actor, message)
    except Refusal:
        if known := await by_intent(uow, actor, message.intent):
            return known
        raise
    values = {"author_id": actor.id, "content": to_json(content), "intent": message.intent}
    values |= asdict(repeat) | to | {"next_at": first, "lane": lane_of(actor)}
    series = await rows.insert_series(uow, values, limits.series)
    if series is not None:
        await _plan(uow, series, first)
        return replace(series, is_new=True)
    known = await by_intent(uow, actor, message.intent)
    if known is None:
        raise TooManySeries(limits.series)
    return known


async def find(uow: Uow, actor: Actor, series_id: int) -> Series:
    """One series of this author, and how its pending occurrence stands. Raises NotFound."""
    found = await _find(uow, actor, series_id, is_locked=False)
    pending = await rows.pending(uow, found.id, found.next_at)
    if pending is None:
        return found
    return replace(found, next_try_at=pending.next_try_at, is_sending=pending.is_sending)


async def search(uow: Uow, actor: Actor, *, after: int, most: int) -> list[Series]:
    """This author's series, those that are over too, the oldest first. after: above this id."""
    return await rows.all_of(uow, actor.id, after=after, most=most)


async def by_intent(uow: Uow, actor: Actor, intent: str) -> Series | None:
    return await rows.series_by_intent(uow, actor.id, intent)


async def pause(uow: Uow, actor: Actor, series_id: int) -> Series:
    """Send nothing until it is resumed; is_sending tells that one is on its way and will arrive.

    Raises NotFound (also for a foreign id), AlreadySent for a series that is over.
    """
    found = await _find_open(uow, actor, series_id)
    if found.status is SeriesStatus.PAUSED:
        return found
    is_back = await rows.withdraw(uow, found.id, found.next_at)
    paused = await _write(uow, found, status=SeriesStatus.PAUSED)
    return replace(paused, is_sending=not is_back)


async def resume(uow: Uow, actor: Actor, series_id: int, now: datetime) -> Series:
    """Go on with the next occurrence that is still to come and was not skipped.

    A rule that is over meanwhile ends the series. Raises NotFound, AlreadySent.
    """
    found = await _find_open(uow, actor, series_id)
    if found.status is SeriesStatus.ACTIVE:
        return found
    at = found.repeat.after(max(now, found.next_at - SECOND))
    going = {"status": SeriesStatus.ACTIVE, "halted_for": None, "halted_at": None}
    active = await _write(uow, found, **going)
    return await _plan(uow, active, at)


async def skip(uow: Uow, actor: Actor, series_id: int, version: int, *, now: datetime) -> Series:
    """Leave out the next occurrence. version: of the series as the person saw it.

    Seen too long ago, such as by a second tap, nothing changes and the series is answered.
    Raises NotFound, AlreadySent if that occurrence has begun to be sent or the series is over.
    """
    found = await _find_open(uow, actor, series_id)
    if found.version != version or found.status is not SeriesStatus.ACTIVE:
        return found
    if not await rows.withdraw(uow, found.id, found.next_at):
        raise AlreadySent
    return await _plan(uow, found, following(found.repeat, found.next_at, now))


async def change(
    uow: Uow, actor: Actor, series_id: int, edit: SeriesEdit, *, now: datetime
) -> Series:
    """Change the text, the rule or both for all occurrences that have not begun to be sent.

    Raises NotFound, AlreadySent for a series that is over, and what `start` raises.
    """
    found = await _find_open(uow, actor, series_id)
    values: dict[str, Any] = {}
    if edit.text is not None:
        if edit.attachment is not None and found.channel == Channel.EMAIL:
            raise TextOnly
        values["content"] = to_json(composed(edit.text, edit.entities, edit.attachment))
    next_at = found.next_at
    if edit.repeat is not None:
        next_at = may_schedule(may_repeat(edit.repeat, now), now)
        values |= asdict(edit.repeat)
    is_paused = found.status is SeriesStatus.PAUSED
    is_back = not is_paused and await rows.withdraw(uow, found.id, found.next_at)
    changed = await _write(uow, found, **values, next_at=next_at)
    if is_back or (edit.repeat is not None and not is_paused):
        return await _plan(uow, changed, next_at)
    return replace(changed, is_sending=not is_paused)


async def cancel(uow: Uow, actor: Actor, series_id: int) -> Series:
    """End it for good; is_sending tells that one is on its way. A second time changes nothing.

    Raises NotFound (also for a foreign id).
    """
    found = await _find(uow, actor, series_id, is_locked=True)
    if found.is_over:
        return found
    is_active = found.status is SeriesStatus.ACTIVE
    is_back = is_active and await rows.withdraw(uow, found.id, found.next_at)
    cancelled = await _write(uow, found, status=SeriesStatus.CANCELLED)
    return replace(cancelled, is_sending=is_active and not is_back)


async def move_to_zone(uow: Uow, actor: Actor, zone: str, now: datetime) -> tuple[Actor, int]:
    """The actor in their new zone, and how many of their series go with them. As follow_zone.

    Their reminders keep out of the nights there.
    """
    count = await follow_zone(uow, actor, zone, now)
    hours = replace(await quiet_rows.of(uow, actor.id), zone=zone)
    await quiet.follow(uow, actor.id, hours, now)
    return await account.set_zone(uow, actor, zone), count


async def follow_zone(uow: Uow, actor: Actor, zone: str, now: datetime) -> int:
    """Put the author's series on the clocks of another zone; how many have moved.

    Series of hours and minutes have no clock, and zones that the words named stay. An occurrence
    that is overdue or on its way keeps its instant. Raises UnknownZone.
    """
    count, following = 0, await rows.following_zone(uow, actor.id)
    await rows.lock_pending(uow, [one.id for one in following], actor.id)
    for found in following:
        if found.repeat.zone == zone or found.repeat.is_elapsed:
            continue
        count += 1
        at = moved(found.repeat, found.next_at, zone, now)
        there = await _write(uow, found, zone=zone)
        if found.status is SeriesStatus.PAUSED:
            if at is not None:
                await _write(uow, found, next_at=at)
        elif found.next_at > now and await rows.withdraw(uow, found.id, found.next_at):
            await _plan(uow, there, at)
    return count


async def _plan(uow: Uow, found: Series, at: datetime | None) -> Series:
    upcoming = None if at is None else rows.Next(at, to_wall(at, found.repeat.zone))
    for instant in await rows.advance(uow, {found.id: upcoming}):
        uow.ring_at(instant)
    if at is None:
        return replace(found, status=SeriesStatus.ENDED, version=found.version + 1)
    return replace(found, next_at=at, next_try_at=at, version=found.version + 1)


async def _write(uow: Uow, found: Series, **values: Any) -> Series:
    changed = await rows.change_series(uow, found.id, values)
    return found if changed is None else changed


async def _find_open(uow: Uow, actor: Actor, series_id: int) -> Series:
    """The locked series. Raises NotFound, and AlreadySent if it is over."""
    found = await _find(uow, actor, series_id, is_locked=True)
    if found.is_over:
        raise AlreadySent
    return found


async def _find(uow: Uow, actor: Actor, series_id: int, *, is_locked: bool) -> Series:
    return existing(await rows.find_series(uow, actor.id, series_id, is_locked=is_locked))

"""Scheduling messages: plan, change, cancel, list. Each is safe to run twice."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Row

from actions.messages.recipient import recipient
from actions.messages.series import listed
from db.messages import chat as chat_rows
from db.messages import dead_letters
from db.messages import schedule as rows
from db.messages.dead_letters import Decided
from db.messages.schedule import messages_planned
from db.uow import Uow
from domain.account.actor import Actor
from domain.messages.content import OWN, Channel, from_json, to_json
from domain.messages.schedule import (
    Edit,
    Message,
    Planned,
    Scheduled,
    Status,
    composed,
    may_schedule,
    whole_second,
)
from domain.messages.series import Series
from domain.refusals import AlreadySent, NotFound, Refusal, TextOnly
from domain.time.zones import to_wall

PAGE = 6  # messages on one page of the list
RECENT = 20  # sent and failed ones that the list still shows


async def schedule(uow: Uow, actor: Actor, message: Message, now: datetime) -> Scheduled:
    """Plan a message to the author's own chat, to `message.to`, or to a confirmed address.

    One statement, one more for an address, and one more if it is known already.

    The same intent again answers the message it led to, even after its time has come.
    Raises MessageInPast, TooFar, TextEmpty, TextTooLong, UnknownZone, TextOnly for
    e-mail with an attachment, and NotFound for an address that is not confirmed or somebody else's.
    """
    try:
        content = composed(message.text, message.entities, message.attachment)
        at = may_schedule(message.at, now)
        to = await recipient(uow, actor, message)
    except Refusal:
        if known := await by_intent(uow, actor, message.intent):
            return known
        raise
    values = _planned_values(at, message.zone) | to
    values |= {
        "author_id": actor.id,
        "content": to_json(content),
        "intent": message.intent,
    }
    row = await uow.first(rows.insert_message(values))
    if row is not None:
        uow.ring_at(at)
        return _scheduled(row, is_new=True)
    known = await by_intent(uow, actor, message.intent)
    if known is None:
        raise NotFound  # the intent belongs to something else of this account
    return known


async def change(uow: Uow, actor: Actor, message_id: int, edit: Edit, now: datetime) -> Scheduled:
    """Change the text, the time or both of a message that has not begun to be sent.

    A new time starts its tries anew. Raises AlreadySent, NotFound (also for a foreign id),
    MessageInPast, TooFar, TextEmpty, TextTooLong, UnknownZone.
    """
    values: dict[str, Any] = {"status": Status.SCHEDULED}
    if edit.text is not None:
        values["content"] = to_json(composed(edit.text, edit.entities, edit.attachment))
        values["parts_sent"] = 0
    if edit.at is not None:
        values |= _planned_values(may_schedule(edit.at, now), edit.zone or actor.zone)
        values |= {"attempts": 0, "last_error": None}
    changed = await _swap(uow, actor, message_id, values)
    if changed is None:
        raise AlreadySent
    if edit.attachment is not None and changed.channel == Channel.EMAIL:
        raise TextOnly
    uow.ring_at(changed.next_try_at)
    return changed


async def cancel(uow: Uow, actor: Actor, message_id: int) -> Scheduled:
    """Never send it; a second time answers the cancelled message.

    Raises AlreadySent, NotFound (also for a foreign id).
    """
    cancelled = await _swap(uow, actor, message_id, {"status": Status.CANCELLED})
    if cancelled is not None:
        return cancelled
    found = await find(uow, actor, message_id)
    if found.status is not Status.CANCELLED:
        raise AlreadySent
    return found


async def find(uow: Uow, actor: Actor, message_id: int) -> Scheduled:
    """One message of this author. Raises NotFound."""
    row = await uow.first(rows.message_of(actor.id, message_id))
    if row is None:
        raise NotFound
    return await _titled(uow, _scheduled(row))


async def by_intent(uow: Uow, actor: Actor, intent: str) -> Scheduled | None:
    """The message an intent led to, None if it led to none yet."""
    row = await uow.first(rows.message_by_intent(actor.id, intent))
    if row is None or row.content["kind"] not in OWN:
        return None
    return _scheduled(row)


async def try_again(uow: Uow, actor: Actor, message_id: int, now: datetime) -> Scheduled:
    """Another try of the author's own message that was given up, now and with all its attempts.

    A second tap finds it waiting and changes nothing. Raises AlreadySent if there is nothing to
    try again, NotFound (also for a foreign id).
    """
    found = await find(uow, actor, message_id)
    at = whole_second(now)
    if found.may_try_again:
        if await dead_letters.retry_one(uow, message_id, Decided(actor.id, at), author=actor.id):
            uow.ring_at(at)
        return await find(uow, actor, message_id)
    if found.status in {Status.SCHEDULED, Status.SENDING}:
        return found
    raise AlreadySent


async def planned(uow: Uow, actor: Actor, page: int = 0) -> Planned:
    """A page of this author's messages: what is to come, then what was sent or failed.

    A page beyond the last one answers the last one.
    """
    found = await _listed(uow, actor, page * PAGE, PAGE)
    if not found and page:
        first = await _listed(uow, actor, 0, 1)
        return await planned(uow, actor, _pages(first[0].total) - 1 if first else 0)
    items = [listed(row) if row.is_series else _scheduled(row) for row in found]
    titled = await _with_titles(uow, items)
    return Planned(titled, page, _pages(found[0].total if found else 0))


async def _listed(uow: Uow, actor: Actor, offset: int, limit: int) -> Sequence[Row[Any]]:
    values = {"author": actor.id, "recent": RECENT, "offset": offset, "limit": limit}
    return await uow.all(messages_planned, values)


async def _titled(uow: Uow, it: Scheduled) -> Scheduled:
    titles = await _titles(uow, [it])
    return replace(it, to=titles.get(it.chat_id, ""))


async def _with_titles(
    uow: Uow, items: Sequence[Scheduled | Series]
) -> tuple[Scheduled | Series, ...]:
    """With the titles of the groups and channels they go to."""
    titles = await _titles(uow, items)
    return tuple(replace(it, to=titles.get(it.chat_id, "")) for it in items)


async def _titles(uow: Uow, items: Sequence[Scheduled | Series]) -> dict[int, str]:
    ids = {it.chat_id for it in items if it.chat_id}
    found = await uow.all(chat_rows.titles_of(sorted(ids))) if ids else []
    return {row.id: row.title for row in found}


def _pages(total: int) -> int:
    return max(1, -(-total // PAGE))


async def _swap(
    uow: Uow, actor: Actor, message_id: int, values: Mapping[str, Any]
) -> Scheduled | None:
    """The changed message, None if it is not waiting any more. Raises NotFound."""
    row = await uow.first(rows.change_message(actor.id, message_id, values))
    if row is not None:
        return _scheduled(row)
    await find(uow, actor, message_id)
    return None


def _planned_values(at: datetime, zone: str) -> dict[str, Any]:
    return {"due_at": at, "fire_at": at, "wall": to_wall(at, zone), "zone": zone}


def _scheduled(row: Row[Any], *, is_new: bool = False) -> Scheduled:
    return Scheduled(
        id=row.id,
        status=Status(row.status),
        content=from_json(row.content),
        at=row.due_at,
        next_try_at=row.fire_at,
        zone=row.zone or "UTC",
        attempts=row.attempts,
        version=row.version,
        sent_at=row.sent_at,
        cause=row.last_error.split(":", 1)[0] if row.last_error else None,
        in_doubt=row.in_doubt,
        is_new=is_new,
        channel=row.channel,
        recipient=row.recipient,
        is_dropped=row.resolved_at is not None,
        is_of_series=row.series_id is not None,
    )

"""Scheduling messages: plan, change, cancel, list. Each is safe to run twice."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any, TypeVar

from actions.found import existing, page_of
from actions.messages.recipient import recipient
from db.messages import chat as chat_rows
from db.messages import dead_letters
from db.messages import schedule as rows
from db.uow import Uow
from domain.account.actor import Actor
from domain.account.limits import LIMITS, Limits
from domain.messages.content import Channel, to_json
from domain.messages.dead_letters import Decision
from domain.messages.delivery import lane_of
from domain.messages.schedule import (
    Edit,
    Message,
    Scheduled,
    Status,
    composed,
    may_schedule,
    whole_second,
)
from domain.messages.series import Series
from domain.page import Page
from domain.refusals import AlreadySent, Refusal, TextOnly, TooManyMessages
from domain.time.zones import to_wall

Listed = TypeVar("Listed", Scheduled, Scheduled | Series)
PAGE = 6  # messages on one page of the list
LONGEST_WAIT = timedelta(days=1)  # of a message that is due; none waits for longer
RECENT = 20  # sent and failed ones that the list still shows


async def schedule(
    uow: Uow, actor: Actor, message: Message, now: datetime, *, limits: Limits = LIMITS
) -> Scheduled:
    """Plan a message to the author's own chat, to `message.to`, or to a confirmed address.

    One statement, one more for an address, and one more if it is known already.

    The same intent again answers the message it led to, even after its time has come.
    Raises TooManyMessages, MessageInPast, TooFar, TextEmpty, TextTooLong, UnknownZone, TextOnly for
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
    values |= {"author_id": actor.id, "content": to_json(content), "intent": message.intent}
    values["lane"] = lane_of(actor)
    if message.from_visit:  # the visit's clock counts, not the wall's
        tie = {"booking_id": message.booking_id, "from_visit": message.from_visit}
        values |= tie | {"wall": None}
    cap = rows.Cap(limits.messages, now - LONGEST_WAIT)
    scheduled = await rows.insert_message(uow, values, cap)
    if scheduled is not None:
        uow.ring_at(at)
        return scheduled
    known = await by_intent(uow, actor, message.intent)
    if known is None and await rows.is_full(uow, actor.id, cap):
        raise TooManyMessages(limits.messages)
    return existing(known)  # None: another thing's intent


async def change(
    uow: Uow, actor: Actor, message_id: int, edit: Edit, *, now: datetime
) -> Scheduled:
    """Change the text, the time or both of a message that has not begun to be sent.

    A new time starts its tries anew, and unties it from a visit. Raises AlreadySent, NotFound (also
    for a foreign id), MessageInPast, TooFar, TextEmpty, TextTooLong, UnknownZone.
    """
    values: dict[str, Any] = {"status": Status.SCHEDULED}
    if edit.text is not None:
        values["content"] = to_json(composed(edit.text, edit.entities, edit.attachment))
        values["parts_sent"] = 0
    if edit.at is not None:
        values |= _planned_values(may_schedule(edit.at, now), edit.zone or actor.zone)
        values |= {"attempts": 0, "last_error": None, "booking_id": None, "from_visit": None}
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
    found = existing(await rows.find_message(uow, actor.id, message_id))
    (titled,) = await _with_titles(uow, [found])
    return titled


async def search(
    uow: Uow, actor: Actor, status: Status | None, *, after: int, most: int
) -> list[Scheduled]:
    """This author's messages, the oldest first. after: above this id."""
    return await rows.messages_of(uow, actor.id, status, after=after, most=most)


async def by_intent(uow: Uow, actor: Actor, intent: str) -> Scheduled | None:
    return await rows.message_by_intent(uow, actor.id, intent)


async def try_again(
    uow: Uow, actor: Actor, message_id: int, now: datetime
) -> tuple[Scheduled, bool]:
    """Another try of the author's own message that was given up, now and with all its attempts.

    The message as it is then, and whether it is tried at once: a second tap finds it waiting,
    perhaps for longer, and changes nothing. Raises AlreadySent if there is nothing to
    try again, NotFound (also for a foreign id).
    """
    found = await find(uow, actor, message_id)
    at = whole_second(now)
    if found.may_try_again:
        if await dead_letters.retry_one(uow, message_id, Decision(actor.id, at), author=actor.id):
            uow.ring_at(at)
        found = await find(uow, actor, message_id)
        return found, found.next_try_at >= now
    if found.status in {Status.SCHEDULED, Status.SENDING}:
        return found, found.next_try_at >= now
    raise AlreadySent


async def planned(uow: Uow, actor: Actor, page: int = 0) -> Page[Scheduled | Series]:
    """A page of this author's messages: what is to come, then what was sent or failed.

    A page beyond the last one answers the last one.
    """
    found = await page_of(partial(rows.planned, uow, actor.id, recent=RECENT), page, PAGE)
    return replace(found, items=tuple(await _with_titles(uow, found.items)))


async def _with_titles(uow: Uow, items: Sequence[Listed]) -> list[Listed]:
    titles = await chat_rows.titles_of(uow, {it.chat_id for it in items if it.chat_id})
    return [replace(it, to=titles.get(it.chat_id, "")) for it in items]


async def _swap(
    uow: Uow, actor: Actor, message_id: int, values: Mapping[str, Any]
) -> Scheduled | None:
    """The changed message, None if it is not waiting any more. Raises NotFound."""
    changed = await rows.change_message(uow, actor.id, message_id, values)
    if changed is None:
        await find(uow, actor, message_id)
    return changed


def _planned_values(at: datetime, zone: str) -> dict[str, Any]:
    return {"due_at": at, "fire_at": at, "wall": to_wall(at, zone), "zone": zone}

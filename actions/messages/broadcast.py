"""One message to many: its preview, its start, its staging by workers, its stop. For managers."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from actions import audit
from actions.booking.slot import lab_for
from actions.found import existing
from db.booking import catalogue as catalogue_rows
from db.messages import broadcast as rows
from db.uow import Uow
from domain.account.actor import Actor, only_manager
from domain.audit import Entry, Facts
from domain.messages.broadcast import Audience, BroadcastState, People, Progress, Size
from domain.messages.content import Own, to_json
from domain.messages.schedule import whole_second
from domain.time.zones import day_bounds

PART = 5000  # people staged by one statement
YEAR = timedelta(days=366)
LANGUAGES = 12
LATEST = 10  # that are listed
SOON = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class BroadcastRequest:
    """A broadcast as it is confirmed. card: the message that will show its progress."""

    people: People
    content: Own
    card: int
    intent: str


async def size(uow: Uow, actor: Actor, people: People, now: datetime) -> Size:
    """How many it goes to. Raises NotFound."""
    only_manager(actor)
    return await rows.size(uow, people.kind, await _values(uow, people, now))


async def languages(uow: Uow, actor: Actor) -> list[tuple[str, int]]:
    """Languages and how many speak them. Raises NotFound."""
    only_manager(actor)
    return await rows.languages(uow, LANGUAGES)


async def of_day(uow: Uow, actor: Actor, day: date) -> People:
    """Who has a visit that day at the actor's lab. Raises NotFound."""
    only_manager(actor)
    lab = await lab_for(uow, actor)
    return People(Audience.DAY, f"{day}", lab.id)


async def start(uow: Uow, actor: Actor, request: BroadcastRequest, now: datetime) -> int:
    """Write it down; a worker stages it. The same intent again is the same broadcast; its id.

    Raises NotFound.
    """
    only_manager(actor)
    values = {
        "author_id": actor.id,
        "content": to_json(request.content),
        "audience": request.people.to_json(),
        "card": request.card,
        "made_at": now,
        "intent": request.intent,
    }
    broadcast_id = await rows.insert_broadcast(uow, values)
    if broadcast_id is None:
        return existing(await rows.by_intent(uow, actor.id, request.intent))
    after: Facts = {"audience": request.people.kind.name.lower(), "value": request.people.value}
    await audit.note(
        uow, Entry(now, actor.id, "broadcast_started", "broadcast", broadcast_id, None, after)
    )
    return broadcast_id


async def latest(uow: Uow, actor: Actor) -> list[BroadcastState]:
    """The newest first, with how far they are or how they went. Raises NotFound."""
    only_manager(actor)
    return await rows.latest(uow, LATEST)


async def was_started(uow: Uow, actor: Actor, intent: str) -> bool:
    """Whether this conversation of the actor's has led to a broadcast."""
    return await rows.by_intent(uow, actor.id, intent) is not None


async def stop(uow: Uow, actor: Actor, broadcast_id: int, now: datetime) -> Progress:
    """Send no more of it: what is on the wire arrives, the rest is dropped. Safe to run twice.

    Raises NotFound.
    """
    only_manager(actor)
    found = existing(await rows.progress(uow, broadcast_id))
    if await rows.stop(uow, broadcast_id):
        before: Facts = {"sent": found.sent, "waiting": found.waiting}
        entry = Entry(now, actor.id, "broadcast_stopped", "broadcast", broadcast_id, before)
        await audit.note(uow, entry)
    return found


async def stage_part(uow: Uow, now: datetime) -> int | None:
    """Stage the next part of what is not staged whole; how many people, None without any.

    For workers. Killed in the middle, the part is staged again by whoever is next.
    """
    staging = await rows.lock_next_staging(uow)
    if staging is None:
        return None
    at = whole_second(now) + SOON
    values = {
        **await _values(uow, staging.people, staging.made_at),
        "id": staging.id,
        "author": staging.author_id,
        "at": at,
        "after": staging.after,
        "most": PART,
    }
    part = await rows.stage(uow, staging.people.kind, values)
    is_last = part.people < PART
    await rows.mark_staged(uow, staging.id, part.last_id or staging.after, is_last=is_last)
    if part.people:
        uow.ring_at(at)
    return part.people


async def _values(uow: Uow, people: People, now: datetime) -> Mapping[str, Any]:
    """What the statement of an audience asks for. Raises NotFound."""
    match people.kind:
        case Audience.DAY:
            lab = existing(await catalogue_rows.find_lab(uow, people.lab_id))
            first, end = day_bounds(date.fromisoformat(people.value), lab.zone)
            return {"lab": people.lab_id, "first": first, "end": end}
        case Audience.TEST:
            return {"test": int(people.value), "since": now - YEAR}
        case Audience.LANGUAGE:
            return {"language": people.value}
    return {}

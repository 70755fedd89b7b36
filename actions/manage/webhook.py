"""Programs that are told what happens: owners make, test and end them, and renew their secrets.

No result has a secret in it; whoever shows one derives it: see domain.messages.webhook.
"""

from collections.abc import Collection
from datetime import datetime

from actions import audit
from actions.found import existing
from db.messages import webhook as rows
from db.uow import Uow
from domain.account.actor import Actor, only_owner
from domain.audit import Entry
from domain.keys import Keys
from domain.messages.schedule import whole_second
from domain.messages.webhook import (
    BOTH_FOR,
    MOST,
    Endpoint,
    EndpointState,
    Topic,
    parse_url,
    secret_hash,
    secret_of,
)
from domain.refusals import Changed, EntryInvalid, TooManyWebhooks


async def list_all(uow: Uow, actor: Actor) -> tuple[EndpointState, ...]:
    """All that are told, the newest first. Raises NotFound."""
    only_owner(actor)
    return await rows.states(uow)


async def find(uow: Uow, actor: Actor, endpoint_id: int) -> EndpointState:
    """One that is told. Raises NotFound."""
    only_owner(actor)
    found = await rows.states(uow)
    return existing(next((one for one in found if one.endpoint.id == endpoint_id), None))


async def make(
    uow: Uow,
    actor: Actor,
    url: str,
    topics: Collection[Topic],
    *,
    intent: str,
    keys: Keys,
    now: datetime,
    may_loop: bool = False,
) -> Endpoint:
    """Tell a program from now on. The same intent again is the same endpoint.

    may_loop: it may be on this machine. Raises NotFound, EntryInvalid("url" or "topics"),
    UrlBarred, TooManyWebhooks.
    """
    only_owner(actor)
    if not topics:
        raise EntryInvalid("topics")
    url = parse_url(url, may_loop=may_loop)
    if await rows.count_told(uow) >= MOST:
        raise TooManyWebhooks(MOST)
    values = {
        "url": url,
        "made_by": actor.id,
        "intent": intent,
        "secret_hash": secret_hash(secret_of(intent, 1, keys.present)),
        "made_at": now,
    }
    made = await rows.insert_endpoint(uow, values, topics)
    after = {"topics": sorted(map(str, made.topics))}
    await audit.note(uow, Entry(now, actor.id, "webhook_made", "webhook", made.id, after=after))
    return made


async def rotate(
    uow: Uow, actor: Actor, endpoint_id: int, generation: int, *, keys: Keys, now: datetime
) -> Endpoint:
    """A new secret; the old one signs as well for a day. generation: of the secret it replaces.

    A second time it is what the first one made. Raises NotFound, Changed if that secret is older.
    """
    only_owner(actor)
    found = existing(await rows.find(uow, endpoint_id))
    if found.generation == generation + 1:
        return found
    if found.generation != generation:
        raise Changed
    new = secret_hash(secret_of(found.seed, generation + 1, keys.present))
    rotated = await rows.rotate(uow, found, new, earlier_until=now + BOTH_FOR)
    if rotated is None:  # somebody was faster
        raise Changed
    await audit.note(uow, Entry(now, actor.id, "webhook_renewed", "webhook", endpoint_id))
    return rotated


async def ping(uow: Uow, actor: Actor, endpoint_id: int, now: datetime) -> None:
    """Send it an event that says nothing. Raises NotFound."""
    only_owner(actor)
    due = whole_second(now)
    await rows.stage_ping(uow, existing(await rows.find(uow, endpoint_id)), due)
    uow.ring_at(due)
    await audit.note(uow, Entry(now, actor.id, "webhook_pinged", "webhook", endpoint_id))


async def end(uow: Uow, actor: Actor, endpoint_id: int, now: datetime) -> None:
    """Tell it nothing any more, not even what waits. Raises NotFound, also if it was not told."""
    only_owner(actor)
    if not await rows.end(uow, endpoint_id, now):
        existing(None)
    await audit.note(uow, Entry(now, actor.id, "webhook_ended", "webhook", endpoint_id))

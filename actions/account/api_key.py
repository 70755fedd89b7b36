"""API keys: owners make and end them, programs come in with them."""

from datetime import datetime

from actions import audit
from actions.account.account import Defaults, actor_of
from actions.found import existing
from db.account import api_key as rows
from db.uow import Uow
from domain.account.access import (
    MOST_KEYS,
    USED_EVERY,
    ApiKey,
    KeyHolder,
    KeyText,
    KeyWish,
    checked,
    hashed,
    is_secret,
    parse_key,
)
from domain.account.actor import Actor, only_owner
from domain.audit import Entry, Facts
from domain.refusals import KeyInvalid, TooManyKeys


async def list_keys(uow: Uow, actor: Actor) -> tuple[ApiKey, ...]:
    """All that were not ended, the newest first. Raises NotFound."""
    only_owner(actor)
    return await rows.list_keys(uow)


async def find(uow: Uow, actor: Actor, key_id: int) -> ApiKey:
    """One that was not ended. Raises NotFound."""
    only_owner(actor)
    return existing(next((one for one in await rows.list_keys(uow) if one.id == key_id), None))


async def make(
    uow: Uow, actor: Actor, wish: KeyWish, key: KeyText, *, intent: str, now: datetime
) -> ApiKey:
    """Let a program in that brings this key. The same intent again is the same key.

    Raises NotFound, EntryInvalid, TooManyKeys.
    """
    only_owner(actor)
    wish = checked(wish, now)
    if await rows.count_open(uow, now) >= MOST_KEYS:
        raise TooManyKeys(MOST_KEYS)
    made = await rows.insert_key(
        uow,
        wish,
        made_by=actor.id,
        short_id=key.short_id,
        secret_hash=hashed(key.secret),
        intent=intent,
        now=now,
    )
    facts: Facts = {"scopes": sorted(map(str, wish.scopes)), "per_minute": wish.per_minute}
    await audit.note(uow, Entry(now, actor.id, "key_made", "key", made.id, after=facts))
    return made


async def end(uow: Uow, actor: Actor, key_id: int, now: datetime) -> ApiKey:
    """It lets nobody in any more. Raises NotFound, also if it did not before."""
    only_owner(actor)
    ended = existing(await rows.end_key(uow, key_id, now))
    await audit.note(uow, Entry(now, actor.id, "key_ended", "key", key_id))
    return ended


async def come_in(uow: Uow, text: str, defaults: Defaults, now: datetime) -> KeyHolder:
    """Whose hand a key is, with the role that its maker has now. Raises KeyInvalid."""
    given = parse_key(text)
    kept = await rows.find_key(uow, given.short_id)
    if kept is None or not is_secret(given.secret, kept.secret_hash) or not kept.key.is_open(now):
        raise KeyInvalid
    actor = actor_of(kept.key.made_by, kept.account, defaults)
    if not actor.is_owner:
        raise KeyInvalid
    if kept.key.used_at is None or kept.key.used_at <= now - USED_EVERY:
        await rows.mark_used(uow, kept.key, now)
    return KeyHolder(kept.key, actor)

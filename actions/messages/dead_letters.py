"""What staff do with dead letters: look, try again, close for a reason. Each is safe to run twice.

Anybody below the desk gets NotFound, as if dead letters did not exist.
"""

from datetime import datetime
from functools import partial

from actions import audit
from actions.found import existing, page_of
from db.messages import dead_letters as rows
from db.uow import Uow
from domain.account.actor import Actor, only_desk
from domain.audit import Entry, Facts
from domain.messages.dead_letters import Decision, Group, Letter, Letters, reason_of
from domain.messages.schedule import whole_second
from domain.refusals import NotFound

PAGE = 8  # letters on one page
BATCH = 2000  # letters in one transaction


async def groups(uow: Uow, actor: Actor) -> tuple[Group, ...]:
    """By cause, the largest first. Raises NotFound."""
    only_desk(actor)
    return await rows.groups(uow)


async def letters(uow: Uow, actor: Actor, cause: str, page: int = 0) -> Letters:
    """A page of a group; beyond the last one it is the last one. Raises NotFound."""
    only_desk(actor)
    found = await page_of(partial(rows.letters, uow, cause), page, PAGE)
    return Letters(cause, found.items, found.number, found.pages, found.total)


async def find(uow: Uow, actor: Actor, message_id: int) -> Letter:
    """One dead letter that is not closed. Raises NotFound."""
    only_desk(actor)
    return existing(await rows.find_letter(uow, message_id))


async def retry(uow: Uow, actor: Actor, message_id: int, now: datetime) -> None:
    """A new try now, with all attempts. Raises NotFound if it is not dead any more."""
    decision = _decision(actor, now)
    if not await rows.retry_one(uow, message_id, decision):
        raise NotFound
    uow.ring_at(decision.at)
    await audit.note(uow, Entry(now, actor.id, "message_retried", "message", message_id))


async def retry_all(uow: Uow, actor: Actor, cause: str, now: datetime) -> int:
    """A new try now for up to BATCH of a group; how many, fewer than BATCH if those were all.

    now: the same for all batches of one wish, so that what dies again meanwhile is left alone.
    Raises NotFound.
    """
    decision = _decision(actor, now)
    count = await rows.retry_group(uow, cause, decision, BATCH)
    if count:
        uow.ring_at(decision.at)
        after: Facts = {"cause": cause, "messages": count}
        await audit.note(uow, Entry(now, actor.id, "messages_retried", "message", after=after))
    return count


async def drop(uow: Uow, actor: Actor, message_id: int, reason: str, *, now: datetime) -> None:
    """Close it: it stays dead, with who and why. Raises NotFound, TextEmpty, TextTooLong."""
    if not await rows.drop_one(uow, message_id, _decision(actor, now), reason_of(reason)):
        raise NotFound
    await audit.note(uow, Entry(now, actor.id, "message_dropped", "message", message_id))


async def drop_all(uow: Uow, actor: Actor, cause: str, reason: str, *, now: datetime) -> int:
    """Close up to BATCH of a group, as `retry_all`. Raises NotFound, TextEmpty, TextTooLong."""
    decision = _decision(actor, now)
    count = await rows.drop_group(uow, cause, decision, reason_of(reason), most=BATCH)
    if count:
        after: Facts = {"cause": cause, "messages": count}
        await audit.note(uow, Entry(now, actor.id, "messages_dropped", "message", after=after))
    return count


def _decision(actor: Actor, now: datetime) -> Decision:
    only_desk(actor)
    return Decision(actor.id, whole_second(now))

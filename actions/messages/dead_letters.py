"""What staff do with dead letters: look, try again, close for a reason. Each is safe to run twice.

Who is below the desk finds nothing, as if there were no such thing.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import Row

from actions import audit
from db.messages import dead_letters as rows
from db.messages.dead_letters import Decided
from db.uow import Uow
from domain.account.actor import Actor, only_desk
from domain.audit import Entry, Facts
from domain.messages.dead_letters import Group, Letter, Letters, known_as, reasoned
from domain.messages.schedule import whole_second
from domain.refusals import NotFound

PAGE = 8  # letters on one page
BATCH = 2000  # letters in one transaction


async def groups(uow: Uow, actor: Actor) -> tuple[Group, ...]:
    """By cause, the largest first. Raises NotFound."""
    only_desk(actor)
    found = await rows.groups(uow)
    return tuple(Group(row.cause, row.number, row.latest) for row in found)


async def letters(uow: Uow, actor: Actor, cause: str, page: int = 0) -> Letters:
    """A page of a group; beyond the last one it is the last one. Raises NotFound."""
    only_desk(actor)
    found = await rows.letters(uow, cause, page * PAGE, PAGE)
    if not found and page:
        first = await rows.letters(uow, cause, 0, 1)
        return await letters(uow, actor, cause, _pages(first[0].total) - 1 if first else 0)
    total = found[0].total if found else 0
    return Letters(cause, tuple(map(_letter, found)), page, _pages(total), total)


async def find(uow: Uow, actor: Actor, message_id: int) -> Letter:
    """One dead letter that is not closed. Raises NotFound."""
    only_desk(actor)
    row = await rows.letter(uow, message_id)
    if row is None:
        raise NotFound
    return _letter(row)


async def retry(uow: Uow, actor: Actor, message_id: int, now: datetime) -> None:
    """A new try now, with all attempts. Raises NotFound if it is not dead any more."""
    decided = _decided(actor, now)
    if not await rows.retry_one(uow, message_id, decided):
        raise NotFound
    uow.ring_at(decided.at)
    await audit.note(uow, Entry(now, actor.id, "message_retried", "message", message_id))


async def retry_all(uow: Uow, actor: Actor, cause: str, now: datetime) -> int:
    """A new try now for up to BATCH of a group; how many, fewer than BATCH if those were all.

    now: the same for all batches of one wish, so that what dies again meanwhile is left alone.
    Raises NotFound.
    """
    decided = _decided(actor, now)
    count = await rows.retry_group(uow, cause, decided, BATCH)
    if count:
        uow.ring_at(decided.at)
        await _note(uow, actor, ("messages_retried", cause, count), now)
    return count


async def drop(uow: Uow, actor: Actor, message_id: int, reason: str, now: datetime) -> None:
    """Close it: it stays dead, with who and why. Raises NotFound, TextEmpty, TextTooLong."""
    if not await rows.drop_one(uow, message_id, _decided(actor, now), reasoned(reason)):
        raise NotFound
    await audit.note(uow, Entry(now, actor.id, "message_dropped", "message", message_id))


async def drop_all(uow: Uow, actor: Actor, cause: str, reason: str, now: datetime) -> int:
    """Close up to BATCH of a group, as `retry_all`. Raises NotFound, TextEmpty, TextTooLong."""
    decided = _decided(actor, now)
    count = await rows.drop_group(uow, cause, decided, reasoned(reason), BATCH)
    if count:
        await _note(uow, actor, ("messages_dropped", cause, count), now)
    return count


async def _note(uow: Uow, actor: Actor, act: tuple[str, str, int], now: datetime) -> None:
    action, cause, count = act
    after: Facts = {"cause": cause, "messages": count}
    await audit.note(uow, Entry(now, actor.id, action, "message", after=after))


def _decided(actor: Actor, now: datetime) -> Decided:
    only_desk(actor)
    return Decided(actor.id, whole_second(now))


def _pages(total: int) -> int:
    return max(1, -(-total // PAGE))


def _letter(row: Row[Any]) -> Letter:
    return Letter(
        id=row.id,
        author=known_as(row.author_id),
        kind=row.kind,
        at=row.due_at,
        cause=row.cause,
        attempts=row.attempts,
        in_doubt=row.in_doubt,
    )

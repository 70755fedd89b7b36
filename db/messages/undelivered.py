"""What follows when a message did not arrive, or may have arrived twice."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import bindparam, text

from db.base import Instant
from db.uow import Uow
from domain.messages.delivery import Ended

_FLAG = text("""
    UPDATE scheduled_messages AS m SET in_doubt = true
      FROM unnest(CAST(:ids AS bigint[]), CAST(:begins AS timestamptz[])) AS tried (id, begun_at)
     WHERE m.id = tried.id AND NOT m.in_doubt AND NOT EXISTS (
       SELECT FROM delivery_attempts AS a
        WHERE a.message_id = m.id AND a.begun_at = tried.begun_at)
""")

_TELL_AUTHORS = text("""
    INSERT INTO scheduled_messages (author_id, recipient, content, due_at, fire_at, intent)
    SELECT m.author_id, CAST(m.author_id AS text),
           jsonb_build_object('kind', 'failure', 'message_id', m.id), :at, :at, 'failed:' || m.id
      FROM scheduled_messages AS m JOIN accounts AS a ON a.id = m.author_id AND a.reachable
     WHERE m.id = ANY(CAST(:ids AS bigint[]))
       AND m.content ->> 'kind' NOT IN ('reminder', 'failure', 'news', 'broadcast')
    ON CONFLICT ON CONSTRAINT one_message_per_intent DO NOTHING
    RETURNING id
""").bindparams(bindparam("at", type_=Instant))

_UNREACHABLE = text("""
    UPDATE accounts SET reachable = false
     WHERE id = ANY(CAST(:ids AS bigint[])) AND reachable
""")


async def flag(uow: Uow, refused: Sequence[Ended]) -> None:
    """Mark messages in doubt: a try of theirs ended after its lease.

    A try that is written down is none of these: its settle went through, and the answer was lost.
    """
    values = {"ids": [item.id for item in refused], "begins": [item.begun_at for item in refused]}
    await uow.run(_FLAG, values)


async def tell_authors(uow: Uow, ids: Sequence[int], at: datetime) -> int:
    """Stage one notice at `at` for the author of each dead message; how many are new.

    Nobody is told of what we wrote ourselves, and nobody who cannot be reached.
    """
    return len(await uow.all(_TELL_AUTHORS, {"ids": list(ids), "at": at}))


async def mark_unreachable(uow: Uow, account_ids: Sequence[int]) -> int:
    """These people have blocked the bot; how many of them had not yet been known to."""
    return await uow.run(_UNREACHABLE, {"ids": list(account_ids)})

"""Wrong PINs, codes and invitations of an account, and when managers were told of it."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Column, Integer, Table, bindparam, text
from sqlalchemy.dialects.postgresql import JSONB

from db.base import Instant, metadata
from db.uow import Uow
from domain.guess import SPAN

guess_watch = Table(
    "guess_watch",
    metadata,
    # 0 = all accounts together, so it refers to none
    Column("account_id", BigInteger, primary_key=True, autoincrement=False),
    Column("since", Instant, nullable=False),  # when its guesses are counted from
    Column("guesses", Integer, nullable=False),
    Column("told_at", Instant),  # when managers were told
)

_GUESSED = text("""
    INSERT INTO guess_watch AS w (account_id, since, guesses) VALUES (:account, :now, 1)
    ON CONFLICT (account_id) DO UPDATE
       SET guesses = CASE WHEN w.since > :old THEN w.guesses + 1 ELSE 1 END,
           since = CASE WHEN w.since > :old THEN w.since ELSE :now END
    RETURNING guesses
""")

# The account's own row makes it one alert, whatever many guesses do at once.
_MAY_TELL = text("""
    UPDATE guess_watch SET told_at = :now
     WHERE account_id = :account AND (told_at IS NULL OR told_at <= :old)
""")

_TELL = text("""
    INSERT INTO scheduled_messages (author_id, recipient, content, due_at, fire_at, intent)
    SELECT a.id, CAST(a.id AS text),
           jsonb_build_object('kind', 'news', 'what', 'guessing', 'facts', :facts),
           :due, :due, :intent
      FROM accounts AS a
     WHERE a.reachable AND a.id > 0
       AND (a.role IN ('manager', 'owner') OR a.id = ANY(CAST(:owners AS bigint[])))
    ON CONFLICT ON CONSTRAINT one_message_per_intent DO NOTHING
""").bindparams(bindparam("facts", type_=JSONB))


async def count(uow: Uow, account_id: int, now: datetime) -> int:
    """One more; how many there were within SPAN."""
    values = {"account": account_id, "now": now, "old": now - SPAN}
    return await uow.number(_GUESSED, values) or 0


async def may_tell(uow: Uow, account_id: int, now: datetime) -> bool:
    """Whether managers have not been told within SPAN; from now on they have."""
    return await uow.run(_MAY_TELL, {"account": account_id, "now": now, "old": now - SPAN}) > 0


async def tell_managers(
    uow: Uow, facts: Mapping[str, Any], owners: Collection[int], *, now: datetime, due: datetime
) -> None:
    """Stage the alert to all of them. due: whole seconds."""
    intent = f"guessing:{facts['account']}:{int(now.timestamp() * 1_000_000)}"
    await uow.run(
        _TELL, {"facts": dict(facts), "owners": list(owners), "due": due, "intent": intent}
    )

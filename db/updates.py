"""Which updates have been done, and what came of each thing that they did (actions.journal).

A result is written in the transaction of what it came from, so that a redelivery of the update
finds either both or nothing.
"""

from collections.abc import Sequence

from sqlalchemy import ARRAY, BigInteger, Column, LargeBinary, Table, func, select, text

from db.base import Instant, metadata
from db.uow import Uow

handled_updates = Table(
    "handled_updates",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),  # Telegram's update_id
    Column("handled_at", Instant, nullable=False, server_default=func.now(), index=True),
    Column("results", ARRAY(LargeBinary), nullable=False, server_default=text("'{}'")),
    Column("account_id", BigInteger),  # whose update it was; of nobody who was forgotten
)
MARK = """
INSERT INTO handled_updates AS known (id, results, account_id)
SELECT {update}, {entries}, {account} FROM {done} WHERE {update} IS NOT NULL
ON CONFLICT (id) DO UPDATE
   SET results = CASE WHEN cardinality(known.results) = {position}
                      THEN known.results || excluded.results END
"""
"""The part of a statement that keeps a mark. Whoever is second waits here for the first to commit,
and then breaks the rule that results are not null, so that nothing of the statement is done."""
_RECORD = (
    MARK.format(
        update="$1::bigint",
        position="$2::int",
        entries="$3::bytea[]",
        account="$4::bigint",
        done="(SELECT) AS one",
    )
    + "WHERE cardinality(known.results) = $2 RETURNING id"
)


async def record(
    uow: Uow,
    update_id: int,
    position: int,
    entries: Sequence[bytes],
    *,
    account_id: int | None = None,
) -> bool:
    """Keep what came of what an update of this account did, after `position` other entries.

    False if somebody else has kept one there: the transaction must not be committed then.
    """
    return bool(await uow.fetch(_RECORD, update_id, position, list(entries), account_id))


async def results(uow: Uow, update_id: int) -> Sequence[bytes]:
    """What came of an update so far, in order."""
    row = await uow.first(
        select(handled_updates.c.results).where(handled_updates.c.id == update_id)
    )
    return row.results if row else ()

"""Facts in the order of their ids, none passed over.

Ids are given when a row is written and seen when its transaction commits, so a smaller id may be
seen after a larger one. Whoever has read past it would never see it. A transaction locks a table
(ROW EXCLUSIVE) before it is given an id of it and until it has ended. So: look up to where ids are
seen and who holds such a lock; when these have ended, all up to there is seen.
"""

import asyncio
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, text

from db.uow import Uow, filled
from domain.desk.events import Event, Mark, Source

PAUSES = 40
PAUSE = 0.025  # seconds

_WRITES = """
    locktype = 'relation' AND mode = 'RowExclusiveLock'
    AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
    AND relation IN ('booking_events'::regclass, 'audit_log'::regclass)
"""
_END = text(f"""
    SELECT (SELECT coalesce(max(id), 0) FROM booking_events) AS history,
           (SELECT coalesce(max(id), 0) FROM audit_log) AS audit,
           ARRAY(SELECT DISTINCT virtualtransaction FROM pg_locks WHERE {_WRITES}) AS writers
""")  # noqa: S608 - no value is in it
_STILL = text(f"""
    SELECT 1 FROM pg_locks
     WHERE virtualtransaction = ANY(CAST(:writers AS text[])) AND {_WRITES} LIMIT 1
""")  # noqa: S608 - no value is in it
_HISTORY = text("""
    SELECT id, at, 'booking_' || kind AS what, 'booking' AS subject, booking_id AS subject_id,
           actor_id, '{}'::jsonb AS before, '{}'::jsonb AS after
      FROM booking_events WHERE id > :after AND id <= :end ORDER BY id LIMIT :most
""")
_AUDIT = text("""
    SELECT id, at, action AS what, subject, subject_id, actor_id,
           coalesce(before, '{}') AS before, coalesce(after, '{}') AS after
      FROM audit_log WHERE id > :after AND id <= :end ORDER BY id LIMIT :most
""")


async def end(uow: Uow) -> Mark | None:
    """Up to where everything is seen; None while somebody writes for long: ask again.

    Each look is a statement of its own, so not in a transaction.
    """
    row = await uow.one(_END)
    writers = list(row.writers)
    for _ in range(PAUSES):
        if not writers or await uow.first(_STILL, {"writers": writers}) is None:
            return filled(Mark, row)
        await asyncio.sleep(PAUSE)
    return None


async def history(uow: Uow, since: Mark, until: Mark, most: int) -> list[Event]:
    """What happened to bookings between two marks, in order."""
    values = {"after": since.history, "end": until.history, "most": most}
    return _events(Source.HISTORY, await uow.all(_HISTORY, values))


async def audit(uow: Uow, since: Mark, until: Mark, most: int) -> list[Event]:
    """What staff did between two marks, in order."""
    values = {"after": since.audit, "end": until.audit, "most": most}
    return _events(Source.AUDIT, await uow.all(_AUDIT, values))


def _events(source: Source, rows: Sequence[Row[Any]]) -> list[Event]:
    return [filled(Event, row, source=source) for row in rows]

"""Old visits and messages become nobody's, once managers have said how long they are kept."""

from datetime import datetime
from typing import Any

from sqlalchemy import text

from db.account.personal.holdings import HOLDINGS, blank
from db.uow import Uow
from domain.caps import Aged

_BEFORE = "CAST(:now AS timestamptz) - make_interval(months => CAST(:months AS integer))"
_OLD_MESSAGE = """
    m.due_at < {before} AND m.status IN ('sent', 'dead', 'cancelled') AND m.channel <> 'webhook'
    AND m.recipient <> '0'
    AND m.content ->> 'kind' NOT IN ('reminder', 'failure', 'news', 'broadcast')"""

_COUNTS = text(f"""
    SELECT CAST(:months AS integer) AS months,
           (SELECT count(*) FROM bookings AS b JOIN time_slots AS s ON s.id = b.slot_id
             WHERE s.starts_at < {_BEFORE} AND b.account_id <> -4611686018427387904) AS visits,
           (SELECT count(*) FROM scheduled_messages AS m
             WHERE {_OLD_MESSAGE.format(before=_BEFORE)}) AS messages
""")  # noqa: S608 - words of ours alone

# Not before the minute is over in which a manager can take the number back.
_MONTHS = text("""
    SELECT number FROM house_settings
     WHERE name = 'keep_months' AND number > 0 AND NOT EXISTS (
       SELECT FROM undos WHERE state = 'open' AND kind = 'setting_changed'
          AND facts ->> 'name' = 'keep_months')
""")
_VISITS = text(f"SELECT visits, people FROM retire_old({_BEFORE}, :most)")  # noqa: S608
_MESSAGES = text(f"""
    WITH old AS (
      SELECT m.id FROM scheduled_messages AS m WHERE {_OLD_MESSAGE.format(before=_BEFORE)}
       ORDER BY m.id LIMIT :most FOR NO KEY UPDATE SKIP LOCKED),
    tries AS (
      UPDATE delivery_attempts AS d SET error = split_part(d.error, ':', 1)
        FROM old WHERE d.message_id = old.id)
    UPDATE scheduled_messages AS m
       SET content = '{{"kind": "text", "text": "—", "entities": []}}', recipient = '0',
           last_error = split_part(m.last_error, ':', 1), version = m.version + 1
      FROM old WHERE m.id = old.id
""")  # noqa: S608 - words of ours alone


async def aged(uow: Uow, months: int, now: datetime) -> Aged:
    """What would be blanked if it were kept for so many months."""
    row = await uow.one(_COUNTS, {"now": now, "months": months})
    return Aged(row.months, row.visits, row.messages)


async def months(uow: Uow) -> int:
    """How long visits and messages are kept, 0 = for ever."""
    return await uow.number(_MONTHS) or 0


async def retire(uow: Uow, kept: int, most: int, now: datetime) -> tuple[int, int]:
    """Some of those that are older: how many visits and messages. kept: months."""
    values: dict[str, Any] = {"now": now, "months": kept, "most": most}
    row = await uow.one(_VISITS, values)
    if row.visits:
        old = {"visits": row.visits, "people": row.people, "account": None, "now": now}
        for holding in HOLDINGS:
            if holding.old:
                await blank(uow, holding, holding.old, old)
    return len(row.visits), await uow.run(_MESSAGES, values)

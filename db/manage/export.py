"""Rows for spreadsheets, streamed: however many there are, a part is in memory at a time."""

from collections.abc import AsyncGenerator
from typing import Any

from sqlalchemy import text

from db.booking.visit_tests import all_of
from db.uow import Uow
from domain.manage.export import TablePart, What
from domain.time.zones import Stretch

PART = 1000  # rows at a time

# A number is a URI (RFC 3966): as +49151 it would be a formula or lose its plus, with an apostrophe
# before it no other program would know it; this is a text in each spreadsheet, and can be dialled.
_BOOKINGS = text(f"""
    SELECT b.id AS booking, b.status, s.starts_at, l.name AS lab, {all_of("code")} AS test_code,
           {all_of("name")} AS test, b.price, b.currency, p.name AS patient,
           nullif(p.phone, '') AS phone, b.account_id AS account, b.created_at
      FROM time_slots AS s
      JOIN bookings AS b ON b.slot_id = s.id
      JOIN labs AS l ON l.id = s.lab_id
      JOIN tests AS t ON t.id = b.test_id
      JOIN patients AS p ON p.id = b.patient_id
     WHERE s.lab_id = :lab AND s.starts_at >= :first AND s.starts_at < :end
       AND b.status <> 'held'
     ORDER BY s.starts_at, b.id LIMIT :most
""")  # noqa: S608 - words of ours alone

# Never what a message says, nor where it went.
_MESSAGES = text("""
    SELECT id AS message, content ->> 'kind' AS kind, channel, lane, status, due_at, sent_at,
           round(extract(epoch FROM sent_at - due_at) * 1000) AS late_ms, attempts, in_doubt,
           split_part(last_error, ':', 1) AS cause, author_id AS author
      FROM scheduled_messages
     WHERE due_at >= :first AND due_at < :end
     ORDER BY due_at, id LIMIT :most
""")

_ROWS = {What.BOOKINGS: _BOOKINGS, What.MESSAGES: _MESSAGES}


async def parts(
    uow: Uow, what: What, *, lab_id: int, stretch: Stretch, most: int
) -> AsyncGenerator[TablePart, None]:
    """Up to `most` rows of a lab's bookings, or of all messages; none has no rows."""
    values: dict[str, Any] = {**stretch._asdict(), "most": most}
    if what is What.BOOKINGS:
        values["lab"] = lab_id
    async for part in uow.parts(_ROWS[what], values, PART):
        yield TablePart(part[0]._fields, part)

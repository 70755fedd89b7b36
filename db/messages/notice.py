"""What a reminder and a notice of failure say, read at the moment they are sent."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, text
from sqlalchemy.dialects.postgresql import JSONB

from db.base import Instant
from db.uow import Uow

_REMINDED = text("""
    SELECT b.id, b.status, s.starts_at, t.name AS test, t.preparation, t.fasting_hours,
           l.name AS lab, l.address, l.zone, p.name AS patient, p.is_self, a.locale
      FROM bookings AS b
      JOIN time_slots AS s ON s.id = b.slot_id
      JOIN labs AS l ON l.id = s.lab_id
      JOIN tests AS t ON t.id = b.test_id
      JOIN patients AS p ON p.id = b.patient_id
      JOIN accounts AS a ON a.id = b.account_id
     WHERE b.id = ANY(CAST(:ids AS bigint[]))
""").columns(starts_at=Instant)

_FAILED = text("""
    SELECT m.id, m.content, m.recipient, m.due_at, m.zone, m.last_error, a.locale
      FROM scheduled_messages AS m JOIN accounts AS a ON a.id = m.author_id
     WHERE m.id = ANY(CAST(:ids AS bigint[])) AND m.status = 'dead'
""").columns(content=JSONB, due_at=Instant)


async def visits(uow: Uow, booking_ids: Sequence[int]) -> dict[int, Row[Any]]:
    """Bookings by id, with all that domain.reminder.Visit tells."""
    return {row.id: row for row in await uow.all(_REMINDED, {"ids": list(booking_ids)})}


async def failed(uow: Uow, message_ids: Sequence[int]) -> dict[int, Row[Any]]:
    """Messages still dead, by id: content, recipient, planned instant, zone, cause, locale."""
    return {row.id: row for row in await uow.all(_FAILED, {"ids": list(message_ids)})}

"""Who is at the lab: places in the queue, the cards that show them, and who comes late."""

from datetime import datetime, timedelta

from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, Index, Integer, Table, Text, text
from sqlalchemy import true as sql_true

from db.base import Instant, metadata
from db.uow import Uow, filled
from domain.booking.before.arrival import At, Place, QueueCard, wait_of
from domain.booking.booking import Status

queue_cards = Table(
    "queue_cards",
    metadata,
    Column("booking_id", ForeignKey("bookings.id", name="card_of_a_booking"), primary_key=True),
    Column("chat_id", BigInteger, nullable=False),
    Column("message_id", BigInteger, nullable=False),
    Column("shown", Text, nullable=False),
    Column("edits", Integer, nullable=False, server_default="0"),
    Column("made_at", Instant, nullable=False),
    Column("looked_at", Instant, nullable=False),
    Column("is_open", Boolean, nullable=False, server_default=sql_true()),
    Index("open_queue_cards", "looked_at", postgresql_where=text("is_open")),
)

_PLACE = text("""
    WITH it AS (
      SELECT b.id, b.status, b.arrived_at, b.sample_taken_at, b.called_by, s.lab_id
        FROM bookings AS b JOIN time_slots AS s ON s.id = b.slot_id WHERE b.id = :id),
    here AS (
      SELECT b.id, b.arrived_at, b.called_by, b.sample_taken_at, b.called_at, t.minutes
        FROM it JOIN time_slots AS s ON s.lab_id = it.lab_id
        JOIN bookings AS b ON b.slot_id = s.id JOIN tests AS t ON t.id = b.test_id
       WHERE s.starts_at > :since AND s.starts_at < :until
         AND b.status IN ('arrived', 'fulfilled'))
    SELECT it.status, it.sample_taken_at IS NOT NULL AS is_sampled,
           it.called_by IS NOT NULL AS is_called,
           count(here.id) AS ahead, coalesce(sum(here.minutes), 0) AS minutes,
           (SELECT count(DISTINCT called_by) FROM here WHERE called_at > :lately) AS collectors
      FROM it LEFT JOIN here ON here.sample_taken_at IS NULL AND here.called_by IS NULL
       AND (here.arrived_at, here.id) < (it.arrived_at, it.id)
     GROUP BY it.status, it.sample_taken_at, it.called_by
""")
_KEEP = text("""
    INSERT INTO queue_cards AS q
           (booking_id, chat_id, message_id, shown, edits, made_at, looked_at, is_open)
    VALUES (:id, :chat, :message, :shown, 0, :now, :now, true)
    ON CONFLICT (booking_id) DO UPDATE
       SET message_id = excluded.message_id, shown = excluded.shown, looked_at = excluded.looked_at,
           is_open = q.edits < :most
""")
_TAKE = text("""
    WITH old AS (
      SELECT booking_id FROM queue_cards WHERE is_open AND looked_at <= :before
       ORDER BY looked_at LIMIT :most FOR NO KEY UPDATE SKIP LOCKED)
    UPDATE queue_cards AS q SET looked_at = :now FROM old WHERE q.booking_id = old.booking_id
    RETURNING q.booking_id, q.chat_id, q.message_id, q.shown, q.edits, q.made_at
""")
_SHOWN = text("""
    UPDATE queue_cards SET shown = :shown, edits = edits + :edit, is_open = :is_open
     WHERE booking_id = :id
""")
_LATE = text("""
    UPDATE bookings SET late_at = :at
     WHERE id = :id AND status = 'booked' AND late_at IS DISTINCT FROM :at
    RETURNING id
""")
DAY, LATELY = timedelta(days=1), timedelta(hours=1)


async def place(uow: Uow, booking_id: int, now: datetime) -> Place:
    """Where a booking stands in the queue of its lab, in the order in which staff call in."""
    values = {"id": booking_id, "since": now - DAY, "until": now + DAY, "lately": now - LATELY}
    row = await uow.one(_PLACE, values)
    if row.status == Status.FULFILLED or row.is_sampled:
        return Place(booking_id, At.SERVED)
    if row.status != Status.ARRIVED:
        return Place(booking_id, At.GONE)
    if row.is_called:
        return Place(booking_id, At.CALLED)
    minutes = wait_of(int(row.minutes), int(row.collectors))
    return Place(booking_id, At.WAITING, int(row.ahead), minutes)


async def keep_card(uow: Uow, card: QueueCard, *, most: int, now: datetime) -> None:
    """This message shows the place from now on, instead of an earlier one."""
    values = {"id": card.booking_id, "chat": card.chat_id, "message": card.message_id}
    await uow.run(_KEEP, values | {"shown": card.shown, "most": most, "now": now})


async def take_cards(
    uow: Uow, before: datetime, now: datetime, most: int
) -> list[tuple[QueueCard, datetime]]:
    """Cards last looked at before this, and when they were made; each goes to one worker alone."""
    rows = await uow.all(_TAKE, {"before": before, "now": now, "most": most})
    return [(filled(QueueCard, row), row.made_at) for row in rows]


async def mark_shown(
    uow: Uow, booking_id: int, shown: str, *, is_edit: bool, is_open: bool
) -> None:
    """What a card says from now on."""
    values = {"id": booking_id, "shown": shown, "edit": int(is_edit), "is_open": is_open}
    await uow.run(_SHOWN, values)


async def set_late(uow: Uow, booking_id: int, at: datetime) -> bool:
    """When its patient comes, which changes nothing of the booking. False if that was known."""
    return await uow.first(_LATE, {"id": booking_id, "at": at}) is not None

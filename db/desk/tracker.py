"""The one message of a visit that says where its sample is, and reports that are late."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, Table, Text, bindparam, text
from sqlalchemy.dialects.postgresql import insert

from db.base import Instant, metadata
from db.booking.booking import bookings
from db.messages.schedule import scheduled_messages, withdraw
from db.uow import Uow, filled
from domain.desk.tracker import KEPT, LEAD, LateReport, Stage, Standing, Tracked
from domain.messages.content import News, to_json
from domain.messages.delivery import Lane
from domain.messages.schedule import whole_second

visit_trackers = Table(
    "visit_trackers",
    metadata,
    Column("booking_id", ForeignKey(bookings.c.id, name="tracker_of_a_booking"), primary_key=True),
    Column("stage", Text, nullable=False, server_default=""),  # as it was shown, empty = never
    Column("version", Integer, nullable=False, server_default="0"),  # of the booking, likewise
    Column("message_id", BigInteger),  # Telegram's; NULL = none was sent, or it is lost
    Column("shown", Text, nullable=False, server_default=""),  # a digest of what it says
    Column("promised_at", Instant),
    Column("late_at", Instant),  # when it was told that it is later
    Column("answered_at", Instant),  # when the desk has set another time
    Column("look_at", Instant, nullable=False),  # though nothing was marked
    Column("lease_until", Instant, nullable=False),  # and who looks
    Column("until", Instant, nullable=False),
    Index("trackers_in_use", "until"),
)

_IS_UNSENT = """EXISTS (
    SELECT FROM undos AS u WHERE u.kind = 'report_sent' AND u.subject_id = r.id
       AND u.state = 'open' AND u.until > :now AND u.facts ->> 'again' IS NULL)"""
_WRITTEN = """EXISTS (
    SELECT FROM reports AS r WHERE r.booking_id = t.booking_id AND r.withdrawn_at IS NULL
       AND r.replaced_by IS NULL{more})"""
_HAS_REPORT = _WRITTEN.format(more=f" AND NOT {_IS_UNSENT}")
_IS_WRITTEN = _WRITTEN.format(more="")

_OPEN = text("""
    INSERT INTO visit_trackers (booking_id, look_at, lease_until, until)
    SELECT b.id, :now, '-infinity', s.starts_at + :kept
      FROM time_slots AS s JOIN bookings AS b ON b.slot_id = s.id
     WHERE (s.starts_at > :since AND s.starts_at <= :soon AND b.status IN ('booked', 'fulfilled')
            OR b.status = 'arrived' AND s.starts_at > :since)
       AND NOT EXISTS (SELECT FROM visit_trackers AS t WHERE t.booking_id = b.id)
     ORDER BY b.id LIMIT :most
    ON CONFLICT DO NOTHING
""")
# While staff can take it back that a visit was cancelled or moved, its patient hears of neither.
_TAKEN = """
    WITH due AS (
      SELECT t.booking_id FROM visit_trackers AS t JOIN bookings AS b ON b.id = t.booking_id
       WHERE t.until > :now AND t.lease_until <= :now
         AND (t.look_at <= :now OR t.lease_until > '-infinity' OR t.version <> b.version
              OR t.stage <> 'ready' AND {has_report})
         AND NOT EXISTS (SELECT FROM seat_holds AS h WHERE h.booking_id = t.booking_id)
       ORDER BY t.booking_id LIMIT :most FOR NO KEY UPDATE OF t SKIP LOCKED),
    taken AS (
      UPDATE visit_trackers AS t SET lease_until = :lease, look_at = 'infinity'
       WHERE t.booking_id = ANY(ARRAY(SELECT booking_id FROM due)) RETURNING t.*)
    SELECT t.booking_id, t.stage, t.version AS seen, t.message_id, t.shown, t.promised_at,
           t.late_at, t.answered_at, t.lease_until, {has_report} AS has_report,
           {is_written} AS is_written, b.account_id, b.status, b.version, b.arrived_at,
           b.sample_taken_at, s.starts_at, s.ends_at, te.turnaround_hours, l.zone,
           b.account_id > 0 AND a.reachable AS is_reached
      FROM taken AS t
      JOIN bookings AS b ON b.id = t.booking_id
      JOIN accounts AS a ON a.id = b.account_id
      JOIN time_slots AS s ON s.id = b.slot_id
      JOIN labs AS l ON l.id = s.lab_id
      JOIN tests AS te ON te.id = b.test_id
     ORDER BY t.booking_id
"""
_TAKE = text(_TAKEN.format(has_report=_HAS_REPORT, is_written=_IS_WRITTEN))
_KEEP = text("""
    UPDATE visit_trackers
       SET promised_at = :promised, late_at = :late, answered_at = :answered
     WHERE booking_id = :id AND lease_until = :lease
""").bindparams(
    *(bindparam(name, type_=Instant) for name in ("promised", "late", "answered", "lease"))
)
_SETTLE = text("""
    UPDATE visit_trackers
       SET stage = :stage, version = :version, message_id = :message, shown = :shown,
           look_at = least(look_at, :look), lease_until = '-infinity',
           until = least(until, coalesce(:until, until))
     WHERE booking_id = :id AND lease_until = :lease
""").bindparams(
    *(bindparam(name, type_=Instant) for name in ("look", "until", "lease")),
    bindparam("message", type_=BigInteger),
)
_PUT_OFF = text("""
    UPDATE visit_trackers SET lease_until = :again WHERE booking_id = :id AND lease_until = :lease
""")
_LATE = """
    SELECT t.booking_id, p.name, p.phone, te.code AS test, s.starts_at, t.promised_at,
           t.late_at IS NOT NULL AND b.account_id > 0 AS is_told, b.account_id > 0 AS has_bot
      FROM visit_trackers AS t
      JOIN bookings AS b ON b.id = t.booking_id
      JOIN patients AS p ON p.id = b.patient_id
      JOIN time_slots AS s ON s.id = b.slot_id
      JOIN tests AS te ON te.id = b.test_id
     WHERE t.until > :now AND t.stage IN ('sampled', 'in_lab')
       AND (t.promised_at <= :now OR t.late_at IS NOT NULL AND t.answered_at IS NULL)
       AND NOT {is_written} {which}
     ORDER BY t.promised_at, t.booking_id LIMIT :most
"""
_LATE_AT = text(_LATE.format(is_written=_IS_WRITTEN, which="AND s.lab_id = :lab"))
_LATE_ONE = text(_LATE.format(is_written=_IS_WRITTEN, which="AND t.booking_id = :id"))
_ANSWER = text("""
    UPDATE visit_trackers SET promised_at = :at, answered_at = :now, look_at = :now
     WHERE booking_id = :id AND promised_at = :seen
""")


@dataclass(frozen=True, slots=True)
class Shown:
    """What a look ends with. look_at: the next one, None = once something is marked."""

    stage: Stage
    message_id: int | None
    digest: str
    look_at: datetime | None
    until: datetime | None


async def open_due(uow: Uow, now: datetime, most: int) -> int:
    """Begin to follow the visits that are near, or have begun; how many."""
    values = {"now": now, "since": now - timedelta(days=1), "soon": now + LEAD}
    return await uow.run(_OPEN, values | {"kept": KEPT, "most": most})


async def take(uow: Uow, now: datetime, lease: datetime, most: int) -> list[Tracked]:
    """Those of which something else may have to be said, each for one worker until `lease`."""
    found = await uow.all(_TAKE, {"now": now, "lease": lease, "most": most})
    return [filled(Tracked, row) for row in found]


async def keep(uow: Uow, it: Tracked, now_is: Standing) -> bool:
    """What is promised, and that it is late. False if somebody else looks by now."""
    values = {"id": it.booking_id, "lease": it.lease_until, "promised": now_is.promised_at}
    values |= {"late": now_is.late_at, "answered": now_is.answered_at}
    return await uow.run(_KEEP, values) > 0


async def settle(uow: Uow, it: Tracked, shown: Shown) -> None:
    """What the message says by now; nothing if somebody else looks by now."""
    values = {"id": it.booking_id, "lease": it.lease_until, "version": it.version}
    values |= {"stage": shown.stage, "message": shown.message_id, "shown": shown.digest}
    await uow.run(_SETTLE, values | {"look": shown.look_at, "until": shown.until})


async def put_off(uow: Uow, it: Tracked, again: datetime) -> None:
    """Look again then."""
    await uow.run(_PUT_OFF, {"id": it.booking_id, "lease": it.lease_until, "again": again})


async def late_reports(uow: Uow, lab_id: int, now: datetime, most: int) -> list[LateReport]:
    """A lab's, the longest late first."""
    found = await uow.all(_LATE_AT, {"now": now, "lab": lab_id, "most": most})
    return [filled(LateReport, row) for row in found]


async def late_report(uow: Uow, booking_id: int, now: datetime) -> LateReport | None:
    """One of them."""
    values = {"now": now, "id": booking_id, "most": 1}
    return await uow.find(partial(filled, LateReport), _LATE_ONE, values)


async def answer(uow: Uow, booking_id: int, at: datetime, *, seen: datetime, now: datetime) -> bool:
    """Compare-and-swap of the promised time. False if somebody was faster."""
    values = {"id": booking_id, "at": at, "seen": seen, "now": now}
    return await uow.run(_ANSWER, values) > 0


async def tell_later(
    uow: Uow, booking_id: int, account_id: int, at: datetime, *, now: datetime, intent: str
) -> None:
    """Tell the patient that the report comes by then; in the place of what waits to be told."""
    await unsay(uow, [booking_id])
    due = whole_second(now)
    values = {
        "author_id": account_id,
        "recipient": str(account_id),
        "content": to_json(News("late", {"by": at.isoformat()})),
        "due_at": due,
        "fire_at": due,
        "booking_id": booking_id,
        "lane": Lane.LAB,
        "intent": intent,
    }
    added = insert(scheduled_messages).values(**values)
    await uow.run(added.on_conflict_do_nothing(constraint="one_message_per_intent"))
    uow.ring_at(due)


async def unsay(uow: Uow, booking_ids: Sequence[int]) -> None:
    """What waits to be told of late reports is told no more."""
    row = scheduled_messages.c
    is_it = row.content["what"].astext == "late"
    await withdraw(uow, row.booking_id.in_(list(booking_ids)), is_it)

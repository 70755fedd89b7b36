"""The sheet of a day, what happens to its visits, and notes about them."""

from collections.abc import Collection
from datetime import date, datetime
from functools import partial

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Identity,
    Index,
    Table,
    Text,
    text,
)

from db.base import Instant, metadata
from db.booking.events import due_of, noted, ring
from db.booking.visit_tests import all_of
from db.uow import Uow, filled
from domain.booking.booking import BookingView, Status
from domain.booking.lab import Lab
from domain.desk.day import (
    ASK_AFTER,
    CALLED_FOR,
    HOUR,
    Hour,
    Note,
    SheetVisit,
    Step,
    VisitCard,
    VisitEvent,
)
from domain.time.zones import day_bounds

booking_notes = Table(
    "booking_notes",
    metadata,
    Column("id", BigInteger, Identity(), primary_key=True),
    Column("booking_id", ForeignKey("bookings.id", name="note_about_a_booking"), nullable=False),
    Column("author_id", ForeignKey("accounts.id", name="note_of_an_account"), nullable=False),
    Column("at", Instant, nullable=False),
    Column("text", Text, nullable=False),
    CheckConstraint("length(text) BETWEEN 1 AND 500", name="note_is_short"),
    Index("notes_about_booking", "booking_id"),
    Index("notes_of_author", "author_id"),
)
"""Append-only: a trigger refuses to change or delete a row."""


# Hours are counted from the first instant of the lab's day.
_HOURS = text("""
    SELECT floor(extract(epoch FROM s.starts_at - :first) / 3600)::int AS hour,
           coalesce(sum((SELECT count(*) FROM bookings AS b WHERE b.slot_id = s.id
                          AND b.status NOT IN ('cancelled', 'held'))), 0) AS visits,
           coalesce(sum(s.capacity - s.booked)
                    FILTER (WHERE s.status = 'open' AND s.starts_at > :now), 0) AS free
      FROM time_slots AS s
     WHERE s.lab_id = :lab AND s.starts_at >= :first AND s.starts_at < :end
     GROUP BY 1 ORDER BY 1
""")

_COUNTS = text("""
    SELECT b.status, count(*) AS number, count(b.coming_at) AS coming
      FROM time_slots AS s JOIN bookings AS b ON b.slot_id = s.id
     WHERE s.lab_id = :lab AND s.starts_at >= :first AND s.starts_at < :end
       AND b.status NOT IN ('cancelled', 'held')
     GROUP BY 1
     UNION ALL
    SELECT 'waiting', count(*), 0 FROM waitlist
     WHERE lab_id = :lab AND status IN ('waiting', 'asked') AND booking_id IS NULL
       AND first_at < :end AND end_at > :first
""")

_VISITS = """
    SELECT b.id, s.starts_at, p.name, {test} AS test, b.status, b.fasting,
           b.sample_taken_at IS NOT NULL AS is_sampled, b.version,
           b.coming_at IS NOT NULL AS is_coming, b.late_at
      FROM time_slots AS s
      JOIN bookings AS b ON b.slot_id = s.id
      JOIN patients AS p ON p.id = b.patient_id
      JOIN tests AS t ON t.id = b.test_id
     WHERE s.lab_id = :lab AND s.starts_at >= :first AND s.starts_at < :end
       AND b.status {which}
     ORDER BY s.starts_at, b.id LIMIT :most
"""
_ALL = text(_VISITS.format(test=all_of("code"), which="NOT IN ('cancelled', 'held')"))
_OPEN = text(_VISITS.format(test=all_of("code"), which="= 'booked'"))

_DETAILS = text("""
    SELECT fasting, sample_taken_at, version, late_at,
           coalesce((SELECT e.actor_id = b.account_id FROM booking_events AS e
                      WHERE e.booking_id = b.id AND e.kind = 'arrived'
                      ORDER BY e.id DESC LIMIT 1), false) AS is_own_word
      FROM bookings AS b WHERE id = :id
""")

_NOTES = text("""
    SELECT n.at, coalesce(a.staff_name, '') AS who, n.text
      FROM booking_notes AS n JOIN accounts AS a ON a.id = n.author_id
     WHERE n.booking_id = :id ORDER BY n.id DESC LIMIT :most
""")

# What was done to a visit last, and by whom: shown to whoever came second.
_LAST = text("""
    SELECT e.kind, e.at, coalesce(a.staff_name, '') AS who
      FROM booking_events AS e LEFT JOIN accounts AS a ON a.id = e.actor_id
     WHERE e.booking_id = :id ORDER BY e.id DESC LIMIT 1
""")

_ACT = text("""
    UPDATE bookings
       SET status = coalesce(CAST(:target AS text), status), version = version + 1,
           arrived_at = CASE CAST(:event AS text) WHEN 'put_back' THEN NULL
                        ELSE CASE WHEN CAST(:target AS text) IN ('arrived', 'fulfilled')
                                  THEN coalesce(arrived_at, :now) ELSE arrived_at END END,
           sample_taken_at = CASE :event WHEN 'put_back' THEN NULL WHEN 'sampled' THEN :now
                             ELSE sample_taken_at END,
           fasting = CASE :event WHEN 'fasting_kept' THEN 'kept' WHEN 'fasting_broken'
                     THEN 'broken' ELSE fasting END,
           called_by = CASE :event WHEN 'put_back' THEN NULL ELSE called_by END,
           called_at = CASE :event WHEN 'put_back' THEN NULL ELSE called_at END
     WHERE id = :id AND version = :version AND status = ANY(CAST(:sources AS text[]))
       AND (:event <> 'sampled' OR sample_taken_at IS NULL)
    RETURNING status
""")

_CALL = text("""
    UPDATE bookings SET called_by = :actor, called_at = :now WHERE id = (
      SELECT b.id FROM bookings AS b JOIN time_slots AS s ON s.id = b.slot_id
       WHERE s.lab_id = :lab AND s.starts_at >= :first AND s.starts_at < :end
         AND b.status = 'arrived' AND b.sample_taken_at IS NULL
         AND (b.called_by IS NULL OR b.called_by = :actor OR b.called_at <= :stale)
       ORDER BY b.called_by IS NOT DISTINCT FROM :actor DESC, b.arrived_at, b.id
       LIMIT 1 FOR NO KEY UPDATE OF b SKIP LOCKED)
    RETURNING id
""")

_NOTE = text("""
    INSERT INTO booking_notes (booking_id, author_id, at, text) VALUES (:id, :actor, :now, :text)
""")

_NO_SHOW = """
    WITH still AS (
      SELECT b.id FROM bookings AS b JOIN time_slots AS s ON s.id = b.slot_id
       WHERE s.lab_id = :lab AND s.starts_at >= :first AND s.starts_at < :end
         AND s.ends_at <= :now AND b.status = 'booked'
       ORDER BY b.id FOR NO KEY UPDATE OF b),
    missed AS (
      UPDATE bookings AS b SET status = 'no_show', version = b.version + 1
        FROM still WHERE b.id = still.id AND b.status = 'booked'
      RETURNING b.id),
    {noted}
    SELECT count(*) AS number, (SELECT count(*) FROM told) AS told FROM missed
"""
_NO_SHOWS = text(_NO_SHOW.format(noted=noted("missed", "no_show")))


day_ends = Table(
    "day_ends",
    metadata,
    Column("lab_id", ForeignKey("labs.id", name="day_ends_at_a_lab"), primary_key=True),
    Column("day", Date, primary_key=True),
    Column("asked_at", Instant, nullable=False),
)
"""Days whose open visits the desk has been asked about."""

# The row in day_ends is what makes it once a day, whatever many workers do at once.
_ASK = text("""
    WITH left_open AS (
      SELECT count(*) FILTER (WHERE b.status = 'booked') AS number, max(s.ends_at) AS ends_at
        FROM time_slots AS s LEFT JOIN bookings AS b ON b.slot_id = s.id
       WHERE s.lab_id = :lab AND s.starts_at >= :first AND s.starts_at < :end),
    asked AS (
      INSERT INTO day_ends (lab_id, day, asked_at)
      SELECT :lab, :day, :now FROM left_open WHERE number > 0 AND ends_at <= :quiet_since
      ON CONFLICT DO NOTHING RETURNING day),
    desk AS (
      SELECT id FROM accounts, asked
       WHERE role = 'desk' AND reachable AND (lab_id IS NULL OR lab_id = :lab)),
    people AS (
      SELECT id FROM desk
      UNION
      SELECT id FROM accounts, asked
       WHERE NOT EXISTS (SELECT FROM desk) AND reachable
         AND (role IN ('manager', 'owner') OR id = ANY(CAST(:owners AS bigint[]))))
    INSERT INTO scheduled_messages (author_id, recipient, content, due_at, fire_at, lane, intent)
    SELECT people.id, CAST(people.id AS text),
           jsonb_build_object('kind', 'news', 'what', 'still_open', 'facts', jsonb_build_object(
             'day', CAST(:ordinal AS int), 'visits', left_open.number)),
           :due, :due, -1, 'still_open:' || :lab || ':' || CAST(:ordinal AS int)
      FROM people, left_open
    RETURNING id
""")


async def hours(
    uow: Uow, lab_id: int, *, first: datetime, end: datetime, now: datetime
) -> list[Hour]:
    """The hours of a lab's day that have slots."""
    found = await uow.all(_HOURS, {"lab": lab_id, "first": first, "end": end, "now": now})
    return [
        Hour(row.hour, first + row.hour * HOUR, int(row.visits), int(row.free)) for row in found
    ]


async def counts(uow: Uow, lab_id: int, *, first: datetime, end: datetime) -> dict[str, int]:
    """How many visits have each status; `coming`: of those booked, who have said so.

    waiting: how many people wait for a seat on that day.
    """
    found = await uow.all(_COUNTS, {"lab": lab_id, "first": first, "end": end})
    coming = sum(row.coming for row in found if row.status == Status.BOOKED)
    return {row.status: row.number for row in found} | {"coming": coming}


async def visits(
    uow: Uow, lab_id: int, *, first: datetime, end: datetime, most: int, is_open: bool = False
) -> list[SheetVisit]:
    """Visits that start between two instants; is_open: those still booked alone."""
    values = {"lab": lab_id, "first": first, "end": end, "most": most}
    return [
        filled(SheetVisit, row, status=Status(row.status))
        for row in await uow.all(_OPEN if is_open else _ALL, values)
    ]


async def card(uow: Uow, booking: BookingView, most: int) -> VisitCard:
    """What the day adds to a booking, with its newest notes."""
    details = await uow.one(_DETAILS, {"id": booking.id})
    found = await uow.all(_NOTES, {"id": booking.id, "most": most})
    notes = tuple(filled(Note, row) for row in found)
    return filled(VisitCard, details, booking=booking, notes=notes)


async def last_event(uow: Uow, booking_id: int) -> VisitEvent | None:
    """What was done last."""
    return await uow.find(partial(filled, VisitEvent), _LAST, {"id": booking_id})


async def act(uow: Uow, booking_id: int, version: int, step: Step, *, now: datetime) -> bool:
    """Compare-and-swap by version and status; False if somebody was faster."""
    values = {
        "id": booking_id,
        "version": version,
        "target": None if step.target is None else str(step.target),
        "event": step.event,
        "sources": [str(status) for status in step.sources],
        "now": now,
    }
    return await uow.first(_ACT, values) is not None


async def call_in(
    uow: Uow, actor_id: int, lab_id: int, *, first: datetime, end: datetime, now: datetime
) -> int | None:
    """Call in whoever waits longest, each by one alone: the booking's id."""
    values = {"actor": actor_id, "lab": lab_id, "first": first, "end": end}
    return await uow.number(_CALL, values | {"now": now, "stale": now - CALLED_FOR})


async def add_note(uow: Uow, booking_id: int, actor_id: int, words: str, *, now: datetime) -> None:
    await uow.run(_NOTE, {"id": booking_id, "actor": actor_id, "text": words, "now": now})


async def no_shows(
    uow: Uow, actor_id: int, lab_id: int, *, first: datetime, end: datetime, now: datetime
) -> int:
    """All that are over and still booked did not come; how many. One statement."""
    values = {"actor": actor_id, "lab": lab_id, "first": first, "end": end, "now": now}
    row = await uow.one(_NO_SHOWS, values | {"due": due_of(now)})
    ring(uow, row.told, now)
    return int(row.number)


async def ask_about(
    uow: Uow, lab: Lab, day: date, *, now: datetime, due: datetime, owners: Collection[int]
) -> int:
    """Ask the desk about visits still booked after the day's last slot, once; how many people.

    due: whole seconds. owners: ids who are asked where there is no desk.
    """
    first, end = day_bounds(day, lab.zone)
    values = {
        "lab": lab.id,
        "day": day,
        "ordinal": day.toordinal(),
        "first": first,
        "end": end,
        "now": now,
        "due": due,
        "quiet_since": now - ASK_AFTER,
        "owners": list(owners),
    }
    return len(await uow.all(_ASK, values))

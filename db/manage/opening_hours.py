"""Sessions, and the slots that are theirs."""

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import (
    ARRAY,
    BigInteger,
    CheckConstraint,
    Column,
    Date,
    Executable,
    ForeignKey,
    Identity,
    Index,
    Integer,
    Row,
    Select,
    SmallInteger,
    Table,
    Text,
    UniqueConstraint,
    bindparam,
    func,
    or_,
    select,
    text,
    update,
)
from sqlalchemy.dialects.postgresql import JSONB, insert

from db.base import Instant, metadata
from db.booking.slot import time_slots
from db.uow import Uow
from domain.manage.opening_hours import OpeningHours

sessions = Table(
    "sessions",
    metadata,
    Column("id", BigInteger, Identity(), primary_key=True),
    Column("lab_id", ForeignKey("labs.id", name="session_at_a_lab"), nullable=False),
    Column("weekdays", ARRAY(SmallInteger), nullable=False),  # Monday = 0
    Column("hours", JSONB, nullable=False),  # [["07:00", "11:00"], ...] on the lab's clock
    Column("minutes", Integer, nullable=False),
    Column("buffer", Integer, nullable=False, server_default="0"),  # minutes between slots
    Column("capacity", Integer, nullable=False),
    Column("test_ids", ARRAY(BigInteger)),  # NULL = all
    Column("first_day", Date, nullable=False),
    Column("last_day", Date),
    Column("exceptions", ARRAY(Date), nullable=False, server_default="{}"),
    Column("country", Text),  # ISO 3166, its holidays are left out
    Column("status", Text, nullable=False, server_default="active"),
    Column("made_until", Date),  # slots are made up to this day
    Column("made_by", ForeignKey("accounts.id", name="session_made_by_an_account")),
    Column("intent", Text, nullable=False),
    UniqueConstraint("lab_id", "intent", name="one_session_per_intent"),
    CheckConstraint("status IN ('active', 'ended')", name="session_status_is_known"),
    CheckConstraint("cardinality(weekdays) > 0", name="session_has_days"),
    CheckConstraint("capacity > 0", name="session_has_seats"),
    CheckConstraint("minutes > 0 AND buffer >= 0", name="session_takes_time"),
    CheckConstraint(
        "last_day IS NULL OR last_day >= first_day", name="session_ends_after_its_start"
    ),
    Index("sessions_made_by", "made_by", postgresql_where=text("made_by IS NOT NULL")),
)

_COMING = text("""
    SELECT count(*) AS slots, coalesce(sum(booked), 0) AS booked
      FROM time_slots WHERE session_id = :id AND starts_at > :now AND status = 'open'
""").bindparams(bindparam("now", type_=Instant))

_REOPEN = text("""
    WITH shut AS (
      SELECT id, lab_id, session_id, starts_at, ends_at FROM time_slots
       WHERE closed_by = :by AND status = 'closed' ORDER BY id FOR UPDATE),
    other AS (
      SELECT shut.id, coalesce(
               (SELECT 'closure:' || min(c.id) FROM closures AS c
                 WHERE c.lab_id = shut.lab_id AND c.status <> 'undone'
                   AND c.starts_at < shut.ends_at AND c.ends_at > shut.starts_at),
               (SELECT 'session:' || n.id FROM sessions AS n
                 WHERE n.id = shut.session_id AND n.status = 'ended')) AS closed_by
        FROM shut)
    UPDATE time_slots AS s SET closed_by = other.closed_by,
           status = CASE WHEN other.closed_by IS NULL THEN 'open' ELSE 'closed' END
      FROM other WHERE s.id = other.id
""")


_FIRST, _END = bindparam("first", type_=Instant), bindparam("end", type_=Instant)

_SLOTS = (
    text("""
    SELECT id, starts_at, capacity, booked, status FROM time_slots
     WHERE lab_id = :lab AND starts_at >= :first AND starts_at < :end
     ORDER BY starts_at LIMIT :most
""")
    .bindparams(_FIRST, _END)
    .columns(starts_at=Instant)
)

_SLOT = text("""
    SELECT id, starts_at, capacity, booked, status FROM time_slots WHERE lab_id = :lab AND id = :id
""").columns(starts_at=Instant)

# Locked in the order of their ids; what would fall below what is taken is left as it is.
_CHANGE = text("""
    WITH wanted AS (
      SELECT id FROM time_slots
       WHERE lab_id = :lab AND starts_at >= :first AND starts_at < :end AND starts_at > :now
         AND capacity + :delta >= greatest(booked, 1) AND capacity + :delta <= 1000
       ORDER BY id FOR UPDATE)
    UPDATE time_slots AS s SET capacity = s.capacity + :delta
      FROM wanted WHERE s.id = wanted.id AND s.capacity + :delta >= greatest(s.booked, 1)
    RETURNING s.id
""").bindparams(_FIRST, _END, bindparam("now", type_=Instant))

_PUT_BACK = text("""
    WITH wanted AS (
      SELECT id FROM time_slots WHERE id = ANY(CAST(:ids AS bigint[])) ORDER BY id FOR UPDATE)
    UPDATE time_slots AS s SET capacity = s.capacity - :delta
      FROM wanted WHERE s.id = wanted.id AND s.capacity - :delta >= greatest(s.booked, 1)
    RETURNING s.id
""")


async def coming(uow: Uow, session_id: int, now: datetime) -> tuple[int, int]:
    """Slots of a session that are to come and open, and the seats taken in them."""
    row = await uow.first(_COMING, {"id": session_id, "now": now})
    return (0, 0) if row is None else (int(row.slots), int(row.booked))


def insert_session(session: OpeningHours, actor_id: int | None, intent: str) -> Executable:
    """Keep one; no row comes back if its intent is there."""
    values = {
        "lab_id": session.lab_id,
        "weekdays": sorted(session.weekdays),
        "hours": [[f"{opens:%H:%M}", f"{closes:%H:%M}"] for opens, closes in session.hours],
        "minutes": session.minutes,
        "buffer": session.buffer,
        "capacity": session.capacity,
        "test_ids": None if session.test_ids is None else list(session.test_ids),
        "first_day": session.first_day,
        "last_day": session.last_day,
        "exceptions": sorted(session.exceptions),
        "country": session.country,
        "made_by": actor_id,
        "intent": intent,
    }
    return (
        insert(sessions)
        .values(**values)
        .on_conflict_do_nothing(constraint="one_session_per_intent")
        .returning(*sessions.c)
    )


def session_by_intent(lab_id: int, intent: str) -> Executable:
    """The session that an intent led to."""
    return select(sessions).where(sessions.c.lab_id == lab_id, sessions.c.intent == intent)


def active_of(lab_id: int) -> Select[Any]:
    """A lab's sessions, in order."""
    is_active = sessions.c.status == "active"
    return select(sessions).where(sessions.c.lab_id == lab_id, is_active).order_by(sessions.c.id)


def one(lab_id: int, session_id: int) -> Executable:
    """One active session of a lab."""
    return active_of(lab_id).where(sessions.c.id == session_id)


def behind(until: date) -> Executable:
    """Active sessions whose slots are not made up to a day; locked, passed over if they are."""
    is_behind = or_(sessions.c.made_until.is_(None), sessions.c.made_until < until)
    still = or_(
        sessions.c.last_day.is_(None),
        sessions.c.made_until.is_(None),
        sessions.c.made_until <= sessions.c.last_day,
    )
    return (
        select(sessions)
        .where(sessions.c.status == "active", is_behind, still)
        .order_by(sessions.c.id)
        .with_for_update(skip_locked=True)
    )


def mark_made(session_id: int, until: date) -> Executable:
    """Its slots are made up to this day."""
    return update(sessions).where(sessions.c.id == session_id).values(made_until=until)


def set_status(session_id: int, seen: str, status: str) -> Executable:
    """Compare-and-swap."""
    return (
        update(sessions)
        .where(sessions.c.id == session_id, sessions.c.status == seen)
        .values(status=status)
        .returning(sessions.c.id)
    )


def close_slots(session_id: int, by: str, now: datetime) -> Executable:
    """Nobody books what is to come; visits that are booked stay."""
    return (
        update(time_slots)
        .where(
            time_slots.c.session_id == session_id,
            time_slots.c.starts_at > now,
            time_slots.c.status == "open",
        )
        .values(status="closed", closed_by=by)
    )


async def reopen_slots(uow: Uow, by: str) -> None:
    """What this has closed is open again, unless a closure or its session's end closes it too."""
    await uow.run(_REOPEN, {"by": by})


def slot_at(lab_id: int, at: datetime) -> Executable:
    """The slot that starts at an instant."""
    return select(time_slots).where(time_slots.c.lab_id == lab_id, time_slots.c.starts_at == at)


def clashing(lab_id: int, starts: Sequence[datetime]) -> Executable:
    """How many of these instants have a slot already."""
    return select(func.count().label("number")).where(
        time_slots.c.lab_id == lab_id, time_slots.c.starts_at.in_(list(starts))
    )


def session_of(row: Row[Any]) -> OpeningHours:
    """The value of a row of `sessions`."""
    hours = tuple((time.fromisoformat(a), time.fromisoformat(b)) for a, b in row.hours)
    return OpeningHours(
        id=row.id,
        lab_id=row.lab_id,
        weekdays=frozenset(row.weekdays),
        hours=hours,
        minutes=row.minutes,
        capacity=row.capacity,
        first_day=row.first_day,
        buffer=row.buffer,
        test_ids=None if row.test_ids is None else tuple(row.test_ids),
        last_day=row.last_day,
        exceptions=frozenset(row.exceptions),
        country=row.country,
    )


async def slots(
    uow: Uow, lab_id: int, bounds: tuple[datetime, datetime], most: int
) -> Sequence[Row[Any]]:
    """Slots that start between two instants, in order."""
    values = {"lab": lab_id, "first": bounds[0], "end": bounds[1], "most": most}
    return await uow.all(_SLOTS, values)


async def slot(uow: Uow, lab_id: int, slot_id: int) -> Row[Any] | None:
    """One slot of a lab."""
    return await uow.first(_SLOT, {"lab": lab_id, "id": slot_id})


async def change(
    uow: Uow, lab_id: int, bounds: tuple[datetime, datetime], delta: int, now: datetime
) -> list[int]:
    """Add seats (or take some away) to all slots between two instants that are to come; ids."""
    values = {"lab": lab_id, "first": bounds[0], "end": bounds[1], "delta": delta, "now": now}
    return sorted(row.id for row in await uow.all(_CHANGE, values))


async def put_back(uow: Uow, ids: Sequence[int], delta: int) -> int:
    """Take a change back where that is possible; how many slots."""
    return len(await uow.all(_PUT_BACK, {"ids": list(ids), "delta": delta}))

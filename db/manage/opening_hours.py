"""Opening hours, and the slots that are made of them.

Their table is called `sessions`, as it was when they were.
"""

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import (
    ARRAY,
    BigInteger,
    CheckConstraint,
    Column,
    Date,
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
    func,
    or_,
    select,
    text,
    update,
)
from sqlalchemy.dialects.postgresql import JSONB, insert

from db.base import metadata
from db.booking.slot import time_slots
from db.uow import Uow, filled
from domain.booking.catalogue import LabTest
from domain.manage.opening_hours import OpeningHours, OpeningHoursView, SlotSeats
from domain.time.zones import Stretch

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
""")

_REOPEN = text("""
    WITH shut AS (
      SELECT id, lab_id, session_id, starts_at, ends_at FROM time_slots
       WHERE closed_by = :by AND status = 'closed' ORDER BY id FOR NO KEY UPDATE),
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


_SLOTS = text("""
    SELECT id, starts_at, capacity, booked, status, test_ids, closed_by FROM time_slots
     WHERE lab_id = :lab AND starts_at >= :first AND starts_at < :end
     ORDER BY starts_at LIMIT :most
""")

# What would fall below what is taken is left as it is.
_CHANGE = text("""
    WITH wanted AS (
      SELECT id FROM time_slots
       WHERE lab_id = :lab AND starts_at >= :first AND starts_at < :end AND starts_at > :now
         AND capacity + :delta >= greatest(booked, 1) AND capacity + :delta <= 1000
       ORDER BY id FOR NO KEY UPDATE)
    UPDATE time_slots AS s SET capacity = s.capacity + :delta
      FROM wanted WHERE s.id = wanted.id AND s.capacity + :delta >= greatest(s.booked, 1)
    RETURNING s.id
""")

_PUT_BACK = text("""
    WITH wanted AS (
      SELECT id FROM time_slots WHERE id = ANY(CAST(:ids AS bigint[]))
       ORDER BY id FOR NO KEY UPDATE)
    UPDATE time_slots AS s SET capacity = s.capacity - :delta
      FROM wanted WHERE s.id = wanted.id AND s.capacity - :delta >= greatest(s.booked, 1)
    RETURNING s.id
""")


async def view(
    uow: Uow, opening: OpeningHours, tests: tuple[LabTest, ...], now: datetime
) -> OpeningHoursView:
    """Opening hours with what is to come of them."""
    row = await uow.one(_COMING, {"id": opening.id, "now": now})
    return OpeningHoursView(opening, tests, row.slots, int(row.booked))


async def insert_hours(
    uow: Uow, opening: OpeningHours, actor_id: int | None, intent: str
) -> OpeningHours | None:
    """Keep them with an id of their own; None if their intent is there."""
    values = {
        "lab_id": opening.lab_id,
        "weekdays": sorted(opening.weekdays),
        "hours": [[f"{opens:%H:%M}", f"{closes:%H:%M}"] for opens, closes in opening.hours],
        "minutes": opening.minutes,
        "buffer": opening.buffer,
        "capacity": opening.capacity,
        "test_ids": None if opening.test_ids is None else list(opening.test_ids),
        "first_day": opening.first_day,
        "last_day": opening.last_day,
        "exceptions": sorted(opening.exceptions),
        "country": opening.country,
        "made_by": actor_id,
        "intent": intent,
    }
    row = await uow.first(
        insert(sessions)
        .values(**values)
        .on_conflict_do_nothing(constraint="one_session_per_intent")
        .returning(*sessions.c)
    )
    return None if row is None else _hours_of(row)


async def find_by_intent(uow: Uow, lab_id: int, intent: str) -> OpeningHours | None:
    row = await uow.first(
        select(sessions).where(sessions.c.lab_id == lab_id, sessions.c.intent == intent)
    )
    return None if row is None else _hours_of(row)


async def active(uow: Uow, lab_id: int) -> list[OpeningHours]:
    """A lab's hours, in the order in which they were made."""
    return [_hours_of(row) for row in await uow.all(_active(lab_id).order_by(sessions.c.id))]


async def find_active(uow: Uow, lab_id: int, hours_id: int) -> OpeningHours | None:
    return await uow.find(_hours_of, _active(lab_id).where(sessions.c.id == hours_id))


async def behind(uow: Uow, until: date) -> list[OpeningHours]:
    """Active ones whose slots are not made up to a day; locked, passed over if they are."""
    is_behind = or_(sessions.c.made_until.is_(None), sessions.c.made_until < until)
    still = or_(
        sessions.c.last_day.is_(None),
        sessions.c.made_until.is_(None),
        sessions.c.made_until <= sessions.c.last_day,
    )
    found = (
        select(sessions)
        .where(sessions.c.status == "active", is_behind, still)
        .order_by(sessions.c.lab_id, sessions.c.id)
        .with_for_update(key_share=True, skip_locked=True)
    )
    return [_hours_of(row) for row in await uow.all(found)]


async def mark_made(uow: Uow, hours_id: int, until: date) -> None:
    await uow.run(update(sessions).where(sessions.c.id == hours_id).values(made_until=until))


async def set_status(uow: Uow, hours_id: int, *, seen: str, status: str) -> bool:
    """Compare-and-swap; False if the status was another one."""
    swap = update(sessions).where(sessions.c.id == hours_id, sessions.c.status == seen)
    return await uow.run(swap.values(status=status)) > 0


async def close_slots(uow: Uow, hours_id: int, by: str, now: datetime) -> None:
    """Nobody books what is to come; visits that are booked stay."""
    slot = time_slots.c
    to_come = (slot.session_id == hours_id, slot.starts_at > now, slot.status == "open")
    open_ones = select(slot.id).where(*to_come).order_by(slot.id)
    locked = open_ones.with_for_update(key_share=True).cte("locked")
    shut = update(time_slots).where(slot.id.in_(select(locked.c.id)), *to_come)
    await uow.run(shut.values(status="closed", closed_by=by))


async def reopen_slots(uow: Uow, by: str) -> None:
    """What this has closed is open again, unless a closure or the end of its hours closes it."""
    await uow.run(_REOPEN, {"by": by})


async def slot_at(uow: Uow, lab_id: int, at: datetime) -> SlotSeats | None:
    is_it = (time_slots.c.lab_id == lab_id, time_slots.c.starts_at == at)
    return await uow.find(_seats_of, select(time_slots).where(*is_it))


async def clashing(uow: Uow, lab_id: int, starts: Sequence[datetime]) -> int:
    """How many of these instants have a slot already."""
    is_there = (time_slots.c.lab_id == lab_id, time_slots.c.starts_at.in_(list(starts)))
    return await uow.number(select(func.count()).where(*is_there)) or 0


async def slots(uow: Uow, lab_id: int, stretch: Stretch, most: int) -> tuple[SlotSeats, ...]:
    values = {"lab": lab_id, **stretch._asdict(), "most": most}
    return tuple(_seats_of(row) for row in await uow.all(_SLOTS, values))


async def change_seats(
    uow: Uow, lab_id: int, stretch: Stretch, delta: int, *, now: datetime
) -> list[int]:
    """Add seats (or take some away) to all slots of a stretch that are to come; their ids."""
    values = {"lab": lab_id, **stretch._asdict(), "delta": delta, "now": now}
    return sorted(row.id for row in await uow.all(_CHANGE, values))


async def put_back(uow: Uow, ids: Sequence[int], delta: int) -> int:
    """Take a change back where that is possible; how many slots."""
    return len(await uow.all(_PUT_BACK, {"ids": list(ids), "delta": delta}))


def _active(lab_id: int) -> Select[Any]:
    return select(sessions).where(sessions.c.lab_id == lab_id, sessions.c.status == "active")


def _hours_of(row: Row[Any]) -> OpeningHours:
    return filled(
        OpeningHours,
        row,
        weekdays=frozenset(row.weekdays),
        hours=tuple((time.fromisoformat(a), time.fromisoformat(b)) for a, b in row.hours),
        test_ids=None if row.test_ids is None else tuple(row.test_ids),
        exceptions=frozenset(row.exceptions),
    )


def _seats_of(row: Row[Any]) -> SlotSeats:
    return filled(
        SlotSeats,
        row,
        is_open=row.status == "open",
        test_ids=None if row.test_ids is None else tuple(row.test_ids),
        closed_by=row.closed_by or "",
    )

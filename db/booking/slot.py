"""Time slots: spans of time at a lab with a number of seats."""

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import (
    ARRAY,
    BigInteger,
    CheckConstraint,
    Column,
    ColumnElement,
    DateTime,
    ForeignKey,
    Identity,
    Index,
    Integer,
    Select,
    Table,
    Text,
    UniqueConstraint,
    and_,
    bindparam,
    case,
    func,
    literal,
    or_,
    select,
    text,
    union_all,
)
from sqlalchemy.dialects.postgresql import insert

from db.base import Instant, metadata
from db.booking.closures import standing_over
from db.uow import Uow, filled
from domain.booking.lab import Closed, FreeTime, NotFree, Place
from domain.time.zones import Stretch, to_wall

time_slots = Table(
    "time_slots",
    metadata,
    Column("id", BigInteger, Identity(), primary_key=True),
    Column("lab_id", ForeignKey("labs.id", name="slot_is_at_a_lab"), nullable=False),
    Column("starts_at", Instant, nullable=False, index=True),
    Column("ends_at", Instant, nullable=False),
    Column("capacity", Integer, nullable=False),
    Column("booked", Integer, nullable=False, server_default="0"),
    Column("status", Text, nullable=False, server_default="open"),
    Column("session_id", ForeignKey("sessions.id", name="slot_of_a_session")),
    Column("test_ids", ARRAY(BigInteger)),  # NULL = all tests
    Column("wall", DateTime),  # what the lab's clock shows at the start, whatever its rules become
    Column("closed_by", Text),  # such as session:5, closure:7; NULL where it is open
    UniqueConstraint("lab_id", "starts_at", name="one_slot_per_lab_and_start"),
    CheckConstraint("booked BETWEEN 0 AND capacity", name="booked_within_capacity"),
    CheckConstraint("ends_at > starts_at", name="slot_ends_after_its_start"),
    CheckConstraint("status IN ('open', 'closed')", name="slot_status_is_known"),
    Index(
        "slots_of_session",
        "session_id",
        "starts_at",
        postgresql_where=text("session_id IS NOT NULL"),
    ),
    Index("slots_closed_by", "closed_by", postgresql_where=text("closed_by IS NOT NULL")),
)

_LOCK_LAB = text("SELECT zone FROM labs WHERE id = :id FOR NO KEY UPDATE")

_TIME = (time_slots.c.id.label("slot_id"), time_slots.c.starts_at, time_slots.c.ends_at)
_SEATS = (time_slots.c.capacity - time_slots.c.booked).label("seats")
_IS_THERE = time_slots.c.lab_id == bindparam("lab_id")
_IS_WITHIN = and_(
    time_slots.c.starts_at >= bindparam("first_at"), time_slots.c.starts_at < bindparam("next_at")
)


async def seats_by_day(
    uow: Uow, place: Place, midnights: Sequence[datetime], *, next_at: datetime, now: datetime
) -> dict[int, int]:
    """Free seats by the number of the day, counted from 1; none for a day without any.

    midnights: the first instant of each local day, in order, as domain/time/zones knows them, so
    Postgres needs no opinion on time zones. next_at: the end of the last day.
    """
    stretch = {"first_at": midnights[0], "next_at": next_at, "now": now}
    rows = await uow.all(
        _seats_by_day(is_any=not place.test_ids),
        _values(place) | stretch | {"midnights": list(midnights)},
    )
    return {row.number: row.seats for row in rows}


@cache
def _seats_by_day(*, is_any: bool) -> Select[Any]:
    midnights = bindparam("midnights", type_=ARRAY(Instant))
    number = func.width_bucket(time_slots.c.starts_at, midnights)
    return (
        select(number.label("number"), func.sum(_SEATS).label("seats"))
        .where(_is_free(is_any=is_any), _IS_WITHIN)
        .group_by(text("number"))
        .order_by(text("number"))
    )


async def free_between(
    uow: Uow, place: Place, *, first_at: datetime, next_at: datetime, now: datetime
) -> list[FreeTime]:
    """Free times from an instant until before another, in order."""
    stretch = {"first_at": first_at, "next_at": next_at, "now": now}
    between = _free_between(is_any=not place.test_ids)
    rows = await uow.all(between, _values(place) | stretch)
    return [filled(FreeTime, row) for row in rows]


@cache
def _free_between(*, is_any: bool) -> Select[Any]:
    return _free(is_any=is_any).where(_IS_WITHIN).order_by(time_slots.c.starts_at)


async def find_slot(uow: Uow, place: Place, slot_id: int) -> tuple[FreeTime, bool] | None:
    """One slot of a lab, free or not, and whether it is open."""
    return await uow.find(
        lambda row: (filled(FreeTime, row), row.is_open),
        _one(is_any=not place.test_ids),
        _values(place) | {"slot_id": slot_id},
    )


@cache
def _one(*, is_any: bool) -> Select[Any]:
    found = select(*_TIME, _SEATS, _is_offered(is_any=is_any).label("is_open"))
    return found.where(_IS_THERE, time_slots.c.id == bindparam("slot_id"))


async def free_around(
    uow: Uow, place: Place, at: datetime, *, now: datetime, count: int
) -> list[FreeTime]:
    """Free times nearest to an instant: so many before it, and as many after, the nearest first."""
    around = _free_around(is_any=not place.test_ids)
    rows = await uow.all(around, _values(place) | {"at": at, "now": now, "most": count})
    return [filled(FreeTime, row) for row in rows]


@cache
def _free_around(*, is_any: bool) -> Select[Any]:
    starts_at, most = time_slots.c.starts_at, bindparam("most", type_=Integer)
    at, free = bindparam("at", type_=Instant), _free(is_any=is_any)
    before = free.where(starts_at < at).order_by(starts_at.desc()).limit(most).subquery()
    after = free.where(starts_at >= at).order_by(starts_at).limit(most).subquery()
    both = union_all(select(before), select(after)).subquery()
    away = func.abs(func.extract("epoch", both.c.starts_at - at))
    return select(both).order_by(away, both.c.starts_at)


_CLOSED = text("""
    WITH opening AS (
      SELECT starts_at, ends_at FROM time_slots
       WHERE lab_id = :lab_id AND status = 'open'
         AND (test_ids IS NULL OR test_ids @> CAST(:test_ids AS bigint[])))
    SELECT max(ends_at) FILTER (WHERE ends_at <= :at) AS first,
           min(starts_at) FILTER (WHERE starts_at > :at) AS end
      FROM opening
     WHERE starts_at >= :first AND starts_at < :end
    HAVING bool_or(starts_at <= :at AND ends_at > :at) IS NOT TRUE
       AND EXISTS (SELECT FROM opening WHERE starts_at > :at)
""")


_AT = text("""
    SELECT CASE WHEN bool_or(is_fit AND is_free) THEN 'unknown' WHEN bool_or(is_fit) THEN 'full'
                WHEN bool_or(NOT is_fit) THEN 'other_test' ELSE 'no_start' END AS why
      FROM (SELECT booked < capacity AS is_free,
                   test_ids IS NULL OR test_ids @> CAST(:test_ids AS bigint[]) AS is_fit
              FROM time_slots
             WHERE lab_id = :lab_id AND status = 'open' AND starts_at = :at) AS found
""")


async def why_not(uow: Uow, place: Place, at: datetime) -> NotFree:
    """Why nothing can be had at an instant, as far as open slots tell."""
    values = {"lab_id": place.lab_id, "test_ids": list(place.test_ids), "at": at}
    return NotFree((await uow.one(_AT, values)).why)


async def closed_at(uow: Uow, place: Place, at: datetime, day: Stretch) -> Closed | None:
    """When a lab is closed around an instant of a day; None if it is open, or if nobody knows.

    It is known as far as there are open slots.
    """
    values: dict[str, Any] = {"lab_id": place.lab_id, "test_ids": list(place.test_ids), "at": at}
    values |= {"first": day.first, "end": day.end}
    return await uow.find(lambda row: filled(Closed, row), _CLOSED, values)


async def insert_slots(
    uow: Uow,
    lab_id: int,
    spans: Sequence[Stretch],
    capacity: int,
    *,
    session_id: int | None = None,
    test_ids: Sequence[int] | None = None,
) -> int:
    """Add slots, how many; one that starts when another of its lab does is left out.

    test_ids: what they are for, None = all. One that a closure covers is closed from the start.
    """
    starts, ends = zip(*spans, strict=True)
    # Locked, else two that add the same starts may wait in turn.
    zone = (await uow.one(_LOCK_LAB, {"id": lab_id})).zone
    walls = [to_wall(at, zone) for at in starts]
    # One parameter for each column, however many rows.
    arrays = [literal(list(column), ARRAY(Instant)) for column in (starts, ends)]
    arrays.append(literal(walls, ARRAY(DateTime)))
    columns = (Column("starts_at", Instant), Column("ends_at", Instant), Column("wall", DateTime))
    span = func.unnest(*arrays).table_valued(*columns).render_derived()
    lab, seats = literal(lab_id, BigInteger), literal(capacity, Integer)
    kinds = literal(None if test_ids is None else list(test_ids), ARRAY(BigInteger))
    session = literal(session_id, BigInteger)
    by = standing_over(lab, span.c.starts_at, span.c.ends_at)
    status = case((by.is_(None), "open"), else_="closed")
    when = (span.c.starts_at, span.c.ends_at, span.c.wall)
    rows = select(lab, *when, seats, session, kinds, status, by)
    names = ["lab_id", "starts_at", "ends_at", "wall", "capacity", "session_id", "test_ids"]
    names += ["status", "closed_by"]
    added = insert(time_slots).from_select(names, rows)
    return await uow.run(added.on_conflict_do_nothing(constraint="one_slot_per_lab_and_start"))


def _values(place: Place) -> dict[str, Any]:
    lab = {"lab_id": place.lab_id}
    return lab | {"test_ids": list(place.test_ids)} if place.test_ids else lab


def _free(*, is_any: bool) -> Select[Any]:
    return select(*_TIME, _SEATS).where(_is_free(is_any=is_any))


def _is_free(*, is_any: bool) -> ColumnElement[bool]:
    return and_(
        _IS_THERE,
        _is_offered(is_any=is_any),
        time_slots.c.booked < time_slots.c.capacity,
        time_slots.c.starts_at > bindparam("now"),
    )


def _is_offered(*, is_any: bool) -> ColumnElement[bool]:
    """Open, and for the tests that are looked for."""
    is_open = time_slots.c.status == "open"
    test_ids = bindparam("test_ids", type_=ARRAY(BigInteger))
    return is_open if is_any else and_(is_open, is_for(test_ids))


def is_for(test_ids: ColumnElement[Sequence[int]]) -> ColumnElement[bool]:
    """Whether a slot takes all of these tests."""
    return or_(time_slots.c.test_ids.is_(None), time_slots.c.test_ids.bool_op("@>")(test_ids))

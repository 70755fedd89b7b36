"""Bookings: a patient's seat in a slot for a test, its history, and what reminds of it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from functools import cache
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    CheckConstraint,
    Column,
    ColumnElement,
    ForeignKey,
    Identity,
    Index,
    Integer,
    Numeric,
    Row,
    Select,
    Table,
    Text,
    UniqueConstraint,
    and_,
    bindparam,
    case,
    func,
    insert,
    literal_column,
    select,
    text,
    update,
)

from db.account import quiet
from db.base import Instant, metadata
from db.booking.catalogue import lab_of, lab_test_of, labs, tests
from db.booking.events import due_of, noted, ring
from db.booking.patient import patients
from db.booking.slot import time_slots
from db.booking.visit_tests import as_json, insert_more, more_of, test_in
from db.direct import Fields
from db.messages.schedule import scheduled_messages, withdraw
from db.uow import Uow, filled
from domain.account.quiet import Quiet
from domain.booking.before.fasting import asks_at
from domain.booking.booking import (
    CANCELLABLE,
    SEAT_HOLDING,
    BookingView,
    Offer,
    Status,
    Wish,
)
from domain.booking.price import priced
from domain.booking.reminding import reminders_for
from domain.booking.several import joined
from domain.messages.content import Reminder, to_json
from domain.messages.delivery import Lane

bookings = Table(
    "bookings",
    metadata,
    Column("id", BigInteger, Identity(), primary_key=True),
    Column("slot_id", ForeignKey("time_slots.id", name="booking_is_in_a_slot"), nullable=False),
    Column("account_id", ForeignKey("accounts.id", name="booking_of_an_account"), nullable=False),
    Column("patient_id", ForeignKey("patients.id", name="booking_for_a_patient"), nullable=False),
    Column("test_id", ForeignKey("tests.id", name="booking_of_a_test"), nullable=False, index=True),
    Column("status", Text, nullable=False, server_default="booked"),
    Column("version", Integer, nullable=False, server_default="1"),
    Column("intent", Text, nullable=False),
    Column("created_at", Instant, nullable=False, server_default=func.now()),
    Column("coming_at", Instant),  # when the patient said so, NULL = of this time they have not
    Column("late_at", Instant),  # when the patient comes, who has said that they are late
    Column("arrived_at", Instant),
    Column("sample_taken_at", Instant),
    Column("fasting", Text),  # kept or broken, NULL = not asked
    Column("called_by", ForeignKey("accounts.id", name="called_in_by_an_account")),
    Column("called_at", Instant),
    Column("price", Numeric, nullable=False),  # as it was when it was booked
    Column("currency", Text, nullable=False),
    # Begins with account_id, so it serves the foreign key, too.
    UniqueConstraint("account_id", "intent", name="one_booking_per_intent"),
    CheckConstraint(
        "status IN ('held', 'booked', 'arrived', 'fulfilled', 'no_show', 'cancelled')",
        name="booking_status_is_known",
    ),
    Index(
        "one_seat_per_slot_and_patient",
        "slot_id",
        "patient_id",
        unique=True,
        postgresql_where=text("status <> 'cancelled'"),
    ),
    CheckConstraint("fasting IN ('kept', 'broken')", name="fasting_is_known"),
    CheckConstraint("(called_by IS NULL) = (called_at IS NULL)", name="called_in_by_somebody"),
    Index("ix_bookings_slot_id", "slot_id"),
    Index("bookings_arrived", "slot_id", postgresql_where=text("status = 'arrived'")),
    Index("ix_bookings_patient_id", "patient_id"),
    Index("bookings_called_by", "called_by", postgresql_where=text("called_by IS NOT NULL")),
)


async def offer(uow: Uow, slot_id: int, test_ids: Sequence[int]) -> Offer | None:
    """A slot with its lab, and tests that can be booked; None if any of them is unknown."""
    first, *more = test_ids
    found = await uow.find(offer_of, _offer(), {"slot_id": slot_id, "test_id": first, "more": more})
    return found if found and len(found.each) == len(test_ids) else None


def offer_of(row: Row[Any] | Fields) -> Offer:
    """The offer of a row with all columns of lab and first test, prefixed, and `more`."""
    lab = lab_of(row, "labs_")
    each = [lab_test_of(row, "tests_"), *map(test_in, row.more or ())]
    tests = tuple(priced(test, lab.currency) for test in each)
    return filled(Offer, row, lab=lab, test=joined(tests), tests=tests if row.more else ())


MORE_OFFERED = f"""(SELECT json_agg({as_json("o")} ORDER BY m.position)
           FROM unnest(CAST({{ids}} AS bigint[])) WITH ORDINALITY AS m (id, position)
           JOIN tests AS o ON o.id = m.id AND NOT o.retired)"""  # noqa: S608 - words of ours alone
"""Further tests of a visit, by their ids, as far as they can be booked."""
_MORE = text(MORE_OFFERED.format(ids=":more")).columns(more=JSON).scalar_subquery()


@cache
def _offer() -> Select[Any]:
    slot = (time_slots.c.id.label("slot_id"), time_slots.c.starts_at, time_slots.c.ends_at)
    return (
        select(
            *slot, *_columns_of(labs), *_columns_of(tests), _MORE.scalar_subquery().label("more")
        )
        .select_from(time_slots.join(labs).join(tests, tests.c.id == bindparam("test_id")))
        .where(time_slots.c.id == bindparam("slot_id"), ~tests.c.retired)
    )


async def booking_of(uow: Uow, account_id: int, booking_id: int) -> BookingView | None:
    """One booking of an account."""
    return await _first(uow, bookings.c.account_id == account_id, bookings.c.id == booking_id)


async def booking_by_intent(uow: Uow, account_id: int, intent: str) -> BookingView | None:
    """The booking that an intent led to."""
    return await uow.find(_view_of, _by_intent(), {"of_account": account_id, "intent": intent})


@cache
def _by_intent() -> Select[Any]:
    is_theirs = bookings.c.account_id == bindparam("of_account")
    return _views().where(is_theirs, bookings.c.intent == bindparam("intent"))


async def booking_by_id(uow: Uow, booking_id: int) -> BookingView | None:
    """One booking, whosever it is: for staff, and for the worker, which writes to its account."""
    return await _first(uow, bookings.c.id == booking_id)


async def bookings_where(uow: Uow, *which: ColumnElement[bool], most: int) -> list[BookingView]:
    """Anybody's bookings, the oldest first."""
    found = await uow.all(_views().where(*which).order_by(bookings.c.id).limit(most))
    return [_view_of(row) for row in found]


async def bookings_of(
    uow: Uow, account_id: int, now: datetime, *, offset: int, limit: int
) -> tuple[list[BookingView], int]:
    """An account's bookings: what is to come, the next first, then the rest, the newest first.

    And the number of all; 0 from an offset beyond the last.
    """
    part = case((_is_upcoming(now), 0), else_=1)
    epoch = func.extract("epoch", time_slots.c.starts_at)
    away = case((_is_upcoming(now), epoch), else_=-epoch)
    rows = await uow.all(
        _views()
        .add_columns(func.count().over().label("total"))
        .where(bookings.c.account_id == account_id)
        .order_by(part, away, bookings.c.id)
        .offset(offset)
        .limit(limit)
    )
    return [_view_of(row) for row in rows], rows[0].total if rows else 0


async def _first(uow: Uow, *which: ColumnElement[bool]) -> BookingView | None:
    return await uow.find(_view_of, _views().where(*which))


def _view_of(row: Row[Any]) -> BookingView:
    test, more = lab_test_of(row, "tests_"), [test_in(one) for one in row.more or ()]
    facts = {"status": Status(row.status), "lab": lab_of(row, "labs_")}
    if not more:
        return filled(BookingView, row, test=test, **facts)
    rest = sum((one.price for one in more), Decimal(0))
    tests = (replace(test, price=test.price - rest), *more)
    return filled(BookingView, row, test=joined(tests), tests=tests, **facts)


def _views() -> Select[Any]:
    whole = bookings.join(time_slots).join(labs).join(tests, tests.c.id == bookings.c.test_id)
    return select(
        *(bookings.c.id, bookings.c.account_id, bookings.c.status, bookings.c.version),
        *(bookings.c.slot_id, time_slots.c.starts_at, time_slots.c.ends_at, bookings.c.patient_id),
        bookings.c.late_at,
        patients.c.name.label("patient_name"),
        patients.c.phone.label("patient_phone"),
        patients.c.born.label("patient_born"),
        *_columns_of(labs),
        *_columns_of(tests, bookings.c.price, bookings.c.currency),
        literal_column(more_of("bookings.id", "bookings.currency"), JSON).label("more"),
    ).select_from(whole.join(patients, patients.c.id == bookings.c.patient_id))


def _columns_of(table: Table, *others: ColumnElement[Any]) -> list[ColumnElement[Any]]:
    """A table's columns under names of their own: labs_id, labs_name, ...

    others: stand in for its columns of the same name.
    """
    columns = {column.name: column for column in (*table.columns, *others)}
    return [column.label(f"{table.name}_{name}") for name, column in columns.items()]


def _is_upcoming(now: datetime) -> ColumnElement[bool]:
    """As domain.booking.is_upcoming."""
    return and_(bookings.c.status.in_(SEAT_HOLDING), time_slots.c.ends_at > now)


IS_FREE = """booked < capacity AND status = 'open'
         AND (test_ids IS NULL OR test_ids @> {tests})"""
"""Whether a slot has a seat left for tests."""

_TAKE = """
    WITH seat AS (
      UPDATE time_slots SET booked = booked + 1
       WHERE id = :slot AND {is_free} AND ends_at > :now
      RETURNING id),
    made AS (
      INSERT INTO bookings (slot_id, account_id, patient_id, test_id, intent, created_at,
                            price, currency)
      SELECT id, :account, :patient, :test, :intent, :now, :price, :currency
        FROM seat RETURNING id),
    {noted}
    SELECT (SELECT id FROM made) AS id, (SELECT count(*) FROM told) AS told
"""
_TAKE_SEAT = text(
    _TAKE.format(
        is_free=IS_FREE.format(tests="CAST(:tests AS bigint[])"),
        noted=noted("made", "booked", actor=":by"),
    )
).bindparams(
    *(bindparam(name, type_=BigInteger) for name in ("account", "patient", "test", "slot", "by")),
    bindparam("now", type_=Instant),
    bindparam("price", type_=Numeric),
)
_CANCELLABLE = sorted(map(str, CANCELLABLE))
_FREE = """
    WITH slot AS (SELECT id FROM time_slots WHERE id = :slot FOR NO KEY UPDATE),
    gone AS (
      UPDATE bookings AS b SET status = 'cancelled', version = b.version + 1
        FROM slot WHERE b.id = :id AND b.slot_id = slot.id
         AND b.status = ANY(CAST(:from AS text[]))
      RETURNING b.id, b.slot_id),
    freed AS (
      UPDATE time_slots AS s SET booked = s.booked - 1 FROM gone WHERE s.id = gone.slot_id),
    {noted}
    SELECT EXISTS (SELECT FROM gone) AS is_gone, (SELECT count(*) FROM told) AS told
"""
_FREE_SEAT = text(_FREE.format(noted=noted("gone", "cancelled")))


async def take_seat(
    uow: Uow, account_id: int, wish: Wish, offer: Offer, *, by: int, now: datetime
) -> int | None:
    """Book for a patient who is known, until the slot ends; the booking's id, None without a seat.

    account_id: the patient's; wish.patient_id: who it is. offer: with the prices that the booking
    keeps. by: who of the staff does it. What people book is placed by db/booking/wish.py.
    """
    values = {
        "account": account_id,
        "patient": wish.patient_id,
        "test": wish.test_id,
        "tests": list(wish.test_ids),
        "price": offer.test.price,
        "currency": offer.test.currency,
        "slot": wish.slot_id,
        "intent": wish.intent,
        "now": now,
        "by": by,
        "due": due_of(now),
    }
    row = await uow.one(_TAKE_SEAT, values)
    ring(uow, row.told, now)
    number: int | None = row.id
    if number is not None:
        await insert_more(uow, number, offer.each[1:])
    return number


async def free_seat(uow: Uow, booking: BookingView, actor_id: int, now: datetime) -> bool:
    """Cancel by compare-and-swap and free the seat. False if it holds none to free.

    The slot's row is locked first, as whoever takes a seat does (docs/reference/tables.md).
    """
    values = {"id": booking.id, "slot": booking.slot_id, "from": _CANCELLABLE, "actor": actor_id}
    row = await uow.one(_FREE_SEAT, values | {"now": now, "due": due_of(now)})
    ring(uow, row.told, now)
    return bool(row.is_gone)


async def set_coming(uow: Uow, booking_id: int, version: int, now: datetime) -> bool:
    """Its patient comes, which changes nothing of the booking. False if they had said so."""
    seen = (bookings.c.id == booking_id, bookings.c.version == version)
    first = bookings.c.coming_at.is_(None)
    return await uow.run(update(bookings).where(*seen, first).values(coming_at=now)) > 0


async def stage_reminders(uow: Uow, booking: BookingView, now: datetime) -> None:
    """Stage what will remind of a booking as it is now, and ask for alarms.

    None is sent once the visit has begun.
    """
    hours = await quiet.of(uow, booking.account_id)
    if rows := reminders_of(booking, hours, now):
        await uow.run(insert(scheduled_messages).values(rows))
    for row in rows:
        uow.ring_at(row["due_at"])


def reminders_of(booking: BookingView, hours: Quiet, now: datetime) -> list[dict[str, Any]]:
    """The messages that will remind of a booking, as they are kept. hours: its account's."""
    zone, starts_at = booking.lab.zone, booking.starts_at
    planned = reminders_for(starts_at, booking.test.reminders, hours, zone, now=now)
    told = [(Reminder(one.hours), one.at, f"{one.hours}") for one in planned]
    asked_at = asks_at(booking)
    if asked_at is not None and asked_at > now:
        told.append((Reminder(0, is_fasting=True), asked_at, "fasting"))
    return [
        {
            "author_id": booking.account_id,
            "recipient": str(booking.account_id),
            "content": to_json(content),
            "due_at": at,
            "fire_at": at,
            "stale_after": booking.starts_at,
            "zone": booking.lab.zone,
            "booking_id": booking.id,
            "lane": Lane.LAB,
            "intent": f"reminder:{booking.id}:{booking.version}:{name}",
        }
        for content, at, name in told
    ]


async def cancel_reminders(uow: Uow, booking_id: int) -> None:
    """Send none of them any more, apart from one whose sending has begun."""
    row = scheduled_messages.c
    is_reminder = row.content["kind"].astext == "reminder"  # news of it stays
    await withdraw(uow, row.booking_id == booking_id, is_reminder)

"""Who waits for a seat, and what is held for whom; held_seats.py holds them and gives them back."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ARRAY,
    JSON,
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    Identity,
    Index,
    Integer,
    Table,
    Text,
    TextualSelect,
    UniqueConstraint,
    bindparam,
    false,
    text,
)

from db.base import Instant, metadata
from db.booking.booking import MORE_OFFERED, offer_of
from db.booking.visit_tests import has_test, more_of
from db.uow import Uow, filled
from domain.booking.catalogue import LabTest
from domain.booking.lab import Lab
from domain.booking.waiting import LEAST, SILENCES, Entry, HeldSeat, Waiting
from domain.messages.delivery import Lane

waitlist = Table(
    "waitlist",
    metadata,
    Column("id", BigInteger, Identity(), primary_key=True),
    Column("account_id", ForeignKey("accounts.id", name="account_waits"), nullable=False),
    Column("lab_id", ForeignKey("labs.id", name="waits_for_a_lab"), nullable=False),
    Column("test_id", ForeignKey("tests.id", name="waits_for_a_test"), nullable=False),
    Column("more", ARRAY(BigInteger), nullable=False, server_default="{}"),  # tests of the visit
    Column("patient_id", ForeignKey("patients.id", name="patient_waits"), nullable=False),
    Column("booking_id", ForeignKey("bookings.id", name="booking_waits"), nullable=True),
    Column("first_at", Instant, nullable=False),  # from when on a seat may begin,
    Column("end_at", Instant, nullable=False),  # and before when
    Column("part", Integer, nullable=False, server_default="0"),  # of the day, 0 = any
    Column("status", Text, nullable=False, server_default="waiting"),
    Column("missed", Integer, nullable=False, server_default="0"),  # seats let go by, in a row
    Column("made_at", Instant, nullable=False),
    Column("intent", Text, nullable=False),
    # Begins with account_id, so it serves the foreign key, too.
    UniqueConstraint("account_id", "intent", name="one_entry_per_intent"),
    CheckConstraint(
        "status IN ('waiting', 'asked', 'booked', 'stopped', 'over')",
        name="entry_status_is_known",
    ),
    CheckConstraint("end_at > first_at", name="entry_ends_after_its_start"),
    CheckConstraint("part BETWEEN 0 AND 3", name="part_of_day_is_known"),
    Index("waiting_at_lab", "lab_id", "id", postgresql_where=text("status = 'waiting'")),
    Index("waits_for_lab", "lab_id"),
    Index("waits_for_test", "test_id"),
    Index("waits_of_patient", "patient_id"),
    Index("waits_of_booking", "booking_id"),
    Index(
        "one_entry_per_booking",
        "booking_id",
        unique=True,
        postgresql_where=text("status IN ('waiting', 'asked')"),
    ),
)

wait_offers = Table(
    "wait_offers",
    metadata,
    Column("id", BigInteger, Identity(), primary_key=True),
    Column("entry_id", ForeignKey("waitlist.id", name="offer_to_who_waits"), nullable=False),
    Column("slot_id", ForeignKey("time_slots.id", name="wait_offer_of_a_slot"), nullable=False),
    Column("asked_at", Instant, nullable=False),
    Column("until", Instant, nullable=False),
    Column("state", Text, nullable=False, server_default="open"),
    Column("message", BigInteger),  # the message that asks, once it is sent
    Column("is_shown", Boolean, nullable=False, server_default=false()),  # that it is over
    CheckConstraint(
        "state IN ('open', 'taken', 'declined', 'missed', 'withdrawn')",
        name="wait_offer_state_is_known",
    ),
    CheckConstraint("until > asked_at", name="wait_offer_has_time"),
    # Nobody is asked about a slot again that they have answered.
    Index(
        "one_wait_offer_per_entry_and_slot",
        "entry_id",
        "slot_id",
        unique=True,
        postgresql_where=text("state <> 'withdrawn'"),
    ),
    Index(
        "one_open_wait_offer_per_entry",
        "entry_id",
        unique=True,
        postgresql_where=text("state = 'open'"),
    ),
    Index("wait_offers_of_entry", "entry_id"),
    Index("wait_offers_of_slot", "slot_id"),
    Index("open_wait_offers", "until", postgresql_where=text("state = 'open'")),
    Index(
        "missed_wait_offers_to_show",
        "id",
        postgresql_where=text("state = 'missed' AND NOT is_shown AND message IS NOT NULL"),
    ),
)

_LAB = ", ".join(f"l.{name} AS labs_{name}" for name in Lab.__slots__)
_TEST = ", ".join(f"t.{name} AS tests_{name}" for name in LabTest.__slots__)


def _found(statement: str) -> TextualSelect:
    """SQL that finds entries."""
    return text(statement).columns(more=JSON)


_ENTRY = f"""
    w.id AS entry_id, w.account_id, w.patient_id, p.name AS patient_name,
    p.phone AS patient_phone, p.is_self, a.full_texts AS is_named,
    coalesce(w.booking_id, 0) AS booking_id, w.first_at, w.end_at, w.part, w.status,
    {_LAB}, {_TEST}, w.more AS more_ids,
    coalesce({more_of("w.booking_id", "l.currency")}, {MORE_OFFERED.format(ids="w.more")}) AS more
"""
_JOINED = """
    waitlist AS w JOIN labs AS l ON l.id = w.lab_id JOIN tests AS t ON t.id = w.test_id
      JOIN patients AS p ON p.id = w.patient_id JOIN accounts AS a ON a.id = w.account_id
"""
# What makes an offer of a row needs a slot; an entry has none.
_NONE = "CAST(0 AS bigint) AS slot_id, w.first_at AS starts_at, w.end_at AS ends_at"
_ENTRIES = f"SELECT {_ENTRY}, {_NONE} FROM {_JOINED}"  # noqa: S608 - words of ours alone
_ENTRY_BY_ID = _found(f"{_ENTRIES} WHERE w.id = ANY(CAST(:ids AS bigint[]))")
_ENTRY_OF = _found(f"{_ENTRIES} WHERE w.account_id = :account AND w.id = :id")
_ENTRY_BY_INTENT = _found(f"{_ENTRIES} WHERE w.account_id = :account AND w.intent = :intent")
_ENTRIES_OF = _found(
    f"{_ENTRIES} WHERE w.account_id = :account AND w.status IN ('waiting', 'asked') ORDER BY w.id"
)
_ENTRY_OF_BOOKING = _found(
    f"{_ENTRIES} WHERE w.account_id = :account AND w.booking_id = :booking"
    " AND w.status IN ('waiting', 'asked')"
)
_SEATS = f"""
    SELECT o.id AS offer_id, o.slot_id, s.starts_at, s.ends_at, o.asked_at, o.until, o.state,
           {_ENTRY}
      FROM {_JOINED} JOIN wait_offers AS o ON o.entry_id = w.id
      JOIN time_slots AS s ON s.id = o.slot_id
"""  # noqa: S608 - words of ours alone
_SEAT_BY_ID = _found(f"{_SEATS} WHERE o.id = ANY(CAST(:ids AS bigint[]))")
_SEAT_OF = _found(f"{_SEATS} WHERE w.account_id = :account AND o.id = :id")
_OPEN_SEAT = _found(f"{_SEATS} WHERE w.id = :entry AND o.state = 'open'")

_JOIN = text("""
    INSERT INTO waitlist (account_id, lab_id, test_id, more, patient_id, booking_id, first_at,
                          end_at, part, made_at, intent)
    VALUES (:account, :lab, :test, CAST(:more AS bigint[]), :patient, :booking, :first, :end, :part,
            :now, :intent)
    ON CONFLICT DO NOTHING RETURNING id
""").bindparams(
    *(bindparam(name, type_=Instant) for name in ("first", "end", "now")),
    bindparam("booking", type_=BigInteger),
)

_TIMES = text("SELECT count(*) FROM waitlist WHERE booking_id = :booking")

_KNOWN = text("""
    SELECT id FROM patients
     WHERE account_id = :account
       AND (id = :patient OR is_self AND :is_self
            OR lower(name) = lower(:name) AND (:phone = '' OR phone IN ('', :phone)))
     ORDER BY id = :patient DESC, lower(name) = lower(:name) DESC, phone = :phone DESC,
              used_at DESC, id LIMIT 1
""")
_REMEMBER = text("""
    INSERT INTO patients (account_id, name, phone, is_self, used_at)
    VALUES (:account, :name, :phone, :is_self, :now) RETURNING id
""").bindparams(bindparam("now", type_=Instant))

# A new visit is not needed any more once the patient has one there for all of its tests, by
# whichever door.
BOOKED = f"""EXISTS (
         SELECT FROM bookings AS b JOIN time_slots AS v ON v.id = b.slot_id
          WHERE b.patient_id = w.patient_id AND {has_test("w.test_id")}
            AND NOT EXISTS (SELECT FROM unnest(w.more) AS one (id) WHERE NOT {has_test("one.id")})
            AND b.status IN ('booked', 'arrived', 'fulfilled') AND b.created_at >= w.made_at
            AND v.starts_at >= w.first_at AND v.starts_at < w.end_at)"""  # noqa: S608 - words of ours alone

_STOP = text("""
    UPDATE waitlist SET status = 'stopped'
     WHERE id = :id AND account_id = :account AND status = 'waiting' RETURNING id
""")

# Who waits in vain: the days are over, closed, or nobody answered. Whose wish came true by another
# way is not told of it. A closure that may still be undone ends nothing.
_OVER = text(f"""
    WITH vain AS (
      SELECT w.id, CASE
               WHEN w.missed >= :silences THEN 'silent'
               WHEN w.booking_id IS NOT NULL AND NOT EXISTS (
                 SELECT FROM bookings AS b JOIN time_slots AS v ON v.id = b.slot_id
                  WHERE b.id = w.booking_id AND b.status = 'booked' AND v.starts_at > :soonest)
                 OR w.booking_id IS NULL AND {BOOKED} THEN ''
               WHEN w.end_at <= :soonest THEN 'range'
               ELSE 'closed' END AS why
        FROM waitlist AS w
       WHERE w.status = 'waiting' AND (
             w.missed >= :silences OR w.end_at <= :soonest
             OR w.booking_id IS NULL AND {BOOKED}
             OR w.booking_id IS NOT NULL AND NOT EXISTS (
               SELECT FROM bookings AS b JOIN time_slots AS v ON v.id = b.slot_id
                WHERE b.id = w.booking_id AND b.status = 'booked' AND v.starts_at > :soonest)
             OR EXISTS (
               SELECT FROM time_slots AS s JOIN closures AS c ON s.closed_by = 'closure:' || c.id
                 LEFT JOIN undos AS u ON u.id = c.undo_id
                WHERE s.lab_id = w.lab_id AND s.status = 'closed' AND s.starts_at < w.end_at
                  AND s.starts_at >= greatest(w.first_at, :soonest)
                  AND coalesce(u.state, 'over') <> 'open')
             AND NOT EXISTS (
               SELECT FROM time_slots AS s
                WHERE s.lab_id = w.lab_id AND s.starts_at < w.end_at
                  AND s.starts_at >= greatest(w.first_at, :soonest)
                  AND (s.status = 'open' OR s.closed_by LIKE 'closure:%' AND EXISTS (
                    SELECT FROM closures AS c JOIN undos AS u ON u.id = c.undo_id
                     WHERE s.closed_by = 'closure:' || c.id AND u.state = 'open'))))
       ORDER BY w.id LIMIT :most FOR NO KEY UPDATE OF w SKIP LOCKED),
    ended AS (
      UPDATE waitlist AS w SET status = 'over' FROM vain WHERE w.id = vain.id
      RETURNING w.id, w.account_id, vain.why),
    told AS (
      INSERT INTO scheduled_messages (author_id, recipient, content, due_at, fire_at, lane, intent)
      SELECT account_id, CAST(account_id AS text),
             jsonb_build_object('kind', 'news', 'what', 'waited', 'facts',
                                jsonb_build_object('entry', id, 'why', why)),
             :due, :due, :lane, 'waited:' || id
        FROM ended WHERE why <> '' RETURNING id)
    SELECT (SELECT count(*) FROM ended) AS ended, (SELECT count(*) FROM told) AS told
""").bindparams(  # noqa: S608 - words of ours alone
    *(bindparam(name, type_=Instant) for name in ("soonest", "due"))
)


def _entry(row: Any) -> Entry:
    both = offer_of(row)
    return filled(
        Entry, row, id=row.entry_id, lab=both.lab, test=both.test, more=tuple(row.more_ids)
    )


def _seat(row: Any) -> HeldSeat:
    return filled(HeldSeat, row, id=row.offer_id, entry=_entry(row))


async def join(
    uow: Uow, account_id: int, wish: Waiting, now: datetime, *, patient_id: int, booking: int = 0
) -> int | None:
    """A new entry's id; None if this intent, or this booking, has one. booking: 0 = a new visit."""
    values = {
        "account": account_id,
        "lab": wish.lab_id,
        "test": wish.test_id,
        "more": list(wish.more),
        "patient": patient_id,
        "booking": booking or None,
        "first": wish.first_at,
        "end": wish.end_at,
        "part": wish.part,
        "now": now,
        "intent": wish.intent,
    }
    return await uow.number(_JOIN, values)


async def times_waited(uow: Uow, booking_id: int) -> int:
    """How often an earlier time for a booking was waited for."""
    return await uow.number(_TIMES, {"booking": booking_id}) or 0


async def patient_for(uow: Uow, account_id: int, wish: Waiting, now: datetime) -> int:
    """The id of who waits, remembered if they are new."""
    who = {"account": account_id, "name": wish.name, "phone": wish.phone, "is_self": wish.is_self}
    known = await uow.number(_KNOWN, who | {"patient": wish.patient_id})
    return known or int((await uow.one(_REMEMBER, who | {"now": now})).id)


async def entry_by_intent(uow: Uow, account_id: int, intent: str) -> Entry | None:
    return await uow.find(_entry, _ENTRY_BY_INTENT, {"account": account_id, "intent": intent})


async def entry_of(uow: Uow, account_id: int, entry_id: int) -> Entry | None:
    return await uow.find(_entry, _ENTRY_OF, {"account": account_id, "id": entry_id})


async def entry_of_booking(uow: Uow, account_id: int, booking_id: int) -> Entry | None:
    """The one that makes this booking earlier, if it can."""
    values = {"account": account_id, "booking": booking_id}
    return await uow.find(_entry, _ENTRY_OF_BOOKING, values)


async def entries_of(uow: Uow, account_id: int) -> list[Entry]:
    """What an account waits for, the oldest first."""
    return [_entry(row) for row in await uow.all(_ENTRIES_OF, {"account": account_id})]


async def entries(uow: Uow, ids: Collection[int]) -> dict[int, Entry]:
    found = await uow.all(_ENTRY_BY_ID, {"ids": list(ids)})
    return {row.entry_id: _entry(row) for row in found}


async def seats(uow: Uow, ids: Collection[int]) -> dict[int, HeldSeat]:
    found = await uow.all(_SEAT_BY_ID, {"ids": list(ids)})
    return {row.offer_id: _seat(row) for row in found}


async def seat_of(uow: Uow, account_id: int, offer_id: int) -> HeldSeat | None:
    return await uow.find(_seat, _SEAT_OF, {"account": account_id, "id": offer_id})


async def open_seat(uow: Uow, entry_id: int) -> HeldSeat | None:
    """What is held for an entry."""
    return await uow.find(_seat, _OPEN_SEAT, {"entry": entry_id})


async def stop(uow: Uow, account_id: int, entry_id: int) -> bool:
    """Of one that is not asked just now."""
    return await uow.number(_STOP, {"id": entry_id, "account": account_id}) is not None


async def end_over(uow: Uow, now: datetime, due: datetime, most: int) -> tuple[int, int]:
    """End what is waited for in vain; how many, and how many are told. due: whole seconds."""
    values = {"soonest": now + LEAST, "due": due, "most": most, "silences": SILENCES}
    row = await uow.one(_OVER, values | {"lane": Lane.LAB})
    return row.ended, row.told

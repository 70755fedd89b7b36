"""What a wish finds, in one statement, and the booking it becomes, in a second one that is all of
its transaction: no lock is held between them (docs/adr/0002).

The second one writes only if the account's bookings are what the first one saw: `account_visits`
has a number for each account, which whoever books for it changes. It is locked before all else.
"""

import json
from datetime import datetime, timedelta

from sqlalchemy import BigInteger, Column, ForeignKey, Integer, Table, bindparam, text

from db.base import Instant, metadata
from db.booking.booking import IS_FREE, MORE_OFFERED, offer_of, reminders_of
from db.booking.events import due_of, noted, ring
from db.booking.visit_tests import ids_of
from db.direct import Fields
from db.uow import Uow
from db.updates import MARK
from domain.account.quiet import quiet_of
from domain.booking.booking import Booked, Wish
from domain.booking.cap import COUNTED, Prospect, Visiting
from domain.booking.catalogue import LabTest
from domain.booking.lab import Lab
from domain.booking.patient import Meant
from domain.messages.delivery import Lane

account_visits = Table(
    "account_visits",
    metadata,
    Column("account_id", ForeignKey("accounts.id", name="visits_of_an_account"), primary_key=True),
    Column("version", BigInteger, nullable=False),
)

LATELY = timedelta(days=2)  # more than the longest day: of what is over, that day's visits count
_LAB = ", ".join(f"l.{name} AS labs_{name}" for name in Lab.__slots__)
_TEST = ", ".join(f"t.{name} AS tests_{name}" for name in LabTest.__slots__)

_VISIT = f"b.id, v.starts_at, v.ends_at, b.patient_id, {ids_of()}"
_VISITS = "bookings AS b, time_slots AS v WHERE v.id = b.slot_id"

# Who is meant: of that name and number; else who was tapped; else of that name without a number
# or birth date that speaks against it; of somebody new, only the very same. Only one row of an
# account may be its own person.
_LOOK = f"""
WITH known AS MATERIALIZED (
  SELECT id, phone, is_self, used_at, born, lower(name) = lower($4) AS is_named FROM patients
   WHERE account_id = $1 AND removed_at IS NULL
     AND (id = $6 OR lower(name) = lower($4) OR (is_self AND $7))),
meant AS (
  SELECT id, phone FROM known
   WHERE id = $6 OR (is_named AND CASE WHEN $13
           THEN phone = $5 AND born IS NOT DISTINCT FROM $12::date
           ELSE ($5 = '' OR phone IN ('', $5)) AND coalesce(born = $12::date, true) END)
   ORDER BY is_named AND phone = $5 AND phone <> '' DESC, id = $6 DESC, is_self = $7 DESC,
            used_at DESC, id
   LIMIT 1),
own AS (
  SELECT $7 AND NOT EXISTS (
           SELECT FROM known WHERE is_self AND is_named AND id NOT IN (SELECT id FROM meant)
         ) AS is_it)
SELECT s.id AS slot_id, s.starts_at, s.ends_at, {_LAB}, {_TEST},
       nextval('bookings_id_seq') AS booking_id,
       coalesce((SELECT version FROM account_visits WHERE account_id = $1), 0) AS version,
       {MORE_OFFERED.format(ids="$11")} AS more,
       {IS_FREE.format(tests="(t.id || $11::bigint[])")} AS is_free,
       EXISTS (SELECT FROM bookings WHERE account_id = $1 AND intent = $8)
         OR EXISTS (SELECT FROM bookings WHERE slot_id = s.id AND patient_id = meant.id
                       AND status <> 'cancelled') AS is_booked,
       meant.id AS patient_id, meant.phone, own.is_it AS is_own,
       (SELECT id FROM known WHERE is_self AND own.is_it AND id IS DISTINCT FROM meant.id)
         AS other_id,
       ARRAY(SELECT ROW({_VISIT}) FROM {_VISITS} AND b.account_id = $1
                AND b.status = ANY($9::text[]) AND v.ends_at > $10) AS visits,
       whose.quiet_way, whose.quiet_from, whose.quiet_until, whose.zone AS own_zone
  FROM time_slots AS s JOIN labs AS l ON l.id = s.lab_id
  JOIN tests AS t ON t.id = $3 AND NOT t.retired
 CROSS JOIN own LEFT JOIN meant ON true LEFT JOIN accounts AS whose ON whose.id = $1
 WHERE s.id = $2
"""  # noqa: S608 - words of ours alone

_MARK = MARK.format(
    update="$21::bigint", position="$22::int", entries="$23::bytea[]", account="$1", done="made"
)

# Each part waits for those that it reads of, and so rows are locked in the order of all
# (docs/reference/tables.md). No patient is remembered without a seat.
_PLACE = f"""
WITH first AS (
  INSERT INTO account_visits AS v (account_id, version) VALUES ($1, 1)
  ON CONFLICT (account_id) DO UPDATE SET version = v.version + 1 WHERE v.version = $2
  RETURNING version),
known AS (
  SELECT p.id FROM patients AS p, first WHERE p.id IN ($3, $4)
   ORDER BY p.id FOR NO KEY UPDATE OF p),
seat AS (
  UPDATE time_slots AS s SET booked = booked + 1
   WHERE id = $5 AND {IS_FREE.format(tests="($6::bigint || $25::bigint[])")} AND starts_at > $7
     AND EXISTS (SELECT FROM first) AND (SELECT count(*) FROM known) >= 0
  RETURNING id),
other AS (
  UPDATE patients SET is_self = false WHERE id = $4 AND EXISTS (SELECT FROM seat) RETURNING id),
ready AS (SELECT seat.id FROM seat WHERE (SELECT count(*) FROM other) >= 0),
changed AS (
  UPDATE patients AS p SET name = $8, phone = $9, is_self = p.is_self OR $10,
                           born = coalesce($27::date, p.born),
                           used_at = greatest(p.used_at, $7)
    FROM ready WHERE p.id = $3 RETURNING p.id),
added AS (
  INSERT INTO patients (account_id, name, phone, is_self, used_at, born)
  SELECT $1, $8, $9, $10, $7, $27::date FROM ready WHERE $3::bigint IS NULL RETURNING id),
made AS (
  INSERT INTO bookings (id, slot_id, account_id, patient_id, test_id, intent, created_at, price,
                        currency)
  SELECT $11::bigint, ready.id, $1, patient.id, $6, $12::text, $7, $13::numeric, $14::text
    FROM ready, (SELECT id FROM changed UNION ALL SELECT id FROM added) AS patient
  RETURNING id),
more AS (
  INSERT INTO booking_tests (booking_id, position, test_id, price)
  SELECT made.id, m.position, m.id, m.price
    FROM made, unnest($25::bigint[], $26::numeric[]) WITH ORDINALITY AS m (id, price, position)),
{noted("made", "booked", now="$7", actor="$1", due="$24::timestamptz")},
reminders AS (
  INSERT INTO scheduled_messages (author_id, recipient, content, due_at, fire_at, stale_after,
                                  zone, booking_id, lane, intent)
  SELECT $1, $1::text, r.content::jsonb, r.at, r.at, $15::timestamptz, $16::text, made.id,
         $17::smallint, r.intent
    FROM made, unnest($18::text[], $19::text[], $20::timestamptz[]) AS r (intent, content, at)),
consent AS (
  INSERT INTO consents (account_id, version, at) SELECT $1, $28::int, $7 FROM made WHERE $28 > 0
  ON CONFLICT DO NOTHING),
mark AS ({_MARK})
SELECT id, (SELECT count(*) FROM told) AS told FROM made
"""  # noqa: S608 - words of ours alone

_COUNTED = sorted(map(str, COUNTED))

_LOCK = text("""
    INSERT INTO account_visits AS v (account_id, version)
    SELECT id, 1 FROM accounts WHERE id = :account
    ON CONFLICT (account_id) DO UPDATE SET version = v.version + 1
    RETURNING version
""")


_AGREE = text("""
    INSERT INTO consents (account_id, version, at) SELECT :account, :version, :now
     WHERE :version > 0
    ON CONFLICT DO NOTHING
""").bindparams(
    bindparam("account", type_=BigInteger),
    bindparam("version", type_=Integer),
    bindparam("now", type_=Instant),
)

_HELD = text(f"""
    SELECT {_VISIT} FROM {_VISITS} AND b.account_id = :account
       AND b.status = ANY(CAST(:counted AS text[])) AND v.ends_at > :since
""")  # noqa: S608 - words of ours alone


async def look(uow: Uow, account_id: int, wish: Wish, now: datetime) -> Prospect | None:
    """What a wish finds now; None without such a slot or test."""
    who = (wish.name, wish.phone, wish.patient_id, wish.is_self)
    new = (list(wish.more), wish.born, wish.is_new)
    asked = (account_id, wish.slot_id, wish.test_id, *who, wish.intent)
    found = await uow.at_once(_LOOK, *asked, _COUNTED, now - LATELY, *new)
    prospect = _prospect_of(found[0]) if found else None
    return prospect if prospect and prospect.offer.test_ids == wish.test_ids else None


def _prospect_of(row: Fields) -> Prospect:
    return Prospect(
        offer=offer_of(row),
        booking_id=row.booking_id,
        version=row.version,
        is_free=row.is_free,
        is_booked=row.is_booked,
        patient=Meant(row.patient_id, row.phone or "", row.is_own, row.other_id),
        visits=[Visiting(*visit) for visit in row.visits],
        quiet=quiet_of(row.quiet_way, row.quiet_from, row.quiet_until, row.own_zone),
    )


async def place(uow: Uow, wish: Wish, found: Prospect, made: Booked, *, now: datetime) -> bool:
    """Take the seat, with all that belongs to it: patient, history, reminders, the update's mark.

    False if things are not as they were found any more; nothing is done then, nor when RuleBroken
    is raised. The judge of every race (docs/adr/0002): the slot's row is locked by its own update,
    and its seats are counted again under that lock.
    """
    booking, who, mark = made.booking, found.patient, uow.mark
    reminders = reminders_of(booking, found.quiet, now)
    kept = (mark.update_id, mark.position, mark.entries(made)) if mark else (None, 0, [])
    done = await uow.at_once(
        _PLACE,
        *(booking.account_id, found.version, who.id, who.other_id),
        *(booking.slot_id, booking.test.id, now),
        *(booking.patient_name, booking.patient_phone, who.is_own),
        *(booking.id, wish.intent, booking.test.price, booking.test.currency),
        *(booking.starts_at, booking.lab.zone, Lane.LAB),
        [each["intent"] for each in reminders],
        [json.dumps(each["content"]) for each in reminders],
        [each["due_at"] for each in reminders],
        *kept,
        due_of(now),
        [test.id for test in booking.each[1:]],
        [test.price for test in booking.each[1:]],
        wish.born,
        wish.agreed,
    )
    if done and mark:
        mark.is_kept = True
    if done:
        ring(uow, done[0].told, now)
    for each in reminders if done else ():
        uow.ring_at(each["due_at"])
    return bool(done)


async def visits_of(uow: Uow, account_id: int, now: datetime) -> list[Visiting]:
    """An account's visits, as a Prospect has them."""
    values = {"account": account_id, "counted": _COUNTED, "since": now - LATELY}
    return [Visiting(*tuple(row)) for row in await uow.all(_HELD, values)]


async def lock(uow: Uow, account_id: int) -> bool:
    """Whoever books for the account waits, and then looks again; False without such an account."""
    return await uow.first(_LOCK, {"account": account_id}) is not None


async def agree(uow: Uow, account_id: int, version: int, now: datetime) -> None:
    """The account has agreed to this version of the terms; 0 = to none."""
    await uow.run(_AGREE, {"account": account_id, "version": version, "now": now})

"""Patients: the people bookings are for, remembered by the account that named them."""

from datetime import datetime

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Identity,
    Index,
    Integer,
    Table,
    Text,
    bindparam,
    false,
    func,
    select,
    text,
)

from db.base import Instant, metadata
from db.uow import Uow, filled
from domain.booking.booking import Wish
from domain.booking.patient import Patient

LOCKS = 7_521_963  # our class of advisory locks for accounts that book

patients = Table(
    "patients",
    metadata,
    Column("id", BigInteger, Identity(), primary_key=True),
    Column("account_id", ForeignKey("accounts.id", name="patient_of_an_account"), nullable=False),
    Column("name", Text, nullable=False),
    Column("phone", Text, nullable=False, server_default=""),  # E.164, empty = none given
    Column("is_self", Boolean, nullable=False, server_default=false()),
    Column("secret_hash", Text),  # of what opens reports: see domain/desk/report
    Column("used_at", Instant, nullable=False, server_default=func.now()),
    # Begins with account_id, so it serves the foreign key, too.
    Index(
        "one_patient_per_account_name_and_phone",
        "account_id",
        text("lower(name)"),
        "phone",
        unique=True,
    ),
    Index(
        "patients_by_parts_of_name", text("plain_name(name) gin_trgm_ops"), postgresql_using="gin"
    ),
    Index("patients_by_parts_of_phone", text("phone gin_trgm_ops"), postgresql_using="gin"),
    Index("one_self_per_account", "account_id", unique=True, postgresql_where=text("is_self")),
)


_NEWEST = (
    select(patients)
    .where(patients.c.account_id == bindparam("of_account"))
    .order_by(patients.c.used_at.desc(), patients.c.id.desc())
    .limit(bindparam("most"))
)


async def patients_of(uow: Uow, account_id: int, limit: int) -> list[Patient]:
    """An account's patients, the newest used first."""
    rows = await uow.all(_NEWEST, {"of_account": account_id, "most": limit})
    return [filled(Patient, row) for row in rows]


# Who is meant: of that name and number; else who was tapped; else of that name without a number
# that speaks against it. Counting `other` makes the rest wait for it: only one row of an account
# may be its own person. The lock is no row's: rows of accounts come last in the order of locks.
_REMEMBER = text("""
    WITH account AS MATERIALIZED (
      SELECT CAST(:account AS bigint) AS id, pg_advisory_xact_lock(:class, hashint8(:account))),
    known AS (
      SELECT id, phone, is_self, used_at, lower(name) = lower(:name) AS is_named FROM patients
       WHERE account_id = (SELECT id FROM account)
         AND (id = :chosen OR lower(name) = lower(:name) OR (is_self AND :is_self))
       ORDER BY id FOR NO KEY UPDATE),
    meant AS (
      SELECT id FROM known
       WHERE id = :chosen OR (is_named AND (:phone = '' OR phone IN ('', :phone)))
       ORDER BY is_named AND phone = :phone AND phone <> '' DESC, id = :chosen DESC,
                is_self = :is_self DESC, used_at DESC, id
       LIMIT 1),
    own AS (
      SELECT :is_self AND NOT EXISTS (
               SELECT FROM known
                WHERE is_self AND is_named AND id NOT IN (SELECT id FROM meant)) AS is_it),
    other AS (
      UPDATE patients SET is_self = false
       WHERE id IN (SELECT id FROM known WHERE is_self AND id NOT IN (SELECT id FROM meant))
         AND (SELECT is_it FROM own)
      RETURNING id),
    ready AS (SELECT count(*) AS others FROM other),
    changed AS (
      UPDATE patients AS p
         SET name = :name, phone = coalesce(nullif(:phone, ''), p.phone),
             is_self = p.is_self OR own.is_it, used_at = greatest(p.used_at, :now)
        FROM meant, own, ready WHERE p.id = meant.id AND ready.others >= 0
      RETURNING p.*),
    added AS (
      INSERT INTO patients AS p (account_id, name, phone, is_self, used_at)
      SELECT account.id, :name, :phone, own.is_it, :now FROM account, own, ready
       WHERE ready.others >= 0 AND NOT EXISTS (SELECT FROM meant)
      ON CONFLICT (account_id, lower(name), phone) DO UPDATE
         SET name = excluded.name, is_self = p.is_self OR excluded.is_self,
             used_at = greatest(p.used_at, excluded.used_at)
      RETURNING p.*)
    SELECT * FROM changed UNION ALL SELECT * FROM added
""").bindparams(
    *(bindparam(name, type_=BigInteger) for name in ("account", "chosen")),
    bindparam("class", LOCKS, Integer),
    *(bindparam(name, type_=Text) for name in ("name", "phone")),
    bindparam("is_self", type_=Boolean),
    bindparam("now", type_=Instant),
)


async def remember_patient(uow: Uow, account_id: int, wish: Wish, now: datetime) -> Patient:
    """Lock what the account books, and add the patient of a wish or note that they came again.

    It stays locked until the transaction ends, so that its bookings are counted one after the other
    (db/booking/booking.take_seat); this lock comes before all others.

    Two people may have one name: another number is another person, unless the person was chosen
    from those known. A phone stays until another is given. Whoever is booked as the account's own
    person is that from now on; the person who was it before stays known by name.
    """
    values = {
        "account": account_id,
        "chosen": wish.patient_id,
        "name": wish.name,
        "phone": wish.phone,
        "is_self": wish.is_self,
        "now": now,
    }
    return filled(Patient, await uow.one(_REMEMBER, values))

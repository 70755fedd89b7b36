"""Reports of bookings, and every try to open one."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    ColumnElement,
    Executable,
    ForeignKey,
    Identity,
    Index,
    Integer,
    Row,
    Select,
    Table,
    Text,
    UniqueConstraint,
    func,
    select,
    text,
    update,
)
from sqlalchemy.dialects.postgresql import insert

from db.account.account import accounts
from db.base import Instant, metadata
from db.booking.booking import bookings
from db.booking.patient import patients
from db.undo import undos
from domain.desk.report import TRIES, File, Report

reports = Table(
    "reports",
    metadata,
    Column("id", BigInteger, Identity(), primary_key=True),
    Column("booking_id", ForeignKey("bookings.id", name="report_of_a_booking"), nullable=False),
    Column("kind", Text, nullable=False),
    Column("file_id", Text, nullable=False),  # Telegram's; we keep no bytes
    Column("sent_by", ForeignKey("accounts.id", name="report_sent_by_an_account"), nullable=False),
    Column("sent_at", Instant, nullable=False),
    Column("replaced_by", ForeignKey("reports.id", name="report_replaced_by_another")),
    Column("withdrawn_at", Instant),  # undone
    Column("tries", Integer, nullable=False, server_default="0"),
    Column("intent", Text, nullable=False),
    UniqueConstraint("sent_by", "intent", name="one_report_per_intent"),
    CheckConstraint("kind IN ('document', 'photo')", name="report_kind_is_known"),
    CheckConstraint("tries BETWEEN 0 AND 3", name="three_tries_a_report"),
    Index("reports_of_booking", "booking_id"),
    Index("reports_replaced", "replaced_by", postgresql_where=text("replaced_by IS NOT NULL")),
)

report_openings = Table(
    "report_openings",
    metadata,
    Column("id", BigInteger, Identity(), primary_key=True),
    Column("report_id", ForeignKey("reports.id", name="opening_of_a_report"), nullable=False),
    Column("account_id", ForeignKey("accounts.id", name="opening_by_an_account"), nullable=False),
    Column("at", Instant, nullable=False),
    Column("is_ok", Boolean, nullable=False),
    Index("openings_of_report", "report_id"),
    Index("openings_by_account", "account_id"),
)
"""Append-only: a trigger refuses to change or delete a row."""

_OTHER, _THEIRS = reports.alias(), bookings.alias()
TRIES_USED = (
    select(func.sum(_OTHER.c.tries))
    .join(_THEIRS, _THEIRS.c.id == _OTHER.c.booking_id)
    .where(_THEIRS.c.patient_id == bookings.c.patient_id)
    .scalar_subquery()
)
"""A secret is the patient's, so tries are too: of all their reports together."""


def insert_report(booking_id: int, file: File, values: Mapping[str, Any]) -> Executable:
    """Keep one; no row comes back if its sender's intent is there.

    values: sent_by, sent_at, intent.
    """
    kept = {"booking_id": booking_id, "kind": file.kind, "file_id": file.file_id}
    return (
        insert(reports)
        .values(**kept, **values)
        .on_conflict_do_nothing(constraint="one_report_per_intent")
        .returning(reports.c.id)
    )


def by_intent(sent_by: int, intent: str) -> Executable:
    """The report that an intent led to."""
    return _reports().where(reports.c.sent_by == sent_by, reports.c.intent == intent)


def latest_of(booking_id: int) -> Executable:
    """The newest of a booking's that stands."""
    return (
        _reports()
        .where(
            reports.c.booking_id == booking_id,
            reports.c.replaced_by.is_(None),
            reports.c.withdrawn_at.is_(None),
        )
        .order_by(reports.c.id.desc())
        .limit(1)
    )


def one(report_id: int) -> Executable:
    """One that stands or was replaced, with its booking's account, patient and secret."""
    whole = reports.join(bookings, bookings.c.id == reports.c.booking_id).join(
        patients, patients.c.id == bookings.c.patient_id
    )
    return (
        select(*_columns(), bookings.c.account_id, bookings.c.patient_id, patients.c.secret_hash)
        .select_from(whole)
        .where(reports.c.id == report_id, reports.c.withdrawn_at.is_(None))
    )


def replace(old: int, new: int) -> Executable:
    """Compare-and-swap: the old one can be opened no more."""
    return (
        update(reports)
        .where(
            reports.c.id == old, reports.c.replaced_by.is_(None), reports.c.withdrawn_at.is_(None)
        )
        .values(replaced_by=new)
        .returning(reports.c.id)
    )


def unreplace(new: int) -> Executable:
    """What it replaced stands again."""
    return update(reports).where(reports.c.replaced_by == new).values(replaced_by=None)


def withdraw(report_id: int, now: datetime) -> Executable:
    """Compare-and-swap: as if it had never been sent; not if it has been corrected since."""
    return (
        update(reports)
        .where(
            reports.c.id == report_id,
            reports.c.withdrawn_at.is_(None),
            reports.c.replaced_by.is_(None),
        )
        .values(withdrawn_at=now)
        .returning(reports.c.id)
    )


def secret_of(booking_id: int) -> Executable:
    """A booking's patient, what opens their reports, and whether the bot reaches them."""
    whole = bookings.join(patients, patients.c.id == bookings.c.patient_id)
    whole = whole.join(accounts, accounts.c.id == bookings.c.account_id)
    columns = (patients.c.id, patients.c.secret_hash, accounts.c.reachable)
    return select(*columns).select_from(whole).where(bookings.c.id == booking_id)


def set_secret(patient_id: int, hashed: str) -> Executable:
    """From now on this opens a patient's reports."""
    return update(patients).where(patients.c.id == patient_id).values(secret_hash=hashed)


def drop_secret(report_id: int) -> Executable:
    """Nothing opens the reports of this one's patient any more, if none of them stands."""
    standing = (
        select(_OTHER.c.id)
        .join(_THEIRS, _THEIRS.c.id == _OTHER.c.booking_id)
        .where(_THEIRS.c.patient_id == patients.c.id, _OTHER.c.withdrawn_at.is_(None))
    )
    return (
        update(patients)
        .where(
            reports.c.id == report_id,
            bookings.c.id == reports.c.booking_id,
            patients.c.id == bookings.c.patient_id,
            ~standing.exists(),
        )
        .values(secret_hash=None)
    )


def report_of(row: Row[Any]) -> Report:
    """The value of a row of any of them."""
    return Report(
        id=row.id,
        booking_id=row.booking_id,
        kind=row.kind,
        file_id=row.file_id,
        sent_by=row.sent_by,
        sent_at=row.sent_at,
        replaced_by=row.replaced_by,
        tries=row.tries,
    )


def _reports() -> Select[Any]:
    return select(*_columns()).join(bookings, bookings.c.id == reports.c.booking_id)


def _columns() -> list[ColumnElement[Any]]:
    kept = [column for column in reports.c if column.name != "tries"]
    return [*kept, TRIES_USED.label("tries")]


def open_to(account_id: int, booking_id: int, sent: str, now: datetime, most: int) -> Executable:
    """An own booking's reports that stand, the oldest first.

    sent: the kind of the undo that is still open of one the patient does not know of yet.
    """
    can_be_undone = select(undos.c.id).where(
        undos.c.kind == sent,
        undos.c.subject_id == reports.c.id,
        undos.c.state == "open",
        undos.c.until > now,
        undos.c.facts["again"].astext.is_(None),
    )
    return (
        select(reports.c.id)
        .join(bookings, bookings.c.id == reports.c.booking_id)
        .where(
            bookings.c.id == booking_id,
            bookings.c.account_id == account_id,
            reports.c.replaced_by.is_(None),
            reports.c.withdrawn_at.is_(None),
            ~can_be_undone.exists(),
        )
        .order_by(reports.c.id)
        .limit(most)
    )


def lock_patient(patient_id: int) -> Executable:
    """Tries of one patient come one after the other, at whichever report."""
    return select(patients.c.id).where(patients.c.id == patient_id).with_for_update()


def try_once(report_id: int) -> Executable:
    """Use up a try before it is looked at, of a locked patient; tells the tries used.

    Two at once cannot make four of three, nor can two reports make six.
    """
    return (
        update(reports)
        .where(reports.c.id == report_id, bookings.c.id == reports.c.booking_id, TRIES_USED < TRIES)
        .values(tries=reports.c.tries + 1)
        .returning((TRIES_USED + 1).label("tries"))
    )


def forgive(report_id: int) -> Executable:
    """All tries again, for the patient of a report."""
    mine, theirs, other = bookings.alias(), bookings.alias(), reports.alias()
    of_patient = (
        select(theirs.c.id)
        .join(mine, mine.c.patient_id == theirs.c.patient_id)
        .join(other, other.c.booking_id == mine.c.id)
        .where(other.c.id == report_id)
    )
    return (
        update(reports)
        .where(reports.c.booking_id.in_(of_patient), reports.c.tries > 0)
        .values(tries=0)
    )


def insert_opening(report_id: int, account_id: int, is_ok: bool, now: datetime) -> Executable:
    """Write a try down."""
    values = {"report_id": report_id, "account_id": account_id, "at": now, "is_ok": is_ok}
    return insert(report_openings).values(**values)

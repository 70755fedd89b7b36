"""Reports of bookings, and every try to open one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    Identity,
    Index,
    Integer,
    Select,
    Table,
    Text,
    UniqueConstraint,
    exists,
    func,
    select,
    text,
    update,
)
from sqlalchemy.dialects.postgresql import JSONB, insert

from db.account.account import accounts
from db.base import Instant, metadata
from db.booking.booking import bookings
from db.booking.patient import patients
from db.booking.slot import time_slots
from db.undo import undos
from db.uow import Uow, filled
from domain.booking.booking import Status
from domain.desk.report import TRIES, File, PatientReport, Report, ReportReader, ReportState
from domain.time.zones import Stretch

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
    Column("more", JSONB, nullable=False, server_default="[]"),  # kind and file_id of further pages
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

SEEN = (Status.BOOKED, Status.ARRIVED, Status.FULFILLED)
"""Visits of which there may be a report."""


@dataclass(frozen=True, slots=True)
class IdPage:
    """Some ids, and of how many."""

    ids: tuple[int, ...]
    total: int


_STANDS = reports.c.replaced_by.is_(None) & reports.c.withdrawn_at.is_(None)
_OTHER, _THEIRS = reports.alias(), bookings.alias()
TRIES_USED = (
    select(func.sum(_OTHER.c.tries))
    .join(_THEIRS, _THEIRS.c.id == _OTHER.c.booking_id)
    .where(_THEIRS.c.patient_id == bookings.c.patient_id)
    .scalar_subquery()
)
"""A secret is the patient's, so tries are too: of all their reports together."""


async def insert_report(
    uow: Uow,
    booking_id: int,
    files: Sequence[File],
    *,
    sent_by: int,
    sent_at: datetime,
    intent: str,
) -> bool:
    """False if its sender's intent led to one before."""
    file, more = files[0], [[one.kind, one.file_id] for one in files[1:]]
    values: dict[str, Any] = {"booking_id": booking_id, "kind": file.kind, "file_id": file.file_id}
    values |= {"more": more, "sent_by": sent_by, "sent_at": sent_at, "intent": intent}
    added = insert(reports).values(**values)
    return await uow.run(added.on_conflict_do_nothing(constraint="one_report_per_intent")) > 0


async def by_intent(uow: Uow, sent_by: int, intent: str) -> Report | None:
    """The report that an intent led to."""
    it = _reports().where(reports.c.sent_by == sent_by, reports.c.intent == intent)
    return await uow.find(partial(filled, Report), it)


async def latest_of(uow: Uow, booking_id: int) -> Report | None:
    """The newest of a booking's that stands."""
    standing = _reports().where(reports.c.booking_id == booking_id, _STANDS)
    return await uow.find(partial(filled, Report), standing.order_by(reports.c.id.desc()).limit(1))


async def find(uow: Uow, report_id: int) -> PatientReport | None:
    """One that stands or was replaced."""
    secret_hash = func.coalesce(patients.c.secret_hash, "").label("secret_hash")
    return await uow.find(
        lambda row: filled(PatientReport, row, report=filled(Report, row)),
        _reports()
        .add_columns(bookings.c.account_id, bookings.c.patient_id, secret_hash)
        .join(patients, patients.c.id == bookings.c.patient_id)
        .where(reports.c.id == report_id, reports.c.withdrawn_at.is_(None)),
    )


async def states(uow: Uow, booking_id: int) -> list[ReportState]:
    """What became of each of a booking's, the oldest first."""
    openings = report_openings.c
    opened = (openings.report_id == reports.c.id) & openings.is_ok
    count = select(func.count()).where(opened).scalar_subquery()
    last = select(func.max(openings.at)).where(opened).scalar_subquery()
    found = _reports().add_columns(count.label("opened"), last.label("opened_at"))
    these = found.where(reports.c.booking_id == booking_id).order_by(reports.c.id)
    return [filled(ReportState, row) for row in await uow.all(these)]


async def replace(uow: Uow, *, old: int, new: int) -> bool:
    """Compare-and-swap: the old one can be opened no more."""
    swap = update(reports).where(reports.c.id == old, _STANDS).values(replaced_by=new)
    return await uow.run(swap) > 0


async def unreplace(uow: Uow, new: int) -> None:
    """What it replaced stands again."""
    await uow.run(update(reports).where(reports.c.replaced_by == new).values(replaced_by=None))


async def withdraw(uow: Uow, report_id: int, now: datetime) -> bool:
    """Compare-and-swap: as if it had never been sent; not if it has been corrected since."""
    swap = update(reports).where(reports.c.id == report_id, _STANDS).values(withdrawn_at=now)
    return await uow.run(swap) > 0


async def reader_of(uow: Uow, booking_id: int) -> ReportReader | None:
    """A booking's patient."""
    whole = bookings.join(patients, patients.c.id == bookings.c.patient_id)
    whole = whole.join(accounts, accounts.c.id == bookings.c.account_id)
    columns = (patients.c.id, patients.c.secret_hash, accounts.c.reachable, patients.c.born)
    return await uow.find(
        lambda row: ReportReader(row.id, row.secret_hash or "", row.reachable, row.born),
        select(*columns).select_from(whole).where(bookings.c.id == booking_id),
    )


async def awaiting(
    uow: Uow, lab_id: int, span: Stretch, *, now: datetime, offset: int, limit: int
) -> IdPage:
    """Ids of a lab's visits in a stretch that have no report, the last to have begun first.

    total: of all of them; 0 from an offset beyond the last.
    """
    has_one = exists().where(reports.c.booking_id == bookings.c.id, _STANDS)
    at, total = time_slots.c.starts_at, func.count().over().label("total")
    rows = await uow.all(
        select(bookings.c.id, total)
        .join(time_slots, time_slots.c.id == bookings.c.slot_id)
        .where(
            time_slots.c.lab_id == lab_id,
            at >= span.first,
            at < span.end,
            bookings.c.status.in_(SEEN),
            ~has_one,
        )
        .order_by(at > now, at.desc(), bookings.c.id)
        .offset(offset)
        .limit(limit)
    )
    return IdPage(tuple(row.id for row in rows), rows[0].total if rows else 0)


async def set_secret(uow: Uow, patient_id: int, hashed: str) -> None:
    """From now on this opens a patient's reports."""
    await uow.run(update(patients).where(patients.c.id == patient_id).values(secret_hash=hashed))


async def drop_secret(uow: Uow, report_id: int) -> None:
    """Nothing opens the reports of this one's patient any more, if none of them stands."""
    standing = (
        select(_OTHER.c.id)
        .join(_THEIRS, _THEIRS.c.id == _OTHER.c.booking_id)
        .where(_THEIRS.c.patient_id == patients.c.id, _OTHER.c.withdrawn_at.is_(None))
    )
    await uow.run(
        update(patients)
        .where(
            reports.c.id == report_id,
            bookings.c.id == reports.c.booking_id,
            patients.c.id == bookings.c.patient_id,
            ~standing.exists(),
        )
        .values(secret_hash=None)
    )


async def open_to(
    uow: Uow, account_id: int, booking_id: int, *, sent: str, now: datetime, most: int
) -> tuple[int, ...]:
    """Ids of an own booking's reports that stand, the oldest first.

    sent: the kind of the undo that is still open of one the patient does not know of yet.
    """
    can_be_undone = select(undos.c.id).where(
        undos.c.kind == sent,
        undos.c.subject_id == reports.c.id,
        undos.c.state == "open",
        undos.c.until > now,
        undos.c.facts["again"].astext.is_(None),
    )
    rows = await uow.all(
        select(reports.c.id)
        .join(bookings, bookings.c.id == reports.c.booking_id)
        .where(
            bookings.c.id == booking_id,
            bookings.c.account_id == account_id,
            _STANDS,
            ~can_be_undone.exists(),
        )
        .order_by(reports.c.id)
        .limit(most)
    )
    return tuple(row.id for row in rows)


async def lock_patient(uow: Uow, patient_id: int) -> None:
    """Tries of one patient come one after the other, at whichever report."""
    await uow.first(
        select(patients.c.id).where(patients.c.id == patient_id).with_for_update(key_share=True)
    )


async def try_once(uow: Uow, report_id: int) -> int | None:
    """Use up a try before it is looked at, of a locked patient: the tries used.

    None if they are used up: two at once cannot make four of three, nor can two reports make six.
    """
    return await uow.number(
        update(reports)
        .where(reports.c.id == report_id, bookings.c.id == reports.c.booking_id, TRIES_USED < TRIES)
        .values(tries=reports.c.tries + 1)
        .returning(TRIES_USED + 1)
    )


async def forgive(uow: Uow, report_id: int) -> None:
    """All tries again, for the patient of a report."""
    mine, theirs, other = bookings.alias(), bookings.alias(), reports.alias()
    of_patient = (
        select(theirs.c.id)
        .join(mine, mine.c.patient_id == theirs.c.patient_id)
        .join(other, other.c.booking_id == mine.c.id)
        .where(other.c.id == report_id)
    )
    await uow.run(
        update(reports)
        .where(reports.c.booking_id.in_(of_patient), reports.c.tries > 0)
        .values(tries=0)
    )


async def insert_opening(
    uow: Uow, report_id: int, *, account_id: int, is_ok: bool, now: datetime
) -> None:
    values = {"report_id": report_id, "account_id": account_id, "at": now, "is_ok": is_ok}
    await uow.run(insert(report_openings).values(**values))


def _reports() -> Select[Any]:
    kept = [column for column in reports.c if column.name != "tries"]
    return select(*kept, TRIES_USED.label("tries")).join(
        bookings, bookings.c.id == reports.c.booking_id
    )

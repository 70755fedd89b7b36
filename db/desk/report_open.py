"""A patient opens reports: which there are, and the tries of a secret."""

from datetime import datetime

from sqlalchemy import Executable, insert, select, update

from db.booking.booking import bookings
from db.booking.patient import patients
from db.desk.report import TRIES_USED, report_openings, reports
from db.undo import undos
from domain.desk.report import TRIES


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

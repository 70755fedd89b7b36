"""Who of the staff looked at which patients. Append-only, until a row is old enough to be deleted.

One row for a screen, however many patients it shows, in one statement of its own.
"""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    ARRAY,
    BigInteger,
    Column,
    ForeignKey,
    Identity,
    Index,
    Row,
    Table,
    Text,
    delete,
    func,
    select,
    text,
)

from db.account.account import accounts
from db.base import Instant, metadata
from db.booking.patient import patients
from db.uow import Uow
from domain.audit import READING, EntryView, Search, Seen
from domain.time.zones import Stretch

patient_readings = Table(
    "patient_readings",
    metadata,
    Column("id", BigInteger, Identity(), primary_key=True),
    Column("at", Instant, nullable=False),
    Column("actor_id", ForeignKey("accounts.id", name="read_by_an_account"), nullable=False),
    Column("screen", Text, nullable=False),  # domain.audit.Seen
    Column("patients", ARRAY(BigInteger), nullable=False),  # their ids, in order
    Index("readings_by_actor", "actor_id", "id"),
    Index("readings_of_patient", "patients", postgresql_using="gin"),
    Index("readings_by_time", "at"),
)
"""A trigger refuses to change a row, and to delete one within 90 days."""

AGAIN = timedelta(minutes=1)  # in which the same screen is read once

_NOTE = text("""
    INSERT INTO patient_readings (at, actor_id, screen, patients)
    SELECT :now, :actor, :screen, seen.ids
      FROM (SELECT array_agg(id ORDER BY id) AS ids FROM (
              SELECT patient_id AS id FROM bookings WHERE id = ANY(CAST(:bookings AS bigint[]))
               UNION SELECT id FROM patients WHERE id = ANY(CAST(:patients AS bigint[]))
            ) AS one) AS seen
     WHERE seen.ids IS NOT NULL AND NOT EXISTS (
       SELECT FROM patient_readings AS r
        WHERE r.actor_id = :actor AND r.screen = :screen AND r.patients = seen.ids
          AND r.at > :before AND r.at <= :now)
""")

_READINGS = select(*patient_readings.c, accounts.c.staff_name).join_from(
    patient_readings, accounts, accounts.c.id == patient_readings.c.actor_id
)


async def note(
    uow: Uow,
    actor_id: int,
    screen: Seen,
    *,
    bookings: Collection[int],
    patients: Collection[int],
    now: datetime,
) -> None:
    """Of ids that are nobody's nothing is kept."""
    values = {"actor": actor_id, "screen": str(screen), "now": now, "before": now - AGAIN}
    await uow.run(_NOTE, values | {"bookings": list(bookings), "patients": list(patients)})


async def readings(
    uow: Uow, search: Search, *, day: Stretch | None, before: int, most: int
) -> list[EntryView]:
    """The newest that fit; words: of who looked, of the screen, or of a patient's name."""
    row = patient_readings.c
    found = _READINGS
    for word in search.words:
        named = select(patients.c.id).where(
            patients.c.id == func.any(row.patients),
            patients.c.name.icontains(word, autoescape=True),
        )
        who = func.concat_ws(" ", row.screen, accounts.c.staff_name)
        found = found.where(who.icontains(word, autoescape=True) | named.exists())
    if search.subject_id is not None:
        found = found.where(row.patients.contains([search.subject_id]))
    if day is not None:
        found = found.where(row.at >= day.first, row.at < day.end)
    if before:
        found = found.where(row.id < before)
    return [_view_of(one) for one in await uow.all(found.order_by(row.id.desc()).limit(most))]


async def find(uow: Uow, reading_id: int) -> EntryView | None:
    return await uow.find(_view_of, _READINGS.where(patient_readings.c.id == reading_id))


async def forget(uow: Uow, before: datetime, most: int) -> int:
    """Delete some of those that are older; how many."""
    old = select(patient_readings.c.id).where(patient_readings.c.at < before)
    old = old.order_by(patient_readings.c.at).limit(most)
    return await uow.run(delete(patient_readings).where(patient_readings.c.id.in_(old)))


def _view_of(row: Row[Any]) -> EntryView:
    is_one = len(row.patients) == 1
    return EntryView(
        id=row.id,
        at=row.at,
        who=row.staff_name or "",
        action="patient_read" if is_one else "patients_read",
        subject=READING,
        subject_id=row.patients[0] if is_one else None,
        before={},
        after={"screen": row.screen, "patients": list(row.patients)},
    )

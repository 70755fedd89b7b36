"""Patients: the people bookings are for, remembered by the account that named them."""

from collections.abc import Mapping
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    ForeignKey,
    Identity,
    Index,
    Table,
    Text,
    bindparam,
    false,
    func,
    insert,
    select,
    text,
    update,
)

from db.base import Instant, metadata
from db.uow import Uow, filled
from domain.booking.patient import Patient

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
    Column("born", Date),  # NULL = not told
    Column("removed_at", Instant),  # by their account, which books for them no more
    Index(
        "one_patient_per_account_name_phone_and_birth",
        "account_id",
        text("lower(name)"),
        "phone",
        text("coalesce(born, 'infinity'::date)"),
        unique=True,
        postgresql_where=text("removed_at IS NULL"),
    ),
    Index("patients_of_account", "account_id"),
    Index(
        "patients_by_parts_of_name", text("plain_name(name) gin_trgm_ops"), postgresql_using="gin"
    ),
    Index("patients_by_parts_of_phone", text("phone gin_trgm_ops"), postgresql_using="gin"),
    Index("one_self_per_account", "account_id", unique=True, postgresql_where=text("is_self")),
)


_NEWEST = (
    select(patients)
    .where(patients.c.account_id == bindparam("of_account"), patients.c.removed_at.is_(None))
    .order_by(patients.c.used_at.desc(), patients.c.id.desc())
    .limit(bindparam("most"))
)


async def patients_of(uow: Uow, account_id: int, limit: int) -> list[Patient]:
    """An account's patients, the newest used first."""
    rows = await uow.all(_NEWEST, {"of_account": account_id, "most": limit})
    return [filled(Patient, row) for row in rows]


async def patient_of(uow: Uow, account_id: int, patient_id: int) -> Patient | None:
    """One of an account's patients, unless it was removed."""
    theirs = (patients.c.account_id == account_id, patients.c.removed_at.is_(None))
    found = select(patients).where(patients.c.id == patient_id, *theirs)
    return await uow.find(partial(filled, Patient), found)


async def add_self(uow: Uow, account_id: int, name: str, now: datetime) -> int:
    """The account's own person, who is not remembered yet; the id."""
    values = {"account_id": account_id, "name": name, "phone": "", "is_self": True, "used_at": now}
    return int((await uow.one(insert(patients).values(**values).returning(patients.c.id)))[0])


async def change(uow: Uow, patient_id: int, values: Mapping[str, Any]) -> None:
    """Raises RuleBroken if it would be the same as another one of its account."""
    await uow.run(update(patients).where(patients.c.id == patient_id).values(**values))

"""Patients: the people bookings are for, remembered by the account that named them."""

from datetime import datetime
from typing import Any

from sqlalchemy import (
    CTE,
    BigInteger,
    Boolean,
    Column,
    ColumnElement,
    ForeignKey,
    Identity,
    Index,
    Table,
    Text,
    case,
    false,
    func,
    literal,
    select,
    text,
    update,
)
from sqlalchemy.dialects.postgresql import insert

from db.base import Instant, metadata
from db.uow import Uow, filled
from domain.booking.booking import Wish
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
    # Begins with account_id, so it serves the foreign key, too.
    Index("one_patient_per_account_and_name", "account_id", text("lower(name)"), unique=True),
    Index(
        "patients_by_parts_of_name", text("plain_name(name) gin_trgm_ops"), postgresql_using="gin"
    ),
    Index("patients_by_parts_of_phone", text("phone gin_trgm_ops"), postgresql_using="gin"),
    Index("one_self_per_account", "account_id", unique=True, postgresql_where=text("is_self")),
)


async def patients_of(uow: Uow, account_id: int, limit: int) -> list[Patient]:
    """An account's patients, the newest used first."""
    own = select(patients).where(patients.c.account_id == account_id)
    newest = own.order_by(patients.c.used_at.desc(), patients.c.id.desc()).limit(limit)
    return [filled(Patient, row) for row in await uow.all(newest)]


async def remember_patient(uow: Uow, account_id: int, wish: Wish, now: datetime) -> Patient:
    """Add the patient of a wish or note that they came again.

    A phone stays until another is given. Whoever is booked as the account's own person is that
    from now on; the person who was it before stays known by name.
    """
    other = _other_self(account_id, wish)
    # Counting makes it wait for `other`: only one row of an account may be its own person.
    ready = select(func.count().label("others")).select_from(other).subquery()
    values: dict[str, ColumnElement[Any]] = {
        "account_id": literal(account_id, BigInteger),
        "name": literal(wish.name),
        "phone": literal(wish.phone),
        "is_self": literal(wish.is_self),
        "used_at": literal(now, Instant),
    }
    rows = select(*values.values()).select_from(ready)
    added = insert(patients).from_select(list(values), rows)
    new = added.excluded
    remembered = added.on_conflict_do_update(
        index_elements=[patients.c.account_id, text("lower(name)")],
        set_={
            "name": new.name,
            "phone": case((new.phone == "", patients.c.phone), else_=new.phone),
            "is_self": patients.c.is_self | new.is_self,
            "used_at": func.greatest(patients.c.used_at, new.used_at),
        },
    ).returning(patients)
    return filled(Patient, await uow.one(remembered))


def _other_self(account_id: int, wish: Wish) -> CTE:
    """The account's own person so far is that no more, if the wish names another.

    Both are locked in one order: docs/reference/tables.md.
    """
    is_named = func.lower(patients.c.name) == func.lower(literal(wish.name))
    mine = patients.c.account_id == account_id
    known = (
        select(patients.c.id)
        .where(mine, is_named | (patients.c.is_self & literal(wish.is_self)))
        .order_by(patients.c.id)
        .with_for_update(key_share=True)
        .cte("known")
    )
    return (
        update(patients)
        .where(
            patients.c.id.in_(select(known.c.id)),
            mine,
            patients.c.is_self,
            literal(wish.is_self),
            ~is_named,
        )
        .values(is_self=false())
        .returning(patients.c.id)
        .cte("other")
    )

"""Labs: places with an address and a time zone."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    Double,
    Executable,
    Identity,
    Integer,
    Row,
    Table,
    Text,
    func,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import insert

from db.account.account import accounts
from db.base import metadata
from domain.booking.lab import Lab

labs = Table(
    "labs",
    metadata,
    Column("id", BigInteger, Identity(), primary_key=True),
    Column("name", Text, nullable=False, unique=True),
    Column("address", Text, nullable=False),
    Column("zone", Text, nullable=False),  # IANA name
    Column("opening", Text, nullable=False, server_default=""),  # a sentence for patients
    Column("latitude", Double),
    Column("longitude", Double),
    Column("version", Integer, nullable=False, server_default="1"),
    CheckConstraint("(latitude IS NULL) = (longitude IS NULL)", name="pin_is_whole"),
)


def first_lab() -> Executable:
    """The lab, as long as there is one alone."""
    return select(labs).order_by(labs.c.id).limit(1)


def lab_for(account_id: int) -> Executable:
    """The lab that an account has chosen, else the first; `labs`: how many there are."""
    chosen = select(accounts.c.lab_id).where(accounts.c.id == account_id).scalar_subquery()
    is_chosen = func.coalesce(labs.c.id == chosen, False)
    every = select(func.count()).select_from(labs.alias()).scalar_subquery()
    columns = (*labs.c, is_chosen.label("is_chosen"), every.label("labs"))
    return select(*columns).order_by(is_chosen.desc(), labs.c.id).limit(1)


def lab_by_id(lab_id: int) -> Executable:
    """One lab."""
    return select(labs).where(labs.c.id == lab_id)


def all_labs() -> Executable:
    """Every lab, in the order they were added."""
    return select(labs).order_by(labs.c.id)


def add_lab(values: Mapping[str, Any]) -> Executable:
    """A new lab; its name is its own."""
    return insert(labs).values(**values).returning(labs)


def change_lab(lab_id: int, version: int, values: Mapping[str, Any]) -> Executable:
    """Compare-and-swap by the version that was seen; no row comes back if it is another."""
    return (
        update(labs)
        .where(labs.c.id == lab_id, labs.c.version == version)
        .values(version=labs.c.version + 1, **values)
        .returning(labs)
    )


def choose_lab(account_id: int, lab_id: int) -> Executable:
    """Where this account books or works from now on."""
    return update(accounts).where(accounts.c.id == account_id).values(lab_id=lab_id)


def insert_lab(values: Mapping[str, Any]) -> Executable:
    """Add a lab unless one of its name is there."""
    return insert(labs).values(**values).on_conflict_do_nothing(index_elements=[labs.c.name])


def lab_of(row: Row[Any]) -> Lab:
    """The value of a row of `labs`."""
    return Lab(id=row.id, name=row.name, address=row.address, zone=row.zone)

"""Labs: places with an address and a time zone."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import BigInteger, Column, Executable, Identity, Row, Table, Text, func, select
from sqlalchemy.dialects.postgresql import insert

from db.account import accounts
from db.base import metadata
from domain.lab import Lab

labs = Table(
    "labs",
    metadata,
    Column("id", BigInteger, Identity(), primary_key=True),
    Column("name", Text, nullable=False, unique=True),
    Column("address", Text, nullable=False),
    Column("zone", Text, nullable=False),  # IANA name
)


def first_lab() -> Executable:
    """The lab, as long as there is one alone."""
    return select(labs).order_by(labs.c.id).limit(1)


def lab_for(account_id: int) -> Executable:
    """The lab that an account has chosen, else the first."""
    chosen = select(accounts.c.lab_id).where(accounts.c.id == account_id).scalar_subquery()
    is_chosen = func.coalesce(labs.c.id == chosen, False)
    return select(labs).order_by(is_chosen.desc(), labs.c.id).limit(1)


def lab_by_id(lab_id: int) -> Executable:
    """One lab."""
    return select(labs).where(labs.c.id == lab_id)


def insert_lab(values: Mapping[str, Any]) -> Executable:
    """Add a lab unless one of its name is there."""
    return insert(labs).values(**values).on_conflict_do_nothing(index_elements=[labs.c.name])


def lab_of(row: Row[Any]) -> Lab:
    """The value of a row of `labs`."""
    return Lab(id=row.id, name=row.name, address=row.address, zone=row.zone)

"""Labs: places with an address and a time zone."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    Double,
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
from db.uow import Uow
from domain.booking.lab import Lab, LabChoice

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


async def first_lab(uow: Uow) -> Lab | None:
    """The lab, as long as there is one alone."""
    row = await uow.first(select(labs).order_by(labs.c.id).limit(1))
    return lab_of(row) if row else None


async def lab_for(uow: Uow, account_id: int) -> LabChoice | None:
    """The lab that an account has chosen, else the first."""
    chosen = select(accounts.c.lab_id).where(accounts.c.id == account_id).scalar_subquery()
    is_chosen = func.coalesce(labs.c.id == chosen, False)
    every = select(func.count()).select_from(labs.alias()).scalar_subquery()
    columns = (*labs.c, is_chosen.label("is_chosen"), every.label("labs"))
    row = await uow.first(select(*columns).order_by(is_chosen.desc(), labs.c.id).limit(1))
    return LabChoice(lab_of(row), row.labs > 1 and not row.is_chosen) if row else None


async def find_lab(uow: Uow, lab_id: int) -> Lab | None:
    """One lab."""
    row = await uow.first(select(labs).where(labs.c.id == lab_id))
    return lab_of(row) if row else None


async def all_labs(uow: Uow) -> list[Lab]:
    """Every lab, in the order they were added."""
    return [lab_of(row) for row in await uow.all(select(labs).order_by(labs.c.id))]


async def add_lab(uow: Uow, values: Mapping[str, Any]) -> Lab:
    """A new lab; no other may have its name."""
    return lab_of(await uow.one(insert(labs).values(**values).returning(labs)))


async def change_lab(uow: Uow, lab_id: int, version: int, values: Mapping[str, Any]) -> bool:
    """Compare-and-swap by the version that was seen. False if it is another by now."""
    seen = (labs.c.id == lab_id, labs.c.version == version)
    change = update(labs).where(*seen).values(version=labs.c.version + 1, **values)
    return await uow.run(change) == 1


async def choose_lab(uow: Uow, account_id: int, lab_id: int) -> None:
    """Where this account books or works from now on."""
    await uow.run(update(accounts).where(accounts.c.id == account_id).values(lab_id=lab_id))


async def insert_lab(uow: Uow, values: Mapping[str, Any]) -> None:
    """Add a lab unless one of its name is there."""
    added = insert(labs).values(**values)
    await uow.run(added.on_conflict_do_nothing(index_elements=[labs.c.name]))


def lab_of(row: Row[Any], prefix: str = "") -> Lab:
    """The lab of a row with the columns of `labs`, or of one with `columns_of(labs)`."""
    return Lab(*(getattr(row, prefix + name) for name in Lab.__slots__))

"""Numbers that managers have set, a row for each setting that was ever changed."""

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    Identity,
    Integer,
    Table,
    Text,
    UniqueConstraint,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import insert

from db.base import metadata
from db.uow import Uow
from domain.caps import Numbers, Setting, SettingChange

house_settings = Table(
    "house_settings",
    metadata,
    Column("id", BigInteger, Identity(), primary_key=True),
    Column("name", Text, nullable=False),
    Column("number", Integer),  # NULL: as the environment says
    UniqueConstraint("name", name="one_row_per_setting"),
    CheckConstraint("number >= 0", name="setting_is_not_negative"),
)

_CHOSEN = select(house_settings).where(house_settings.c.number.is_not(None))
KNOWN = frozenset(Setting)


async def chosen(uow: Uow) -> Numbers:
    """Those that are set; what another version of the program has set is passed over."""
    rows = await uow.all(_CHOSEN)
    return {Setting(row.name): row.number for row in rows if row.name in KNOWN}


async def change(uow: Uow, wanted: SettingChange) -> int | None:
    """Compare-and-swap from the number that was seen; the row's id, None if it was another one."""
    row = house_settings.c
    is_it = (row.name == str(wanted.setting), row.number.is_not_distinct_from(wanted.seen))
    changed = update(house_settings).where(*is_it).values(number=wanted.chosen).returning(row.id)
    found = await uow.number(changed)
    if found is not None or wanted.seen is not None:
        return found
    first = insert(house_settings).values(name=str(wanted.setting), number=wanted.chosen)
    first = first.on_conflict_do_nothing(constraint="one_row_per_setting")
    return await uow.number(first.returning(row.id))

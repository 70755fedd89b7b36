"""Accounts: Telegram users who have written to the bot."""

from datetime import datetime

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Table,
    Text,
    bindparam,
    delete,
    exists,
    func,
    literal,
    select,
    text,
    true,
    update,
)
from sqlalchemy.dialects.postgresql import insert

from db.base import Instant, metadata
from db.uow import Uow
from domain.account.actor import Account, Role

accounts = Table(
    "accounts",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),  # Telegram's user id
    Column("zone", Text),  # IANA name; NULL until the person chose one
    Column("locale", Text, nullable=False),
    Column("role", Text, nullable=False, server_default="patient"),
    Column("reachable", Boolean, nullable=False, server_default=true()),
    Column("created_at", Instant, nullable=False, server_default=func.now()),
    Column("lab_id", ForeignKey("labs.id", name="account_is_at_a_lab")),  # chosen; NULL = the first
    Column("staff_name", Text),  # what colleagues call them; NULL for patients
    Column("staff_since", Instant),
    CheckConstraint(
        "role IN ('patient', 'collector', 'desk', 'manager', 'owner')", name="role_is_known"
    ),
    Index("accounts_of_staff", "role", postgresql_where=text("role <> 'patient'")),
    Index("accounts_at_a_lab", "lab_id", postgresql_where=text("lab_id IS NOT NULL")),
)

_ONE = select(literal(1).label("one")).subquery()

_NEW = insert(accounts).values(
    id=bindparam("account_id"), locale=bindparam("locale"), reachable=bindparam("is_reachable")
)
_KEEP = _NEW.on_conflict_do_update(
    index_elements=[accounts.c.id],
    set_={"locale": _NEW.excluded.locale, "reachable": _NEW.excluded.reachable},
)


handled_updates = Table(
    "handled_updates",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),  # Telegram's update_id
    Column("handled_at", Instant, nullable=False, server_default=func.now(), index=True),
)
_MEETING = select(
    accounts.c.id,
    accounts.c.zone,
    accounts.c.locale,
    accounts.c.role,
    accounts.c.reachable,
    exists().where(handled_updates.c.id == bindparam("update_id")).label("is_duplicate"),
).select_from(_ONE.outerjoin(accounts, accounts.c.id == bindparam("account_id")))


async def meet(uow: Uow, account_id: int, update_id: int) -> tuple[Account | None, bool]:
    """The account, None for a stranger; and whether the update is done."""
    row = await uow.one(_MEETING, {"account_id": account_id, "update_id": update_id})
    if row.id is None:
        return None, row.is_duplicate
    return Account(row.zone, row.locale, Role(row.role), row.reachable), row.is_duplicate


async def keep(uow: Uow, account_id: int, locale: str, is_reachable: bool) -> None:
    """Create the account, or bring its locale and reachability up to date."""
    values = {"account_id": account_id, "locale": locale, "is_reachable": is_reachable}
    await uow.run(_KEEP, values)


async def set_zone(uow: Uow, account_id: int, zone: str) -> None:
    """Keep the IANA zone that the person chose."""
    await uow.run(update(accounts).where(accounts.c.id == account_id).values(zone=zone))


async def set_reachable(uow: Uow, account_id: int, is_reachable: bool) -> None:
    """Keep whether messages reach this account: not once it has blocked the bot."""
    changed = accounts.c.reachable != is_reachable
    await uow.run(
        update(accounts).where(accounts.c.id == account_id, changed).values(reachable=is_reachable)
    )


async def mark(uow: Uow, update_id: int) -> None:
    """Remember an update as done; a second time changes nothing."""
    await uow.run(insert(handled_updates).values(id=update_id).on_conflict_do_nothing())


async def forget(uow: Uow, before: datetime, limit: int) -> int:
    """Forget at most `limit` updates done before an instant (aware UTC); how many.

    Telegram keeps one 24 hours.
    """
    old = select(handled_updates.c.id).where(handled_updates.c.handled_at < before).limit(limit)
    return await uow.run(delete(handled_updates).where(handled_updates.c.id.in_(old)))

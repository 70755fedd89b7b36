"""Staff and invitations. Every change is compare-and-swap: the first of two people wins."""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    ColumnElement,
    ForeignKey,
    Identity,
    Index,
    Row,
    Table,
    Text,
    UniqueConstraint,
    case,
    insert,
    or_,
    select,
    text,
    update,
)

from db.account.account import accounts
from db.base import Instant, metadata
from db.uow import Uow
from domain.account.actor import Role
from domain.manage.team import RANKS, Invite, Member, Newcomer, RoleChange

invites = Table(
    "invites",
    metadata,
    Column("id", BigInteger, Identity(), primary_key=True),
    Column("role", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("token_hash", Text, nullable=False),  # the token itself is in the link alone
    Column("made_by", ForeignKey("accounts.id", name="invite_made_by_an_account"), nullable=False),
    Column("made_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False),
    Column("used_by", ForeignKey("accounts.id", name="invite_used_by_an_account")),
    Column("used_at", Instant),
    Column("withdrawn_at", Instant),
    UniqueConstraint("token_hash", name="one_invite_per_token"),
    CheckConstraint("role IN ('collector', 'desk', 'manager', 'owner')", name="invite_is_to_staff"),
    CheckConstraint("(used_by IS NULL) = (used_at IS NULL)", name="invite_is_used_by_somebody"),
    Index("invites_made_by", "made_by"),
    Index("invites_used_by", "used_by"),
    Index(
        "open_invites",
        "expires_at",
        postgresql_where=text("used_at IS NULL AND withdrawn_at IS NULL"),
    ),
)

MOST = 100  # people or invitations that a list shows
_RANK = case({str(role): number for number, role in enumerate(RANKS)}, value=accounts.c.role)
_IS_OPEN = invites.c.used_at.is_(None) & invites.c.withdrawn_at.is_(None)


async def members(
    uow: Uow, owners: Collection[int] = (), reader_id: int | None = None
) -> tuple[Member, ...]:
    """Staff, and the owners by settings whatever their row says."""
    is_staff = or_(accounts.c.role != Role.PATIENT, accounts.c.id.in_(list(owners)))
    columns = (accounts.c.id, accounts.c.staff_name, accounts.c.role, accounts.c.staff_since)
    staff = select(*columns).where(is_staff).order_by(_RANK.desc(), accounts.c.id).limit(MOST)
    return tuple(_member_of(row, owners, reader_id) for row in await uow.all(staff))


async def find_member(
    uow: Uow, account_id: int, owners: Collection[int], reader_id: int
) -> Member | None:
    is_it = (accounts.c.id == account_id, accounts.c.role != Role.PATIENT)
    member = select(accounts).where(*is_it)
    return await uow.find(lambda row: _member_of(row, owners, reader_id), member)


async def open_invites(uow: Uow, now: datetime) -> tuple[Invite, ...]:
    work = (_IS_OPEN, invites.c.expires_at > now)
    rows = await uow.all(select(invites).where(*work).order_by(invites.c.id).limit(MOST))
    return tuple(Invite(row.id, row.name, Role(row.role), row.expires_at) for row in rows)


async def insert_invite(
    uow: Uow, invite: Invite, token_hash: str, *, made_by: int, now: datetime
) -> Invite:
    values = {
        "role": str(invite.role),
        "name": invite.name,
        "token_hash": token_hash,
        "made_by": made_by,
        "made_at": now,
        "expires_at": invite.expires_at,
    }
    row = await uow.one(insert(invites).values(**values).returning(invites.c.id))
    return replace(invite, id=row.id)


async def role_offered(uow: Uow, token_hash: str, now: datetime) -> Role | None:
    """The role that an invitation gives, None if it does not work any more."""
    offered = select(invites.c.role).where(*_works(token_hash, now))
    return await uow.find(lambda row: Role(row.role), offered)


async def use_invite(uow: Uow, token_hash: str, account_id: int, now: datetime) -> Newcomer | None:
    """Use it up; None if somebody has, or if it does not work any more."""
    return await uow.find(
        lambda row: Newcomer(row.name, Role(row.role), row.made_by),
        update(invites)
        .where(*_works(token_hash, now))
        .values(used_by=account_id, used_at=now)
        .returning(invites.c.name, invites.c.role, invites.c.made_by),
    )


async def withdraw_invite(uow: Uow, invite_id: int, now: datetime) -> bool:
    """False if it did not work any more."""
    is_it = (invites.c.id == invite_id, _IS_OPEN)
    return await uow.run(update(invites).where(*is_it).values(withdrawn_at=now)) > 0


async def withdraw_invites_of(uow: Uow, account_id: int, now: datetime) -> None:
    """Withdraw everything that somebody has made."""
    theirs = (invites.c.made_by == account_id, _IS_OPEN)
    await uow.run(update(invites).where(*theirs).values(withdrawn_at=now))


async def lock_roles(uow: Uow, account_ids: Collection[int]) -> dict[int, Role]:
    """What some accounts may do, which nobody changes until the transaction ends."""
    rows = await uow.all(
        select(accounts.c.id, accounts.c.role)
        .where(accounts.c.id.in_(sorted(account_ids)))
        .order_by(accounts.c.id)
        .with_for_update(key_share=True)
    )
    return {row.id: Role(row.role) for row in rows}


async def hire(uow: Uow, account_id: int, newcomer: Newcomer, now: datetime) -> None:
    values = {"role": str(newcomer.role), "staff_name": newcomer.name, "staff_since": now}
    await uow.run(update(accounts).where(accounts.c.id == account_id).values(**values))


async def change_role(uow: Uow, change: RoleChange) -> bool:
    """From the role that was seen to another; False if it was another meanwhile."""
    is_it = (accounts.c.id == change.account_id, accounts.c.role == str(change.seen))
    return await uow.run(update(accounts).where(*is_it).values(role=str(change.role))) > 0


def _works(token_hash: str, now: datetime) -> tuple[ColumnElement[bool], ...]:
    return (invites.c.token_hash == token_hash, _IS_OPEN, invites.c.expires_at > now)


def _member_of(row: Row[Any], owners: Collection[int], reader_id: int | None) -> Member:
    is_owner = row.id in owners
    return Member(
        id=row.id,
        name=row.staff_name or "",
        role=Role.OWNER if is_owner else Role(row.role),
        since=row.staff_since,
        by_settings=is_owner,
        is_me=row.id == reader_id,
    )

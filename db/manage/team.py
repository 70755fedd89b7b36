"""Staff and invitations; every change is compare-and-swap, so of two people one wins."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    Executable,
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
from domain.account.actor import Role
from domain.manage.team import RANKS, Invite

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


def members(owners: Collection[int]) -> Executable:
    """Staff, and the owners by settings whatever their row says."""
    is_staff = or_(accounts.c.role != Role.PATIENT, accounts.c.id.in_(list(owners)))
    columns = (accounts.c.id, accounts.c.staff_name, accounts.c.role, accounts.c.staff_since)
    return select(*columns).where(is_staff).order_by(_RANK.desc(), accounts.c.id).limit(MOST)


def open_invites(now: datetime) -> Executable:
    """Those that still work."""
    return (
        select(invites)
        .where(_IS_OPEN, invites.c.expires_at > now)
        .order_by(invites.c.id)
        .limit(MOST)
    )


def insert_invite(invite: Invite, token_hash: str, actor_id: int, now: datetime) -> Executable:
    """Keep one; its id is given by the table."""
    values = {
        "role": str(invite.role),
        "name": invite.name,
        "token_hash": token_hash,
        "made_by": actor_id,
        "made_at": now,
        "expires_at": invite.expires_at,
    }
    return insert(invites).values(**values).returning(invites.c.id)


def invite_by_token(token_hash: str, now: datetime) -> Executable:
    """One that still works."""
    return select(invites).where(
        invites.c.token_hash == token_hash, _IS_OPEN, invites.c.expires_at > now
    )


def use_invite(token_hash: str, account_id: int, now: datetime) -> Executable:
    """Use it up; no row comes back if somebody has, or if it does not work any more."""
    return (
        update(invites)
        .where(invites.c.token_hash == token_hash, _IS_OPEN, invites.c.expires_at > now)
        .values(used_by=account_id, used_at=now)
        .returning(invites.c.id, invites.c.name, invites.c.role, invites.c.made_by)
    )


def withdraw_invite(invite_id: int, now: datetime) -> Executable:
    """It works no more; no row comes back if it had not worked before."""
    return (
        update(invites)
        .where(invites.c.id == invite_id, _IS_OPEN)
        .values(withdrawn_at=now)
        .returning(invites.c.role)
    )


def withdraw_invites_of(account_id: int, now: datetime) -> Executable:
    """None that somebody has made works any more."""
    return update(invites).where(invites.c.made_by == account_id, _IS_OPEN).values(withdrawn_at=now)


def lock_roles(account_ids: Collection[int]) -> Executable:
    """What some accounts may do, which nobody changes until the transaction ends."""
    return (
        select(accounts.c.id, accounts.c.role)
        .where(accounts.c.id.in_(sorted(account_ids)))
        .order_by(accounts.c.id)
        .with_for_update()
    )


def hire(account_id: int, role: Role, name: str, now: datetime) -> Executable:
    """Give a role and a name."""
    return (
        update(accounts)
        .where(accounts.c.id == account_id)
        .values(role=str(role), staff_name=name, staff_since=now)
    )


def change_role(account_id: int, seen: Role, role: Role) -> Executable:
    """From the role that was seen to another; no row comes back if it was another meanwhile."""
    return (
        update(accounts)
        .where(accounts.c.id == account_id, accounts.c.role == str(seen))
        .values(role=str(role))
        .returning(accounts.c.id)
    )


def member(account_id: int) -> Executable:
    """One of the staff."""
    return select(accounts).where(accounts.c.id == account_id, accounts.c.role != Role.PATIENT)


def invite_of(row: Row[Any]) -> Invite:
    """The value of a row of `invites`."""
    return Invite(row.id, row.name, Role(row.role), row.expires_at)

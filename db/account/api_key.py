"""API keys: what is kept of them, and who holds one."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ARRAY,
    BigInteger,
    CheckConstraint,
    Column,
    ForeignKey,
    Identity,
    Integer,
    Row,
    Table,
    Text,
    UniqueConstraint,
    func,
    or_,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import insert

from db.account.account import accounts
from db.base import Instant, metadata
from db.uow import Uow, filled
from domain.account.access import USED_EVERY, ApiKey, KeyWish, Scope
from domain.account.actor import Account, Role

api_keys = Table(
    "api_keys",
    metadata,
    Column("id", BigInteger, Identity(), primary_key=True),
    Column("made_by", ForeignKey("accounts.id", name="key_made_by_an_account"), nullable=False),
    Column("name", Text, nullable=False),
    Column("short_id", Text, nullable=False),
    Column("secret_hash", Text, nullable=False),  # the secret itself is shown once
    Column("scopes", ARRAY(Text), nullable=False),
    Column("per_minute", Integer, nullable=False),
    Column("intent", Text, nullable=False),
    Column("made_at", Instant, nullable=False),
    Column("expires_at", Instant),
    Column("used_at", Instant),
    Column("ended_at", Instant),
    UniqueConstraint("short_id", name="one_key_per_short_id"),
    UniqueConstraint("made_by", "intent", name="one_key_per_intent"),
    CheckConstraint(
        "scopes <> '{}' AND scopes <@ '{read,book,messages,staff}'", name="key_has_known_scopes"
    ),
)


@dataclass(frozen=True, slots=True)
class KeptKey:
    """A key, what is kept of its secret, and the account that made it."""

    key: ApiKey
    secret_hash: str
    account: Account


async def insert_key(
    uow: Uow,
    wish: KeyWish,
    *,
    made_by: int,
    short_id: str,
    secret_hash: str,
    intent: str,
    now: datetime,
) -> ApiKey:
    """Keep one; the same intent again is the same key."""
    values = {
        "made_by": made_by,
        "name": wish.name,
        "short_id": short_id,
        "secret_hash": secret_hash,
        "scopes": sorted(map(str, wish.scopes)),
        "per_minute": wish.per_minute,
        "intent": intent,
        "made_at": now,
        "expires_at": wish.expires_at,
    }
    again = {"intent": intent}
    made = insert(api_keys).values(**values)
    kept = made.on_conflict_do_update(constraint="one_key_per_intent", set_=again)
    return _key_of(await uow.one(kept.returning(api_keys)))


async def list_keys(uow: Uow) -> tuple[ApiKey, ...]:
    """All that were not ended, the newest first."""
    found = select(api_keys).where(api_keys.c.ended_at.is_(None)).order_by(api_keys.c.id.desc())
    return tuple(_key_of(row) for row in await uow.all(found))


async def count_open(uow: Uow, now: datetime) -> int:
    """How many let somebody in."""
    is_open = or_(api_keys.c.expires_at.is_(None), api_keys.c.expires_at > now)
    found = select(func.count()).where(api_keys.c.ended_at.is_(None), is_open)
    return await uow.number(found.select_from(api_keys)) or 0


async def end_key(uow: Uow, key_id: int, now: datetime) -> ApiKey | None:
    """It lets nobody in any more; None if it did not before."""
    is_it = (api_keys.c.id == key_id, api_keys.c.ended_at.is_(None))
    ended = update(api_keys).where(*is_it).values(ended_at=now).returning(api_keys)
    return await uow.find(_key_of, ended)


async def end_keys_of(uow: Uow, account_id: int, now: datetime) -> int:
    """All that an account has made; how many."""
    is_theirs = (api_keys.c.made_by == account_id, api_keys.c.ended_at.is_(None))
    return await uow.run(update(api_keys).where(*is_theirs).values(ended_at=now))


async def find_key(uow: Uow, short_id: str) -> KeptKey | None:
    """One by the part that is no secret."""
    whose = (accounts.c.zone, accounts.c.locale, accounts.c.role, accounts.c.reachable)
    found = (
        select(api_keys, *whose)
        .join(accounts, accounts.c.id == api_keys.c.made_by)
        .where(api_keys.c.short_id == short_id)
    )
    return await uow.find(_kept_of, found)


async def mark_used(uow: Uow, key: ApiKey, now: datetime) -> None:
    """Keep when it was used, a minute more or less."""
    row = api_keys.c
    is_old = or_(row.used_at.is_(None), row.used_at <= now - USED_EVERY)
    await uow.run(update(api_keys).where(row.id == key.id, is_old).values(used_at=now))


def _key_of(row: Row[Any]) -> ApiKey:
    return filled(ApiKey, row, scopes=frozenset(map(Scope, row.scopes)))


def _kept_of(row: Row[Any]) -> KeptKey:
    account = Account(row.zone, row.locale, Role(row.role), row.reachable)
    return KeptKey(_key_of(row), row.secret_hash, account)

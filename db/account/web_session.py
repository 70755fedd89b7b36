"""Sessions of browsers, and the links that open them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    ColumnElement,
    ForeignKey,
    Identity,
    Index,
    Row,
    Table,
    Text,
    case,
    delete,
    literal,
    or_,
    select,
    text,
    update,
)
from sqlalchemy.dialects.postgresql import insert

from db.account.account import accounts
from db.base import Instant, metadata
from db.uow import Uow
from domain.account.access import GRACE, SESSION_FOR, Refresh, WebSession
from domain.account.actor import Account, Role

web_sessions = Table(
    "web_sessions",
    metadata,
    Column("id", BigInteger, Identity(), primary_key=True),
    Column("account_id", ForeignKey("accounts.id", name="session_of_an_account"), nullable=False),
    Column("browser", Text, nullable=False),
    Column("refresh_hash", Text, nullable=False),
    Column("earlier_hash", Text),  # of the token before: whoever brings it late has stolen one
    Column("made_at", Instant, nullable=False),
    Column("renewed_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False),
    Column("ended_at", Instant),
    Index("sessions_of_account", "account_id", postgresql_where=text("ended_at IS NULL")),
    Index("sessions_by_end", "expires_at"),
)
sign_in_links = Table(
    "sign_in_links",
    metadata,
    Column("token_hash", Text, primary_key=True),
    Column("account_id", ForeignKey("accounts.id", name="link_of_an_account"), nullable=False),
    Column("expires_at", Instant, nullable=False),
    Column("browser_hash", Text),  # of the browser that has opened it first
    Column("used_at", Instant),
    Index("links_of_account", "account_id"),
    Index("links_by_end", "expires_at"),
)


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A session that stands, and whose it is."""

    session: WebSession
    account: Account


async def insert_link(uow: Uow, account_id: int, token_hash: str, expires_at: datetime) -> None:
    """Keep one; the same again changes nothing."""
    values = {"token_hash": token_hash, "account_id": account_id, "expires_at": expires_at}
    await uow.run(insert(sign_in_links).values(**values).on_conflict_do_nothing())


async def insert_used(
    uow: Uow, account_id: int, token_hash: str, expires_at: datetime, *, now: datetime
) -> bool:
    """Remember what lets an account in once; False if it was used before, or nobody has the id."""
    row = (literal(token_hash), accounts.c.id, literal(expires_at), literal(now))
    names = ["token_hash", "account_id", "expires_at", "used_at"]
    known = select(*row).where(accounts.c.id == account_id)
    used = insert(sign_in_links).from_select(names, known).on_conflict_do_nothing()
    return await uow.run(used) > 0


async def bind_link(uow: Uow, token_hash: str, browser_hash: str, now: datetime) -> bool:
    """It is this browser's from now on; False if it is another's, was used or is too old."""
    row = sign_in_links.c
    is_its = or_(row.browser_hash.is_(None), row.browser_hash == browser_hash)
    is_open = (row.token_hash == token_hash, row.used_at.is_(None), row.expires_at > now)
    bound = update(sign_in_links).where(*is_open, is_its).values(browser_hash=browser_hash)
    return await uow.run(bound) > 0


async def use_link(uow: Uow, token_hash: str, browser_hash: str, now: datetime) -> int | None:
    """Once, in the browser that has opened it; the id of the account."""
    row = sign_in_links.c
    is_it = (row.token_hash == token_hash, row.browser_hash == browser_hash)
    used = update(sign_in_links).where(*is_it, row.used_at.is_(None), row.expires_at > now)
    return await uow.number(used.values(used_at=now).returning(row.account_id))


async def insert_session(
    uow: Uow, account_id: int, browser: str, refresh_hash: str, *, now: datetime
) -> WebSession:
    values = {
        "account_id": account_id,
        "browser": browser,
        "refresh_hash": refresh_hash,
        "made_at": now,
        "renewed_at": now,
        "expires_at": now + SESSION_FOR,
    }
    made = insert(web_sessions).values(**values).returning(web_sessions)
    return _session_of(await uow.one(made))


async def find_session(uow: Uow, session_id: int, now: datetime) -> SignedIn | None:
    """One that stands."""
    whose = (accounts.c.zone, accounts.c.locale, accounts.c.role, accounts.c.reachable)
    found = (
        select(web_sessions, *whose)
        .join(accounts, accounts.c.id == web_sessions.c.account_id)
        .where(web_sessions.c.id == session_id, *_stands(now))
    )
    return await uow.find(
        lambda row: SignedIn(
            _session_of(row), Account(row.zone, row.locale, Role(row.role), row.reachable)
        ),
        found,
    )


async def renew(uow: Uow, session_id: int, given: str, new: str, *, now: datetime) -> Refresh:
    """Change the token that renews, by compare-and-swap. given, new: hashes.

    The token before it is told from a stolen one by how late it comes.
    """
    row = web_sessions.c
    is_it = (row.id == session_id, *_stands(now))
    values = {"refresh_hash": new, "earlier_hash": given, "renewed_at": now}
    values |= {"expires_at": now + SESSION_FOR}
    if await uow.run(
        update(web_sessions).where(*is_it, row.refresh_hash == given).values(**values)
    ):
        return Refresh.RENEWED
    raced = (row.earlier_hash == given) & (row.renewed_at > now - GRACE)
    verdict = case((raced, str(Refresh.RACED)), else_=str(Refresh.REUSED)).label("verdict")
    found = await uow.first(select(verdict).where(*is_it))
    return Refresh.ENDED if found is None else Refresh(found.verdict)


async def list_sessions(uow: Uow, account_id: int, now: datetime) -> tuple[WebSession, ...]:
    """An account's, the one used last first."""
    row = web_sessions.c
    found = select(web_sessions).where(row.account_id == account_id, *_stands(now))
    rows = await uow.all(found.order_by(row.renewed_at.desc(), row.id))
    return tuple(_session_of(one) for one in rows)


async def end_session(uow: Uow, session_id: int, now: datetime, account_id: int | None) -> bool:
    """End one; account_id: whose it has to be, None = anybody's."""
    row = web_sessions.c
    is_it = [row.id == session_id, row.ended_at.is_(None)]
    if account_id is not None:
        is_it.append(row.account_id == account_id)
    return await uow.run(update(web_sessions).where(*is_it).values(ended_at=now)) > 0


async def end_sessions_of(uow: Uow, account_id: int, now: datetime) -> int:
    """All of an account, and its links; how many sessions."""
    row, link = web_sessions.c, sign_in_links.c
    is_open = (link.account_id == account_id, link.used_at.is_(None))
    await uow.run(update(sign_in_links).where(*is_open).values(used_at=now))
    is_theirs = (row.account_id == account_id, row.ended_at.is_(None))
    return await uow.run(update(web_sessions).where(*is_theirs).values(ended_at=now))


async def forget(uow: Uow, before: datetime) -> int:
    """Drop links and sessions that were over before an instant; how many."""
    links = await uow.run(delete(sign_in_links).where(sign_in_links.c.expires_at < before))
    row = web_sessions.c
    is_over = or_(row.expires_at < before, row.ended_at < before)
    return links + await uow.run(delete(web_sessions).where(is_over))


def _stands(now: datetime) -> tuple[ColumnElement[bool], ...]:
    return (web_sessions.c.ended_at.is_(None), web_sessions.c.expires_at > now)


def _session_of(row: Row[Any]) -> WebSession:
    return WebSession(
        row.id, row.account_id, row.browser, row.made_at, row.renewed_at, row.expires_at
    )

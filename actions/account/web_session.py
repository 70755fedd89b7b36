"""Signing a browser in from the chat, and what stands between it and the house afterwards."""

from dataclasses import dataclass
from datetime import datetime

from actions import audit
from actions.account.account import Defaults, actor_of
from db.account import web_session as rows
from db.uow import Uow
from domain.account.access import (
    APP_FOR,
    EARLY,
    LINK_FOR,
    Opened,
    Refresh,
    WebSession,
    browser_of,
    hashed,
)
from domain.account.actor import Actor, only_staff
from domain.audit import Entry, Facts
from domain.refusals import LinkInvalid, NotFound


@dataclass(frozen=True, slots=True)
class Guest:
    """Who is signed in, and with which browser."""

    actor: Actor
    session: WebSession


async def offer(uow: Uow, actor: Actor, token: str, now: datetime) -> None:
    """Let the actor in with a link that holds this token: once, and for two minutes."""
    only_staff(actor)
    await rows.insert_link(uow, actor.id, hashed(token), now + LINK_FOR)


async def open_link(uow: Uow, token: str, browser: str, now: datetime) -> None:
    """The first browser that opens it may use it. browser: its secret. Raises LinkInvalid."""
    if not await rows.bind_link(uow, hashed(token), hashed(browser), now):
        raise LinkInvalid


async def sign_in_by_app(
    uow: Uow,
    opened: Opened,
    defaults: Defaults,
    *,
    agent: str,
    refresh: str,
    now: datetime,
) -> WebSession:
    """By what Telegram signed when it opened our Mini App: once. Raises LinkInvalid."""
    if not now - APP_FOR < opened.at < now + EARLY:
        raise LinkInvalid
    until = now + APP_FOR + EARLY
    if not await rows.insert_used(uow, opened.account_id, hashed(opened.mark), until, now=now):
        raise LinkInvalid
    session = await _begin(uow, opened.account_id, agent=agent, refresh=refresh, now=now)
    if await come_in(uow, session.id, defaults, now) is None:  # no staff: nothing was written
        raise LinkInvalid
    return session


async def sign_in(
    uow: Uow, token: str, browser: str, *, agent: str, refresh: str, now: datetime
) -> WebSession:
    """Use the link. refresh: what the browser renews its session with. Raises LinkInvalid."""
    account_id = await rows.use_link(uow, hashed(token), hashed(browser), now)
    if account_id is None:
        raise LinkInvalid
    return await _begin(uow, account_id, agent=agent, refresh=refresh, now=now)


async def _begin(
    uow: Uow, account_id: int, *, agent: str, refresh: str, now: datetime
) -> WebSession:
    session = await rows.insert_session(
        uow, account_id, browser_of(agent), hashed(refresh), now=now
    )
    facts: Facts = {"browser": session.browser}
    await audit.note(
        uow, Entry(now, account_id, "browser_signed_in", "session", session.id, after=facts)
    )
    return session


async def come_in(uow: Uow, session_id: int, defaults: Defaults, now: datetime) -> Guest | None:
    """Who is signed in, with the role that they have now; None for nobody, or no staff."""
    found = await rows.find_session(uow, session_id, now)
    if found is None:
        return None
    actor = actor_of(found.session.account_id, found.account, defaults)
    return Guest(actor, found.session) if actor.is_staff else None


async def renew(uow: Uow, session_id: int, refresh: str, new: str, *, now: datetime) -> Refresh:
    """Give a browser another token to renew with. A token used before ends the session."""
    verdict = await rows.renew(uow, session_id, hashed(refresh), hashed(new), now=now)
    if verdict is Refresh.REUSED:
        await rows.end_session(uow, session_id, now, None)
    return verdict


async def list_mine(uow: Uow, actor: Actor, now: datetime) -> tuple[WebSession, ...]:
    """The actor's browsers, the one used last first."""
    only_staff(actor)
    return await rows.list_sessions(uow, actor.id, now)


async def end(uow: Uow, actor: Actor, session_id: int, now: datetime) -> None:
    """Sign one of the actor's browsers out. Raises NotFound, also if it was out before."""
    if not await rows.end_session(uow, session_id, now, actor.id):
        raise NotFound
    await audit.note(uow, Entry(now, actor.id, "browser_signed_out", "session", session_id))

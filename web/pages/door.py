"""Signing a browser in with the link from the chat, signing it out, and the list of browsers."""

import secrets
import time
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

from aiohttp import web

from actions.account import web_session
from domain.account.access import WebSession
from domain.messages.rate import SECOND, Rate
from domain.refusals import LinkInvalid
from screens import refusal as refusals
from screens.language import Marked, marked, speaking
from web import tokens
from web.call import Call
from web.deps import DEPS, WebDeps
from web.outage import FAILURES, is_outage
from web.pages import draw, guest
from web.pages.guest import Form
from web.strangers import Strangers, address_of

BROWSER = "slotbell_browser"
BOUND_FOR = timedelta(minutes=10)
LINKS = Rate(6 * SECOND, 10)
"""Links of one address that do not work: ten at once, then ten a minute."""
TRIED = web.AppKey("links_tried", Strangers)
Step = Callable[[web.Request, WebDeps, datetime], Awaitable[web.Response]]


async def link_opened(request: web.Request) -> web.Response:
    """The page behind a link: only its button uses the link up, so that previews cannot.

    Whatever looks at links for others does not become the browser they are meant for.
    """
    return await _at_the_door(request, _shown)


async def link_used(request: web.Request) -> web.Response:
    """In; once, by the browser that has opened it."""
    return await _at_the_door(request, _signed_in)


async def app_opened(_request: web.Request) -> web.Response:
    """The page of the Mini App: it sends what Telegram has signed, and knows nothing itself."""
    response = draw.outside("app.html")
    response.headers["Content-Security-Policy"] = draw.POLICY_OF_APP
    del response.headers["X-Frame-Options"]
    return response


async def app_used(request: web.Request) -> web.Response:
    """In, by what Telegram has signed."""
    return await _at_the_door(request, _signed_in_by_app)


async def _at_the_door(request: web.Request, step: Step) -> web.Response:
    deps, tried = request.app[DEPS], request.app[TRIED]
    now, address, clock = deps.now(), address_of(request), time.monotonic_ns() // 1000
    with speaking(draw.language_of(request)):
        if (shut := _shut(request, is_waiting=tried.wait(address, clock) > 0)) is not None:
            return shut
        try:
            return await step(request, deps, now)
        except guest.FormWrong as wrong:
            return guest.unread(request, wrong)
        except LinkInvalid as refusal:
            if (entry := await guest.come_in(request, deps, now)) is not None:
                response = draw.see_other(guest.HOME)  # by a double click, or an old link
                guest.keep(response, deps, entry.access, entry.refresh)
                return response
            tried.refused(address, clock)
            stop = draw.Stop(marked("Please sign in"), Marked(refusals.words(refusal)))
            return draw.outside("stopped.html", 410, stop=stop)
        except FAILURES as error:
            if not is_outage(error):
                raise
            return draw.outside("stopped.html", 503, stop=draw.OUTAGE)


def _shut(request: web.Request, *, is_waiting: bool) -> web.Response | None:
    if is_waiting:
        return draw.outside("stopped.html", 429, stop=draw.TOO_FAST)
    if request.method == "POST" and not guest.is_own_site(request):
        return draw.outside("stopped.html", 403, stop=draw.FOREIGN)
    return None


async def _shown(request: web.Request, deps: WebDeps, now: datetime) -> web.Response:
    if is_preview(request):
        return draw.outside("sign_in.html")
    browser = request.cookies.get(BROWSER, "") or secrets.token_urlsafe(32)
    async with deps.database.begin() as uow:
        await web_session.open_link(uow, request.match_info["token"], browser, now)
    response = draw.outside("sign_in.html")
    guest.set_cookie(response, deps, BROWSER, browser, BOUND_FOR)
    return response


async def _signed_in(request: web.Request, deps: WebDeps, now: datetime) -> web.Response:
    browser, refresh = request.cookies.get(BROWSER, ""), secrets.token_urlsafe(32)
    agent = request.headers.get("User-Agent", "")
    async with deps.database.begin() as uow:
        session = await web_session.sign_in(
            uow, request.match_info["token"], browser, agent=agent, refresh=refresh, now=now
        )
    response = _welcomed(deps, session, refresh, now)
    response.del_cookie(BROWSER, path=guest.HOME)
    return response


async def _signed_in_by_app(request: web.Request, deps: WebDeps, now: datetime) -> web.Response:
    """Whoever is in stays in; the same phone may have two people's Telegram."""
    opened, entry = deps.opened(await _sent(request)), await guest.come_in(request, deps, now)
    if entry is not None and entry.guest.actor.id == opened.account_id:
        response = draw.see_other(guest.HOME)
        guest.keep(response, deps, entry.access, entry.refresh)
        return response
    refresh, agent = secrets.token_urlsafe(32), request.headers.get("User-Agent", "")
    async with deps.database.begin() as uow:
        session = await web_session.sign_in_by_app(
            uow, opened, deps.defaults, agent=agent, refresh=refresh, now=now
        )
    return _welcomed(deps, session, refresh, now)


async def _sent(request: web.Request) -> str:
    """What the Mini App's page has sent. Raises LinkInvalid."""
    sent = (await guest.form_of(request)).get("data")
    if sent is None:
        raise LinkInvalid
    return sent


def _welcomed(deps: WebDeps, session: WebSession, refresh: str, now: datetime) -> web.Response:
    response = draw.see_other(guest.HOME)
    guest.keep(
        response,
        deps,
        tokens.sign(deps.keys, session.id, now),
        tokens.refresh(deps.keys, session.id, refresh),
    )
    return response


async def browsers(call: Call) -> web.Response:
    """Where somebody is signed in."""
    found = await call.read(web_session.list_mine, call.actor, call.now)
    return await draw.shown(call, "browsers.html", browsers=found, mine=call.session)


async def browser_ended(call: Call, _form: Form) -> web.Response:
    """One of them is out."""
    number = int(call.request.match_info["id"])
    await call.write(web_session.end, call.actor, number, call.now)
    return draw.see_other("/desk/browsers")


async def signed_out(call: Call, _form: Form) -> web.Response:
    """This one."""
    if call.session is not None:
        await call.write(web_session.end, call.actor, call.session.id, call.now)
    response = draw.see_other(guest.HOME)
    for name in (guest.ACCESS, guest.REFRESH):
        response.del_cookie(name, path=guest.HOME)
    return response


def is_preview(request: web.Request) -> bool:
    """Whether a program looks at the link before a person does."""
    agent = request.headers.get("User-Agent", "").casefold()
    is_browser = agent.startswith("mozilla/") and "bot" not in agent
    return not is_browser or request.method == "HEAD" or "Sec-Purpose" in request.headers

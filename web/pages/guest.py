"""Who is at a page's door: cookies, the same site, one answer for every end of a request.

The access token says which session a browser has; role and session are read for each request, so
whoever loses a role is out at once.
"""

import asyncio
import secrets
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import blake2b
from http import HTTPStatus
from urllib.parse import urlsplit

import structlog
from aiohttp import web

from actions.account import web_session
from actions.account.web_session import Guest
from domain.account.access import ACCESS_FOR, SESSION_FOR, Refresh
from domain.refusals import NotFound, Refusal
from screens.language import speaking
from web import tokens
from web.call import Call
from web.deps import DEPS, WebDeps
from web.outage import FAILURES, is_outage
from web.pages import draw

log = structlog.get_logger(__name__)
HOME = "/desk"
ACCESS, REFRESH = "slotbell_access", "slotbell_refresh"
FORM = "application/x-www-form-urlencoded"
WITHIN = 10.0  # seconds in which a form has to come
OWN = frozenset(("same-origin", "none"))

Form = Mapping[str, str]
Answer = Awaitable[web.StreamResponse]
Route = Callable[[web.Request], Answer]
Shown = Callable[[Call], Answer]
Done = Callable[[Call, Form], Answer]
Again = Callable[[Call, Form, Refusal], Answer]


@dataclass(frozen=True, slots=True)
class Entry:
    """A browser that was let in, and the cookies that it has to get."""

    guest: Guest
    access: str = ""
    refresh: str = ""


class FormWrong(Exception):
    """A form could not be read. status: why."""

    def __init__(self, status: HTTPStatus) -> None:
        super().__init__(status.phrase)
        self.status = status


ENTRY = web.RequestKey("entry", Entry)


def page(handler: Shown) -> Route:
    """A page for whoever is signed in; a refusal is said on a page of its own."""

    async def answer(request: web.Request) -> web.StreamResponse:
        return await _let_in(request, handler, "")

    return answer


def deed(handler: Done, again: Again | None = None, *, tells_gone: bool = False) -> Route:
    """What a form asks for, once. again: draws the page it came from, with a refusal on it.

    tells_gone: also that there is no such thing any more, which else has a page of its own.
    """

    async def answer(request: web.Request) -> web.StreamResponse:
        if request.content_type != FORM or not is_own_site(request):
            return _stopped(request, draw.FOREIGN)
        try:
            form = await form_of(request)
        except FormWrong as wrong:
            return unread(request, wrong)

        async def handle(call: Call) -> web.StreamResponse:
            if not (call.intent and is_ours(call, form)):
                return draw.stopped(call, draw.OLD_PAGE, 403)
            try:
                return await handler(call, form)
            except Refusal as refusal:
                if again is None or (isinstance(refusal, NotFound) and not tells_gone):
                    raise
                return await again(call, form, refusal)

        return await _let_in(request, handle, wish_of(request, form))

    return answer


async def form_of(request: web.Request) -> Form:
    """What a form has sent. Raises FormWrong for one that is too long or too slow."""
    try:
        async with asyncio.timeout(WITHIN):
            sent = await request.post()
    except TimeoutError:
        raise FormWrong(HTTPStatus.REQUEST_TIMEOUT) from None
    except web.HTTPRequestEntityTooLarge:
        raise FormWrong(HTTPStatus.REQUEST_ENTITY_TOO_LARGE) from None
    except (ValueError, web.RequestPayloadError, ConnectionError):
        raise FormWrong(HTTPStatus.BAD_REQUEST) from None
    return {name: value for name, value in sent.items() if type(value) is str}


def unread(request: web.Request, wrong: FormWrong) -> web.Response:
    """What comes further is not waited for."""
    response = _stopped(request, draw.UNREAD, wrong.status)
    response.force_close()
    return response


def wish_of(request: web.Request, form: Form) -> str:
    """What is to be done once: a page's intent may serve several buttons. '' without one."""
    asked = sorted((name, value) for name, value in form.items() if name != "csrf")
    what = f"{request.path_qs}\n{asked}".encode(errors="replace")
    return blake2b(what, digest_size=16).hexdigest() if form.get("intent") else ""


def is_ours(call: Call, form: Form) -> bool:
    """Whether a page that was drawn for this session has sent it."""
    number = 0 if call.session is None else call.session.id
    return tokens.is_csrf(call.deps.keys, number, form.get("csrf", ""))


async def _let_in(request: web.Request, handler: Shown, intent: str) -> web.StreamResponse:
    deps = request.app[DEPS]
    now = deps.now()
    try:
        entry = await come_in(request, deps, now)
        if entry is None:
            return out(request)
        request[ENTRY] = entry
        session = entry.guest.session
        call = Call(
            deps=deps,
            request=request,
            actor=entry.guest.actor,
            now=now,
            caller=f"session:{session.id}",
            session=session,
            intent=intent,
        )
        with speaking(call.actor.locale):
            response = await _answered(call, handler)
    except FAILURES as error:
        if not is_outage(error):
            raise
        log.warning("page_missed", error=type(error).__name__)
        return _stopped(request, draw.OUTAGE, 503)
    if not response.prepared:
        keep(response, deps, entry.access, entry.refresh)
    return response


async def _answered(call: Call, handler: Shown) -> web.StreamResponse:
    try:
        return await handler(call)
    except Refusal as refusal:
        return draw.refused(call, refusal)


async def come_in(request: web.Request, deps: WebDeps, now: datetime) -> Entry | None:
    """Who has sent this; a browser whose access token is over renews it on the way."""
    number = tokens.read(deps.keys, request.cookies.get(ACCESS, ""), now)
    if number is not None:
        async with deps.database.read() as uow:
            guest = await web_session.come_in(uow, number, deps.defaults, now)
        return Entry(guest) if guest else None
    return await _renewed(request.cookies.get(REFRESH, ""), deps, now)


async def _renewed(cookie: str, deps: WebDeps, now: datetime) -> Entry | None:
    known = tokens.read_refresh(deps.keys, cookie)
    if known is None:
        return None
    (number, secret), new = known, secrets.token_urlsafe(32)
    async with deps.database.begin() as uow:
        verdict = await web_session.renew(uow, number, secret, new, now=now)
        guest = await web_session.come_in(uow, number, deps.defaults, now)
    if verdict is Refresh.REUSED:
        log.warning("browser_token_reused", session=number)
    if guest is None or verdict not in {Refresh.RENEWED, Refresh.RACED}:
        return None
    fresh = tokens.refresh(deps.keys, number, new) if verdict is Refresh.RENEWED else ""
    return Entry(guest, tokens.sign(deps.keys, number, now), fresh)


def keep(response: web.StreamResponse, deps: WebDeps, access: str, refresh: str) -> None:
    """Hand the browser its new cookies, if there are any."""
    for name, value, life in ((ACCESS, access, ACCESS_FOR), (REFRESH, refresh, SESSION_FOR)):
        if value:
            set_cookie(response, deps, name, value, life)


def keep_early(request: web.Request, stream: web.StreamResponse) -> None:
    """The same for a stream, whose head is sent before it ends."""
    entry = request[ENTRY]
    keep(stream, request.app[DEPS], entry.access, entry.refresh)


def set_cookie(
    response: web.StreamResponse, deps: WebDeps, name: str, value: str, life: timedelta
) -> None:
    """For our pages alone, out of reach of scripts and other sites."""
    response.set_cookie(
        name,
        value,
        path=HOME,
        max_age=int(life.total_seconds()),
        httponly=True,
        samesite="Lax",
        secure=deps.is_secure,
    )


def out(request: web.Request) -> web.Response:
    """Nobody is signed in here; what the browser still has is of no use."""
    response = _stopped(request, draw.NOBODY, 401)
    for name in (ACCESS, REFRESH):
        if name in request.cookies:
            response.del_cookie(name, path=HOME)
    return response


def is_own_site(request: web.Request) -> bool:
    """Whether a form was sent by a page of ours, as far as the browser says."""
    origin = request.headers.get("Origin")
    ours = {request.host, urlsplit(request.app[DEPS].public_url).netloc} - {""}
    is_ours = origin is None or urlsplit(origin).netloc in ours
    return is_ours and request.headers.get("Sec-Fetch-Site", "none") in OWN


def _stopped(request: web.Request, what: draw.Stop, status: int = 403) -> web.Response:
    with speaking(draw.language_of(request)):
        return draw.outside("stopped.html", status, stop=what)

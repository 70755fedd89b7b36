"""Drawing pages: Jinja's environment, the frame around every page, headers that shut others out."""

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from pathlib import Path
from typing import Any

from aiohttp import web
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from actions import undo
from actions.booking import slot
from actions.manage import workers
from domain.account.actor import Actor
from domain.refusals import NothingSetUp, Refusal
from screens import refusal as refusals
from screens import undo as undo_screens
from screens.language import Marked, _, counted, figure, marked, spoken, translated
from screens.manage.health import LANES
from screens.moment import length, short_moment
from web import tokens
from web.call import Call
from web.pages import static
from web.problem import status_of

TEMPLATES = Path(__file__).parents[1] / "templates"
POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
SETUP = "/desk/house/setup"
POLICY_OF_APP = POLICY.replace("frame-ancestors 'none'", "frame-ancestors https://web.telegram.org")
"""Of the Mini App's door alone: Telegram's web version shows there that it lets nobody in."""
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cache-Control": "no-store",
}


@dataclass(frozen=True, slots=True)
class Stop:
    """Why there is no page."""

    title: Marked
    words: Marked


NOBODY = Stop(
    marked("Please sign in"),
    marked("Open the bot in Telegram and send /dashboard. It answers with a link to sign in."),
)
OLD_PAGE = Stop(
    marked("Please look again"),
    marked("This page was open for too long, so nothing was done. Go back and load it again."),
)
FOREIGN = Stop(marked("Not from here"), marked("That came from another site, so nothing was done."))
OUTAGE = Stop(
    marked("Just a moment"),
    marked("The house does not answer just now. Nothing is lost; please try again soon."),
)
UNREAD = Stop(
    marked("That did not arrive"),
    marked("What was sent was too long or came too slowly, so nothing was done."),
)
TOO_FAST = Stop(
    marked("Just a moment"),
    marked("Too many links from here did not work. Please wait a minute and try again."),
)


@dataclass(frozen=True, slots=True)
class Place:
    """A page of the navigation."""

    path: str
    words: Marked
    is_for: Callable[[Actor], bool]


PLACES = (
    Place("/desk", marked("Today"), lambda actor: actor.is_staff),
    Place("/desk/week", marked("Week"), lambda actor: actor.is_desk),
    Place("/desk/patients", marked("Patients"), lambda actor: actor.is_desk),
    Place("/desk/followups", marked("To follow up"), lambda actor: actor.is_desk),
    Place("/desk/messages", marked("Messages"), lambda actor: actor.is_desk),
    Place("/desk/broadcasts", marked("Broadcasts"), lambda actor: actor.is_manager),
    Place("/desk/house", marked("House"), lambda actor: actor.is_manager),
    Place("/desk/numbers", marked("Numbers"), lambda actor: actor.is_manager),
    Place("/desk/audit", marked("Audit"), lambda actor: actor.is_manager),
    Place("/desk/workers", marked("Workers"), lambda actor: actor.is_manager),
    Place("/desk/settings", marked("Settings"), lambda actor: actor.is_manager),
    Place("/desk/team", marked("Team and keys"), lambda actor: actor.is_owner),
)


def _environment() -> Environment:
    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n"],
        auto_reload=False,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals |= {"gettext": _, "counted": counted, "figure": figure, "asset": static.address}
    made.globals["language"] = spoken
    made.filters |= {"tr": translated, "length": length}
    return made


_ENVIRONMENT = _environment()


async def shown(call: Call, template: str, *, status: int = 200, **facts: Any) -> web.Response:
    """A page of whoever is signed in, with what they can still take back."""
    undos = await call.read(undo.open_of, call.actor, call.now)
    paused = [LANES[lane] for lane in await call.read(workers.paused, call.actor)]
    taken = [(one, undo_screens.what(one), one.until - call.now) for one in undos]
    labs = await call.read(slot.labs_for, call.actor)
    frame = _frame(call) | {"undos": taken, "branches": labs, "paused": paused}
    return _response(template, frame | facts, status)


def part(template: str, facts: Mapping[str, Any]) -> str:
    """A piece of a page, without anything of whoever reads it."""
    return _ENVIRONMENT.get_template(template).render(facts)


def fragment(text: str) -> web.Response:
    """A piece that has been drawn."""
    return web.Response(text=text, content_type="text/html", headers=HEADERS)


def stopped(call: Call, stop: Stop, status: int) -> web.Response:
    """A page that says why nothing was done, to whoever is signed in."""
    return _response("stopped.html", _frame(call) | {"stop": stop}, status)


def refused(call: Call, refusal: Refusal) -> web.Response:
    """A refusal that no page has taken up. In an empty house its owners are led to the setup."""
    if isinstance(refusal, NothingSetUp):
        if call.actor.is_owner:
            return see_other(SETUP)
        words = refusals.words(refusal, call.actor.role)
        return stopped(call, Stop(marked("Not open yet"), Marked(words)), status_of(refusal))
    stop = Stop(marked("That did not work"), Marked(refusals.words(refusal)))
    return stopped(call, stop, status_of(refusal))


def outside(template: str, status: int = 200, **facts: Any) -> web.Response:
    """A page for nobody in particular."""
    frame = {"actor": None, "places": (), "place": "", "undos": ()}
    frame |= {"branches": (), "paused": ()}
    return _response(template, frame | facts, status)


def public(template: str, status: int = 200, *, fresh: int = 0, **facts: Any) -> web.Response:
    """A page for strangers. fresh: seconds that it may be kept by whoever is between."""
    response = _response(template, facts, status)
    response.headers["Vary"] = "Accept-Language"
    if fresh:
        response.headers["Cache-Control"] = f"public, max-age={fresh}"
    return response


def language_of(request: web.Request) -> str:
    """What the browser asks for first."""
    return request.headers.get("Accept-Language", "")[:100].split(",")[0].split(";")[0].strip()


def see_other(path: str) -> web.Response:
    """Done; the browser fetches the page that shows it, so that reloading repeats nothing."""
    return web.Response(status=HTTPStatus.SEE_OTHER, headers=HEADERS | {"Location": path})


def _frame(call: Call) -> dict[str, Any]:
    session = 0 if call.session is None else call.session.id
    csrf = tokens.csrf(call.deps.keys, session)
    here = call.request.path
    places = [one for one in PLACES if one.is_for(call.actor)]
    under = [one.path for one in places if f"{here}/".startswith(f"{one.path}/")]
    is_day = here == "/desk" or here.startswith("/desk/visits/")
    return {
        "actor": call.actor,
        "now": call.now,
        "places": places,
        "place": max(under, key=len) if len(under) > 1 or is_day else "",
        "undos": (),
        "branches": (),
        "paused": (),
        "problem": "",
        "note": "",
        "hidden": lambda: _hidden(csrf),
        "when": lambda at: short_moment(_minute(at), call.actor.zone, call.now),
    }


def _minute(at: datetime) -> datetime:
    return at.replace(second=0, microsecond=0)


def _hidden(csrf: str) -> Markup:
    """What every form carries: that it is ours, and that it is done once."""
    field = Markup('<input type="hidden" name="{}" value="{}">')
    intent = secrets.token_urlsafe(12)
    return field.format("csrf", csrf) + field.format("intent", intent)


def _response(template: str, facts: Mapping[str, Any], status: int) -> web.Response:
    text = part(template, facts)
    return web.Response(text=text, status=status, content_type="text/html", headers=HEADERS)

"""Keys of programs, on the page of the team: made, shown once, ended."""

from base64 import b32encode
from datetime import timedelta

from aiohttp import web

from actions.account import api_key
from domain.account.access import KeyText, KeyWish, Scope
from domain.refusals import Refusal
from screens import refusal as refusals
from web import tokens
from web.call import Call
from web.pages.draw import see_other
from web.pages.guest import Form
from web.pages.staff import team
from web.pages.today import number_of
from web.problem import status_of

PATH = "/desk/keys"


async def made(call: Call, form: Form) -> web.Response:
    """Shown with its secret, this once; a double click shows the same one."""
    scopes = frozenset(scope for scope in Scope if f"may_{scope}" in form)
    days = int(form.get("days", "")) if form.get("days", "") in {"30", "365"} else 0
    until = call.now + timedelta(days=days) if days else None
    key = _key_for(call)
    wish = KeyWish(form.get("name", ""), scopes, until)
    await call.write(api_key.make, call.actor, wish, key, intent=team.wish_of(call), now=call.now)
    return await team.shown_with(call, key=str(key))


async def make_refused(call: Call, form: Form, refusal: Refusal) -> web.Response:
    """With what was typed."""
    typed, problem = {"key": form.get("name", "")}, refusals.words(refusal)
    return await team.shown_with(call, typed=typed, problem=problem, status=status_of(refusal))


async def ended(call: Call, _form: Form) -> web.Response:
    """Its program is locked out at once."""
    await call.write(api_key.end, call.actor, number_of(call), call.now)
    return see_other(team.PATH)


def _key_for(call: Call) -> KeyText:
    """The same for the same wish, as its form may be sent twice."""
    secret = tokens.secret_of(call.deps.keys, team.wish_of(call))
    short = tokens.secret_of(call.deps.keys, f"{team.wish_of(call)}:id")[:5]
    return KeyText.of(b32encode(short).decode().lower(), secret)

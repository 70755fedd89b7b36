"""Who works here, for owners: invited by a link that is shown once, given another role, let go."""

from base64 import urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass

from aiohttp import web

from actions.account import account, api_key
from actions.manage import team
from domain.account.access import Scope
from domain.account.actor import Role
from domain.manage.team import LONGEST_NAME, PREFIX, ROLES, Invite, RoleChange
from domain.refusals import Changed, NotFound, Refusal
from screens.language import Marked, marked, translated
from screens.manage import programs as key_screens
from screens.manage import team as screens
from web import tokens
from web.call import Call
from web.pages.draw import see_other, shown
from web.pages.guest import Form
from web.pages.today import number_of
from web.problem import status_of

PATH = "/desk/team"
LINK = "https://t.me/{username}?start={token}"
USUAL = (Scope.READ, Scope.BOOK)
NOTES: Mapping[str, Marked] = {
    "withdrawn": screens.WITHDRAWN,
    "changed": marked("The role is changed, and they are told in chat."),
}
NOTHING: Mapping[str, str] = {}


async def page(call: Call) -> web.Response:
    """Who works here, and which programs are let in."""
    return await shown_with(call, note=_said(call))


async def shown_with(
    call: Call,
    *,
    key: str = "",
    link: str = "",
    typed: Mapping[str, str] = NOTHING,
    note: str = "",
    problem: str = "",
    status: int = 200,
) -> web.Response:
    """key, link: made just now, and shown this once. typed: what was refused."""
    found = await call.read(team.team, call.actor, call.deps.defaults.owners, call.now)
    keys = await call.read(api_key.list_keys, call.actor)
    return await shown(
        call,
        "team.html",
        status=status,
        team=found,
        role=screens.title,
        roles=[(one, screens.title(one), translated(screens.MAY[one])) for one in ROLES],
        longest=LONGEST_NAME,
        keys=keys,
        scopes=[(one, translated(words)) for one, words in key_screens.MAY.items()],
        usual=USUAL,
        terms=[(days, translated(words)) for days, words in key_screens.TERMS.items()],
        made=key,
        link=link,
        typed={"key": "", "name": "", "role": str(Role.DESK), **typed},
        note=note,
        problem=problem,
    )


@dataclass(frozen=True, slots=True)
class Invited:
    """An invitation, and the link that is shown this once."""

    invite: Invite
    link: str


async def invite(call: Call, form: Form) -> Invited:
    """A double click makes the same one.

    Raises NotFound, NameInvalid, and telegram.FAILURES before anything is done: Telegram says how
    the bot is found.
    """
    role, username = _role(form.get("role", "")), await call.deps.username()
    secret = tokens.secret_of(call.deps.keys, f"{wish_of(call)}:invite")
    token, name = urlsafe_b64encode(secret[:24]).decode(), form.get("name", "")
    made = await call.write(team.invite, call.actor, role, name, token=token, now=call.now)
    return Invited(made, LINK.format(username=username, token=PREFIX + token))


async def invited(call: Call, form: Form) -> web.Response:
    """The link is shown this once."""
    return await shown_with(call, link=(await invite(call, form)).link)


async def invite_refused(call: Call, form: Form, refusal: Refusal) -> web.Response:
    """With what was typed."""
    typed = {"name": form.get("name", ""), "role": form.get("role", "")}
    problem = translated(screens.NO_NAME)
    return await shown_with(call, typed=typed, problem=problem, status=status_of(refusal))


async def withdrawn(call: Call, _form: Form) -> web.Response:
    """Its link stops working."""
    await call.write(team.withdraw, call.actor, number_of(call), call.now)
    return see_other(f"{PATH}?note=withdrawn")


async def role_changed(call: Call, form: Form) -> web.Response:
    """Another role, or none: out of their browsers at once, and told in chat."""
    number, role = number_of(call), _role(form.get("role", ""))
    change = RoleChange(number, seen=_role(form.get("seen", "")), role=role)
    owners = call.deps.defaults.owners
    await call.write(team.change, call.actor, change, owners, now=call.now)
    locales = await call.read(account.languages, [number])
    await call.deps.tell_role(number, role, locales.get(number, ""))
    return see_other(f"{PATH}?note=changed")


async def change_refused(call: Call, _form: Form, refusal: Refusal) -> web.Response:
    """Somebody else was faster, or it is nobody whom one may change."""
    if not call.actor.is_owner or not isinstance(refusal, NotFound | Changed):
        raise refusal
    problem = translated(screens.STALE)
    return await shown_with(call, problem=problem, status=status_of(refusal))


def wish_of(call: Call) -> str:
    """Names what a form asks for, over all sessions."""
    return f"{call.caller}:{call.intent}"


def _role(text: str) -> Role:
    try:
        return Role(text)
    except ValueError:
        raise NotFound from None


def _said(call: Call) -> str:
    """What has just been done, as the address tells it."""
    words = NOTES.get(call.request.query.get("note", ""))
    return translated(words) if words else ""

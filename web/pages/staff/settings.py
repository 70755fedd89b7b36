"""How much one account may have, for managers; words and rules are those of /settings."""

from urllib.parse import urlencode

from aiohttp import web

from actions.manage import settings
from domain.caps import MOST, Setting, SettingChange, number_in
from domain.refusals import Changed, NotFound, Refusal
from screens import refusal as refusals
from screens.language import translated
from screens.manage.share import settings as screens
from web.call import Call
from web.pages.draw import see_other, shown
from web.pages.guest import Form
from web.problem import status_of

PATH = "/desk/settings"


async def page(call: Call) -> web.Response:
    """A number each, and where it comes from."""
    return await _page(call)


async def _page(
    call: Call,
    *,
    problem: str = "",
    at: Setting | None = None,
    typed: str = "",
    status: int = 200,
) -> web.Response:
    found = await call.read(settings.look, call.actor, call.deps.caps.usual, call.now)
    said = next((one for one in found if one.setting == call.request.query.get("set")), None)
    return await shown(
        call,
        "settings.html",
        status=status,
        settings=[
            {
                "state": one,
                "name": translated(screens.NAMES[one.setting]),
                "about": "; ".join(
                    [translated(screens.ABOUT[one.setting]), *screens.aged_words(one)]
                ),
                "typed": typed if one.setting is at else one.number,
                "seen": screens.seen_of(one.chosen),
                "usual": screens.number_words(one.usual),
            }
            for one in found
        ],
        most=MOST,
        note=screens.changed(said.setting, said.number) if said and not problem else "",
        problem=problem,
    )


async def changed(call: Call, form: Form) -> web.Response:
    """At once, as it can be undone."""
    setting, seen = _setting(call), form.get("seen", "")
    if not seen.removeprefix("-").isdecimal() or len(seen) > 9:
        raise NotFound
    chosen = None if "usual" in form else number_in(form.get("number", ""))
    wanted = SettingChange(setting, chosen, screens.chosen_of(int(seen)))
    await call.write(settings.change, call.actor, wanted, call.now)
    return see_other(f"{PATH}?{urlencode({'set': str(setting)})}")


async def change_refused(call: Call, form: Form, refusal: Refusal) -> web.Response:
    """With what was typed; or with what somebody else has set meanwhile."""
    status = status_of(refusal)
    if isinstance(refusal, Changed):
        return await _page(call, problem=translated(screens.STALE), status=status)
    typed, problem = form.get("number", ""), refusals.words(refusal)
    return await _page(call, problem=problem, at=_setting(call), typed=typed, status=status)


def _setting(call: Call) -> Setting:
    try:
        return Setting(call.request.match_info["name"])
    except ValueError:
        raise NotFound from None

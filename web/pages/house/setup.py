"""The first run: from an empty house to the first booking, one question on a page.

The steps and what they do are those of /setup in chat; each can be left and taken up again.
"""

from aiohttp import web
from markupsafe import Markup

from actions.manage.first_run import setup
from domain.account.actor import only_manager
from domain.booking.lab import Lab
from domain.manage.catalogue import Field, FieldChange, Revision
from domain.manage.line.place import pin_of
from domain.manage.setup import Step, languages_in
from domain.manage.team import ROLES, Invite
from domain.refusals import Changed, NotFound, NothingSetUp, Refusal
from domain.time.zones import to_wall
from infra.chart.qr import qr
from infra.places import zone_at
from screens import refusal as refusals
from screens.language import language_names, translated
from screens.manage import catalogue as catalogue_screens
from screens.manage import setup as screens
from screens.manage import team as team_screens
from web.call import Call
from web.pages.draw import HEADERS, SETUP, see_other, shown
from web.pages.guest import Form
from web.pages.house.edit import MET, Refused
from web.pages.house.steps import house_of, next_path, note_in, path_of, steps_of
from web.pages.staff.team import invite
from web.problem import status_of

PATH = SETUP
TELEGRAM = "https://t.me/{username}"
FIELDS = {Step.NAME: Field.NAME, Step.ADDRESS: Field.ADDRESS, Step.PIN: Field.PIN}
BASICS = {"zone": Field.ZONE, "currency": Field.CURRENCY, "languages": Field.LANGUAGES}
KINDS = {"svg": "image/svg+xml", "png": "image/png"}


async def page(call: Call) -> web.Response:
    """Every step, the next one first; at the end the link for patients."""
    house = await house_of(call)
    step = house.next_after()
    public = f"{call.deps.public_url}/b/" if call.deps.has_public_page else ""
    return await shown(
        call,
        "setup.html",
        house=house,
        steps=[
            (Markup(screens.line(house, one)), house.is_done(one), path_of(one))  # noqa: S704 - escaped there
            for one in Step
        ],
        next=(translated(screens.LABELS[step]), path_of(step)) if step else None,
        link=await _link(call) if house.is_open else "",
        public=public if house.is_open else "",
        note=note_in(call),
    )


async def picture(call: Call) -> web.Response:
    """The code that patients scan."""
    only_manager(call.actor)
    kind, link = call.request.match_info["kind"], await _link(call)
    if not link:
        raise NotFound
    return web.Response(body=qr(link, kind), content_type=KINDS[kind], headers=HEADERS)


async def _link(call: Call) -> str:
    username = await call.deps.username()
    return TELEGRAM.format(username=username) if username else ""


async def question(call: Call) -> web.Response:
    """Name, address or pin."""
    return await _question(call)


async def _question(call: Call, refused: Refused | None = None) -> web.Response:
    house, step = await house_of(call), _step(call)
    if house.lab is None and step is not Step.NAME:
        raise NothingSetUp
    known, problem, status = _known(house.lab, step), "", 200
    if refused is not None:
        problem, status = _why(refused.why)
    return await shown(
        call,
        "setup_question.html",
        status=status,
        steps=await steps_of(call, step),
        asked=_asked(step),
        label=translated(screens.LABELS[step]),
        known=known,
        typed=refused.form.get("text", "") if refused else known,
        version=house.lab.version if house.lab else 0,
        step=step.name.lower(),
        problem=problem,
    )


def _step(call: Call) -> Step:
    return Step[call.request.match_info["step"].upper()]


def _asked(step: Step) -> str:
    words = catalogue_screens.PIN if step is Step.PIN else screens.ASKED[FIELDS[step]]
    return translated(words)


def _known(lab: Lab | None, step: Step) -> str:
    if lab is None:
        return ""
    if step is Step.PIN:
        return "" if lab.latitude is None else f"{lab.latitude}, {lab.longitude}"
    return lab.name if step is Step.NAME else lab.address


def _why(refusal: Refusal) -> tuple[str, int]:
    if isinstance(refusal, Changed):
        return translated(catalogue_screens.CHANGED), MET
    return refusals.words(refusal), status_of(refusal)


async def answered(call: Call, form: Form) -> web.Response:
    """The lab is opened by its name; the rest is added to it."""
    house, step, text = await house_of(call), _step(call), form.get("text", "")
    if step is Step.NAME and form.get("version") == "0":
        await call.write(setup.open_lab, call.actor, text, call.now)
    elif house.lab is None:
        raise NothingSetUp
    elif step is Step.PIN:
        pin, seen = pin_of(text), _seen(house.lab, form)
        at = {"latitude": pin.latitude, "longitude": pin.longitude}
        zone = zone_at(pin.latitude, pin.longitude)
        await call.write(setup.place, call.actor, seen, **at, zone=zone, now=call.now)
    else:
        edit = FieldChange(_seen(house.lab, form), FIELDS[step], text)
        await call.write(setup.change_lab, call.actor, edit, call.now)
    return see_other(await next_path(call, step))


def _seen(lab: Lab, form: Form) -> Revision:
    """As the page that was answered showed it."""
    version = form.get("version", "")
    if not (version.isascii() and version.isdigit() and len(version) < 10):
        raise NotFound
    return Revision(lab.id, int(version))


async def answer_refused(call: Call, form: Form, refusal: Refusal) -> web.Response:
    """With what was typed."""
    return await _question(call, Refused(form, refusal))


async def basics(call: Call) -> web.Response:
    """Clock, currency and languages as they are, or are proposed."""
    return await _basics(call)


async def _basics(call: Call, refused: Refused | None = None) -> web.Response:
    lab = await _lab(call)
    known = {
        "zone": lab.zone,
        "currency": lab.currency,
        "languages": language_names(lab.languages or languages_in(lab.zone, call.actor.locale)),
    }
    problem, status = _why(refused.why) if refused else ("", 200)
    typed = refused.form.get("text", "") if refused else ""
    wrong = refused.form.get("field", "") if refused else ""
    rows = [
        {
            "name": name,
            "label": translated(catalogue_screens.LABELS[field]),
            "asked": translated(screens.ASKED[field]),
            "known": known[name],
            "value": typed if name == wrong else known[name],
            "is_wrong": name == wrong,
        }
        for name, field in BASICS.items()
    ]
    return await shown(
        call,
        "setup_basics.html",
        status=status,
        steps=await steps_of(call, Step.BASICS),
        rows=rows,
        clock=f"{to_wall(call.now, lab.zone):%H:%M}",
        version=lab.version,
        problem=problem,
    )


async def _lab(call: Call) -> Lab:
    house = await house_of(call)
    if house.lab is None:
        raise NothingSetUp
    return house.lab


async def basic_changed(call: Call, form: Form) -> web.Response:
    """Another clock, currency or languages; all of it is shown again."""
    lab, field = await _lab(call), BASICS.get(form.get("field", ""))
    if field is None:
        raise NotFound
    edit = FieldChange(_seen(lab, form), field, form.get("text", ""))
    await call.write(setup.change_lab, call.actor, edit, call.now)
    return see_other(f"{PATH}/basics")


async def basics_right(call: Call, form: Form) -> web.Response:
    """They are as they were shown."""
    await call.write(setup.confirm, call.actor, _seen(await _lab(call), form), call.now)
    return see_other(await next_path(call, Step.BASICS))


async def basics_refused(call: Call, form: Form, refusal: Refusal) -> web.Response:
    """With what was typed."""
    return await _basics(call, Refused(form, refusal))


async def colleague(call: Call) -> web.Response:
    """Who works there besides."""
    return await _colleague(call)


async def _colleague(
    call: Call,
    refused: Refused | None = None,
    *,
    invite: Invite | None = None,
    link: str = "",
) -> web.Response:
    await _lab(call)
    problem, status = _why(refused.why) if refused else ("", 200)
    return await shown(
        call,
        "setup_team.html",
        status=status,
        steps=await steps_of(call, Step.TEAM),
        roles=[(one, team_screens.title(one), translated(team_screens.MAY[one])) for one in ROLES],
        typed=refused.form if refused else {},
        invite=invite,
        invited_as=team_screens.title(invite.role) if invite else "",
        link=link,
        problem=problem,
    )


async def invited(call: Call, form: Form) -> web.Response:
    """The link is shown this once."""
    made = await invite(call, form)
    return await _colleague(call, invite=made.invite, link=made.link)


async def invite_refused(call: Call, form: Form, refusal: Refusal) -> web.Response:
    """With what was typed."""
    return await _colleague(call, Refused(form, refusal))

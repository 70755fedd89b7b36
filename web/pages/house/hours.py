"""Opening hours: what there is, new ones by a line or by fields with a preview, and their end."""

from collections.abc import Mapping
from itertools import groupby, islice
from typing import Any

from aiohttp import web
from markupsafe import Markup

from actions.booking.slot import lab_for
from actions.manage import opening_hours
from domain.account.actor import only_manager, only_owner
from domain.manage.opening_hours import Plan
from domain.manage.setup import Step
from domain.refusals import OpeningHoursUnclear, Refusal
from domain.time.zones import to_wall
from screens import refusal as refusals
from screens.language import SHORT_WEEKDAY, SHORT_WEEKDAY_DAY, dated
from screens.manage import opening_hours as screens
from screens.moment import clock
from web.call import Call
from web.pages.draw import SETUP, see_other, shown
from web.pages.guest import Form
from web.pages.house.steps import count_in, next_path, steps_of
from web.pages.today import number_of
from web.problem import status_of

PATH = "/desk/house"
NEW, GUIDED = f"{PATH}/hours", f"{SETUP}/hours"
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
WEEK = 7  # days that a preview shows
FIELDS = (
    *("opens", "closes", "opens2", "closes2", "every", "seats", "buffer", "tests"),
    *("first", "last", "except", "holidays"),
)


async def page(call: Call) -> web.Response:
    """All of them."""
    lab, found = await call.read(opening_hours.active, call.actor, call.now)
    made = count_in(call, "made")
    return await shown(
        call,
        "house_hours.html",
        lab=lab,
        found=[(one.opening.id, _words(one), screens.ahead(one)) for one in found],
        note=screens.made(made) if made else "",
    )


def _words(it: Any) -> Markup:
    return Markup(screens.summary(it.opening, it.tests))  # noqa: S704 - escaped there


async def one(call: Call) -> web.Response:
    """One of them, and what its end would mean."""
    found = await call.read(opening_hours.find, call.actor, number_of(call), call.now)
    return await shown(
        call,
        "house_session.html",
        it=found,
        words=_words(found),
        ahead=screens.ahead(found),
        stays=screens.stays(found),
    )


async def ended(call: Call, _form: Form) -> web.Response:
    """It can be undone for five minutes."""
    await call.write(opening_hours.end, call.actor, number_of(call), call.now)
    return see_other(PATH)


async def new(call: Call) -> web.Response:
    """A line, or fields; and then what they would make."""
    return await _new(call, call.request.query)


async def guided(call: Call) -> web.Response:
    """The same as a step of the setup."""
    only_owner(call.actor)
    return await _new(call, call.request.query)


async def made(call: Call, form: Form) -> web.Response:
    """Its times can be booked now."""
    intent, line = f"{call.caller}:{call.intent}", form.get("line", "")
    done = await call.write(opening_hours.make, call.actor, line, intent, now=call.now)
    if call.request.path == GUIDED:
        return see_other(await next_path(call, Step.HOURS, made=done.slots))
    return see_other(f"{PATH}?made={done.slots}")


async def make_refused(call: Call, form: Form, refusal: Refusal) -> web.Response:
    """With what was typed."""
    return await _new(call, form, refusal)


async def _new(
    call: Call, asked: Mapping[str, str], refusal: Refusal | None = None
) -> web.Response:
    only_manager(call.actor)
    lab = await call.read(lab_for, call.actor)
    line = asked.get("line", "").strip() or line_of(asked)
    plan = None
    if line and refusal is None:
        try:
            plan = await call.read(opening_hours.plan, call.actor, line, call.now)
        except OpeningHoursUnclear as unclear:
            refusal = unclear
    is_guided = call.request.path == GUIDED
    return await shown(
        call,
        "house_new_hours.html",
        status=status_of(refusal) if refusal else 200,
        lab=lab,
        line=line,
        plan=plan,
        preview=_preview(plan) if plan else None,
        asked={name: asked.get(name, "") for name in FIELDS},
        days=[(n, dated(screens.DAYS[n], SHORT_WEEKDAY), f"day_{n}" in asked) for n in range(7)],
        example=screens.EXAMPLE,
        problem=_why(refusal) if refusal else "",
        path=call.request.path,
        steps=await steps_of(call, Step.HOURS) if is_guided else None,
    )


def _why(refusal: Refusal) -> str:
    if isinstance(refusal, OpeningHoursUnclear):
        return screens.unclear(refusal)
    return refusals.words(refusal)


def line_of(asked: Mapping[str, str]) -> str:
    """What the fields say, as one would type it; '' if nothing was filled in."""
    filled = {name: text for name in FIELDS if (text := " ".join(asked.get(name, "").split()))}
    days = [day for number, day in enumerate(DAYS) if f"day_{number}" in asked]
    if not (days or filled):
        return ""
    spans = (
        f"{filled.get(f'opens{n}', '')}-{filled.get(f'closes{n}', '')}"
        for n in ("", "2")
        if f"opens{n}" in filled or f"closes{n}" in filled
    )
    words = {
        "every": "every {} min",
        "seats": "x{}",
        "buffer": "buffer {} min",
        "tests": "for {}",
        "first": "from {}",
        "last": "until {}",
        "except": "except {}",
    }
    parts = [said.format(filled[name]) for name, said in words.items() if name in filled]
    holidays = ["holidays"] if "holidays" in filled else []
    return " ".join([", ".join(days), ", ".join(spans), *parts, *holidays]).strip()


def _preview(it: Plan) -> dict[str, Any]:
    """How many times, and those of the first days."""
    zone = it.lab.zone
    walls = (to_wall(at, zone) for at in it.times)
    days = islice(groupby(walls, lambda wall: wall.date()), WEEK)
    week = [(dated(day, SHORT_WEEKDAY_DAY), [clock(one) for one in times]) for day, times in days]
    return {"words": _words(it), "makes": screens.makes(it), "week": week}

"""The week: slots with seats and closures; a free seat leads to a booking, time can be closed."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from aiohttp import web

from actions.booking.slot import lab_for
from actions.desk import week
from actions.manage import closure
from domain.account.actor import only_manager
from domain.audit import Seen
from domain.desk.week import WeekVisit
from domain.manage.closure import ClosureRequest, Mode
from domain.manage.closure_line import TypedClosure, chosen, stretch_of
from domain.refusals import ClosureUnclear, Refusal
from domain.time.zones import to_wall
from screens import refusal as refusals
from screens.language import SHORT_WEEKDAY_NUMBER, dated
from screens.manage import closure as screens
from screens.moment import short_moment
from web.call import Call
from web.pages.draw import see_other, shown
from web.pages.guest import Form
from web.pages.today import asked_day, note_seen, number_of
from web.problem import status_of

CLOSE = "/desk/close"


async def page(call: Call) -> web.Response:
    """Days in columns, clocks in rows."""
    lab, found = await call.read(week.week, call.actor, asked_day(call), call.now)
    with_visits = "visits" in call.request.query
    visits: dict[int, list[WeekVisit]] = {}
    if with_visits:
        seen = await call.read(week.visits, call.actor, lab, found.first)
        await note_seen(call, Seen.WEEK, bookings=[one.id for one in seen])
        for one in seen:
            visits.setdefault(one.slot_id, []).append(one)
    return await shown(
        call,
        "week.html",
        lab=lab,
        week=found,
        days=[(one, dated(one, SHORT_WEEKDAY_NUMBER)) for one in found.days],
        rows=found.table(lab.zone),
        visits=visits,
        more="&visits=1" if with_visits else "",
        here=to_wall(call.now, lab.zone).date(),
        earlier=found.first - timedelta(days=7),
        later=found.first + timedelta(days=7),
        day_words=lambda one: dated(one, SHORT_WEEKDAY_NUMBER),
    )


async def closing(call: Call) -> web.Response:
    """From when to when? And then: whom it hits."""
    return await _closing(call, call.request.query)


async def _closing(
    call: Call, asked: Mapping[str, str], *, problem: str = "", status: int = 200
) -> web.Response:
    only_manager(call.actor)
    lab = await call.read(lab_for, call.actor)
    found = None
    if asked.get("first") and not problem:
        try:
            stretch = stretch_of(_typed(asked), lab.zone)
            found = await call.read(closure.preview, call.actor, stretch, call.now)
        except ClosureUnclear as refusal:
            problem, status = screens.unclear(refusal), 422
    return await shown(
        call,
        "close.html",
        status=status,
        lab=lab,
        found=found,
        asked={name: asked.get(name, "") for name in ("first", "end", "reason")},
        hits=screens.fits(found) if found else "",
        stretch=screens.when(lab, found.stretch, call.now) if found else "",
        problem=problem,
    )


async def closed(call: Call, form: Form) -> web.Response:
    """Done; it can be undone for five minutes, and nobody hears of it before."""
    lab = await call.read(lab_for, call.actor)
    typed = _typed(form)
    request = ClosureRequest(
        stretch=stretch_of(typed, lab.zone),
        reason=typed.reason,
        mode=Mode.OFFER if form.get("mode") == Mode.OFFER else Mode.CANCEL,
        card=0,
        intent=f"{call.caller}:{call.intent}",
    )
    made = await call.write(closure.make, call.actor, request, call.now)
    return see_other(f"/desk/closures/{made.id}")


async def close_refused(call: Call, form: Form, refusal: Refusal) -> web.Response:
    """With what was typed."""
    problem = refusals.words(refusal)
    if isinstance(refusal, ClosureUnclear):
        problem = screens.unclear(refusal)
    return await _closing(call, form, problem=problem, status=status_of(refusal))


async def calls(call: Call) -> web.Response:
    """Who is still booked where nothing is open, those first whom nothing reached."""
    text = call.request.query.get("page", "0")
    at = int(text) if text.isascii() and text.isdigit() and len(text) < 7 else 0
    found = await call.read(closure.call_list, call.actor, number_of(call), at)
    await note_seen(call, Seen.CALL_LIST, bookings=[one.booking_id for one in found.calls])
    return await shown(
        call,
        "closure.html",
        found=found,
        starts=lambda at: short_moment(at, found.lab.zone, call.now),
    )


def _typed(asked: Mapping[str, str]) -> TypedClosure:
    """Two clocks of the lab. Raises ClosureUnclear."""
    try:
        first, end = (datetime.fromisoformat(asked.get(name, "")) for name in ("first", "end"))
    except ValueError:
        raise ClosureUnclear("day") from None
    return chosen(first.replace(tzinfo=None), end.replace(tzinfo=None), asked.get("reason", ""))

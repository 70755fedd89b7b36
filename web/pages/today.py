"""The day on a wide screen: the sheet by the hour, a visit's card, and all that staff do to it."""

from collections.abc import Collection, Iterable
from datetime import date, timedelta

from aiohttp import web
from markupsafe import Markup

from actions import readings, undo_ways
from actions.booking.slot import lab_for
from actions.desk import day, visit
from domain.audit import Seen
from domain.booking.booking import Status
from domain.booking.lab import Lab
from domain.desk.day import HOUR, Act, Sheet, SheetVisit, acts_for, is_out_of_day
from domain.refusals import Changed, NotFound, Refusal, TooLate
from domain.time.zones import to_wall
from screens import refusal as refusals
from screens import undo as undo_screens
from screens.booking.visit_words import prepare
from screens.desk import day as day_screens
from screens.desk import visit as visit_screens
from screens.language import SHORT_WEEKDAY_DAY, Marked, dated, marked, spoken, translated
from screens.moment import clock, moment, short_moment
from web.call import Call
from web.pages import draw
from web.pages.draw import see_other, shown
from web.pages.guest import Form
from web.pages.live import PARTS, Part
from web.problem import status_of

DAY = "%Y-%m-%d"


async def today(call: Call) -> web.Response:
    """The sheet of a day."""
    return await _sheet(call, call.request.query.get("note", ""))


async def _sheet(
    call: Call, note: str = "", *, problem: str = "", status: int = 200
) -> web.Response:
    lab, sheet = await call.read(day.whole, call.actor, asked_day(call), call.now)
    await note_seen(call, Seen.DAY, bookings=_shown(sheet))
    here = to_wall(call.now, lab.zone).date()
    return await shown(
        call,
        "today.html",
        status=status,
        lab=lab,
        sheet=sheet,
        title=day_screens.day_name(sheet.day, here),
        hours=_hours(call, lab, sheet),
        calls=_calls(lab, sheet),
        is_today=sheet.day == here,
        days=[sheet.day + timedelta(days=step) for step in (-1, 1)],
        day_words=lambda one: dated(one, SHORT_WEEKDAY_DAY),
        is_over=sheet.day <= here and sheet.counts.booked > 0,
        said=translated(NOTES[note]) if note in NOTES else "",
        problem=problem,
    )


async def part(call: Call) -> web.Response:
    """What of the sheet is live: drawn once for all colleagues who look at the same day."""
    lab = await call.read(lab_for, call.actor)
    asked = asked_day(call)

    async def drawn() -> Part:
        _lab, sheet = await call.read(day.whole, call.actor, asked, call.now)
        known = {"hours": _hours(call, lab, sheet), "calls": _calls(lab, sheet)}
        return Part(draw.part("day.html", {"sheet": sheet, **known}), _shown(sheet))

    key = (lab.id, asked, call.actor.is_desk, spoken())
    found = await call.request.app[PARTS].get(key, drawn)
    await note_seen(call, Seen.DAY, bookings=found.bookings)
    return draw.fragment(found.html)


def _shown(it: Sheet) -> tuple[int, ...]:
    """Whose visits a page shows."""
    return tuple({one.id for one in it.visits} | {one.id for one in it.to_call})


def _calls(lab: Lab, it: Sheet) -> list[dict[str, object]]:
    return [
        {"visit": one, "at": clock(to_wall(one.starts_at, lab.zone)), "why": day_screens.why(one)}
        for one in it.to_call
    ]


def _hours(call: Call, lab: Lab, sheet: Sheet) -> list[dict[str, object]]:
    """Each hour with its visits, and what can be said of each of them."""
    first = {one.number: one for one in sheet.hours}
    start = sheet.hours[0].first_at - sheet.hours[0].number * HOUR if sheet.hours else call.now
    held: dict[int, list[dict[str, object]]] = {number: [] for number in first}
    for one in sheet.visits:
        held[(one.starts_at - start) // HOUR].append(_line(call, lab, one))
    return [
        {
            "id": f"h{number}",
            "at": f"{to_wall(hour.first_at, lab.zone):%H:00}",
            "free": hour.free,
            "is_on": hour.first_at <= call.now < hour.first_at + HOUR,
            "visits": held[number],
        }
        for number, hour in first.items()
    ]


def _line(call: Call, lab: Lab, it: SheetVisit) -> dict[str, object]:
    possible = acts_for(call.actor, it.status, it.fasting, it.is_sampled)
    return {
        "id": it.id,
        "at": clock(to_wall(it.starts_at, lab.zone)),
        "name": it.name,
        "test": it.test,
        "status": str(it.status),
        "version": it.version,
        "states": day_screens.states(it),
        "is_late": it.status is Status.BOOKED and it.starts_at < call.now,
        "acts": buttons(act for act in possible if act in QUICK),
    }


QUICK = (Act.ARRIVED, Act.SAMPLE, Act.DONE, Act.NO_SHOW, Act.BACK)
"""What is one tap away on the sheet; the rest stands on the card."""


def buttons(acts: Iterable[Act]) -> list[dict[str, str]]:
    """Acts in the order and the words of the chat."""
    wanted = set(acts)
    styles = {"danger": "danger", "success": "good", "primary": "main"}
    return [
        {"value": str(act), "words": translated(words), "style": styles.get(style or "", "")}
        for act, (words, style) in visit_screens.ACTS.items()
        if act in wanted
    ]


async def card(call: Call) -> web.Response:
    """A visit."""
    return await _card(call)


async def _card(
    call: Call, *, note: str = "", typed: str = "", problem: str = "", status: int = 200
) -> web.Response:
    found = await call.read(day.card, call.actor, number_of(call))
    await note_seen(call, Seen.VISIT, bookings=[found.booking.id])
    it = found.booking
    possible = acts_for(call.actor, it.status, found.fasting, found.sample_taken_at is not None)
    notes = found.notes if call.actor.is_desk else ()
    ready = prepare(it.test.preparation, it.test.fasting_hours, (it.starts_at, it.lab.zone))
    return await shown(
        call,
        "visit.html",
        status=status,
        visit=found,
        it=it,
        who=Markup(visit_screens.who(it, call.actor)),  # noqa: S704 - escaped there
        when=moment(it.starts_at, it.lab.zone, call.now),
        state=visit_screens.state(found),
        ready=[Markup(line) for line in ready],  # noqa: S704 - HTML of screens, escaped there
        notes=[(one, short_moment(one.at, it.lab.zone, call.now)) for one in notes],
        acts=buttons(possible),
        day=to_wall(it.starts_at, it.lab.zone).date(),
        can_cancel=call.actor.is_desk and it.status is Status.BOOKED,
        note=note,
        typed=typed,
        problem=problem,
    )


async def acted(call: Call, form: Form) -> web.Response:
    """Something happened; on another day than the visit's it is asked first."""
    try:
        name, _, number = form.get("act", "").partition(".")
        what, version = Act(name), int(number)
    except ValueError:
        raise NotFound from None
    found = await call.read(visit.find, call.actor, number_of(call))
    if "sure" not in form and is_out_of_day(what, found, call.now):
        return await shown(
            call,
            "sure.html",
            it=found,
            act=buttons([what])[0],
            version=version,
            who=Markup(visit_screens.who(found, call.actor)),  # noqa: S704 - escaped there
            when=moment(found.starts_at, found.lab.zone, call.now),
            is_to_come=found.starts_at > call.now,
            back=form.get("back", ""),
        )
    await call.write(day.act, call.actor, found.id, what, version=version, now=call.now)
    return see_other(_back(form, found.id))


async def act_refused(call: Call, _form: Form, refusal: Refusal) -> web.Response:
    """Whoever comes second reads who was faster."""
    if not isinstance(refusal, Changed):
        raise refusal
    found = await call.read(visit.find, call.actor, number_of(call))
    last = await call.read(day.last, call.actor, found.id)
    problem = visit_screens.faster(last, found.lab.zone)
    return await _card(call, problem=problem, status=409)


async def cancelled(call: Call, form: Form) -> web.Response:
    """At once, as it can be undone."""
    await call.write(visit.cancel, call.actor, number_of(call), call.now)
    return see_other(_back(form, number_of(call)))


async def noted(call: Call, form: Form) -> web.Response:
    """What colleagues should know."""
    number = number_of(call)
    await call.write(day.note, call.actor, number, form.get("text", ""), now=call.now)
    return see_other(f"/desk/visits/{number}")


async def note_refused(call: Call, form: Form, refusal: Refusal) -> web.Response:
    """With what was typed."""
    return await _card(
        call,
        typed=form.get("text", ""),
        problem=refusals.words(refusal),
        status=status_of(refusal),
    )


async def next_called(call: Call, _form: Form) -> web.Response:
    """Whoever waits longest."""
    _lab, called = await call.write(day.call_next, call.actor, call.now)
    return see_other(f"/desk/visits/{called}" if called else "/desk?note=nobody")


async def all_missed(call: Call, form: Form) -> web.Response:
    """None of those still open came."""
    chosen = _date_of(form.get("day", ""))
    if chosen is None:
        raise NotFound
    await call.write(day.all_missed, call.actor, chosen, call.now)
    return see_other(f"/desk?day={chosen:{DAY}}")


async def taken_back(call: Call, _form: Form) -> web.Response:
    """Undo, whatever it was."""
    await call.write(undo_ways.take_back, call.actor, number_of(call), call.now)
    return see_other("/desk?note=undone")


async def undo_refused(call: Call, _form: Form, refusal: Refusal) -> web.Response:
    """Too late, or somebody has gone on from there."""
    words = {TooLate: undo_screens.TOO_LATE, Changed: undo_screens.CHANGED}.get(type(refusal))
    problem = translated(words) if words else refusals.words(refusal)
    return await _sheet(call, problem=problem, status=status_of(refusal))


async def note_seen(
    call: Call, screen: Seen, *, bookings: Collection[int] = (), patients: Collection[int] = ()
) -> None:
    """Staff are about to see these patients, as in chat."""
    seen = {"bookings": bookings, "patients": patients}
    async with call.deps.database.each() as uow:
        await readings.note(uow, call.actor, screen, **seen, now=call.now)


def number_of(call: Call) -> int:
    """The id in the address."""
    return int(call.request.match_info["id"])


NOTES: dict[str, Marked] = {
    "nobody": marked("Nobody is waiting."),
    "undone": undo_screens.UNDONE,
    "booked": marked("Booked."),
}
"""What the address of a page may say that has just happened."""


def asked_day(call: Call) -> date | None:
    """The day in the address; None for what is no date."""
    return _date_of(call.request.query.get("day", ""))


def _date_of(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _back(form: Form, number: int) -> str:
    """To the sheet of a day, if the form was there, or to the visit."""
    chosen = _date_of(form.get("back", ""))
    return f"/desk?day={chosen:{DAY}}" if chosen else f"/desk/visits/{number}"

"""/slots: the sessions of a lab, one of them, and a preview of a new one."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from html import escape

from domain.booking.catalogue import LabTest
from domain.booking.lab import Lab
from domain.manage.opening_hours import OpeningHours
from domain.refusals import SessionUnclear
from domain.time.zones import to_wall
from domain.undo import Undo
from screens.desk.day import day_name
from screens.keyboard import DANGER, PRIMARY, SUCCESS, Row, back, button, grid, keyboard, short
from screens.language import (
    SHORT_DAY_YEAR,
    SHORT_WEEKDAY,
    Marked,
    _,
    counted,
    dated,
    marked,
    translated,
)
from screens.layout import lines
from screens.manage.callbacks import OpeningHoursDo, OpeningHoursTap, PlanTap, SeatsDo, SeatsTap
from screens.moment import clock
from screens.screen import Screen
from screens.undo import undo_button

MONDAY = date(2024, 1, 1)
EXAMPLE = "mon-fri 7:00-11:00 every 15 min x3 for CBC, lipid until 31 dec"
UNCLEAR: dict[str, Marked] = {
    "seats": marked("How many people at once? Write it like “x3”."),
    "weekdays": marked("On which days? Write them like “mon-fri” or “mon, wed”."),
    "hours": marked("From when to when? Write it like “7:00-11:00”."),
    "overlap": marked("Those hours overlap. Please write them one after the other."),
    "every": marked("How long is one slot? Write it like “every 15 min”."),
    "buffer": marked("How long is the break between slots? Write it like “buffer 5 min”."),
    "until": marked("Until when? A day within three years, like “until 31 dec”."),
    "date": marked("I cannot read the date “{text}”. Write it like “31 dec” or “2026-12-31”."),
    "test": marked("I know no test “{text}”, or several. /tests lists them by their codes."),
    "holidays": marked(
        "I know no holidays of “{text}”. Write a country's code, like “holidays DE”."
    ),
}
LIST = OpeningHoursTap(do=OpeningHoursDo.LIST)


Seats = tuple[int, datetime, int, int, bool]
"""Slot's id, start (aware UTC), capacity, seats taken, whether it is open."""


def sessions(
    lab: Lab, known: Sequence[tuple[OpeningHours, Sequence[LabTest], int, int]], note: str
) -> Screen:
    """All of a lab, a button each. known: session, its tests, slots to come, seats taken."""
    title = f"<b>{_('When {lab} is open').format(lab=escape(lab.name))}</b>"
    new = [button(_("New session"), OpeningHoursTap(do=OpeningHoursDo.NEW), PRIMARY)]
    days = [button(_("Seats of a day"), SeatsTap(do=SeatsDo.SHOW))]
    if not known:
        none = _("No sessions yet. Without one there are no times to book.")
        return Screen(lines(note, title, none), keyboard([new, days]))
    said = [f"{n}. {told(one[0], one[1])}" for n, one in enumerate(known, 1)]
    taps = [
        button(str(n), OpeningHoursTap(do=OpeningHoursDo.OPEN, value=one[0].id))
        for n, one in enumerate(known, 1)
    ]
    return Screen(lines(note, title, "\n".join(said)), keyboard([taps, new, days]))


def session(
    it: OpeningHours, tests: Sequence[LabTest], coming: tuple[int, int], is_asked: bool
) -> Screen:
    """One of them. coming: slots, and seats taken in them. is_asked: really end it?"""
    slots, booked = coming
    ahead = _("To come: {slots} times, {booked} visits.").format(slots=slots, booked=booked)
    head = lines(f"<b>{told(it, tests)}</b>", ahead)
    if not is_asked:
        ask = button(_("End it …"), OpeningHoursTap(do=OpeningHoursDo.ASK_END, value=it.id), DANGER)
        return Screen(head, keyboard([[back(LIST), ask]]))
    none = _("Nobody can book its times any more.")
    stay = counted(booked, "The visit stays as it is.", "The {n} visits stay as they are.")
    stay = f"{none} {stay}" if booked else none
    yes = button(_("Yes, end it"), OpeningHoursTap(do=OpeningHoursDo.END, value=it.id), DANGER)
    keep = button(_("Keep it"), OpeningHoursTap(do=OpeningHoursDo.OPEN, value=it.id))
    return Screen(lines(head, stay), keyboard([[keep, yes]]))


def ended(undo: Undo) -> Screen:
    """It is over, and can be undone for five minutes."""
    text = _("Ended. Visits that are booked stay. You can undo this for 5 minutes.")
    return Screen(text, keyboard([[undo_button(undo)], [back(LIST)]]))


def ask(note: str) -> Screen:
    """One line, please."""
    question = _("Type it in one line, like:")
    more = _("Also: “buffer 5 min”, “from 1 dec”, “except 24 dec, 26 dec”, “holidays DE”.")
    return Screen(
        lines(escape(note), f"<b>{question}</b>\n<code>{EXAMPLE}</code>", more),
        keyboard([[back(LIST)]]),
    )


def preview(
    it: OpeningHours, tests: Sequence[LabTest], counts: tuple[int, int, int], intent: str
) -> Screen:
    """What would be made. counts: days, slots, and how many of them are there already."""
    days, slots, clashing = counts
    number = _("{slots} times on {days} days in the next 60 days.").format(slots=slots, days=days)
    if not slots:
        number = _("No times in the next 60 days: please check the days.")
    clash = _("{n} of these times exist already; they stay as they are.").format(n=clashing)
    make = button(_("Make it"), PlanTap(intent=intent), SUCCESS)
    other = _("Or type another line.")
    return Screen(
        lines(f"<b>{told(it, tests)}</b>", number, clash if clashing else "", other),
        keyboard([[make], [back(LIST)]]),
    )


def made(slots: int) -> str:
    """Plain note."""
    return counted(slots, "Made: one time can be booked now.", "Made: {n} times can be booked now.")


def unclear(it: SessionUnclear) -> str:
    """Plain note: what is missing, or not understood."""
    return translated(UNCLEAR[it.part]).format(text=short(it.text))


def told(it: OpeningHours, tests: Sequence[LabTest]) -> str:
    """'Mon-Fri 07:00-11:00, every 15 min, 3 seats; CBC, LIPID; until 31 Dec 2026'. HTML."""
    hours = ", ".join(f"{opens:%H:%M}-{closes:%H:%M}" for opens, closes in it.hours)
    every = _("every {n} min").format(n=it.minutes)
    if it.buffer:
        every = _("{n} min and {m} min break").format(n=it.minutes, m=it.buffer)
    seats = counted(it.capacity, "1 seat", "{n} seats")
    parts = [f"{_weekdays(it.weekdays)} {hours}, {every}, {seats}"]
    if it.test_ids is not None:
        parts.append(", ".join(escape(test.code) for test in tests))
    if it.last_day is not None:
        parts.append(_("until {day}").format(day=_day(it.last_day)))
    if it.exceptions:
        days = ", ".join(_day(day) for day in sorted(it.exceptions)[:5])
        parts.append(_("not on {days}").format(days=days))
    if it.country is not None:
        parts.append(_("not on holidays ({country})").format(country=it.country))
    return "; ".join(parts)


def _weekdays(days: frozenset[int]) -> str:
    ordered = sorted(days)
    names = [dated(MONDAY + timedelta(days=day), SHORT_WEEKDAY) for day in ordered]
    if len(ordered) > 2 and ordered[-1] - ordered[0] == len(ordered) - 1:
        return f"{names[0]}-{names[-1]}"
    return ", ".join(names)


def _day(day: date) -> str:
    return dated(day, SHORT_DAY_YEAR)


def day(lab: Lab, wanted: date, found: Sequence[Seats], notes: tuple[str, Undo | None]) -> Screen:
    """All hours of a day, a button each; [−] and [+] for all of them."""
    note, undo = notes
    title = f"<b>{day_name(wanted, wanted - timedelta(days=9))}</b>, {escape(lab.name)}"
    ordinal = wanted.toordinal()
    turns = [
        button("‹", SeatsTap(do=SeatsDo.SHOW, day=ordinal - 1)),
        back(OpeningHoursTap(do=OpeningHoursDo.LIST)),
        button("›", SeatsTap(do=SeatsDo.SHOW, day=ordinal + 1)),
    ]
    if not found:
        none = _("There are no slots on this day.")
        return Screen(lines(note, title, none), keyboard([turns]))
    hours: dict[int, list[Seats]] = {}
    for one in found:
        hours.setdefault(to_wall(one[1], lab.zone).hour, []).append(one)
    taps = [
        button(f"{hour:02}: {_taken(part)}", SeatsTap(do=SeatsDo.SHOW, day=ordinal, hour=hour + 1))
        for hour, part in hours.items()
    ]
    head = _("{taken} seats taken, in {n} times.").format(taken=_taken(found), n=len(found))
    rows = [*grid(taps, 3), _more(ordinal, 0, 0, _("all day")), *_undo(undo), turns]
    return Screen(lines(note, title, head), keyboard(rows))


def hour(lab: Lab, wanted: date, found: Sequence[Seats], notes: tuple[str, Undo | None]) -> Screen:
    """The slots of one hour, [−] and [+] for each and for all. found: one at least."""
    note, undo = notes
    ordinal, number = wanted.toordinal(), to_wall(found[0][1], lab.zone).hour + 1
    rows: list[Row] = []
    for one in found:
        label = f"{clock(to_wall(one[1], lab.zone))}: {one[3]}/{one[2]}"
        rows.append(_more(ordinal, number, one[0], label if one[4] else f"{label} ⛔"))
    rows.append(_more(ordinal, number, 0, _("all of them")))
    title = f"<b>{day_name(wanted, wanted - timedelta(days=9))}, {number - 1:02}:00</b>"
    to_day = back(SeatsTap(do=SeatsDo.SHOW, day=ordinal))
    how = _("Taken of all seats. Tap − or + to change.")
    return Screen(lines(note, title, how), keyboard([*rows, *_undo(undo), [to_day]]))


def changed(number: int, left: int) -> str:
    """A note."""
    done = (
        counted(number, "Changed: one time.", "Changed: {n} times.")
        if number
        else _("Nothing was changed.")
    )
    if not left:
        return done
    full = _("{n} stay as they are: all their seats are taken. /close moves people elsewhere.")
    return f"{done} {full.format(n=left)}"


def _more(day: int, hour: int, slot: int, label: str) -> Row:
    def tap(do: SeatsDo) -> SeatsTap:
        return SeatsTap(do=do, day=day, hour=hour, slot=slot)

    shown = SeatsTap(do=SeatsDo.SHOW, day=day, hour=hour)
    return [
        button(_("−"), tap(SeatsDo.FEWER)),
        button(label, shown),
        button(_("+"), tap(SeatsDo.MORE)),
    ]


def _taken(found: Sequence[Seats]) -> str:
    return f"{sum(one[3] for one in found)}/{sum(one[2] for one in found)}"


def _undo(undo: Undo | None) -> list[Row]:
    return [[undo_button(undo)]] if undo else []

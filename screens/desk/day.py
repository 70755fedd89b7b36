"""/day: the sheet of a day by the hour, and the list of those still open."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from html import escape

from aiogram.types import (
    InlineKeyboardButton,
    InputRichBlockParagraph,
    InputRichBlockTable,
    InputRichBlockUnion,
    InputRichMessage,
    RichBlockTableCell,
)

from domain.booking.booking import Status
from domain.booking.lab import Lab
from domain.desk.day import Counts, Hour, Sheet, Visit
from domain.time.zones import to_wall
from screens.desk.callbacks import DayDo, DayTap, VisitDo, VisitTap
from screens.keyboard import DANGER, Row, button, grid, keyboard, short
from screens.language import (
    SHORT_WEEKDAY_DAY,
    SHORT_WEEKDAY_NUMBER,
    Marked,
    _,
    dated,
    marked,
    translated,
)
from screens.layout import lines
from screens.moment import clock
from screens.screen import Screen

NAME, TEST = 16, 6  # characters of a name and of a test's code in a line
LONGER = 24  # of a name in a table
STATES: dict[Status, Marked] = {
    Status.HELD: marked("held"),
    Status.BOOKED: marked("booked"),
    Status.ARRIVED: marked("here"),
    Status.FULFILLED: marked("done"),
    Status.NO_SHOW: marked("no-show"),
    Status.CANCELLED: marked("cancelled"),
}
FASTING: dict[str, Marked] = {"kept": marked("fasted"), "broken": marked("ate")}


def sheet(lab: Lab, it: Sheet, now: datetime, note: str) -> Screen:
    """A day: counts, the visits of an hour a line each, and buttons to all the rest."""
    today = to_wall(now, lab.zone).date()
    title = f"<b>{day_name(it.day, today)}</b>, {escape(lab.name)}"
    if not it.hours:
        none = _("There are no slots on this day.")
        return Screen(lines(note, title, none), keyboard([_days(it.day, today)]))
    shown = "\n".join(_line(lab, one) for one in it.visits)
    table = f"<pre>{shown}</pre>" if shown else _("Nobody is booked in this hour.")
    taps = [
        button(
            f"{clock(to_wall(one.starts_at, lab.zone))} {short(one.name, NAME)}",
            VisitTap(do=VisitDo.OPEN, id=one.id, version=one.version),
        )
        for one in it.visits
    ]
    rows = [*grid(_hours(lab, it), 5), *grid(taps, 2), _days(it.day, today)]
    text = lines(note, title, counts(it.counts), table)
    head = (note, f"{day_name(it.day, today)}, {lab.name}", counts(it.counts))
    return Screen(text, keyboard(rows), _rich(lab, it, head))


def still_open(lab: Lab, day: date, found: Sequence[Visit], note: str) -> Screen:
    """Who is still booked though the day is over."""
    back = button(_("‹ The day"), DayTap(do=DayDo.SHEET, day=day.toordinal()))
    if not found:
        return Screen(lines(note, _("Nobody is open any more. Thank you.")), keyboard([[back]]))
    taps = [
        button(
            f"{clock(to_wall(one.starts_at, lab.zone))} {short(one.name, NAME)}",
            VisitTap(do=VisitDo.OPEN, id=one.id, version=one.version),
        )
        for one in found
    ]
    missed = button(_("None of them came"), DayTap(do=DayDo.MISSED, day=day.toordinal()), DANGER)
    title = _("Still open: {n}. Did they come? Tap one to say so.").format(n=len(found))
    return Screen(lines(note, f"<b>{title}</b>"), keyboard([*grid(taps, 2), [missed], [back]]))


def counts(it: Counts) -> str:
    """One line; what is nought is left out, but for those to come."""
    parts = [_("{n} to come").format(n=it.booked)]
    for number, words in (
        (it.arrived, marked("{n} here")),
        (it.done, marked("{n} done")),
        (it.missed, marked("{n} did not come")),
        (it.free, marked("{n} free")),
    ):
        if number:
            parts.append(translated(words).format(n=number))
    return " · ".join(parts)


def day_name(day: date, today: date) -> str:
    """'Today, Thu 26 Nov'."""
    name = dated(day, SHORT_WEEKDAY_DAY)
    near = {today: _("Today"), today + timedelta(days=1): _("Tomorrow")}.get(day)
    year = f" {day.year}" if day.year != today.year else ""
    return f"{near}, {name}" if near else f"{name}{year}"


def not_a_day() -> str:
    """Plain note."""
    return _("I did not find a day in that. Try “/day tomorrow” or “/day 3 nov”.")


def missed(number: int) -> str:
    """Plain note."""
    return _("Marked as not come: {n}.").format(n=number)


def _line(lab: Lab, it: Visit) -> str:
    """A line of a table in a font of equal widths."""
    fasting = f" {translated(FASTING[it.fasting])}" if it.fasting else ""
    sample = f" {_('sampled')}" if it.is_sampled and it.status is Status.ARRIVED else ""
    name = escape(short(it.name, NAME).ljust(NAME))
    code = escape(it.test[:TEST].ljust(TEST))
    at = clock(to_wall(it.starts_at, lab.zone))
    return f"{at} {name} {code} {translated(STATES[it.status])}{sample}{fasting}"


def _rich(lab: Lab, it: Sheet, head: tuple[str, str, str]) -> InputRichMessage | None:
    """The same as a table; None for an hour without anybody. head: note, title, counts."""
    if not it.visits:
        return None
    note, title, counted = head
    blocks: list[InputRichBlockUnion] = [
        InputRichBlockParagraph(text=words) for words in (note, title, counted) if words
    ]
    names = [_("Time"), _("Name"), _("Test"), _("State")]
    cells = [[_cell(name, is_header=True) for name in names]]
    cells += [[_cell(words) for words in _words(lab, one)] for one in it.visits]
    return InputRichMessage(blocks=[*blocks, InputRichBlockTable(cells=cells, is_striped=True)])


def _words(lab: Lab, it: Visit) -> list[str]:
    state = [translated(STATES[it.status])]
    if it.is_sampled and it.status is Status.ARRIVED:
        state.append(_("sampled"))
    if it.fasting:
        state.append(translated(FASTING[it.fasting]))
    at = clock(to_wall(it.starts_at, lab.zone))
    return [at, short(it.name, LONGER), it.test, ", ".join(state)]


def _cell(text: str, *, is_header: bool = False) -> RichBlockTableCell:
    return RichBlockTableCell(text=text, align="left", valign="top", is_header=is_header or None)


def _hours(lab: Lab, it: Sheet) -> Row:
    return [_hour(lab, one, it) for one in it.hours]


def _hour(lab: Lab, one: Hour, it: Sheet) -> InlineKeyboardButton:
    label = f"{to_wall(one.first_at, lab.zone):%H} ({one.visits})"
    tap = DayTap(do=DayDo.SHEET, day=it.day.toordinal(), hour=one.number)
    return button(f"• {label}" if one.number == it.hour else label, tap)


def _days(day: date, today: date) -> Row:
    """The day before, today, the day after."""
    row = []
    for number, label in ((-1, "‹ {day}"), (1, "{day} ›")):
        other = day + timedelta(days=number)
        name = dated(other, SHORT_WEEKDAY_NUMBER)
        row.append(button(label.format(day=name), DayTap(do=DayDo.SHEET, day=other.toordinal())))
    if day != today:
        row.insert(1, button(_("Today"), DayTap(do=DayDo.SHEET)))
    return row

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
from domain.booking.several import PLUS
from domain.desk.day import DayCounts, Hour, Sheet, SheetVisit
from domain.desk.to_call import ToCall
from domain.time.zones import to_wall
from screens.desk.callbacks import DayDo, DayTap, VisitDo, VisitTap
from screens.keyboard import DANGER, Row, button, grid, keyboard
from screens.language import (
    SHORT_WEEKDAY_DAY,
    SHORT_WEEKDAY_DAY_YEAR,
    SHORT_WEEKDAY_NUMBER,
    Marked,
    _,
    dated,
    figure,
    marked,
    translated,
)
from screens.moment import clock
from screens.screen import Screen, lines, short

NAME, TEST = 16, 6  # characters of a name and of a test's code in a line
MINUTE = timedelta(minutes=1)
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
NOT_A_DAY = marked("I did not find a day in that. Try “/day tomorrow” or “/day 3 nov”.")


def sheet(lab: Lab, sheet: Sheet, now: datetime, note: str) -> Screen:
    """A day: counts, the visits of an hour a line each, and buttons to all the rest."""
    today = to_wall(now, lab.zone).date()
    day = day_name(sheet.day, today)
    title = f"<b>{day}</b>, {escape(lab.name)}"
    if not sheet.hours:
        none = _("There are no slots on this day.")
        return Screen(lines(note, title, none), keyboard([_days(sheet.day, today)]))
    counts = _counts(sheet.counts)
    shown = "\n".join(_line(lab, one) for one in sheet.visits)
    table = f"<pre>{shown}</pre>" if shown else _("Nobody is booked in this hour.")
    hours = [_hour(lab, one, sheet) for one in sheet.hours]
    rows = [*grid(hours, 5), *_visits(lab, sheet.visits), _calls(sheet), _days(sheet.day, today)]
    rich = _table(lab, sheet.visits, (note, f"{day}, {lab.name}", counts))
    return Screen(lines(note, title, counts, table), keyboard(rows), rich)


def to_call(lab: Lab, day: date, found: Sequence[ToCall]) -> Screen:
    """Each with the number, why, and a tap to the visit."""
    back = button(_("‹ The day"), DayTap(do=DayDo.SHEET, day=day.toordinal()))
    if not found:
        return Screen(_("There is nobody to call."), keyboard([[back]]))
    listed = [
        f"• {_clock(lab, one.starts_at)} <b>{escape(short(one.name, LONGER))}</b>, "
        f"{escape(one.phone) or _('no number')}, {escape(one.test)}: {why(one)}"
        for one in found
    ]
    taps = [
        button(
            f"{_clock(lab, one.starts_at)} {short(one.name, NAME)}",
            VisitTap(do=VisitDo.OPEN, id=one.id, version=one.version),
        )
        for one in found
    ]
    title = _("To call: {n}").format(n=figure(len(found)))
    text = lines(f"<b>{title}</b>", "\n".join(listed))
    return Screen(text, keyboard([*grid(taps, 2), [back]]))


def why(it: ToCall) -> str:
    """In plain text."""
    return _("cannot be reached by Telegram") if it.is_unreached else _("has not answered")


def _calls(it: Sheet) -> Row:
    if not it.to_call:
        return []
    words = _("To call: {n}").format(n=figure(len(it.to_call)))
    return [button(words, DayTap(do=DayDo.CALL, day=it.day.toordinal()))]


def still_open(lab: Lab, day: date, found: Sequence[SheetVisit], note: str) -> Screen:
    """Who is still booked though the day is over."""
    back = button(_("‹ The day"), DayTap(do=DayDo.SHEET, day=day.toordinal()))
    if not found:
        return Screen(lines(note, _("Nobody is open any more. Thank you.")), keyboard([[back]]))
    missed = button(_("None of them came"), DayTap(do=DayDo.MISSED, day=day.toordinal()), DANGER)
    title = _("Still open: {n}. Did they come? Tap one to say so.").format(n=len(found))
    return Screen(
        lines(note, f"<b>{title}</b>"), keyboard([*_visits(lab, found), [missed], [back]])
    )


def day_name(day: date, today: date) -> str:
    """'Today, Thu 26 Nov'; the year of another one."""
    near = {today: _("Today"), today + timedelta(days=1): _("Tomorrow")}.get(day)
    if near:
        return f"{near}, {dated(day, SHORT_WEEKDAY_DAY)}"
    return dated(day, SHORT_WEEKDAY_DAY if day.year == today.year else SHORT_WEEKDAY_DAY_YEAR)


def missed(number: int) -> str:
    """A note in plain text."""
    return _("Marked as not come: {n}.").format(n=number)


def _counts(it: DayCounts) -> str:
    """One line; noughts are left out, but for those to come."""
    parts = [_("{n} to come").format(n=it.booked)]
    for number, words in (
        (it.coming, marked("{n} have said so")),
        (it.arrived, marked("{n} here")),
        (it.done, marked("{n} done")),
        (it.missed, marked("{n} did not come")),
        (it.free, marked("{n} free")),
        (it.waiting, marked("{n} waiting for a seat")),
    ):
        if number:
            parts.append(translated(words).format(n=number))
    return " · ".join(parts)


def _visits(lab: Lab, visits: Sequence[SheetVisit]) -> list[Row]:
    taps = [
        button(
            f"{_clock(lab, one.starts_at)} {short(one.name, NAME)}",
            VisitTap(do=VisitDo.OPEN, id=one.id, version=one.version),
        )
        for one in visits
    ]
    return grid(taps, 2)


def _line(lab: Lab, it: SheetVisit) -> str:
    """A line of a table in a fixed-width font."""
    name = escape(short(it.name, NAME).ljust(NAME))
    code = escape(it.test.replace(PLUS, "+") if PLUS in it.test else it.test[:TEST].ljust(TEST))
    return f"{_clock(lab, it.starts_at)} {name} {code} {' '.join(states(it))}"


def _table(lab: Lab, visits: Sequence[SheetVisit], head: Sequence[str]) -> InputRichMessage | None:
    """The same as a table; None for an hour without anybody. head: paragraphs in plain text."""
    if not visits:
        return None
    blocks: list[InputRichBlockUnion] = [
        InputRichBlockParagraph(text=words) for words in head if words
    ]
    names = [_("Time"), _("Name"), _("Test"), _("State")]
    cells = [[_cell(name, is_header=True) for name in names]]
    for one in visits:
        at, name = _clock(lab, one.starts_at), short(one.name, LONGER)
        cells.append([_cell(words) for words in (at, name, one.test, ", ".join(states(one)))])
    return InputRichMessage(blocks=[*blocks, InputRichBlockTable(cells=cells, is_striped=True)])


def states(it: SheetVisit) -> list[str]:
    """How it stands, in words."""
    is_sure = it.is_coming and it.status is Status.BOOKED
    states = [_("coming") if is_sure else translated(STATES[it.status])]
    if it.late_at is not None and it.status is Status.BOOKED:
        states.append(_("{n} min late").format(n=(it.late_at - it.starts_at) // MINUTE))
    if it.is_sampled and it.status is Status.ARRIVED:
        states.append(_("sampled"))
    return [*states, translated(FASTING[it.fasting])] if it.fasting else states


def _cell(text: str, *, is_header: bool = False) -> RichBlockTableCell:
    return RichBlockTableCell(text=text, align="left", valign="top", is_header=is_header or None)


def _clock(lab: Lab, at: datetime) -> str:
    return clock(to_wall(at, lab.zone))


def _hour(lab: Lab, one: Hour, it: Sheet) -> InlineKeyboardButton:
    label = f"{to_wall(one.first_at, lab.zone):%H} ({one.visits})"
    tap = DayTap(do=DayDo.SHEET, day=it.day.toordinal(), hour=one.number)
    return button(f"• {label}" if one.number == it.hour else label, tap)


def _days(day: date, today: date) -> Row:
    row = []
    for number, label in ((-1, "‹ {day}"), (1, "{day} ›")):
        other = day + timedelta(days=number)
        name = dated(other, SHORT_WEEKDAY_NUMBER)
        row.append(button(label.format(day=name), DayTap(do=DayDo.SHEET, day=other.toordinal())))
    if day != today:
        row.insert(1, button(_("Today"), DayTap(do=DayDo.SHEET)))
    return row

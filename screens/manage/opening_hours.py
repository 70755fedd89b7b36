"""/slots: a lab's opening hours, one of them, a preview of new ones, and the seats of a day."""

from collections.abc import Sequence
from datetime import date, timedelta
from html import escape
from itertools import groupby

from domain.booking.catalogue import LabTest
from domain.booking.lab import Lab
from domain.manage.opening_hours import (
    DaySeats,
    OpeningHours,
    OpeningHoursView,
    PartOfDay,
    Plan,
    SeatsChange,
    SlotSeats,
)
from domain.refusals import OpeningHoursUnclear
from domain.time.zones import to_wall
from domain.undo import Undo
from screens.desk.day import day_name
from screens.keyboard import DANGER, PRIMARY, SUCCESS, Row, back, button, grid, keyboard, numbered
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
from screens.manage.callbacks import OpeningHoursDo, OpeningHoursTap, PlanTap, SeatsDo, SeatsTap
from screens.moment import clock, hours
from screens.screen import Screen, lines, short
from screens.undo import undo_row

DAYS = tuple(date(2024, 1, 1 + number) for number in range(7))  # Monday to Sunday
EXAMPLE = "mon-fri 7:00-11:00 every 15 min x3 for CBC, lipid until 31 dec"
UNREAD = marked("I do not understand “{text}”.")
UNCLEAR: dict[str, Marked] = {
    "seats": marked("How many people at once? Write it like “x3”."),
    "weekdays": marked("On which days? Write them like “mon-fri” or “mon, wed”."),
    "hours": marked("From when to when? Write it like “7:00-11:00”."),
    "overlap": marked("Those hours overlap. Please write them one after the other."),
    "groups": marked(
        "One line has the same hours on all its days. Please send a line for “{text}” of its own."
    ),
    "unread": marked("Please leave it out, or write it another way."),
    "long": marked("That is too long for one line. Please send several."),
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

INTERRUPTED = marked("This was interrupted (the bot was restarted). Here is what there is.")


def all_of(lab: Lab, found: Sequence[OpeningHoursView], note: str = "") -> Screen:
    """All opening hours of a lab, a button each."""
    title = f"<b>{_('When {lab} is open').format(lab=escape(lab.name))}</b>"
    new = [button(_("New session"), OpeningHoursTap(do=OpeningHoursDo.NEW), PRIMARY)]
    days = [button(_("Seats of a day"), SeatsTap(do=SeatsDo.SHOW))]
    if not found:
        none = _("No sessions yet. Without one there are no times to book.")
        return Screen(lines(note, title, none), keyboard([new, days]))
    listed = [f"{n}. {summary(one.opening, one.tests)}" for n, one in enumerate(found, 1)]
    taps = [OpeningHoursTap(do=OpeningHoursDo.OPEN, value=one.opening.id) for one in found]
    rows = [*numbered(taps, len(taps)), new, days]
    return Screen(lines(note, title, "\n".join(listed)), keyboard(rows))


def one(it: OpeningHoursView) -> Screen:
    tap = OpeningHoursTap(do=OpeningHoursDo.ASK_END, value=it.opening.id)
    return Screen(_head(it), keyboard([[back(LIST), button(_("End it …"), tap, DANGER)]]))


def ask_end(it: OpeningHoursView) -> Screen:
    end = OpeningHoursTap(do=OpeningHoursDo.END, value=it.opening.id)
    keep = OpeningHoursTap(do=OpeningHoursDo.OPEN, value=it.opening.id)
    row = [button(_("Keep it"), keep), button(_("Yes, end it"), end, DANGER)]
    return Screen(lines(_head(it), stays(it)), keyboard([row]))


def ended(undo: Undo) -> Screen:
    """It is over, and can be undone for five minutes."""
    text = _("Ended. Visits that are booked stay. You can undo this for 5 minutes.")
    return Screen(text, keyboard([undo_row(undo), [back(LIST)]]))


def ask(note: str = "") -> Screen:
    question = _("Type it in one line, like:")
    more = _("Also: “buffer 5 min”, “from 1 dec”, “except 24 dec, 26 dec”, “holidays DE”.")
    return Screen(
        lines(escape(note), f"<b>{question}</b>\n<code>{EXAMPLE}</code>", more),
        keyboard([[back(LIST)]]),
    )


def preview(it: Plan, intent: str) -> Screen:
    make = button(_("Make it"), PlanTap(intent=intent), SUCCESS)
    title = f"<b>{summary(it.opening, it.tests)}</b>"
    other = _("Or type another line.")
    text = lines(title, *makes(it), other)
    return Screen(text, keyboard([[make], [back(LIST)]]))


def makes(it: Plan) -> tuple[str, str]:
    """How many times there will be, and how many of them there are already."""
    number = _("No times in the next 60 days: please check the days.")
    if it.slots:
        number = _("{slots} times on {days} days in the next 60 days.").format(
            slots=it.slots, days=it.days
        )
    clash = _("{n} of these times exist already; they stay as they are.").format(n=it.clashing)
    return number, clash if it.clashing else ""


def made(slots: int) -> str:
    return counted(slots, "Made: one time can be booked now.", "Made: {n} times can be booked now.")


def unclear(it: OpeningHoursUnclear) -> str:
    """A note: what is missing, or not understood."""
    words, text = translated(UNCLEAR[it.part]), short(it.text)
    if it.text and "{text}" not in words:
        words = f"{translated(UNREAD)} {words}"
    return words.format(text=text)


def seats(it: DaySeats, hour: int = 0, note: str = "", undo: Undo | None = None) -> Screen:
    """The seats of a day, or of one of its hours, counted from 1, if it has slots."""
    part = it.part(PartOfDay(it.day, hour)) if hour else ()
    return _hour(it, part, note, undo) if part else _day(it, note, undo)


def changed(it: SeatsChange) -> str:
    done = _("Nothing was changed.")
    if it.changed:
        done = counted(it.changed, "Changed: one time.", "Changed: {n} times.")
    if not it.left:
        return done
    full = _("{n} stay as they are: all their seats are taken. /close moves people elsewhere.")
    return f"{done} {full.format(n=it.left)}"


def ahead(it: OpeningHoursView) -> str:
    return _("To come: {slots} times, {booked} visits.").format(slots=it.slots, booked=it.booked)


def stays(it: OpeningHoursView) -> str:
    """What becomes of times and visits at its end."""
    stay = _("Nobody can book its times any more.")
    if it.booked:
        visits = counted(it.booked, "The visit stays as it is.", "The {n} visits stay as they are.")
        stay = f"{stay} {visits}"
    return stay


def _head(it: OpeningHoursView) -> str:
    return lines(f"<b>{summary(it.opening, it.tests)}</b>", ahead(it))


def summary(it: OpeningHours, tests: Sequence[LabTest]) -> str:
    """'Mon-Fri 07:00-11:00, every 15 min, 3 seats; CBC, LIPID; until 31 Dec 2026'. HTML."""
    times = ", ".join(hours(*span) for span in it.hours)
    every = _("every {n} min").format(n=it.minutes)
    if it.buffer:
        every = _("{n} min and {m} min break").format(n=it.minutes, m=it.buffer)
    seats = counted(it.capacity, "1 seat", "{n} seats")
    parts = [f"{_weekdays(it.weekdays)} {times}, {every}, {seats}"]
    if it.test_ids is not None:
        parts.append(", ".join(escape(test.code) for test in tests))
    if it.last_day is not None:
        parts.append(_("until {day}").format(day=dated(it.last_day, SHORT_DAY_YEAR)))
    if it.exceptions:
        days = ", ".join(dated(day, SHORT_DAY_YEAR) for day in sorted(it.exceptions)[:5])
        parts.append(_("not on {days}").format(days=days))
    if it.country is not None:
        parts.append(_("not on holidays ({country})").format(country=it.country))
    return "; ".join(parts)


def _weekdays(days: frozenset[int]) -> str:
    ordered = sorted(days)
    names = [dated(DAYS[day], SHORT_WEEKDAY) for day in ordered]
    if len(ordered) > 2 and ordered[-1] - ordered[0] == len(ordered) - 1:
        return f"{names[0]}-{names[-1]}"
    return ", ".join(names)


def _day(it: DaySeats, note: str, undo: Undo | None) -> Screen:
    """All hours of a day, a button each; [−] and [+] for all of them."""
    title = f"<b>{_day_name(it)}</b>, {escape(it.lab.name)}"
    ordinal = it.day.toordinal()
    turns = [
        button("‹", SeatsTap(do=SeatsDo.SHOW, day=ordinal - 1)),
        back(LIST),
        button("›", SeatsTap(do=SeatsDo.SHOW, day=ordinal + 1)),
    ]
    if not it.slots:
        none = _("There are no slots on this day.")
        return Screen(lines(note, title, none), keyboard([turns]))
    taps = [
        button(f"{hour:02}: {taken(part)}", SeatsTap(do=SeatsDo.SHOW, day=ordinal, hour=hour + 1))
        for hour, part in ((hour, list(slots)) for hour, slots in groupby(it.slots, it.hour_of))
    ]
    head = _("{taken} seats taken, in {n} times.").format(taken=taken(it.slots), n=len(it.slots))
    whole_day = SeatsTap(do=SeatsDo.SHOW, day=ordinal)
    rows = [*grid(taps, 3), _fewer_or_more(whole_day, _("all day")), undo_row(undo), turns]
    return Screen(lines(note, title, head), keyboard(rows))


def _hour(it: DaySeats, slots: Sequence[SlotSeats], note: str, undo: Undo | None) -> Screen:
    """The slots of one hour, [−] and [+] for each and for all. slots: one at least."""
    ordinal, hour = it.day.toordinal(), it.hour_of(slots[0])
    whole_hour = SeatsTap(do=SeatsDo.SHOW, day=ordinal, hour=hour + 1)
    rows: list[Row] = []
    for slot in slots:
        label = f"{clock(to_wall(slot.starts_at, it.lab.zone))}: {taken([slot])}"
        tap = whole_hour.model_copy(update={"slot": slot.id})
        rows.append(_fewer_or_more(tap, label if slot.is_open else f"{label} ⛔"))
    rows.append(_fewer_or_more(whole_hour, _("all of them")))
    title = f"<b>{_day_name(it)}, {hour:02}:00</b>"
    to_day = back(SeatsTap(do=SeatsDo.SHOW, day=ordinal))
    how = _("Taken of all seats. Tap − or + to change.")
    return Screen(lines(note, title, how), keyboard([*rows, undo_row(undo), [to_day]]))


def _day_name(it: DaySeats) -> str:
    return day_name(it.day, it.day - timedelta(days=9))


def _fewer_or_more(part: SeatsTap, label: str) -> Row:
    """[−] what is changed [+]; the button in the middle shows its day or hour again."""
    return [
        button(_("−"), part.model_copy(update={"do": SeatsDo.FEWER})),
        button(label, part.model_copy(update={"slot": 0})),
        button(_("+"), part.model_copy(update={"do": SeatsDo.MORE})),
    ]


def taken(slots: Sequence[SlotSeats]) -> str:
    return f"{sum(slot.booked for slot in slots)}/{sum(slot.capacity for slot in slots)}"

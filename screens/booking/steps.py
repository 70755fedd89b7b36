"""The questions of a booking: which test, day and time, for whom, and which phone number."""

from calendar import Calendar, monthrange
from collections import Counter
from collections.abc import Collection, Sequence
from datetime import date, timedelta
from functools import partial
from html import escape

from aiogram.types import InlineKeyboardButton, KeyboardButton

from domain.booking.catalogue import LabTest
from domain.booking.lab import Closed, FreeTime, NotFree
from domain.booking.part_of_day import AFTERNOON, EVENING, MORNING, part_of
from domain.booking.patient import Patient
from domain.booking.several import MOST as MOST_TESTS
from domain.booking.words.person import age_on
from domain.page import Page
from domain.time.zones import to_wall
from screens.booking.callbacks import BookingDo
from screens.booking.card import Frame, card, phone_button
from screens.booking.visit_words import clocks_note, money, named_day, short_time
from screens.booking.waitlist import join_row
from screens.keyboard import PRIMARY, Row, disabled_button, grid, page_turns, request
from screens.language import (
    MONTH_YEAR,
    SHORT_DAY,
    SHORT_MONTH,
    Marked,
    _,
    dated,
    in_words,
    marked,
    translated,
)
from screens.screen import Screen, html_of, short

LABEL = 30  # characters of a test's name on its button, beside the price
NAME_LABEL = 32  # of a patient's
SEARCH = 40  # of a search that a card repeats
BLANK = "·"
MANY = 12  # times that are shown without asking for a part of the day first
MOST = 90  # buttons; Telegram takes 100 in all
WIDTH = 2  # times beside each other: of three, a phone cuts off how many seats are left
NEAR, FEW_WEEKS = 14, 28  # free days that a calendar shows first, in at most so many days

# Plain notes above a question.
NOTHING_FREE = marked("Sorry, everything is booked out just now. Please look again tomorrow.")
NOT_A_DAY = marked("I did not find a day in that. Try “tomorrow” or “12 december”.")
DAY_PAST = marked("That is in the past. Please pick another day.")
JUST_TAKEN = marked("Sorry, that seat has just been taken.")
NOT_FOR_ALL = marked("That time is not for all of these tests.")
HAS_BEGUN = marked("Sorry, it is too late for that time.")
ONE_AT_A_TIME = marked("I book one visit at a time. This is the first one.")
FIRST_FREE = marked("This is the first free time.")
WHICH_ONE = marked("I can read that in more than one way.")
WHY: dict[NotFree, Marked] = {
    NotFree.FULL: marked("{time} is fully booked."),
    NotFree.OTHER_TEST: marked("This test is not done at {time}."),
    NotFree.NO_START: marked("No visit begins at {time}."),
    NotFree.UNKNOWN: marked("{time} is not free."),
}
NOT_A_TIME = marked("I did not find a time in that. Try “9:30” or “afternoon”.")
PHONE_NOTED = marked("Thank you, I have noted your number.")
AT_LEAST_TWO = marked("Please choose at least two people.")
NOT_TOGETHER = marked("There are not enough seats beside each other at that time.")
WHOSE = marked("What is the full name of that person?")
NAME_INVALID = marked(
    "That does not look like a name. Please type first and last name, like Ada Lovelace."
)
PHONE_INVALID = marked(
    "That does not look like a phone number. Please type it like +49 170 1234567."
)


def tests(frame: Frame, page: Page[LabTest], search: str, chosen: Sequence[LabTest]) -> Screen:
    """A page of tests, narrowed by `search` if it is not empty.

    chosen: those of the visit, where another one is looked for, else none; of several, each can be
    left out.
    """
    offered = [test for test in page.items if test.id not in frame.test_ids]
    offered = offered if len(chosen) < MOST_TESTS else []
    rows: list[Row] = [[frame.tap(_label(test), BookingDo.TEST, test.id)] for test in offered]
    rows.append(page_turns(page.number, page.pages, partial(frame.do, BookingDo.TESTS)))
    if search:
        rows.append([frame.tap(_("All tests"), BookingDo.ALL)])
    for test in chosen if len(chosen) > 1 else ():
        label = _("Without {test}").format(test=short(in_words(test).name, LABEL))
        rows.append([frame.tap(label, BookingDo.DROP, test.id)])
    return card(frame, _question(search) if search or not chosen else _more(chosen), rows)


def _more(chosen: Sequence[LabTest]) -> str:
    if len(chosen) < MOST_TESTS:
        return _("Which test shall I add? Tap one, or type a word such as “sugar”.")
    return _("More than {n} tests do not fit into one visit.").format(n=MOST_TESTS)


def none_found(search: str) -> str:
    """Plain note: nothing fits, so all are shown."""
    return _("I found no test for “{search}”, so here are all of them.").format(
        search=short(search, SEARCH)
    )


def _question(search: str) -> str:
    if search:
        return _("Tests for “{search}”. Which one?").format(search=html_of(search, SEARCH))
    return _("Which test? Tap one, or type a word such as “sugar”.")


def _label(test: LabTest) -> str:
    return f"{short(in_words(test).name, LABEL)} · {money(test.price, test.currency)}"


def days(
    frame: Frame,
    month: date,
    free: Collection[date],
    *,
    is_first: bool = False,
    is_full: bool = False,
) -> Screen:
    """The month of `month`, Monday first, without the weeks that are over.

    Only days in `free` can be tapped. is_first: none is free in an earlier month; what is near is
    shown beyond the month's end, too, and [First free]. is_full: the day that was wanted has no
    seat, so one may be waited for, as where there is none at all.
    """
    first = month.replace(day=1)
    shown = _weeks(frame, first)
    end = first + timedelta(days=monthrange(first.year, first.month)[1] - 1)
    open_ = [day for day in free if first <= day <= end]
    if is_first and (more := _weeks_after(shown, free, len(open_))):
        shown, end = [*shown, *more], more[-1]
    cells = [
        _cell(frame, day, first, free) if first <= day <= end else disabled_button(BLANK)
        for day in shown
    ]
    weekdays = (_("Mo"), _("Tu"), _("We"), _("Th"), _("Fr"), _("Sa"), _("Su"))
    rows = [
        _title(frame, first, free, end),
        [disabled_button(name) for name in weekdays],
        *grid(cells, 7),
    ]
    if is_first and free:
        rows.append([frame.tap(_("First free"), BookingDo.FIRST)])
    if is_full or not free:
        rows.append(join_row(frame))
    question = _("Which day? Tap one, or type it: “tomorrow”, “next friday”.")
    return card(frame, question, rows)


def _weeks(frame: Frame, month: date) -> list[date]:
    """The days of the month's weeks that are not over."""
    monday = frame.today - timedelta(days=frame.today.weekday())
    return [day for day in Calendar().itermonthdates(month.year, month.month) if day >= monday]


def _weeks_after(shown: Sequence[date], free: Collection[date], count: int) -> list[date]:
    """The days that follow near the end of a month, so that enough can be chosen at once.

    count: free days of the month itself; the rest of its last week is blank without others.
    """
    more: list[date] = []
    while shown and len(shown) + len(more) < FEW_WEEKS:
        if count + sum(day in free for day in more) >= NEAR:
            break
        last = more[-1] if more else shown[-1]
        more += [last + timedelta(days=number) for number in range(1, 8)]
    return more


def not_free(day: date, free: Collection[date], today: date) -> str:
    """Plain note: that day is full or closed. free: those that may be had instead."""
    text = _("Nothing is free on {day}.").format(day=named_day(day, today))
    if not free:
        return text
    later = [other for other in free if other > day]
    other = min(later) if later else max(free)
    hint = _("The next free day is {day}.") if later else _("The last free day is {day}.")
    return f"{text} {hint.format(day=named_day(other, today))}"


def _cell(frame: Frame, day: date, month: date, free: Collection[date]) -> InlineKeyboardButton:
    label = dated(day, SHORT_DAY) if day.day == 1 and day > month else str(day.day)
    if day not in free:
        return disabled_button(label)
    return frame.tap(label, BookingDo.DAY, day.toordinal())


def _title(frame: Frame, first: date, free: Collection[date], end: date) -> Row:
    """The month's name between arrows to the nearest months with a free day."""
    others = {day.replace(day=1) for day in free} - {first}
    earlier, later = {day for day in others if day < first}, {day for day in others if day > first}
    name = dated(first, MONTH_YEAR)
    if end.month != first.month:
        name = f"{dated(first, SHORT_MONTH)} – {dated(end, MONTH_YEAR)}"
    row = [disabled_button(name)]
    if earlier:
        row.insert(0, _arrow(frame, max(earlier), "‹ {month}"))
    if later:
        row.append(_arrow(frame, min(later), "{month} ›"))
    return row


def _arrow(frame: Frame, month: date, label: str) -> InlineKeyboardButton:
    name = dated(month, SHORT_MONTH)
    return frame.tap(label.format(month=name), BookingDo.MONTH, month.toordinal())


def times(frame: Frame, day: date, free: Sequence[FreeTime], part: int) -> Screen:
    """The free times of a day; parts of the day first if they are many. part: 0 = all."""
    zone = frame.lab.zone
    chosen = [time for time in free if part in {0, part_of(time.starts_at, zone)}] or list(free)
    parts = sorted({part_of(time.starts_at, zone) for time in chosen})
    if len(chosen) > MANY and len(parts) > 1:
        rows = [_part(frame, number, chosen) for number in parts]
        how = _("Tap one, or type a time such as “9:30”.")
    else:
        clocks = [(time, f"{to_wall(time.starts_at, zone):%H:%M}") for time in chosen[:MOST]]
        rows = grid([_time(frame, time, clock) for time, clock in clocks], WIDTH)
        how = _("Tap one, or type it: “9:30”, “afternoon”.")
    asked = _("What time on {day}?").format(day=f"<b>{named_day(day, frame.today)}</b>")
    note = escape(clocks_note(day, frame.lab, frame.zone))
    return card(frame, f"{asked} {how}\n{note}", rows)


def offered(frame: Frame, nearest: Sequence[FreeTime], other_day: date | None) -> Screen:
    """Times offered instead of one that is not free; frame.note says why.

    other_day: the lab's day whose other times may be seen, None = the calendar.
    """
    rows: list[Row] = [
        [_time(frame, time, short_time(time.starts_at, frame.lab.zone))] for time in nearest
    ]
    if other_day is None:
        more = frame.tap(_("Other days"), BookingDo.MONTH)
    else:
        more = frame.tap(_("All times that day"), BookingDo.DAY, other_day.toordinal())
    return card(frame, _("Tap one of these free times:"), [*rows, [more], join_row(frame)])


def first_free_day(day: date, today: date) -> str:
    """Plain note: why the calendar begins so late."""
    return _("The first free day is {day}.").format(day=named_day(day, today))


def time_not_free(wished: str, why: NotFree, closed: Closed | None, zone: str) -> str:
    """Plain note: that time is full, closed, over, or none. wished: as in 'Fri 12 Dec, 09:00'.

    zone: the lab's.
    """
    if closed is None or why is NotFree.OTHER_TEST:
        return translated(WHY[why]).format(time=wished)
    return f"{_('{time} is not free.').format(time=wished)} {_closed(closed, zone)}"


def _closed(closed: Closed, zone: str) -> str:
    first, end = (at and f"{to_wall(at, zone):%H:%M}" for at in (closed.first, closed.end))
    if first and end:
        return _("We are closed {first}–{end}.").format(first=first, end=end)
    if end:
        return _("We open at {time}.").format(time=end)
    return _("We close at {time}.").format(time=first) if first else _("We are closed that day.")


def _part(frame: Frame, part: int, free: Sequence[FreeTime]) -> Row:
    names = {MORNING: _("Morning"), AFTERNOON: _("Afternoon"), EVENING: _("Evening")}
    count = sum(part_of(time.starts_at, frame.lab.zone) == part for time in free)
    label = _("{part} · {count} free times") if count > 1 else _("{part} · {count} free time")
    return [frame.tap(label.format(part=names[part], count=count), BookingDo.PART, part)]


def _time(frame: Frame, time: FreeTime, shown: str) -> InlineKeyboardButton:
    label = _("{time} · {seats} left").format(time=shown, seats=time.seats)
    return frame.tap(label, BookingDo.SLOT, time.slot_id)


def patients(
    frame: Frame, me: Patient, others: Sequence[Patient], phone: str, *, is_party: bool = False
) -> Screen:
    """Me first, nameless if the name in Telegram is none for a lab. phone: E.164 or empty.

    is_party: several of them may come together. Of one name, the last digits of their numbers
    tell people apart.
    """
    everybody = [item for item in (me, *others) if item.name]
    names = Counter(item.name.casefold() for item in everybody)
    rows = [_person(frame, item, is_one_of=names[item.name.casefold()] > 1) for item in everybody]
    if is_party:
        rows.append([frame.tap(_("Several people"), BookingDo.PARTY)])
    rows.append([frame.tap(_("Someone else"), BookingDo.SOMEONE), phone_button(frame, phone)])
    question = _("Who is it for? Tap a name, or type it.")
    if phone:
        question += "\n" + _("Phone: {phone}").format(phone=escape(phone))
    return card(frame, question, rows)


def party(frame: Frame, known: Sequence[Patient], ticked: Collection[int]) -> Screen:
    """Those who are known, oneself first; ticked: ids of who comes."""
    rows: list[Row] = [
        [frame.tap(("✓ " if it.id in ticked else "") + _known(frame, it), BookingDo.TICK, it.id)]
        for it in sorted(known, key=lambda it: not it.is_self)
    ]
    if len(ticked) > 1:
        rows.append([frame.tap(_("Continue"), BookingDo.TOGETHER, style=PRIMARY)])
    names = ", ".join(html_of(it.name, NAME_LABEL) for it in known if it.id in ticked)
    question = _("Who comes together? Tap each of them, then Continue.")
    told = _("Chosen: {names}").format(names=names) if names else ""
    return card(frame, f"{question}\n{told}".strip(), rows)


def _known(frame: Frame, it: Patient) -> str:
    label = named(it, frame.today)
    return _("Me: {name}").format(name=label) if it.is_self else label


def same_asked(frame: Frame, name: str, known: Sequence[Patient]) -> Screen:
    """Whether one of those known by the name that was typed is meant: never taken for granted."""
    rows = [_person(frame, item, is_one_of=True) for item in known]
    rows.append([frame.tap(_("Somebody else of that name"), BookingDo.OTHER)])
    asked = _("You have booked for {name} before, or it is your own name. Who is meant?")
    return card(frame, asked.format(name=html_of(name, NAME_LABEL)), rows)


def born_asked(frame: Frame, name: str, *, is_needed: bool) -> Screen:
    """A birth date is to be typed. is_needed: it alone tells two people of one name apart."""
    asked = _("When was {name} born? Please type the date, like 12.03.2018.")
    why = _("The birth year opens the reports. I ask only once.")
    if is_needed:
        why = _("It tells the two people of that name apart.")
    rows = [] if is_needed else [[frame.tap(_("Skip"), BookingDo.SKIP)]]
    return card(frame, f"{asked.format(name=html_of(name, NAME_LABEL))}\n{why}", rows)


def _person(frame: Frame, it: Patient, *, is_one_of: bool) -> Row:
    """A button: 'Me: Ann', 'Leo, 6'; where there may be several, the end of the number, too."""
    label = named(it, frame.today)
    if is_one_of and it.phone:
        label = f"{label} · …{it.phone[-4:]}"
    if it.is_self:
        label = _("Me: {name}").format(name=label)
        return [frame.tap(label, BookingDo.PATIENT, 0, PRIMARY)]
    return [frame.tap(label, BookingDo.PATIENT, it.id)]


def named(it: Patient, today: date) -> str:
    """Plain text: 'Leo, 6'; the age where the birth date is known and it is not oneself."""
    name = short(it.name, NAME_LABEL)
    if it.born is None or it.is_self:
        return name
    return f"{name}, {age_on(it.born, today)}"


def name_asked(frame: Frame) -> Screen:
    """Somebody else's name is to be typed."""
    return card(frame, _("What is the patient's full name? Please type it."), [])


def phone_asked(frame: Frame) -> Screen:
    """A phone number is to be typed or shared."""
    question = _(
        "What phone number may the lab call? Type it, or share yours with the button below."
    )
    return card(frame, question, [])


def contact_button() -> Screen:
    """The reply keyboard that shares the person's own number."""
    key = KeyboardButton(text=_("Share my phone number"), request_contact=True)
    keys = request(key, placeholder=_("+49 170 1234567"))
    return Screen(_("Tap below to share your number."), keys)

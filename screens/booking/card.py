"""The card of a booking: what every question shows of it, the last question, and how it ends."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from html import escape

from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

from domain.account.actor import STAFF, Role
from domain.account.privacy import TERMS
from domain.booking.booking import BookingView
from domain.booking.catalogue import LabTest
from domain.booking.lab import FreeTime, Lab
from domain.booking.patient import Patient
from domain.booking.reminding import Reminding
from domain.booking.several import MOST, number_of
from domain.refusals import TooManyThatDay, TooManyVisits
from domain.time.zones import to_wall
from screens import refusal
from screens.booking.callbacks import (
    BookingDo,
    BookingsDo,
    BookingsTap,
    BookingTap,
    CalendarFileTap,
    MoveTap,
)
from screens.booking.visit_words import (
    ADDRESS,
    LABEL,
    NAME,
    TESTS,
    eat_nothing,
    fact,
    in_full,
    in_short,
    money,
    preparation,
    prepare,
    short_time,
    summary,
    when,
)
from screens.callback_values import StartDo, StartTap
from screens.keyboard import PRIMARY, SUCCESS, Row, back, button, keyboard
from screens.language import (
    DAY_YEAR,
    WEEKDAY,
    WEEKDAY_DAY,
    _,
    counted,
    dated,
    in_words,
    marked,
)
from screens.screen import Screen, html_of, lines, short

# Plain notes above a question.
ALREADY_BOOKED = marked(
    "This patient already has a booking at that time. Please pick another time."
)
NAME_FORGOTTEN = marked("I was restarted and do not know any more who it is for.")
LINK_TAKEN = marked("That time has just been taken. Please pick another one.")
PLEASE_TAP = marked("Please tap Confirm to book, or Back to change something.")
PLEASE_TAP_MOVE = marked("Please tap Move it, or Back to pick another time.")
WHEN_INSTEAD = marked("When would you like to come instead?")
TEXT_ONLY = marked("I can only read text here. Please type your answer or tap a button.")
CHANGED_SINCE = marked("This has changed since. Please look again:")


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """What every card of the conversation knows.

    starts_at: aware UTC. zone: the person's own IANA zone, the lab's if they gave none.
    today: by the lab's calendar. note: plain text above the question, such as what was not
    understood. was: when the visit that is moved begins. agreed: to which version of the terms.
    """

    intent: str
    lab: Lab
    zone: str
    today: date
    test: LabTest | None = None
    starts_at: datetime | None = None
    note: str = ""
    slot_id: int = 0
    was: datetime | None = None
    test_ids: tuple[int, ...] = ()
    agreed: int = TERMS

    def do(self, do: BookingDo, value: int = 0) -> BookingTap:
        """What a button of this conversation sends."""
        return BookingTap(intent=self.intent, do=do, value=value)

    def tap(
        self, text: str, do: BookingDo, value: int = 0, style: str | None = None
    ) -> InlineKeyboardButton:
        """A button of this conversation."""
        return button(text, self.do(do, value), style)


def card(frame: Frame, question: str, rows: Sequence[Row]) -> Screen:
    """Note, what is chosen so far, the question (HTML); below it the rows, Back and Cancel."""
    return Screen(
        lines(escape(frame.note), _heading(frame), question), keyboard([*rows, _foot(frame)])
    )


def _heading(frame: Frame) -> str:
    """HTML: the test with price, the time, the preparation; empty before anything is chosen."""
    test, starts_at = frame.test, frame.starts_at
    known = []
    if test is not None:
        price = money(test.price, test.currency)
        known.append(f"<b>{html_of(test.name, TESTS)}</b> · {escape(price)}")
    if frame.was is not None:
        known.append(_until_now(frame.was, frame))
    if starts_at is not None:
        known.append(when(starts_at, frame.lab, frame.zone))
    if test is not None:
        known.append(preparation(test.preparation))
    if test is not None and starts_at is not None:
        known.append(eat_nothing(test.fasting_hours, starts_at, frame.lab.zone))
    return "\n".join(line for line in known if line)


def _until_now(was: datetime, frame: Frame) -> str:
    return _("Until now: {time}").format(time=when(was, frame.lab, frame.zone))


def _foot(frame: Frame) -> Row:
    cancel = frame.tap(_("Cancel"), BookingDo.CANCEL, frame.slot_id)
    return [back(frame.do(BookingDo.BACK, number_of(frame.test_ids))), cancel]


def add_button(frame: Frame) -> Row:
    """[Add a test], while there is room for one."""
    has_room = 0 < len(frame.test_ids) < MOST
    return [frame.tap(_("Add a test"), BookingDo.ADD)] if has_room else []


def phone_button(frame: Frame, phone: str) -> InlineKeyboardButton:
    """[Add phone] or [Change phone]."""
    return frame.tap(_("Change phone") if phone else _("Add phone"), BookingDo.CONTACT)


def confirmation(
    frame: Frame, seal: int, *, name: str, phone: str, born: date | None = None
) -> Screen:
    """All of it once more. frame.test and frame.starts_at are set; the patient's name and phone.

    born: a birth date that is known.

    [Confirm] carries the seal of what is shown, so that an older card never books a newer choice.
    """
    test, starts_at, lab, zone = frame.test, frame.starts_at, frame.lab, frame.zone
    chosen: list[str] = []
    if test is not None and starts_at is not None:
        who = f"{short(name, NAME)}, {dated(born, DAY_YEAR)}" if born else name
        chosen = summary(test, starts_at, lab, name=who, phone=phone, zone=zone)
    rows = [
        [frame.tap(_("Confirm"), BookingDo.CONFIRM, seal, SUCCESS)],
        [*add_button(frame), phone_button(frame, phone)],
        _foot(frame),
    ]
    asked = f"<b>{_('Shall I book this?')}</b>"
    text = lines(escape(frame.note), asked, "\n".join(chosen), _terms(frame.agreed))
    return Screen(text, keyboard(rows))


def together_asked(
    frame: Frame, seal: int, people: Sequence[Patient], times: Sequence[FreeTime]
) -> Screen:
    """The same for several people, each with a time of their own. frame.test is set."""
    lab = in_words(frame.lab)
    each = [
        f"{html_of(one.name, NAME)}: {when(time.starts_at, frame.lab, frame.zone)}"
        for one, time in zip(people, times, strict=True)
    ]
    where = f"{html_of(lab.name, NAME)}, {html_of(lab.address, ADDRESS)}"
    known = [_heading(frame), _("The price is for each person."), fact(_("Where"), where)]
    rows = [
        [frame.tap(_("Confirm"), BookingDo.CONFIRM, seal, SUCCESS)],
        add_button(frame),
        _foot(frame),
    ]
    asked = f"<b>{_('Shall I book this?')}</b>"
    told = ("\n".join(each), "\n".join(known), _terms(frame.agreed))
    return Screen(lines(escape(frame.note), asked, *told), keyboard(rows))


def together(bookings: Sequence[BookingView], zone: str) -> Screen:
    """The seats are theirs; a button for each visit. zone: the reader's."""
    head = counted(len(bookings), "Booked for one person.", "Booked for {n} people.")
    first = bookings[0]
    each = [
        "\n".join(
            (
                f"<b>{html_of(it.patient_name, NAME)}</b>, {when(it.starts_at, it.lab, zone)}",
                _("Booking number: {number}").format(number=f"<code>{it.id}</code>"),
            )
        )
        for it in bookings
    ]
    test, lab = in_words(first.test), in_words(first.lab)
    where = f"{html_of(lab.name, NAME)}, {html_of(lab.address, ADDRESS)}"
    told = [f"<b>{html_of(test.name, TESTS)}</b>", fact(_("Where"), where)]
    told += prepare(test.preparation, test.fasting_hours, (first.starts_at, first.lab.zone))
    rows: list[Row] = [
        [
            button(
                f"{short(it.patient_name, LABEL)} · {short_time(it.starts_at, it.lab.zone)}",
                BookingsTap(do=BookingsDo.OPEN, value=it.id),
            )
        ]
        for it in bookings
    ]
    mine = button(_("My bookings"), BookingsTap(do=BookingsDo.PAGE))
    own = _("Each visit is moved or cancelled by itself.")
    return Screen(lines(f"<b>{head}</b>", *each, "\n".join(told), own), keyboard([*rows, [mine]]))


def _terms(agreed: int) -> str:
    """What [Confirm] agrees to, beside the visit; once for each version."""
    if agreed >= TERMS:
        return ""
    if agreed:
        return _("How your data is used has changed; by confirming you agree to it: /privacy")
    return _("By confirming you agree to how your data is used: /privacy")


def move_asked(frame: Frame, seal: int, *, name: str) -> Screen:
    """The same for a visit that gets another time. frame.was, frame.starts_at: both times."""
    test, starts_at, was = frame.test, frame.starts_at, frame.was
    chosen: list[str] = []
    if test is not None and starts_at is not None and was is not None:
        chosen = [
            f"<b>{html_of(test.name, TESTS)}</b>, {html_of(name, NAME + 4)}",
            _until_now(was, frame),
            _("From now on: {time}").format(time=when(starts_at, frame.lab, frame.zone)),
            eat_nothing(test.fasting_hours, starts_at, frame.lab.zone),
        ]
    rows = [[frame.tap(_("Move it"), BookingDo.CONFIRM, seal, SUCCESS)], _foot(frame)]
    asked = f"<b>{_('Shall I move this visit?')}</b>"
    told = "\n".join(line for line in chosen if line)
    return Screen(lines(escape(frame.note), asked, told), keyboard(rows))


def moved(
    booking: BookingView, zone: str, reminders: Sequence[Reminding], today: date | None = None
) -> Screen:
    """It has the new time now. zone: the reader's. reminders: those to come, the next first.

    today: by the lab's calendar.
    """
    wall = to_wall(booking.starts_at, booking.lab.zone)
    head = _("Moved. See you on {day}!").format(day=dated(wall, WEEKDAY))
    head = _("Moved. See you today!") if wall.date() == today else head
    return _told(booking, zone, head, reminders)


def booked(
    booking: BookingView, zone: str, reminders: Sequence[Reminding], today: date | None = None
) -> Screen:
    """The seat is theirs; the same of it."""
    wall = to_wall(booking.starts_at, booking.lab.zone)
    head = _("Booked. See you on {day}!").format(day=dated(wall, WEEKDAY))
    head = _("Booked. See you today!") if wall.date() == today else head
    return _told(booking, zone, head, reminders)


def _reminding(starts_at: datetime, zone: str, reminders: Sequence[Reminding]) -> str:
    """When it will be reminded of: in hours, or where nights are in the way, on which day."""
    usual = [24, 2][-len(reminders) :]
    if [starts_at - one.at for one in reminders] == [timedelta(hours=each) for each in usual]:
        if len(reminders) > 1:
            return _("I will remind you a day before, and again two hours before.")
        return _("I will remind you two hours before.")
    walls = [to_wall(one.at, zone) for one in reminders]
    times = "; ".join(f"{dated(wall, WEEKDAY_DAY)}, {wall:%H:%M}" for wall in walls)
    return _("I will remind you: {times}.").format(times=times) if times else ""


def _told(booking: BookingView, zone: str, head: str, reminders: Sequence[Reminding]) -> Screen:
    reminding = _reminding(booking.starts_at, zone, reminders)
    text = lines(f"<b>{head}</b>", in_full(booking, zone), reminding)
    rows = [
        [
            button(_("My bookings"), BookingsTap(do=BookingsDo.PAGE)),
            calendar_file(booking.id),
        ],
        [
            button(_("Move"), MoveTap(booking=booking.id)),
            button(_("Cancel booking"), BookingsTap(do=BookingsDo.CANCEL, value=booking.id)),
        ],
    ]
    return Screen(text, keyboard(rows))


def calendar_file(booking_id: int) -> InlineKeyboardButton:
    """It is sent for it."""
    return button(_("Calendar file"), CalendarFileTap(booking=booking_id))


def booked_that_day(intent: str, known: BookingView, zone: str) -> Screen:
    """The patient has the test on that day already. zone: the reader's."""
    head = _("You already have {test} that day:").format(test=html_of(known.test.code, NAME))
    open_it = button(
        _("Show that booking"), BookingsTap(do=BookingsDo.OPEN, value=known.id), PRIMARY
    )
    text = lines(f"<b>{head}</b>", "\n".join(in_short(known, zone)), _("Nothing was booked now."))
    return Screen(text, keyboard([[open_it], *_go_on(intent)]))


def too_many(
    intent: str, refused: TooManyVisits, items: Sequence[BookingView] = (), slot_id: int = 0
) -> Screen:
    """The account has as many visits as one may have, in all or on that day.

    items: those of them that can be moved, to slot_id, a tap each.
    """
    mine = [button(_("My bookings"), BookingsTap(do=BookingsDo.PAGE), PRIMARY)]
    if not items:
        return Screen(escape(refusal.words(refused)), keyboard([mine, *_go_on(intent)]))
    head = counted(
        refused.limit,
        "You already have one visit to come, and that is the most.",
        "You already have {n} visits to come, and that is the most.",
    )
    if isinstance(refused, TooManyThatDay):
        head = counted(
            refused.limit,
            "You already have one visit on that day, and that is the most.",
            "You already have {n} visits on that day, and that is the most.",
        )
    asked = f"<b>{_('Move one of these instead?')}</b>"
    taps = [[button(label(item), MoveTap(booking=item.id, slot=slot_id))] for item in items]
    return Screen(lines(head, asked), keyboard([*taps, *_go_on(intent)]))


def label(item: BookingView) -> str:
    """Of a button: when, and which test."""
    return f"{short_time(item.starts_at, item.lab.zone)} · {short(in_words(item.test).name, LABEL)}"


def _go_on(intent: str) -> list[Row]:
    """[Another day], as the conversation is still open."""
    other = BookingTap(intent=intent, do=BookingDo.MONTH)
    leave = BookingTap(intent=intent, do=BookingDo.CANCEL)
    return [[button(_("Another day"), other), button(_("Cancel"), leave)]]


def cancelled() -> Screen:
    """The person wants no booking now."""
    return Screen(_("Cancelled. Nothing was booked."), _start_again(_("Book a test")))


def kept(booking: BookingView, zone: str) -> Screen:
    """It is not moved. zone: the reader's."""
    mine = button(_("My bookings"), BookingsTap(do=BookingsDo.PAGE))
    head = f"<b>{_('Your visit stays as it is.')}</b>"
    return Screen(lines(head, "\n".join(in_short(booking, zone))), keyboard([[mine]]))


def closed(role: Role = Role.PATIENT) -> Screen:
    """There is no lab or no test to book yet."""
    if role is Role.OWNER:
        setup = button(_("Set up the lab"), StartTap(do=StartDo.SETUP), PRIMARY)
        return Screen(_("There is nothing to book here yet."), keyboard([[setup]]))
    if role in STAFF:
        return Screen(_("There is nothing to book here yet: an owner sets the lab up with /setup."))
    return Screen(
        _("This lab is just being set up. There is nothing to book yet; please come back soon.")
    )


def _start_again(label: str) -> InlineKeyboardMarkup:
    return keyboard([[button(label, StartTap(do=StartDo.BOOK), PRIMARY)]])

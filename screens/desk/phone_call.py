"""/caller for the desk: who is it, a patient, a visit, and choosing a test, a day, a time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from html import escape

from aiogram.types import InlineKeyboardButton

from domain.booking.booking import BookingView, Offer, Status
from domain.booking.catalogue import LabTest
from domain.booking.lab import FreeTime, Lab
from domain.desk.day import VisitChange
from domain.desk.phone_call import Caller, CallerVisits
from domain.time.zones import to_wall
from screens.booking.visit_words import PREPARATION, eat_nothing, named_day
from screens.desk.callbacks import PhoneCallDo, PhoneCallTap, VisitDo, VisitTap
from screens.desk.visit import born_on, who_in_full
from screens.keyboard import DANGER, PRIMARY, SUCCESS, button, grid, keyboard, numbered
from screens.language import SHORT_WEEKDAY_DAY, Marked, _, dated, marked, translated
from screens.moment import clock, moment, short_moment
from screens.screen import Screen, lines, short
from screens.undo import how_long, undo_row

STATES: dict[Status, Marked] = {
    Status.HELD: marked("held"),
    Status.BOOKED: marked("booked"),
    Status.ARRIVED: marked("arrived"),
    Status.FULFILLED: marked("done"),
    Status.NO_SHOW: marked("did not come"),
    Status.CANCELLED: marked("cancelled"),
}
CANCELLED, MOVED, BOOKED = marked("Cancelled."), marked("Moved."), marked("Booked.")
"""What was done."""
INTERRUPTED = marked("This call was interrupted (the bot was restarted). Nothing was booked.")
FORGOTTEN = marked("That call was a while ago, so I have forgotten what was chosen.")
TAKEN = marked("That time has just been taken.")
KEPT = marked("Saved.")
CHANGED = marked("Somebody has changed that visit meanwhile; here is how it is now.")


@dataclass(frozen=True, slots=True)
class PhoneCall:
    """What every screen of a call knows. now: aware UTC; clocks are the lab's."""

    intent: str
    lab: Lab
    now: datetime

    def tap(self, do: PhoneCallDo, value: int = 0) -> PhoneCallTap:
        return PhoneCallTap(intent=self.intent, do=do, value=value)

    def when(self, at: datetime) -> str:
        """A short moment on the lab's clocks."""
        return short_moment(at, self.lab.zone, self.now)


def ask(call: PhoneCall, note: str) -> Screen:
    question = _("Who is calling? Type a name or a phone number.")
    new = button(_("New patient"), call.tap(PhoneCallDo.NEW))
    return Screen(lines(note, f"<b>{question}</b>"), keyboard([[new]]))


def found(call: PhoneCall, words: str, people: Sequence[Caller]) -> Screen:
    new = [button(_("New patient"), call.tap(PhoneCallDo.NEW))]
    if not people:
        text = _("I found nobody by “{words}”. Try a part of the name, or the number.")
        return Screen(text.format(words=escape(short(words))), keyboard([new]))
    shown = [f"{n}. {_person(call, one)}" for n, one in enumerate(people, 1)]
    taps = [call.tap(PhoneCallDo.PATIENT, one.id) for one in people]
    title = f"<b>{_('Which one?')}</b> {_('Or type more of the name.')}"
    return Screen(lines(title, "\n".join(shown)), keyboard([*numbered(taps, 4), new]))


def introduce(call: PhoneCall, note: str) -> Screen:
    question = _("Type their name and phone number, like: Ann Lee +49 30 1234567")
    return Screen(lines(note, f"<b>{question}</b>"), keyboard([[_back(call, PhoneCallDo.ASK)]]))


def patient(call: PhoneCall, known: CallerVisits, note: str) -> Screen:
    """A patient and their visits to come, a button each."""
    has_bot = known.caller.has_bot
    bot = _("Has the bot: is told of changes.") if has_bot else _("No bot: tell them now.")
    none = "" if known.visits else _("No visits to come.")
    phone = "" if known.caller.phone else _("No phone number yet: type it, and I keep it.")
    book = button(_("Book a visit"), call.tap(PhoneCallDo.BOOK), PRIMARY)
    taps = [[_open(call, one)] for one in known.visits]
    return Screen(
        lines(note, f"{_name(known.caller)}\n{bot}", phone, none),
        keyboard([[book], *taps, [_back(call, PhoneCallDo.ASK)]]),
    )


def visit(call: PhoneCall, it: BookingView, note: str) -> Screen:
    move = button(_("Move"), call.tap(PhoneCallDo.MOVE, it.id))
    cancel = button(_("Cancel it"), call.tap(PhoneCallDo.CANCEL, it.id), DANGER)
    acts = [move, cancel] if it.status is Status.BOOKED else []
    rows = [acts, [_whole(it)], [_back(call, PhoneCallDo.PATIENT)]]
    return Screen(lines(note, _visit(call, it)), keyboard(rows))


def done(call: PhoneCall, change: VisitChange, what: Marked) -> Screen:
    it, undo = change.booking, change.undo
    note = how_long(undo, call.now) if undo and it.account_id > 0 else ""
    more = button(_("Back to the patient"), call.tap(PhoneCallDo.PATIENT))
    text = lines(f"<b>{translated(what)}</b>", _visit(call, it), note)
    return Screen(text, keyboard([undo_row(undo), [_whole(it)], [more]]))


def tests(call: PhoneCall, offered: Sequence[LabTest]) -> Screen:
    taps = [button(short(one.name), call.tap(PhoneCallDo.TEST, one.id)) for one in offered]
    return Screen(
        f"<b>{_('Which test?')}</b>", keyboard([*grid(taps, 2), [_back(call, PhoneCallDo.PATIENT)]])
    )


def days(call: PhoneCall, free: Mapping[date, int], note: str) -> Screen:
    """Which day? free: days with seats, in order, and how many seats."""
    today = to_wall(call.now, call.lab.zone).date()
    taps = [
        button(f"{_day(day, today)} ({seats})", call.tap(PhoneCallDo.DAY, day.toordinal()))
        for day, seats in free.items()
    ]
    question = _("Which day?") if taps else _("Nothing is free in the next four weeks.")
    rows = [*grid(taps, 2), [_back(call, PhoneCallDo.PATIENT)]]
    return Screen(lines(note, f"<b>{question}</b>"), keyboard(rows))


def times(call: PhoneCall, day: date, free: Sequence[FreeTime]) -> Screen:
    taps = [
        button(
            f"{clock(to_wall(one.starts_at, call.lab.zone))} ({one.seats})",
            call.tap(PhoneCallDo.SLOT, one.slot_id),
        )
        for one in free
    ]
    today = to_wall(call.now, call.lab.zone).date()
    title = _("{day}: which time?").format(day=named_day(day, today))
    return Screen(f"<b>{title}</b>", keyboard([*grid(taps, 4), [_back(call, PhoneCallDo.DAYS)]]))


def confirm(call: PhoneCall, who: Caller, offer: Offer) -> Screen:
    """The last look; what to read out is in it."""
    when = moment(offer.starts_at, call.lab.zone, call.now)
    parts = [
        _name(who),
        escape(offer.test.with_code),
        f"<b>{when}</b>",
        escape(f"{offer.lab.name}, {offer.lab.address}"),
    ]
    text = escape(short(offer.test.preparation, PREPARATION))
    fast = eat_nothing(offer.test.fasting_hours, offer.starts_at, offer.lab.zone)
    aloud = " ".join(part for part in (text, fast) if part)
    read = _("Read out: {text}").format(text=aloud) if aloud else ""
    yes = button(_("Book it"), call.tap(PhoneCallDo.CONFIRM, offer.slot_id), SUCCESS)
    return Screen(lines("\n".join(parts), read), keyboard([[yes], [_back(call, PhoneCallDo.DAYS)]]))


def over() -> Screen:
    """The call ended without anything more."""
    return Screen(_("The call is over. /caller begins the next one."))


def _day(day: date, today: date) -> str:
    if day == today:
        return _("Today")
    if day == today + timedelta(days=1):
        return _("Tomorrow")
    return dated(day, SHORT_WEEKDAY_DAY)


def _person(call: PhoneCall, it: Caller) -> str:
    next_visit = _("next: {when}").format(when=call.when(it.next_at)) if it.next_at else ""
    return ", ".join(part for part in (_name(it), next_visit) if part)


def _name(it: Caller) -> str:
    born = born_on(it.born)
    return ", ".join(escape(part) for part in (it.name, born, it.phone) if part)


def _visit(call: PhoneCall, it: BookingView) -> str:
    when = moment(it.starts_at, it.lab.zone, call.now)
    return "\n".join(
        (
            _("Booking No. {number}").format(number=it.id) + f": {translated(STATES[it.status])}",
            who_in_full(it),
            escape(it.test.with_code),
            f"<b>{when}</b>",
            escape(it.lab.name),
        )
    )


def _open(call: PhoneCall, it: BookingView) -> InlineKeyboardButton:
    label = f"{call.when(it.starts_at)}, {it.test.code}"
    return button(label, call.tap(PhoneCallDo.VISIT, it.id))


def _whole(it: BookingView) -> InlineKeyboardButton:
    """It also says which booking the card is about: a file that answers it is a report."""
    return button(_("Open the visit"), VisitTap(do=VisitDo.OPEN, id=it.id))


def _back(call: PhoneCall, do: PhoneCallDo) -> InlineKeyboardButton:
    return button(_("‹ Back"), call.tap(do))

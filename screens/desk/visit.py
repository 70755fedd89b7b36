"""A visit's card for staff: who by role, when, how prepared, what happened, and what can."""

from datetime import date, datetime
from html import escape

from aiogram.types import InlineKeyboardButton

from domain.account.actor import Actor
from domain.booking.booking import BookingView, Status, Visit, Wanted
from domain.booking.lab import Lab
from domain.desk.day import (
    Act,
    Note,
    SheetVisit,
    VisitCard,
    VisitChange,
    VisitEvent,
    acts_for,
    initials,
)
from domain.messages.content import News
from domain.time.zones import to_wall
from screens.booking.visit_words import prepare
from screens.desk.callbacks import AskBackDo, AskBackTap, DayDo, DayTap, VisitDo, VisitTap
from screens.desk.day import FASTING, STATES
from screens.keyboard import DANGER, PRIMARY, SUCCESS, Row, button, grid, keyboard
from screens.language import SHORT_DAY_YEAR, Marked, _, dated, marked, translated
from screens.moment import clock, moment, short_moment
from screens.news import moment_of
from screens.screen import Screen, lines
from screens.undo import how_long, undo_row

ACTS: dict[Act, tuple[Marked, str | None]] = {
    Act.ARRIVED: (marked("Arrived"), PRIMARY),
    Act.SAMPLE: (marked("Sample taken"), SUCCESS),
    Act.DONE: (marked("Done"), SUCCESS),
    Act.FASTED: (marked("Fasted"), None),
    Act.ATE: (marked("Ate"), None),
    Act.NO_SHOW: (marked("Did not come"), DANGER),
    Act.BACK: (marked("Put back"), None),
}
EVENTS: dict[str, Marked] = {
    "arrived": marked("arrived"),
    "late": marked("late"),
    "sampled": marked("sample taken"),
    "fulfilled": marked("done"),
    "no_show": marked("did not come"),
    "put_back": marked("put back"),
    "cancelled": marked("cancelled"),
    "moved": marked("moved"),
    "restored": marked("restored"),
}


WANTED: dict[Wanted, Marked] = {
    Wanted.MOVE: marked("A patient needs another time. In chat it is too late to move this visit:"),
    Wanted.CANCEL: marked("A patient cannot come. In chat it is too late to cancel this visit:"),
}
NO_NOTE = marked("Please type at most 500 characters.")


def card(visit: VisitCard, actor: Actor, now: datetime, note: str) -> Screen:
    """The visit, as far as the actor may see it, and what they can do. note: plain text."""
    it = visit.booking
    number = _("Booking No. {number}").format(number=it.id)
    parts = (
        f"<b>{who(it, actor)}</b>",
        escape(it.test.with_code),
        moment(it.starts_at, it.lab.zone, now),
        f"{number}: {state(visit)}",
    )
    ready = "\n".join(
        prepare(it.test.preparation, it.test.fasting_hours, (it.starts_at, it.lab.zone))
    )
    notes = [_note(one, it.lab, now) for one in visit.notes] if actor.is_desk else []
    rows = [*grid(_acts(visit, actor), 2), *(_desk(visit) if actor.is_desk else []), [_to_day(it)]]
    return Screen(lines(escape(note), "\n".join(parts), ready, "\n".join(notes)), keyboard(rows))


def wanted(news: News, visit: Visit) -> Screen | None:
    """To the desk: what a patient can no longer do themselves. None once it is not so."""
    if visit.status != Status.BOOKED:
        return None
    number = visit.booking_id
    parts = (
        f"<b>{escape(', '.join(filter(None, (visit.patient, visit.phone))))}</b>",
        escape(visit.code),
        moment_of(visit.starts_at, visit.zone),
        _("Booking No. {number}").format(number=number),
    )
    move = VisitTap(do=VisitDo.MOVE, id=number, version=visit.version)
    cancel = VisitTap(do=VisitDo.CANCEL, id=number, version=visit.version)
    rows = [
        [button(_("Move"), move), button(_("Cancel it"), cancel, DANGER)],
        [button(_("Open"), VisitTap(do=VisitDo.OPEN, id=number), PRIMARY)],
    ]
    head = translated(WANTED[Wanted(str(news.facts["wanted"]))])
    return Screen(lines(f"<b>{head}</b>", "\n".join(parts)), keyboard(rows))


def ask_act(it: BookingView, actor: Actor, asked: VisitTap, now: datetime) -> Screen:
    """Whether it is meant, as the visit is of another day. asked: the button that was tapped."""
    is_to_come = it.starts_at > now
    head = _("This visit is still to come:") if is_to_come else _("This visit was on another day:")
    when = moment(it.starts_at, it.lab.zone, now)
    words, style = ACTS[asked.act]
    sure = VisitTap(do=VisitDo.SURE, id=it.id, act=asked.act, version=asked.version)
    leave = button(_("‹ Back"), VisitTap(do=VisitDo.OPEN, id=it.id))
    label = _("Yes: {what}").format(what=translated(words))
    text = lines(f"<b>{head}</b>", f"{who(it, actor)}\n{when}")
    return Screen(text, keyboard([[leave, button(label, sure, style)]]))


def ask_note(it: BookingView, note: str) -> Screen:
    question = _("What should colleagues know? Type it; patients never see it.")
    back = button(_("‹ Back"), VisitTap(do=VisitDo.OPEN, id=it.id))
    number = _("Booking No. {number}").format(number=it.id)
    return Screen(lines(note, number, f"<b>{question}</b>"), keyboard([[back]]))


def cancelled(change: VisitChange, actor: Actor, now: datetime) -> Screen:
    it, undo = change.booking, change.undo
    note = how_long(undo, now) if undo else _("It was cancelled before.")
    title = _("Cancelled: {who}").format(who=who(it, actor))
    when = moment(it.starts_at, it.lab.zone, now)
    return Screen(lines(f"<b>{title}</b>", when, note), keyboard([undo_row(undo), [_to_day(it)]]))


def nobody(lab: Lab, coming: SheetVisit | None, now: datetime) -> Screen:
    """/next with nobody waiting."""
    nothing = _("Nobody is waiting.")
    again = [button(_("Look again"), DayTap(do=DayDo.NEXT)), _sheet(0)]
    if coming is None:
        return Screen(f"{nothing} {_('No visits are left today.')}", keyboard([again]))
    is_late = coming.starts_at < now
    words = _("Not here yet: {when}, {who}.") if is_late else _("Next: {when}, {who}.")
    when = short_moment(coming.starts_at, lab.zone, now)
    next_one = words.format(when=when, who=f"{escape(coming.name)} ({escape(coming.test)})")
    tap = VisitTap(do=VisitDo.OPEN, id=coming.id, version=coming.version)
    return Screen(lines(nothing, next_one), keyboard([[button(_("Open"), tap, PRIMARY)], again]))


def faster(last: VisitEvent | None, zone: str) -> str:
    """A note in plain text: somebody did something first."""
    if last is None:
        return _("Somebody was faster; here is how it is now.")
    return _("{who} was faster: {what} at {time}.").format(
        who=last.who or _("Somebody"),
        what=translated(EVENTS.get(last.kind, marked("changed"))),
        time=f"{to_wall(last.at, zone):%H:%M}",
    )


def who(it: BookingView, actor: Actor) -> str:
    """Name, birth date and phone, or initials below the desk; HTML."""
    if not actor.is_desk:
        return escape(initials(it.patient_name))
    return who_in_full(it)


def who_in_full(it: BookingView) -> str:
    """Name, birth date and phone, as far as they are known; HTML."""
    parts = (it.patient_name, born_on(it.patient_born), it.patient_phone)
    return escape(", ".join(part for part in parts if part))


def born_on(born: date | None) -> str:
    """Plain text; empty if it is not known."""
    return _("born {day}").format(day=dated(born, SHORT_DAY_YEAR)) if born else ""


def state(visit: VisitCard) -> str:
    state = [translated(STATES[visit.booking.status])]
    if visit.is_own_word and visit.booking.status is Status.ARRIVED:
        state.append(_("said so themselves"))
    if visit.late_at is not None and visit.booking.status is Status.BOOKED:
        late_at = to_wall(visit.late_at, visit.booking.lab.zone)
        state.append(_("late, comes at about {time}").format(time=clock(late_at)))
    if visit.sample_taken_at is not None:
        at = to_wall(visit.sample_taken_at.replace(second=0), visit.booking.lab.zone)
        state.append(_("sample taken {time}").format(time=clock(at)))
    if visit.fasting:
        state.append(translated(FASTING[visit.fasting]))
    return ", ".join(state)


def _acts(visit: VisitCard, actor: Actor) -> Row:
    it = visit.booking
    possible = acts_for(actor, it.status, visit.fasting, visit.sample_taken_at is not None)
    row: Row = []
    for act, (words, style) in ACTS.items():
        if act in possible:
            tap = VisitTap(do=VisitDo.ACT, id=it.id, act=act, version=visit.version)
            row.append(button(translated(words), tap, style))
    return row


def _desk(visit: VisitCard) -> list[Row]:
    number, version = visit.booking.id, visit.version
    rows: list[Row] = []
    if visit.booking.status is Status.BOOKED:
        move = VisitTap(do=VisitDo.MOVE, id=number, version=version)
        cancel = VisitTap(do=VisitDo.CANCEL, id=number, version=version)
        rows.append([button(_("Move"), move), button(_("Cancel it"), cancel, DANGER)])
    back = button(_("Ask back"), AskBackTap(do=AskBackDo.ASK, id=number))
    return [*rows, [button(_("Note"), VisitTap(do=VisitDo.NOTE, id=number)), back]]


def _note(it: Note, lab: Lab, now: datetime) -> str:
    when = short_moment(it.at.replace(second=0, microsecond=0), lab.zone, now)
    name = f" {escape(it.who)}" if it.who else ""
    return f"📝 {when}{name}: {escape(it.text)}"


def _to_day(it: BookingView) -> InlineKeyboardButton:
    return _sheet(to_wall(it.starts_at, it.lab.zone).date().toordinal())


def _sheet(day: int) -> InlineKeyboardButton:
    return button(_("‹ The day"), DayTap(do=DayDo.SHEET, day=day))

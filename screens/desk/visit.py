"""A visit's card for staff: who by role, when, how prepared, what happened, and what can."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from html import escape

from aiogram.types import InlineKeyboardButton

from domain.account.actor import Actor
from domain.booking.booking import BookingView, Status
from domain.booking.lab import Lab
from domain.desk.day import STEPS, Act, Note, Visit, initials, may_act
from domain.refusals import NotFound
from domain.time.zones import to_wall
from domain.undo import Undo
from screens.booking.preparation import prepare
from screens.desk.callbacks import DayDo, DayTap, VisitDo, VisitTap
from screens.desk.day import FASTING, STATES
from screens.keyboard import DANGER, PRIMARY, SUCCESS, Row, button, grid, keyboard
from screens.language import Marked, _, marked, translated
from screens.layout import lines
from screens.moment import clock, moment, short_moment
from screens.screen import Screen
from screens.undo import how_long, undo_button

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
    "sampled": marked("sample taken"),
    "fulfilled": marked("done"),
    "no_show": marked("did not come"),
    "put_back": marked("put back"),
    "cancelled": marked("cancelled"),
    "moved": marked("moved"),
    "restored": marked("restored"),
}


@dataclass(frozen=True, slots=True)
class Seen:
    """What a card shows beside the booking. notes: the newest first."""

    fasting: str | None
    sample_taken_at: datetime | None
    called_by: str
    notes: Sequence[Note]
    version: int


@dataclass(frozen=True, slots=True)
class Reader:
    """Who looks. now: aware UTC."""

    actor: Actor
    now: datetime


def card(it: BookingView, seen: Seen, reader: Reader, note: str) -> Screen:
    """The visit and what can be done."""
    rows = [*grid(_acts(it, seen, reader), 2), *_desk(it, seen, reader), [_to_day(it)]]
    return Screen(lines(escape(note), told(it, seen, reader)), keyboard(rows))


def told(it: BookingView, seen: Seen, reader: Reader) -> str:
    """HTML: everything of it that this reader may see."""
    number = _("Booking No. {number}").format(number=it.id)
    state = [translated(STATES[it.status])]
    if seen.sample_taken_at is not None:
        at = clock(to_wall(seen.sample_taken_at.replace(second=0), it.lab.zone))
        state.append(_("sample taken {time}").format(time=at))
    if seen.fasting:
        state.append(translated(FASTING[seen.fasting]))
    parts = (
        f"<b>{who(it, reader)}</b>",
        f"{escape(it.test.name)} ({escape(it.test.code)})",
        moment(it.starts_at, it.lab.zone, reader.now),
        f"{number}: {', '.join(state)}",
    )
    visit = (it.starts_at, it.lab.zone)
    ready = "\n".join(prepare(it.test.preparation, it.test.fasting_hours, visit))
    notes = [_note(one, it.lab, reader) for one in seen.notes] if reader.actor.is_desk else []
    return lines("\n".join(parts), ready, "\n".join(notes))


def who(it: BookingView, reader: Reader) -> str:
    """Name and phone, or initials below the desk; HTML."""
    if not reader.actor.is_desk:
        return escape(initials(it.patient_name))
    return escape(", ".join(part for part in (it.patient_name, it.patient_phone) if part))


def ask_note(it: BookingView, note: str) -> Screen:
    """What is there to know?"""
    question = _("What should colleagues know? Type it; patients never see it.")
    back = button(_("‹ Back"), VisitTap(do=VisitDo.OPEN, id=it.id))
    number = _("Booking No. {number}").format(number=it.id)
    return Screen(lines(note, number, f"<b>{question}</b>"), keyboard([[back]]))


def cancelled(it: BookingView, undo: Undo | None, reader: Reader) -> Screen:
    """It is cancelled, and can be undone."""
    rows: list[Row] = [[undo_button(undo)]] if undo else []
    note = how_long(undo, reader.now) if undo else _("It was cancelled before.")
    title = _("Cancelled: {who}").format(who=who(it, reader))
    when = moment(it.starts_at, it.lab.zone, reader.now)
    return Screen(lines(f"<b>{title}</b>", when, note), keyboard([*rows, [_to_day(it)]]))


def nobody(lab: Lab, coming: Visit | None, reader: Reader) -> Screen:
    """/next with nobody waiting."""
    nothing = _("Nobody is waiting.")
    again = [button(_("Look again"), DayTap(do=DayDo.NEXT)), _sheet(0)]
    if coming is None:
        return Screen(f"{nothing} {_('No visits are left today.')}", keyboard([again]))
    is_late = coming.starts_at < reader.now
    words = _("Not here yet: {when}, {who}.") if is_late else _("Next: {when}, {who}.")
    when = short_moment(coming.starts_at, lab.zone, reader.now)
    said = words.format(when=when, who=f"{escape(coming.name)} ({escape(coming.test)})")
    tap = VisitTap(do=VisitDo.OPEN, id=coming.id, version=coming.version)
    return Screen(lines(nothing, said), keyboard([[button(_("Open"), tap, PRIMARY)], again]))


def faster(last: tuple[str, str, datetime] | None, zone: str) -> str:
    """Plain note: somebody did something first."""
    if last is None:
        return _("Somebody was faster; here is how it is now.")
    kind, name, at = last
    words = _("{who} was faster: {what} at {time}.")
    return words.format(
        who=name or _("Somebody"),
        what=translated(EVENTS.get(kind, marked("changed"))),
        time=f"{to_wall(at, zone):%H:%M}",
    )


def no_note() -> str:
    """Plain note."""
    return _("Please type at most 500 characters.")


def _acts(it: BookingView, seen: Seen, reader: Reader) -> Row:
    row: Row = []
    for act, (words, style) in ACTS.items():
        if it.status not in STEPS[act].sources or _is_idle(act, seen):
            continue
        try:
            may_act(reader.actor, act)
        except NotFound:
            continue
        tap = VisitTap(do=VisitDo.ACT, id=it.id, act=act, version=seen.version)
        row.append(button(translated(words), tap, style))
    return row


def _is_idle(act: Act, seen: Seen) -> bool:
    """Whether it would say what is known."""
    if act is Act.SAMPLE:
        return seen.sample_taken_at is not None
    known = {Act.FASTED: "kept", Act.ATE: "broken"}.get(act)
    return known is not None and known == seen.fasting


def _desk(it: BookingView, seen: Seen, reader: Reader) -> list[Row]:
    if not reader.actor.is_desk:
        return []
    rows: list[Row] = []
    if it.status is Status.BOOKED:
        move = VisitTap(do=VisitDo.MOVE, id=it.id, version=seen.version)
        cancel = VisitTap(do=VisitDo.CANCEL, id=it.id, version=seen.version)
        rows.append([button(_("Move"), move), button(_("Cancel it"), cancel, DANGER)])
    return [*rows, [button(_("Note"), VisitTap(do=VisitDo.NOTE, id=it.id))]]


def _note(it: Note, lab: Lab, reader: Reader) -> str:
    when = short_moment(it.at.replace(second=0, microsecond=0), lab.zone, reader.now)
    name = f" {escape(it.who)}" if it.who else ""
    return f"📝 {when}{name}: {escape(it.text)}"


def _to_day(it: BookingView) -> InlineKeyboardButton:
    return _sheet(to_wall(it.starts_at, it.lab.zone).date().toordinal())


def _sheet(day: int) -> InlineKeyboardButton:
    return button(_("‹ The day"), DayTap(do=DayDo.SHEET, day=day))

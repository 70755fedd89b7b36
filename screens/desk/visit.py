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
from screens.messages.compose import lines
from screens.moment import clock, moment, short_moment
from screens.screen import Screen, Translate
from screens.undo import how_long, undo_button

ACTS: dict[Act, tuple[str, str | None]] = {
    Act.ARRIVED: ("Arrived", PRIMARY),
    Act.SAMPLE: ("Sample taken", SUCCESS),
    Act.DONE: ("Done", SUCCESS),
    Act.FASTED: ("Fasted", None),
    Act.ATE: ("Ate", None),
    Act.NO_SHOW: ("Did not come", DANGER),
    Act.BACK: ("Put back", None),
}
EVENTS: dict[str, str] = {
    "arrived": "arrived",
    "sampled": "sample taken",
    "fulfilled": "done",
    "no_show": "did not come",
    "put_back": "put back",
    "cancelled": "cancelled",
    "moved": "moved",
    "restored": "restored",
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


def card(it: BookingView, seen: Seen, reader: Reader, note: str, t: Translate) -> Screen:
    """The visit and what can be done."""
    rows = [*grid(_acts(it, seen, reader, t), 2), *_desk(it, seen, reader, t), [_to_day(it, t)]]
    return Screen(lines(escape(note), told(it, seen, reader, t)), keyboard(rows))


def told(it: BookingView, seen: Seen, reader: Reader, t: Translate) -> str:
    """HTML: everything of it that this reader may see."""
    number = t("Booking No. {number}").format(number=it.id)
    state = [t(STATES[it.status])]
    if seen.sample_taken_at is not None:
        at = clock(to_wall(seen.sample_taken_at.replace(second=0), it.lab.zone))
        state.append(t("sample taken {time}").format(time=at))
    if seen.fasting:
        state.append(t(FASTING[seen.fasting]))
    parts = (
        f"<b>{who(it, reader)}</b>",
        f"{escape(it.test.name)} ({escape(it.test.code)})",
        moment(it.starts_at, it.lab.zone, reader.now, t),
        f"{number}: {', '.join(state)}",
    )
    visit = (it.starts_at, it.lab.zone)
    ready = "\n".join(prepare(it.test.preparation, it.test.fasting_hours, visit, t))
    notes = [_note(one, it.lab, reader, t) for one in seen.notes] if reader.actor.is_desk else []
    return lines("\n".join(parts), ready, "\n".join(notes))


def who(it: BookingView, reader: Reader) -> str:
    """Name and phone, or initials below the desk; HTML."""
    if not reader.actor.is_desk:
        return escape(initials(it.patient_name))
    return escape(", ".join(part for part in (it.patient_name, it.patient_phone) if part))


def ask_note(it: BookingView, note: str, t: Translate) -> Screen:
    """What is there to know?"""
    question = t("What should colleagues know? Type it; patients never see it.")
    back = button(t("‹ Back"), VisitTap(do=VisitDo.OPEN, id=it.id))
    number = t("Booking No. {number}").format(number=it.id)
    return Screen(lines(note, number, f"<b>{question}</b>"), keyboard([[back]]))


def cancelled(it: BookingView, undo: Undo | None, reader: Reader, t: Translate) -> Screen:
    """It is cancelled, and can be undone."""
    rows: list[Row] = [[undo_button(undo, t)]] if undo else []
    note = how_long(undo, reader.now, t) if undo else t("It was cancelled before.")
    title = t("Cancelled: {who}").format(who=who(it, reader))
    when = moment(it.starts_at, it.lab.zone, reader.now, t)
    return Screen(lines(f"<b>{title}</b>", when, note), keyboard([*rows, [_to_day(it, t)]]))


def nobody(lab: Lab, coming: Visit | None, reader: Reader, t: Translate) -> Screen:
    """/next with nobody waiting."""
    nothing = t("Nobody is waiting.")
    again = [button(t("Look again"), DayTap(do=DayDo.NEXT)), _sheet(0, t)]
    if coming is None:
        return Screen(f"{nothing} {t('No visits are left today.')}", keyboard([again]))
    is_late = coming.starts_at < reader.now
    words = t("Not here yet: {when}, {who}.") if is_late else t("Next: {when}, {who}.")
    when = short_moment(coming.starts_at, lab.zone, reader.now, t)
    said = words.format(when=when, who=f"{escape(coming.name)} ({escape(coming.test)})")
    tap = VisitTap(do=VisitDo.OPEN, id=coming.id, version=coming.version)
    return Screen(lines(nothing, said), keyboard([[button(t("Open"), tap, PRIMARY)], again]))


def faster(last: tuple[str, str, datetime] | None, zone: str, t: Translate) -> str:
    """Plain note: somebody did something first."""
    if last is None:
        return t("Somebody was faster; here is how it is now.")
    kind, name, at = last
    words = t("{who} was faster: {what} at {time}.")
    return words.format(
        who=name or t("Somebody"),
        what=t(EVENTS.get(kind, "changed")),
        time=f"{to_wall(at, zone):%H:%M}",
    )


def no_note(t: Translate) -> str:
    """Plain note."""
    return t("Please type at most 500 characters.")


def _acts(it: BookingView, seen: Seen, reader: Reader, t: Translate) -> Row:
    row: Row = []
    for act, (words, style) in ACTS.items():
        if it.status not in STEPS[act].sources or _is_idle(act, seen):
            continue
        try:
            may_act(reader.actor, act)
        except NotFound:
            continue
        tap = VisitTap(do=VisitDo.ACT, id=it.id, act=act, version=seen.version)
        row.append(button(t(words), tap, style))
    return row


def _is_idle(act: Act, seen: Seen) -> bool:
    """Whether it would say what is known."""
    if act is Act.SAMPLE:
        return seen.sample_taken_at is not None
    known = {Act.FASTED: "kept", Act.ATE: "broken"}.get(act)
    return known is not None and known == seen.fasting


def _desk(it: BookingView, seen: Seen, reader: Reader, t: Translate) -> list[Row]:
    if not reader.actor.is_desk:
        return []
    rows: list[Row] = []
    if it.status is Status.BOOKED:
        move = VisitTap(do=VisitDo.MOVE, id=it.id, version=seen.version)
        cancel = VisitTap(do=VisitDo.CANCEL, id=it.id, version=seen.version)
        rows.append([button(t("Move"), move), button(t("Cancel it"), cancel, DANGER)])
    return [*rows, [button(t("Note"), VisitTap(do=VisitDo.NOTE, id=it.id))]]


def _note(it: Note, lab: Lab, reader: Reader, t: Translate) -> str:
    when = short_moment(it.at.replace(second=0, microsecond=0), lab.zone, reader.now, t)
    name = f" {escape(it.who)}" if it.who else ""
    return f"📝 {when}{name}: {escape(it.text)}"


def _to_day(it: BookingView, t: Translate) -> InlineKeyboardButton:
    return _sheet(to_wall(it.starts_at, it.lab.zone).date().toordinal(), t)


def _sheet(day: int, t: Translate) -> InlineKeyboardButton:
    return button(t("‹ The day"), DayTap(do=DayDo.SHEET, day=day))

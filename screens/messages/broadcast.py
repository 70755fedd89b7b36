"""/broadcast: to whom, what, the preview, and one card that shows how far it is."""

from collections.abc import Sequence
from datetime import date, timedelta
from html import escape

from aiogram.types import InlineKeyboardButton

from domain.booking.catalogue import LabTest
from domain.messages.broadcast import Audience, People, Progress, Size, takes
from domain.messages.content import Own
from screens.keyboard import DANGER, button, grid, keyboard
from screens.language import DAY, Marked, _, counted, dated, figure, marked, translated
from screens.messages.callbacks import BroadcastDo, BroadcastTap, StopTap
from screens.messages.content import glimpse, in_words
from screens.moment import length
from screens.screen import Screen, lines, short

KINDS: tuple[tuple[Audience, Marked], ...] = (
    (Audience.ALL, marked("Everybody")),
    (Audience.DAY, marked("A day's patients")),
    (Audience.TEST, marked("Patients of a test")),
    (Audience.LANGUAGE, marked("A language")),
)
NOBODY = marked("Nobody is in that group who can be reached.")
OVER = marked("It is over already.")
BAR = 12  # characters


def whom(intent: str, note: str) -> Screen:
    rows = [
        [button(translated(words), BroadcastTap(intent=intent, do=BroadcastDo.KIND, kind=kind))]
        for kind, words in KINDS
    ]
    question = _("Who shall get your message?")
    return Screen(lines(note, f"<b>{question}</b>"), keyboard([*rows, [_leave(intent)]]))


def which_day(intent: str, note: str) -> Screen:
    question = _("Which day? Type it, like “tomorrow” or “3 nov”.")
    return Screen(lines(note, f"<b>{question}</b>"), keyboard([[_back(intent)]]))


def which_test(intent: str, tests: Sequence[LabTest]) -> Screen:
    taps = [button(short(one.name), _value(intent, Audience.TEST, str(one.id))) for one in tests]
    question = _("Which test? Whoever had it within a year, or will.")
    return Screen(f"<b>{question}</b>", keyboard([*grid(taps, 2), [_back(intent)]]))


def which_language(intent: str, found: Sequence[tuple[str, int]]) -> Screen:
    taps = [
        button(f"{name} ({figure(people)})", _value(intent, Audience.LANGUAGE, name))
        for name, people in found
    ]
    question = _("Which language do they use Telegram in?")
    return Screen(f"<b>{question}</b>", keyboard([*grid(taps, 3), [_back(intent)]]))


def write(intent: str, size: Size, note: str) -> Screen:
    number = counted(size.people, "It will go to one person.", "It will go to {n} people.")
    question = _("Now send me the message: a text, a photo, a file.")
    return Screen(lines(note, number, f"<b>{question}</b>"), keyboard([[_back(intent)]]))


def nobody(intent: str) -> Screen:
    return whom(intent, translated(NOBODY))


def held(message: Own | None) -> str:
    """A note of the message, if it is there already; HTML."""
    return "" if message is None else glimpse(in_words(message))


def preview(intent: str, people: People, size: Size, *, rate: float, album: str) -> Screen:
    """Below the message itself: to how many, and how long it takes. album: what it is, or ""."""
    send = button(_("Send now"), BroadcastTap(intent=intent, do=BroadcastDo.SEND), DANGER)
    other = _("To say something else, just send it.")
    head, *rest = reach(people, size, rate)
    return Screen(
        lines(f"<b>{head}</b>", escape(album), *rest, other),
        keyboard([[send], [_leave(intent)]]),
    )


def reach(people: People, size: Size, rate: float) -> list[str]:
    """Sentences: to whom and to how many, how long it takes, and who is left out."""
    number = counted(size.people, "one person", "{n} people")
    head = _("To {whom}: {number}.").format(whom=audience(people), number=number)
    span = takes(size.people, rate)
    time = ""
    if rate > 0:
        time = _("That takes about {length} at {rate} a second; reminders go before it.").format(
            length=length(max(span, timedelta(seconds=1))), rate=f"{rate:g}"
        )
    gone = _("{n} more have blocked me and are left out.").format(n=figure(size.blocked))
    return [one for one in (head, time, gone if size.blocked else "") if one]


def started(broadcast_id: int) -> Screen:
    """It begins; the worker shows how far it is, here."""
    stop = button(_("Stop"), StopTap(id=broadcast_id), DANGER)
    return Screen(_("It is on its way. I show the progress here."), keyboard([[stop]]))


def progress(it: Progress, since: timedelta, rate: float) -> Screen:
    """How far it is, or how it went."""
    if it.is_over:
        return Screen(result(it, since))
    done = it.total - it.waiting
    part = done / it.total if it.total else 0.0
    full = round(part * BAR)
    bar = "█" * full + "░" * (BAR - full)
    said = how_far(it, rate)
    if it.status == "stopped":
        return Screen(lines(f"{bar} {part:.0%}", said, _("Stopping …")))
    stop = button(_("Stop"), StopTap(id=it.id), DANGER)
    return Screen(lines(f"{bar} {part:.0%}", said), keyboard([[stop]]))


def how_far(it: Progress, rate: float) -> str:
    """'12 of 30, about 1 minute left'."""
    done, left = it.total - it.waiting, takes(it.waiting, rate)
    said = _("{done} of {total}").format(done=figure(done), total=figure(it.total))
    if not left or it.status == "stopped":
        return said
    return ", ".join((said, _("about {length} left").format(length=length(left))))


def stopping() -> Screen:
    return Screen(_("Stopping … What is on its way this second still arrives."))


def left() -> Screen:
    return Screen(_("Nothing was sent."))


def audience(people: People) -> str:
    """'everybody', 'patients of 3 November'."""
    match people.kind:
        case Audience.DAY:
            day = date.fromisoformat(people.value)
            return _("patients of {day}").format(day=dated(day, DAY))
        case Audience.TEST:
            return _("patients of that test")
        case Audience.LANGUAGE:
            return _("people who use Telegram in “{language}”").format(language=people.value)
        case Audience.ALL:
            return _("everybody")


def result(it: Progress, since: timedelta) -> str:
    """How it went; HTML."""
    title = _("Stopped.") if it.status == "stopped" else _("Done.")
    parts = [_("Sent: {n}").format(n=figure(it.sent))]
    for number, words in (
        (it.blocked, marked("blocked me: {n}")),
        (it.failed, marked("failed: {n} (see /failed)")),
        (it.cancelled, marked("not sent: {n}")),
    ):
        if number:
            parts.append(translated(words).format(n=figure(number)))
    took = _("It took {length}.").format(length=length(since))
    return f"<b>{title}</b> {', '.join(parts)}. {took}"


def _value(intent: str, kind: Audience, value: str) -> BroadcastTap:
    return BroadcastTap(intent=intent, do=BroadcastDo.VALUE, kind=kind, value=value)


def _back(intent: str) -> InlineKeyboardButton:
    return button(_("‹ Back"), BroadcastTap(intent=intent, do=BroadcastDo.WHOM))


def _leave(intent: str) -> InlineKeyboardButton:
    return button(_("Cancel"), BroadcastTap(intent=intent, do=BroadcastDo.LEAVE))

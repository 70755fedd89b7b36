"""/broadcast: to whom, what, the preview, and one card that shows how far it is."""

from collections.abc import Sequence
from datetime import date, timedelta

from aiogram.types import InlineKeyboardButton

from domain.booking.catalogue import Test
from domain.messages.broadcast import Audience, People, Progress, Size, takes
from screens.keyboard import DANGER, button, grid, keyboard, short
from screens.messages.callbacks import BroadcastDo, BroadcastTap, StopTap
from screens.messages.compose import lines
from screens.moment import MONTHS, counted, length
from screens.screen import Screen, Translate

KINDS: tuple[tuple[Audience, str], ...] = (
    (Audience.ALL, "Everybody"),
    (Audience.DAY, "A day's patients"),
    (Audience.TEST, "Patients of a test"),
    (Audience.LANGUAGE, "A language"),
)
BAR = 12  # characters


def whom(intent: str, note: str, t: Translate) -> Screen:
    """To whom?"""
    rows = [
        [button(t(words), BroadcastTap(intent=intent, do=BroadcastDo.KIND, kind=kind))]
        for kind, words in KINDS
    ]
    question = t("Who shall get your message?")
    return Screen(lines(note, f"<b>{question}</b>"), keyboard([*rows, [_leave(intent, t)]]))


def which_day(intent: str, note: str, t: Translate) -> Screen:
    """Whose day?"""
    question = t("Which day? Type it, like “tomorrow” or “3 nov”.")
    return Screen(lines(note, f"<b>{question}</b>"), keyboard([[_back(intent, t)]]))


def which_test(intent: str, tests: Sequence[Test], t: Translate) -> Screen:
    """Whose test?"""
    taps = [button(short(one.name), _value(intent, Audience.TEST, str(one.id))) for one in tests]
    question = t("Which test? Whoever had it within a year, or will.")
    return Screen(f"<b>{question}</b>", keyboard([*grid(taps, 2), [_back(intent, t)]]))


def which_language(intent: str, found: Sequence[tuple[str, int]], t: Translate) -> Screen:
    """Whose language?"""
    taps = [
        button(f"{name} ({people:,})", _value(intent, Audience.LANGUAGE, name))
        for name, people in found
    ]
    question = t("Which language do they use Telegram in?")
    return Screen(f"<b>{question}</b>", keyboard([*grid(taps, 3), [_back(intent, t)]]))


def write(intent: str, size: Size, note: str, t: Translate) -> Screen:
    """What shall I tell them?"""
    one, many = t("It will go to one person."), t("It will go to {n} people.")
    number = counted(size.people, one, many)
    question = t("Now send me the message: a text, a photo, a file.")
    return Screen(lines(note, number, f"<b>{question}</b>"), keyboard([[_back(intent, t)]]))


def nobody(intent: str, t: Translate) -> Screen:
    """An audience without people."""
    return whom(intent, t("Nobody is in that group who can be reached."), t)


def preview(intent: str, people: People, size: Size, rate: float, t: Translate) -> Screen:
    """Below the message itself: to how many, and how long it takes."""
    number = counted(size.people, t("one person"), t("{n} people"))
    head = t("To {whom}: {number}.").format(whom=audience(people, t), number=number)
    span = takes(size.people, rate)
    time = ""
    if rate > 0:
        time = t("That takes about {length} at {rate} a second; reminders go before it.").format(
            length=length(max(span, timedelta(seconds=1)), t), rate=f"{rate:g}"
        )
    gone = t("{n} more have blocked me and are left out.").format(n=f"{size.blocked:,}")
    send = button(t("Send now"), BroadcastTap(intent=intent, do=BroadcastDo.SEND), DANGER)
    other = t("To say something else, just send it.")
    return Screen(
        lines(f"<b>{head}</b>", time, gone if size.blocked else "", other),
        keyboard([[send], [_leave(intent, t)]]),
    )


def started(broadcast_id: int, t: Translate) -> Screen:
    """It begins; the worker shows how far it is, here."""
    stop = button(t("Stop"), StopTap(id=broadcast_id), DANGER)
    return Screen(t("It is on its way. I show the progress here."), keyboard([[stop]]))


def progress(it: Progress, since: timedelta, rate: float, t: Translate) -> Screen:
    """How far it is, or how it went."""
    if it.is_over:
        return Screen(_result(it, since, t))
    done = it.total - it.waiting
    part = done / it.total if it.total else 0.0
    full = round(part * BAR)
    bar = "█" * full + "░" * (BAR - full)
    left = takes(it.waiting, rate)
    rest = t("about {length} left").format(length=length(left, t)) if left else ""
    said = t("{done} of {total}").format(done=f"{done:,}", total=f"{it.total:,}")
    if it.status == "stopped":
        return Screen(lines(f"{bar} {part:.0%}", said, t("Stopping …")))
    stop = button(t("Stop"), StopTap(id=it.id), DANGER)
    more = ", ".join(one for one in (said, rest) if one)
    return Screen(lines(f"{bar} {part:.0%}", more), keyboard([[stop]]))


def stopping(t: Translate) -> Screen:
    """It was stopped just now."""
    return Screen(t("Stopping … What is on its way this second still arrives."))


def over(t: Translate) -> str:
    """A toast."""
    return t("It is over already.")


def left(t: Translate) -> Screen:
    """Nothing was sent."""
    return Screen(t("Nothing was sent."))


def audience(people: People, t: Translate) -> str:
    """'everybody', 'patients of 3 November'."""
    match people.kind:
        case Audience.DAY:
            day = date.fromisoformat(people.value)
            return t("patients of {day}").format(day=f"{day.day} {t(MONTHS[day.month - 1])}")
        case Audience.TEST:
            return t("patients of that test")
        case Audience.LANGUAGE:
            return t("people who use Telegram in “{language}”").format(language=people.value)
        case Audience.ALL:
            return t("everybody")


def _result(it: Progress, since: timedelta, t: Translate) -> str:
    title = t("Stopped.") if it.status == "stopped" else t("Done.")
    parts = [t("Sent: {n}").format(n=f"{it.sent:,}")]
    for number, words in (
        (it.blocked, "blocked me: {n}"),
        (it.failed, "failed: {n} (see /failed)"),
        (it.cancelled, "not sent: {n}"),
    ):
        if number:
            parts.append(t(words).format(n=f"{number:,}"))
    took = t("It took {length}.").format(length=length(since, t))
    return f"<b>{title}</b> {', '.join(parts)}. {took}"


def _value(intent: str, kind: Audience, value: str) -> BroadcastTap:
    return BroadcastTap(intent=intent, do=BroadcastDo.VALUE, kind=kind, value=value)


def _back(intent: str, t: Translate) -> InlineKeyboardButton:
    return button(t("‹ Back"), BroadcastTap(intent=intent, do=BroadcastDo.WHOM))


def _leave(intent: str, t: Translate) -> InlineKeyboardButton:
    return button(t("Cancel"), BroadcastTap(intent=intent, do=BroadcastDo.LEAVE))

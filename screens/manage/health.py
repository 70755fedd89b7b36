"""/health: a verdict, and a line for each part."""

from collections.abc import Sequence
from datetime import timedelta
from html import escape

from domain.manage.health import OF_LANE, Finding, HealthNote, HealthPart
from domain.messages.delivery import Lane
from screens.keyboard import button, keyboard
from screens.language import Marked, _, counted, figure, marked, translated
from screens.manage.callbacks import HealthTap
from screens.moment import length
from screens.screen import Screen, lines

LANES: dict[Lane, Marked] = {
    Lane.LAB: marked("The lab's own"),
    Lane.PERSONAL: marked("Personal"),
    Lane.BROADCAST: marked("Broadcasts"),
}
YES, NO = "✅", "❌"
GOOD: dict[HealthPart, Marked] = {
    HealthPart.POSTGRES: marked("Database: answers in {n} ms"),
    HealthPart.REDIS: marked("Redis: answers in {n} ms, {word} used"),
    HealthPart.WEBHOOK: marked("Telegram: {word}, {n} waiting"),
    HealthPart.WORKERS: marked("Workers: {n}, the last sign of life {word} s ago"),
    HealthPart.DUE: marked("Messages: none is overdue"),
    HealthPart.DEAD: marked("Failed messages: none"),
    HealthPart.PAUSED: marked("Nothing is paused"),
    HealthPart.CLOCK: marked("Clocks: {n} ms apart"),
    HealthPart.MAIL: marked("Mail: {word}"),
}
BAD: dict[HealthPart, Marked] = {
    HealthPart.POSTGRES: marked("Database: {word}"),
    HealthPart.REDIS: marked("Redis: {word}. Messages still go out, a little later"),
    HealthPart.WEBHOOK: marked("Telegram: {word}"),
    HealthPart.WORKERS: marked("No worker lives: nothing is sent. Start “slotbell worker”"),
    HealthPart.DUE: marked("Messages: the oldest one is overdue by {length}"),
    HealthPart.DEAD: marked("Failed messages: {n}, see /failed"),
    HealthPart.PAUSED: marked("Paused: {word}. Resume it in the dashboard, under Workers"),
    HealthPart.CLOCK: marked("Clocks are {n} ms apart: check the server's time"),
    HealthPart.MAIL: marked("Mail: {word}"),
}

NOTES: dict[HealthNote, Marked] = {
    HealthNote.LATE: marked("no answer within 1 s"),
    HealthNote.SILENT: marked("does not answer"),
    HealthNote.ERROR: marked("does not answer ({detail})"),
    HealthNote.EVICTS: marked("maxmemory-policy must be noeviction"),
    HealthNote.FETCHED: marked("updates are fetched"),
    HealthNote.BROUGHT: marked("updates are brought"),
    HealthNote.REFUSED: marked("{detail} ({n} s ago)"),
    HealthNote.READY: marked("ready"),
    HealthNote.MISSING: marked("not set up"),
    **{note: LANES[lane] for lane, note in OF_LANE.items()},
}


def health(found: Sequence[Finding]) -> Screen:
    """Everything, what needs somebody counted on top."""
    wrong = sum(not one.is_ok for one in found)
    verdict = _("All is well.")
    if wrong:
        verdict = counted(wrong, "1 thing needs you.", "{n} things need you.")
    listed = [f"{YES if one.is_ok else NO} {escape(line(one))}" for one in found]
    again = button(_("Look again"), HealthTap())
    return Screen(lines(f"<b>{verdict}</b>", "\n".join(listed)), keyboard([[again]]))


def line(it: Finding) -> str:
    """A part in plain text."""
    words = translated((GOOD if it.is_ok else BAD)[it.part])
    span = length(timedelta(seconds=it.number)) if it.part is HealthPart.DUE else ""
    number = figure(round(it.number))
    word = translated(NOTES[it.note]).format(detail=it.detail, n=number) if it.note else it.detail
    return words.format(n=number, word=word, length=span)

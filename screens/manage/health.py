"""/health: a verdict, and a line for each part."""

from collections.abc import Sequence
from datetime import timedelta
from html import escape

from domain.manage.health import Finding, Note, Part
from screens.keyboard import button, keyboard
from screens.language import Marked, _, counted, figure, marked, translated
from screens.layout import lines
from screens.manage.callbacks import HealthTap
from screens.moment import length
from screens.screen import Screen

YES, NO = "✅", "❌"
GOOD: dict[Part, Marked] = {
    Part.POSTGRES: marked("Database: answers in {n} ms"),
    Part.REDIS: marked("Redis: answers in {n} ms, {word} used"),
    Part.WEBHOOK: marked("Telegram: {word}, {n} waiting"),
    Part.WORKERS: marked("Workers: {n}, the last sign of life {word} s ago"),
    Part.DUE: marked("Messages: none is overdue"),
    Part.DEAD: marked("Failed messages: none"),
    Part.CLOCK: marked("Clocks: {n} ms apart"),
    Part.MAIL: marked("Mail: {word}"),
}
BAD: dict[Part, Marked] = {
    Part.POSTGRES: marked("Database: {word}"),
    Part.REDIS: marked("Redis: {word}. Messages still go out, a little later"),
    Part.WEBHOOK: marked("Telegram: {word}"),
    Part.WORKERS: marked("No worker lives: nothing is sent. Start “slotbell worker”"),
    Part.DUE: marked("Messages: the oldest one is overdue by {length}"),
    Part.DEAD: marked("Failed messages: {n}, see /failed"),
    Part.CLOCK: marked("Clocks are {n} ms apart: check the server's time"),
    Part.MAIL: marked("Mail: {word}"),
}

NOTES: dict[Note, Marked] = {
    Note.LATE: marked("no answer within 1 s"),
    Note.SILENT: marked("does not answer"),
    Note.ERROR: marked("does not answer ({detail})"),
    Note.EVICTS: marked("maxmemory-policy must be noeviction"),
    Note.FETCHED: marked("updates are fetched"),
    Note.BROUGHT: marked("updates are brought"),
    Note.REFUSED: marked("{detail} ({n} s ago)"),
    Note.READY: marked("ready"),
    Note.MISSING: marked("not set up"),
}


def health(found: Sequence[Finding]) -> Screen:
    """Everything, what needs somebody counted on top."""
    wrong = sum(not one.is_ok for one in found)
    verdict = _("All is well.")
    if wrong:
        verdict = counted(wrong, "1 thing needs you.", "{n} things need you.")
    listed = [_line(one) for one in found]
    again = button(_("Look again"), HealthTap())
    return Screen(lines(f"<b>{verdict}</b>", "\n".join(listed)), keyboard([[again]]))


def _line(it: Finding) -> str:
    words = translated((GOOD if it.is_ok else BAD)[it.part])
    span = length(timedelta(seconds=it.number)) if it.part is Part.DUE else ""
    number = figure(round(it.number))
    word = translated(NOTES[it.note]).format(detail=it.detail, n=number) if it.note else it.detail
    text = words.format(n=number, word=word, length=span)
    return f"{YES if it.is_ok else NO} {escape(text)}"

"""/health: a verdict, and a line for each part."""

from collections.abc import Sequence
from datetime import timedelta
from html import escape

from domain.manage.health import Finding, Part
from screens.keyboard import button, keyboard
from screens.language import Marked, _, marked, translated
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


def health(found: Sequence[Finding]) -> Screen:
    """Everything, what needs somebody counted on top."""
    wrong = sum(not one.is_ok for one in found)
    verdict = _("All is well.")
    if wrong:
        verdict = (
            _("1 thing needs you.") if wrong == 1 else _("{n} things need you.").format(n=wrong)
        )
    said = [_line(one) for one in found]
    again = button(_("Look again"), HealthTap())
    return Screen(lines(f"<b>{verdict}</b>", "\n".join(said)), keyboard([[again]]))


def _line(it: Finding) -> str:
    words = translated((GOOD if it.is_ok else BAD)[it.part])
    span = length(timedelta(seconds=it.number)) if it.part is Part.DUE else ""
    text = words.format(n=f"{it.number:,.0f}", word=it.word, length=span)
    return f"{YES if it.is_ok else NO} {escape(text)}"

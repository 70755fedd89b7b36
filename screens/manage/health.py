"""/health: a verdict, and a line for each part."""

from collections.abc import Sequence
from datetime import timedelta
from html import escape

from domain.manage.health import Finding, Part
from screens.keyboard import button, keyboard
from screens.manage.callbacks import HealthTap
from screens.messages.compose import lines
from screens.moment import length
from screens.screen import Screen, Translate

YES, NO = "✅", "❌"
GOOD: dict[Part, str] = {
    Part.POSTGRES: "Database: answers in {n} ms",
    Part.REDIS: "Redis: answers in {n} ms, {word} used",
    Part.WEBHOOK: "Telegram: {word}, {n} waiting",
    Part.WORKERS: "Workers: {n}, the last sign of life {word} s ago",
    Part.DUE: "Messages: none is overdue",
    Part.DEAD: "Failed messages: none",
    Part.CLOCK: "Clocks: {n} ms apart",
    Part.MAIL: "Mail: {word}",
}
BAD: dict[Part, str] = {
    Part.POSTGRES: "Database: {word}",
    Part.REDIS: "Redis: {word}. Messages still go out, a little later",
    Part.WEBHOOK: "Telegram: {word}",
    Part.WORKERS: "No worker lives: nothing is sent. Start “slotbell worker”",
    Part.DUE: "Messages: the oldest one is overdue by {length}",
    Part.DEAD: "Failed messages: {n}, see /failed",
    Part.CLOCK: "Clocks are {n} ms apart: check the server's time",
    Part.MAIL: "Mail: {word}",
}


def health(found: Sequence[Finding], t: Translate) -> Screen:
    """Everything, what needs somebody counted on top."""
    wrong = sum(not one.is_ok for one in found)
    verdict = t("All is well.")
    if wrong:
        verdict = (
            t("1 thing needs you.") if wrong == 1 else t("{n} things need you.").format(n=wrong)
        )
    said = [_line(one, t) for one in found]
    again = button(t("Look again"), HealthTap())
    return Screen(lines(f"<b>{verdict}</b>", "\n".join(said)), keyboard([[again]]))


def _line(it: Finding, t: Translate) -> str:
    words = t((GOOD if it.is_ok else BAD)[it.part])
    span = length(timedelta(seconds=it.number), t) if it.part is Part.DUE else ""
    text = words.format(n=f"{it.number:,.0f}", word=it.word, length=span)
    return f"{YES if it.is_ok else NO} {escape(text)}"

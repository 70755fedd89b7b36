"""/why: each rule with yes or no, and one sentence of what follows."""

from collections.abc import Sequence
from datetime import date, datetime, time
from html import escape

from domain.booking.catalogue import Test
from domain.booking.lab import FreeTime, Lab
from domain.manage.opening_hours import Rule, Verdict
from screens.keyboard import button, keyboard
from screens.manage.callbacks import WhyTap
from screens.messages.compose import lines
from screens.moment import MONTHS, WEEKDAYS, moment, short_moment
from screens.screen import Screen, Translate

YES, NO = "✅", "❌"
Words = tuple[str, str]
"""What a rule says when it offers a time, and when it refuses it."""
GRID = "No slot starts then: every {minutes} min; some are left out when the clocks change"
WORDS: dict[Rule, Words] = {
    Rule.STARTED: ("The session has begun by then", "No session is open by then"),
    Rule.NOT_OVER: ("The session goes on", "The session ends on {day}"),
    Rule.HORIZON: ("It is within 60 days", "Times are made until {day} so far"),
    Rule.WEEKDAY: ("Open on {weekday}s", "Closed on {weekday}s"),
    Rule.EXCEPTION: ("No exception is planned", "{day} is an exception"),
    Rule.HOLIDAY: ("No public holiday", "A public holiday: {name}"),
    Rule.HOURS: ("Within the hours {hours}", "Outside the hours {hours}"),
    Rule.GRID: ("A slot starts then (every {minutes} min)", GRID),
    Rule.SLOT: ("The slot is made", "There is no such slot"),
    Rule.OPEN: ("The slot is open", "The slot is closed{by}"),
    Rule.TEST: ("{code} is done there", "{code} is not done there"),
    Rule.FUTURE: ("It is still to come", "It has begun or passed"),
    Rule.SEAT: ("{taken} of {of} seats are taken", "All {of} seats are taken"),
}


def why(
    what: tuple[Lab, Test, datetime],
    verdicts: Sequence[Verdict],
    nearest: Sequence[FreeTime],
    now: datetime,
    t: Translate,
) -> Screen:
    """The list. what: where, which test, when (aware UTC). nearest: for a tap, if it is refused."""
    lab, test, at = what
    when = moment(at, lab.zone, now, t)
    is_offered = all(verdict.is_ok for verdict in verdicts)
    said = "\n".join(_line(verdict, t) for verdict in verdicts)
    end = t("So patients can book it.") if is_offered else t("So nobody can book it.")
    taps = [
        [
            button(
                short_moment(free.starts_at, lab.zone, now, t),
                WhyTap(at=int(free.starts_at.timestamp()), test=test.id),
            )
        ]
        for free in nearest
    ]
    near = t("The nearest free times:") if taps else ""
    title = f"<b>{escape(test.name)}, {when}</b>"
    return Screen(lines(title, said, f"<b>{end}</b> {near}".strip()), keyboard(taps))


def how(t: Translate) -> Screen:
    """What to type."""
    return Screen(t("Tell me a test and a time: “/why 3 Nov 9:00 HbA1c”."))


def not_a_time(t: Translate) -> Screen:
    """The words name no instant."""
    return Screen(t("I did not find one time in that. Try “/why tomorrow 9:00 HbA1c”."))


def _line(verdict: Verdict, t: Translate) -> str:
    yes, no = WORDS[verdict.rule]
    facts = {name: _fact(value, t) for name, value in verdict.facts.items()}
    if isinstance(day := verdict.facts.get("day"), date):
        facts["weekday"] = t(WEEKDAYS[day.weekday()])
    if "by" in facts:
        facts["by"] = f" ({facts['by'].replace(':', ' ')})" if facts["by"] else ""
    words = t(yes if verdict.is_ok else no).format(**facts)
    return f"{YES if verdict.is_ok else NO} {escape(words)}"


def _fact(value: object, t: Translate) -> str:
    if isinstance(value, date) and not isinstance(value, datetime):
        return f"{value.day} {t(MONTHS[value.month - 1])} {value.year}"
    if isinstance(value, tuple):
        return ", ".join(_span(span) for span in value)
    return str(value)


def _span(span: tuple[time, time]) -> str:
    return f"{span[0]:%H:%M}-{span[1]:%H:%M}"

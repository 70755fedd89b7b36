"""/why: each rule with yes or no, and one sentence of what follows."""

from datetime import date, datetime
from html import escape

from domain.manage.opening_hours import Explanation, SlotRule, SlotVerdict
from screens.keyboard import button, keyboard
from screens.language import DAY_YEAR, WEEKDAY, Marked, _, dated, marked, translated
from screens.manage.callbacks import WhyTap
from screens.moment import hours, moment, short_moment
from screens.screen import Screen, lines

YES, NO = "✅", "❌"
HOW = marked("Tell me a test and a time: “/why 3 Nov 9:00 HbA1c”.")
NOT_A_TIME = marked("I did not find one time in that. Try “/why tomorrow 9:00 HbA1c”.")
Words = tuple[Marked, Marked]
"""What a rule says when it offers a time, and when it refuses it."""
GRID = marked("No slot starts then: every {minutes} min; some are left out when the clocks change")
WORDS: dict[SlotRule, Words] = {
    SlotRule.STARTED: (
        marked("The session has begun by then"),
        marked("No session is open by then"),
    ),
    SlotRule.NOT_OVER: (marked("The session goes on"), marked("The session ends on {day}")),
    SlotRule.HORIZON: (marked("It is within 60 days"), marked("Times are made until {day} so far")),
    SlotRule.WEEKDAY: (marked("Open on {weekday}s"), marked("Closed on {weekday}s")),
    SlotRule.EXCEPTION: (marked("No exception is planned"), marked("{day} is an exception")),
    SlotRule.HOLIDAY: (marked("No public holiday"), marked("A public holiday: {name}")),
    SlotRule.HOURS: (marked("Within the hours {hours}"), marked("Outside the hours {hours}")),
    SlotRule.GRID: (marked("A slot starts then (every {minutes} min)"), GRID),
    SlotRule.SLOT: (marked("The slot is made"), marked("There is no such slot")),
    SlotRule.OPEN: (marked("The slot is open"), marked("The slot is closed{by}")),
    SlotRule.TEST: (marked("{code} is done there"), marked("{code} is not done there")),
    SlotRule.FUTURE: (marked("It is still to come"), marked("It has begun or passed")),
    SlotRule.SEAT: (marked("{taken} of {of} seats are taken"), marked("All {of} seats are taken")),
}


def why(it: Explanation, now: datetime) -> Screen:
    """The list, and the nearest free times for a tap."""
    verdicts = "\n".join(_line(verdict) for verdict in it.verdicts)
    end = _("So patients can book it.") if it.is_offered else _("So nobody can book it.")
    taps = [
        [
            button(
                short_moment(free.starts_at, it.lab.zone, now),
                WhyTap(at=int(free.starts_at.timestamp()), test=it.test.id),
            )
        ]
        for free in it.nearest
    ]
    near = _("The nearest free times:") if taps else ""
    title = f"<b>{escape(it.test.name)}, {moment(it.at, it.lab.zone, now)}</b>"
    return Screen(lines(title, verdicts, f"<b>{end}</b> {near}".strip()), keyboard(taps))


def _line(verdict: SlotVerdict) -> str:
    yes, no = WORDS[verdict.rule]
    facts = {name: _fact(value) for name, value in verdict.facts.items()}
    if isinstance(day := verdict.facts.get("day"), date):
        facts["weekday"] = dated(day, WEEKDAY)
    if "by" in facts:
        facts["by"] = f" ({facts['by'].replace(':', ' ')})" if facts["by"] else ""
    words = translated(yes if verdict.is_ok else no).format(**facts)
    return f"{YES if verdict.is_ok else NO} {escape(words)}"


def _fact(value: object) -> str:
    if isinstance(value, date) and not isinstance(value, datetime):
        return dated(value, DAY_YEAR)
    if isinstance(value, tuple):
        return ", ".join(hours(*span) for span in value)
    return str(value)

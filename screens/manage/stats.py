"""/stats: a picture, and under it the numbers that a picture cannot say."""

from datetime import date, datetime, timedelta
from html import escape

from domain.booking.lab import Lab
from domain.manage.stats import Lateness, Numbers, Period, Span, Totals, after, before, totals
from infra.chart import Bars, Chart, Panel
from screens.keyboard import Row, button, keyboard
from screens.language import (
    DAY,
    DAY_YEAR,
    MONTH_YEAR,
    NUMBER,
    SHORT_WEEKDAY_NUMBER,
    WEEKDAY_DAY_YEAR_PLAIN,
    _,
    dated,
    figure,
    marked,
    percent,
    translated,
)
from screens.manage.callbacks import StatsTap
from screens.moment import length
from screens.screen import Screen

CAME, MISSED, BOOKED, FREE = "#1a7f5a", "#d1495b", "#3e7cb1", "#e3e8ee"
SPANS = (
    (Span.DAY, marked("Today")),
    (Span.WEEK, marked("This week")),
    (Span.MONTH, marked("This month")),
)
SOME = 60  # seconds of waiting that are worth a line


def chart(lab: Lab, it: Numbers) -> Chart:
    """The picture: visits on top, messages below."""
    visits, messages = it.visits, it.messages
    waiting = [max(0, item.booked - item.seen - item.missed) for item in visits]
    free = [max(0, item.seats - item.booked) for item in visits]
    return Chart(
        title=f"{lab.name}: {period(it.period)}",
        panels=(
            Panel(
                _("Seats"),
                [label(it.period.span, item.wall) for item in visits],
                (
                    Bars(_("came"), CAME, [item.seen for item in visits]),
                    Bars(_("did not come"), MISSED, [item.missed for item in visits]),
                    Bars(_("booked"), BOOKED, waiting),
                    Bars(_("free"), FREE, free),
                ),
            ),
            Panel(
                _("Messages"),
                [label(it.period.span, item.wall) for item in messages],
                (
                    Bars(_("sent"), BOOKED, [item.sent for item in messages]),
                    Bars(_("failed"), MISSED, [item.failed for item in messages]),
                ),
            ),
        ),
        empty=_("Nothing in this time"),
    )


def numbers(lab: Lab, it: Numbers, today: date) -> Screen:
    """The caption: at most 1,024 characters."""
    head = f"<b>{escape(lab.name)}: {period(it.period)}</b>"
    rows = [_turns(it.period), _spans(today)]
    return Screen("\n".join((head, *facts(it))), keyboard(rows))


def not_understood(today: date) -> Screen:
    """What stood beside the command is no day, week or month."""
    return Screen(_("I did not understand which days."), keyboard([_spans(today)]))


def facts(it: Numbers) -> list[str]:
    """The numbers that are worth a line; HTML."""
    sums = totals(it)
    lines = (
        _booked(sums),
        _no_shows(sums),
        _lead(it.lead),
        _messages(sums),
        _late(it.lateness),
        _waiting(it.oldest_due),
    )
    return [line for line in lines if line]


def no_picture(screen: Screen) -> Screen:
    note = _("The picture could not be drawn; here are the numbers.")
    return Screen(f"{note}\n\n{screen.text}", screen.keyboard)


def period(it: Period) -> str:
    """'Thursday 26 November 2026', '23 to 29 November 2026', 'November 2026'."""
    match it.span:
        case Span.DAY:
            return dated(it.first, WEEKDAY_DAY_YEAR_PLAIN)
        case Span.MONTH:
            return dated(it.first, MONTH_YEAR)
        case Span.WEEK:
            is_same = it.first.month == it.last.month
            first = dated(it.first, NUMBER) if is_same else dated(it.first, DAY)
            return _("{first} to {last}").format(first=first, last=dated(it.last, DAY_YEAR))


def label(span: Span, wall: datetime) -> str:
    """Under a bar: '09', 'Mon 23' or '23'."""
    match span:
        case Span.DAY:
            return f"{wall:%H}"
        case Span.WEEK:
            return dated(wall, SHORT_WEEKDAY_NUMBER)
        case Span.MONTH:
            return dated(wall, NUMBER)


def _booked(sums: Totals) -> str:
    if sums.used is None:
        return _("No slots.")
    text = _("Booked: {n} of {seats} seats ({part})")
    return text.format(n=figure(sums.booked), seats=figure(sums.seats), part=percent(sums.used))


def _no_shows(sums: Totals) -> str:
    if sums.no_shows is None:
        return ""
    text = _("Came: {seen}, did not come: {missed} ({part})")
    return text.format(
        seen=figure(sums.seen), missed=figure(sums.missed), part=percent(sums.no_shows)
    )


def _lead(lead: timedelta | None) -> str:
    if lead is None:
        return ""
    return _("Usually booked {length} ahead").format(length=length(lead))


def _messages(sums: Totals) -> str:
    if not sums.sent + sums.failed:
        return _("No messages.")
    text = _("Messages sent: {sent}, failed: {failed}")
    return text.format(sent=figure(sums.sent), failed=figure(sums.failed))


def _late(late: Lateness | None) -> str:
    if late is None:
        return ""
    text = _("Late by: {p50} (half), {p95} (95 %), {p99} (99 %)")
    return text.format(p50=_ms(late.p50), p95=_ms(late.p95), p99=_ms(late.p99))


def _waiting(seconds: float) -> str:
    if seconds < 1:
        return _("Nothing due is waiting.")
    waited = length(timedelta(seconds=seconds))
    line = _("The oldest due message waits since {length}.").format(length=waited)
    return f"⚠️ {line}" if seconds >= SOME else line


def _ms(value: float) -> str:
    """'3 ms' below ten seconds, else '2 minutes'."""
    if value < 10_000:
        return _("{n} ms").format(n=figure(round(max(0.0, value))))
    return length(timedelta(milliseconds=value))


def _turns(it: Period) -> Row:
    earlier, later = before(it), after(it)
    return [
        button(_("‹ Earlier"), StatsTap(span=it.span, day=earlier.first.toordinal())),
        button(_("Later ›"), StatsTap(span=it.span, day=later.first.toordinal())),
    ]


def _spans(today: date) -> Row:
    return [
        button(translated(words), StatsTap(span=span, day=today.toordinal()))
        for span, words in SPANS
    ]

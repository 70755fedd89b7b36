"""/stats: a picture, and under it the numbers that a picture cannot say."""

from datetime import date, timedelta
from html import escape

from domain.booking.lab import Lab
from domain.manage.stats import Lateness, Numbers, Period, Span, Totals, after, before, totals
from infra.chart import Bars, Chart, Panel
from screens.keyboard import Row, button, keyboard
from screens.manage.callbacks import StatsTap
from screens.moment import MONTHS, WEEKDAYS, length
from screens.screen import Screen, Translate

CAME, MISSED, BOOKED, FREE = "#1a7f5a", "#d1495b", "#3e7cb1", "#e3e8ee"
SPANS = ((Span.DAY, "Today"), (Span.WEEK, "This week"), (Span.MONTH, "This month"))
SOME = 60  # seconds of waiting that are worth a line


def chart(lab: Lab, it: Numbers, t: Translate) -> Chart:
    """The picture: visits on top, messages below."""
    visits, messages = it.visits, it.messages
    waiting = [max(0, item.booked - item.seen - item.missed) for item in visits]
    free = [max(0, item.seats - item.booked) for item in visits]
    return Chart(
        title=f"{lab.name}: {period(it.period, t)}",
        panels=(
            Panel(
                t("Seats"),
                [item.label for item in visits],
                (
                    Bars(t("came"), CAME, [item.seen for item in visits]),
                    Bars(t("did not come"), MISSED, [item.missed for item in visits]),
                    Bars(t("booked"), BOOKED, waiting),
                    Bars(t("free"), FREE, free),
                ),
            ),
            Panel(
                t("Messages"),
                [item.label for item in messages],
                (
                    Bars(t("sent"), BOOKED, [item.sent for item in messages]),
                    Bars(t("failed"), MISSED, [item.failed for item in messages]),
                ),
            ),
        ),
        empty=t("Nothing in this time"),
    )


def numbers(lab: Lab, it: Numbers, today: date, t: Translate) -> Screen:
    """The caption: at most 1,024 characters."""
    sums = totals(it)
    lines = (
        f"<b>{escape(lab.name)}: {period(it.period, t)}</b>",
        _booked(sums, t),
        _no_shows(sums, t),
        _lead(it.lead, t),
        _messages(sums, t),
        _late(it.lateness, t),
        _waiting(it.oldest_due, t),
    )
    rows = [_turns(it.period, t), _spans(today, t)]
    return Screen("\n".join(line for line in lines if line), keyboard(rows))


def no_picture(screen: Screen, t: Translate) -> Screen:
    """The same where no picture could be drawn."""
    note = t("The picture could not be drawn; here are the numbers.")
    return Screen(f"{note}\n\n{screen.text}", screen.keyboard)


def period(it: Period, t: Translate) -> str:
    """'Thursday 26 November 2026', '23 to 29 November 2026', 'November 2026'."""
    month = t(MONTHS[it.first.month - 1])
    match it.span:
        case Span.DAY:
            weekday = t(WEEKDAYS[it.first.weekday()])
            return f"{weekday} {it.first.day} {month} {it.first.year}"
        case Span.MONTH:
            return f"{month} {it.first.year}"
        case Span.WEEK:
            last = f"{it.last.day} {t(MONTHS[it.last.month - 1])} {it.last.year}"
            first = f"{it.first.day}" + ("" if it.first.month == it.last.month else f" {month}")
            return t("{first} to {last}").format(first=first, last=last)


def _booked(sums: Totals, t: Translate) -> str:
    if sums.used is None:
        return t("No slots.")
    text = t("Booked: {n} of {seats} seats ({part})")
    return text.format(n=_n(sums.booked), seats=_n(sums.seats), part=_percent(sums.used))


def _no_shows(sums: Totals, t: Translate) -> str:
    if sums.no_shows is None:
        return ""
    text = t("Came: {seen}, did not come: {missed} ({part})")
    return text.format(seen=_n(sums.seen), missed=_n(sums.missed), part=_percent(sums.no_shows))


def _lead(lead: timedelta | None, t: Translate) -> str:
    if lead is None:
        return ""
    return t("Usually booked {length} ahead").format(length=length(lead, t))


def _messages(sums: Totals, t: Translate) -> str:
    if not sums.sent + sums.failed:
        return t("No messages.")
    text = t("Messages sent: {sent}, failed: {failed}")
    return text.format(sent=_n(sums.sent), failed=_n(sums.failed))


def _late(late: Lateness | None, t: Translate) -> str:
    if late is None:
        return ""
    text = t("Late by: {p50} (half), {p95} (95 %), {p99} (99 %)")
    return text.format(p50=_ms(late.p50, t), p95=_ms(late.p95, t), p99=_ms(late.p99, t))


def _waiting(seconds: float, t: Translate) -> str:
    if seconds < 1:
        return t("Nothing due is waiting.")
    waited = length(timedelta(seconds=seconds), t)
    line = t("The oldest due message waits since {length}.").format(length=waited)
    return f"⚠️ {line}" if seconds >= SOME else line


def _ms(value: float, t: Translate) -> str:
    """'3 ms' below ten seconds, else '2 minutes'."""
    if value < 10_000:
        return t("{n} ms").format(n=f"{max(0.0, value):,.0f}")
    return length(timedelta(milliseconds=value), t)


def _percent(part: float) -> str:
    return f"{part * 100:.0f} %"


def _n(number: int) -> str:
    return f"{number:,}"


def _turns(it: Period, t: Translate) -> Row:
    earlier, later = before(it), after(it)
    return [
        button(t("‹ Earlier"), StatsTap(span=it.span, day=earlier.first.toordinal())),
        button(t("Later ›"), StatsTap(span=it.span, day=later.first.toordinal())),
    ]


def _spans(today: date, t: Translate) -> Row:
    return [button(t(words), StatsTap(span=span, day=today.toordinal())) for span, words in SPANS]

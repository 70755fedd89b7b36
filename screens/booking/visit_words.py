"""Words about a visit: what, when, where, for whom, at what price, and how to prepare."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from html import escape

from domain.booking.booking import BookingView
from domain.booking.catalogue import LabTest
from domain.booking.lab import Lab
from domain.time.zones import offset_of, to_wall, zone_label
from screens.language import (
    SHORT_WEEKDAY_DAY,
    WEEKDAY_DAY,
    WEEKDAY_DAY_YEAR,
    _,
    amount,
    dated,
    in_words,
)
from screens.moment import linked, moment
from screens.screen import html_of, short

NAME, ADDRESS, PHONE, PREPARATION = 60, 300, 20, 700  # characters of each that a card shows
TESTS = 4 * (NAME + 4)  # of the names of a visit's tests
LABEL = 20  # of a test's name on a button


def in_full(booking: BookingView, zone: str) -> str:
    """HTML: its number and everything about it. zone: the reader's."""
    name, phone = booking.patient_name, booking.patient_phone
    at, lab = booking.starts_at, booking.lab
    facts = summary(booking.test, at, lab, name=name, phone=phone, zone=zone)
    number = _("Booking number: {number}").format(number=f"<code>{booking.id}</code>")
    return "\n".join((number, *facts))


def in_short(booking: BookingView, zone: str) -> list[str]:
    """HTML lines that tell one booking from another. zone: the reader's."""
    test = in_words(booking.test)
    return [
        f"<b>{html_of(test.name, TESTS)}</b>, {html_of(booking.patient_name, NAME + 4)}",
        when(booking.starts_at, booking.lab, zone),
        html_of(in_words(booking.lab).name, NAME),
    ]


def summary(
    test: LabTest, starts_at: datetime, lab: Lab, *, name: str, phone: str, zone: str
) -> list[str]:
    """HTML lines. name, phone: the patient's. zone: the reader's."""
    test, lab = in_words(test), in_words(lab)
    price, time = money(test.price, test.currency), when(starts_at, lab, zone)
    code = "" if test.is_coded else f" ({html_of(test.code, TESTS)})"
    ready = prepare(test.preparation, test.fasting_hours, (starts_at, lab.zone))
    rows = (
        (_("Test"), f"<b>{html_of(test.name, TESTS)}</b>{code}"),
        (_("When"), time),
        (_("Where"), f"{html_of(lab.name, NAME)}, {html_of(lab.address, ADDRESS)}"),
        (_("Patient"), html_of(name, NAME + 24)),
        (_("Phone"), html_of(phone, PHONE)),
        (_("Price"), escape(price)),
    )
    shown = [fact(label, value) for label, value in rows if value]
    return [*shown, *ready]


def fact(label: str, value: str) -> str:
    """HTML: 'Price: 9.50 CHF', with the spaces of the language."""
    return _("{label}: {value}").format(label=label, value=value)


def when(starts_at: datetime, lab: Lab, zone: str) -> str:
    """HTML: weekday, date and time by the lab's clock, and by the person's if it differs."""
    wall, own = to_wall(starts_at, lab.zone), to_wall(starts_at, zone)
    label = zone_label(starts_at, lab.zone)
    text = f"<b>{dated(wall, WEEKDAY_DAY_YEAR)}, {wall:%H:%M}</b> {escape(label)}"
    text = linked(starts_at, text)
    if own == wall:
        return text
    shown, shape = f"{own:%H:%M}", "t"
    if own.date() != wall.date():
        shown, shape = f"{short_date(own.date())}, {shown}", "wdt"
    own_clock = _("({time} on your clock)").format(time=linked(starts_at, shown, shape))
    return f"{text} {own_clock}"


def clocks_note(day: date, lab: Lab, zone: str) -> str:
    """Plain text: whose clock the times of a day are read from."""
    noon = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
    place = lab.zone.rsplit("/", 1)[-1].replace("_", " ")
    text = _("All times are {place} time ({label}).")
    text = text.format(label=zone_label(noon, lab.zone), place=place)
    ahead = offset_of(noon, zone) - offset_of(noon, lab.zone)
    if not ahead:
        return text
    is_ahead = ahead > timedelta()
    own = _("Your clock is {hours} h ahead.") if is_ahead else _("Your clock is {hours} h behind.")
    return f"{text} {own.format(hours=_hours(abs(ahead)))}"


def _hours(length: timedelta) -> str:
    hours, minutes = divmod(length // timedelta(minutes=1), 60)
    return f"{hours}:{minutes:02d}" if minutes else str(hours)


def named_day(day: date, today: date) -> str:
    """'Friday, 12 December' for a question; the year only if it is another one than today's."""
    return dated(day, WEEKDAY_DAY if day.year == today.year else WEEKDAY_DAY_YEAR)


def short_date(day: date) -> str:
    """'Fri 12 Dec'."""
    return dated(day, SHORT_WEEKDAY_DAY)


def short_time(starts_at: datetime, zone: str) -> str:
    """'Fri 12 Dec, 09:00' on clocks in `zone`."""
    wall = to_wall(starts_at, zone)
    return f"{short_date(wall.date())}, {wall:%H:%M}"


def money(price: Decimal, currency: str) -> str:
    """'€12.50', or '12.50 CHF' for a currency without a sign of its own."""
    return amount(price, short(currency, 8))


def preparation(text: str) -> str:
    """HTML line; empty without any."""
    return _("Preparation: {text}").format(text=escape(short(text, PREPARATION))) if text else ""


def eat_nothing(hours: int, starts_at: datetime, zone: str) -> str:
    """HTML line for a visit that begins at an aware instant: by the lab's clock, over DST too.

    Empty where `hours` of fasting are none.
    """
    if not hours:
        return ""
    first = starts_at - timedelta(hours=hours)
    return _("Last meal before {when}; water is fine.").format(
        when=f"<b>{moment(first, zone, first)}</b>"
    )


def prepare(text: str, hours: int, visit: tuple[datetime, str]) -> list[str]:
    """Both, as lines. visit: when it begins, and its lab's zone."""
    fasting = eat_nothing(hours, *visit)
    return [line for line in (preparation(text), fasting) if line]

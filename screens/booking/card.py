"""What all screens of a booking share: dates, prices, the head of a card, the row at its foot."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from html import escape

from aiogram.types import InlineKeyboardButton

from domain.booking.catalogue import LabTest
from domain.booking.lab import Lab
from domain.time.zones import offset_of, to_wall, zone_label
from screens.booking.callbacks import BookingDo, BookingTap
from screens.booking.preparation import eat_nothing, preparation
from screens.keyboard import Row, back, button, keyboard, short
from screens.language import SHORT_WEEKDAY_DAY, WEEKDAY_DAY, WEEKDAY_DAY_YEAR, _, dated
from screens.screen import Screen

SIGNS = {"EUR": "€", "USD": "$", "GBP": "£", "INR": "₹", "JPY": "¥"}
NAME, TOLD = 60, 300  # characters of a name and of a longer text that a card shows


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """What every card of the conversation knows.

    starts_at: aware UTC. zone: the person's own IANA zone, the lab's if they gave none.
    today: by the lab's calendar. note: plain text above the question, such as what was not
    understood.
    """

    intent: str
    lab: Lab
    zone: str
    today: date
    test: LabTest | None = None
    starts_at: datetime | None = None
    note: str = ""

    def do(self, do: BookingDo, value: int = 0) -> BookingTap:
        """What a button of this conversation sends."""
        return BookingTap(intent=self.intent, do=do, value=value)

    def tap(
        self, text: str, do: BookingDo, value: int = 0, style: str | None = None
    ) -> InlineKeyboardButton:
        """A button of this conversation."""
        return button(text, self.do(do, value), style)


def card(frame: Frame, question: str, rows: Sequence[Row]) -> Screen:
    """Note, what is chosen so far, the question (HTML); below it the rows, Back and Cancel."""
    parts = (escape(frame.note), heading(frame), question)
    text = "\n\n".join(part for part in parts if part)
    return Screen(text, keyboard([*rows, foot(frame)]))


def heading(frame: Frame) -> str:
    """HTML: the test with price, the time, the preparation; empty before anything is chosen."""
    lines = []
    if frame.test is not None:
        price = money(frame.test.price, frame.test.currency)
        lines.append(f"<b>{told(frame.test.name, NAME)}</b> · {escape(price)}")
    if frame.starts_at is not None:
        lines.append(when(frame.starts_at, frame.lab, frame.zone))
    if frame.test is not None:
        lines.append(preparation(frame.test.preparation))
        if frame.starts_at is not None:
            at, zone = frame.starts_at, frame.lab.zone
            lines.append(eat_nothing(frame.test.fasting_hours, at, zone))
    lines = [line for line in lines if line]
    return "\n".join(lines)


def foot(frame: Frame) -> Row:
    """The last row of every card."""
    return [back(frame.do(BookingDo.BACK)), frame.tap(_("Cancel"), BookingDo.CANCEL)]


def when(starts_at: datetime, lab: Lab, zone: str) -> str:
    """HTML: weekday, date and time by the lab's clock, and by the person's if it differs."""
    wall = to_wall(starts_at, lab.zone)
    label = zone_label(starts_at, lab.zone)
    text = f"<b>{long_date(wall.date())}, {wall:%H:%M}</b> {escape(label)}"
    if offset_of(starts_at, zone) == offset_of(starts_at, lab.zone):
        return text
    own = to_wall(starts_at, zone)
    shown = f"{own:%H:%M}"
    if own.date() != wall.date():
        shown = f"{short_date(own.date())}, {shown}"
    return text + " " + _("({time} on your clock)").format(time=shown)


def clocks_note(day: date, lab: Lab, zone: str) -> str:
    """Plain text: whose clock the times of a day are read from."""
    noon = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
    place = lab.zone.rsplit("/", 1)[-1].replace("_", " ")
    text = _("All times are {place} time ({label}).")
    text = text.format(label=zone_label(noon, lab.zone), place=place)
    ahead = offset_of(noon, zone) - offset_of(noon, lab.zone)
    if not ahead:
        return text
    later = _("Your clock is {hours} h ahead.") if ahead > timedelta() else ""
    told_so = later or _("Your clock is {hours} h behind.")
    return f"{text} {told_so.format(hours=_hours(abs(ahead)))}"


def _hours(length: timedelta) -> str:
    hours, minutes = divmod(length // timedelta(minutes=1), 60)
    return f"{hours}:{minutes:02d}" if minutes else str(hours)


def long_date(day: date) -> str:
    """'Friday, 12 December 2026'."""
    return dated(day, WEEKDAY_DAY_YEAR)


def named_day(day: date, today: date) -> str:
    """'Friday, 12 December' for a question; the year only if it is another one than today's."""
    if day.year != today.year:
        return long_date(day)
    return dated(day, WEEKDAY_DAY)


def short_date(day: date) -> str:
    """'Fri 12 Dec'."""
    return dated(day, SHORT_WEEKDAY_DAY)


def short_time(starts_at: datetime, zone: str) -> str:
    """'Fri 12 Dec, 09:00' on clocks in `zone`."""
    wall = to_wall(starts_at, zone)
    return f"{short_date(wall.date())}, {wall:%H:%M}"


def money(price: Decimal, currency: str) -> str:
    """'€12.50', or '12.50 CHF' for a currency without a sign of its own here."""
    sign = SIGNS.get(currency)
    return f"{sign}{price:.2f}" if sign else f"{price:.2f} {short(currency, 8)}"


def told(text: str, limit: int) -> str:
    """Foreign text for a card: one line, not too long, escaped."""
    return escape(short(text, limit))

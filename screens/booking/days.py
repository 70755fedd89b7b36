"""The second question of a booking: which day, on a calendar of one month."""

from calendar import Calendar
from collections.abc import Collection
from datetime import date, timedelta

from aiogram.types import InlineKeyboardButton

from screens.booking.callbacks import BookingDo
from screens.booking.card import Frame, card, named_day
from screens.keyboard import Row, grey, grid
from screens.moment import MONTHS
from screens.screen import Screen, Translate

BLANK = "·"


def days(frame: Frame, month: date, free: Collection[date], t: Translate) -> Screen:
    """The month of `month`, Monday first, without the weeks that are over.

    Only days in `free` can be tapped.
    """
    monday = frame.today - timedelta(days=frame.today.weekday())
    shown = (day for day in Calendar().itermonthdates(month.year, month.month) if day >= monday)
    cells = [_cell(frame, day, month, free) for day in shown]
    rows = [_title(frame, month, free, t), [grey(name) for name in _letters(t)], *grid(cells, 7)]
    question = t("Which day? Tap one, or type it: “tomorrow”, “next friday”.")
    return card(frame, question, rows, t)


def nothing_free(t: Translate) -> str:
    """Plain note: no seat anywhere."""
    return t("Sorry, everything is booked out just now. Please look again tomorrow.")


def not_free(day: date, free: Collection[date], today: date, t: Translate) -> str:
    """Plain note: that day is full or closed. free: those that may be had instead."""
    text = t("Nothing is free on {day}.").format(day=named_day(day, today, t))
    if not free:
        return text
    later = [other for other in free if other > day]
    other = min(later) if later else max(free)
    hint = t("The next free day is {day}.") if later else t("The last free day is {day}.")
    return f"{text} {hint.format(day=named_day(other, today, t))}"


def not_a_day(t: Translate) -> str:
    """Plain note: the words name no day."""
    return t("I did not find a day in that. Try “tomorrow” or “12 december”.")


def day_past(t: Translate) -> str:
    """Plain note: the day lies behind us."""
    return t("That is in the past. Please pick another day.")


def _cell(frame: Frame, day: date, month: date, free: Collection[date]) -> InlineKeyboardButton:
    if day.month != month.month:
        return grey(BLANK)
    if day not in free:
        return grey(str(day.day))
    return frame.tap(str(day.day), BookingDo.DAY, day.toordinal())


def _title(frame: Frame, month: date, free: Collection[date], t: Translate) -> Row:
    """The month's name between arrows to the nearest months with a free day."""
    first = month.replace(day=1)
    others = {day.replace(day=1) for day in free} - {first}
    earlier, later = {day for day in others if day < first}, {day for day in others if day > first}
    row = [grey(f"{t(MONTHS[month.month - 1])} {month.year}")]
    if earlier:
        row.insert(0, _arrow(frame, max(earlier), "‹ {month}", t))
    if later:
        row.append(_arrow(frame, min(later), "{month} ›", t))
    return row


def _arrow(frame: Frame, month: date, label: str, t: Translate) -> InlineKeyboardButton:
    name = t(MONTHS[month.month - 1])[:3]
    return frame.tap(label.format(month=name), BookingDo.MONTH, month.toordinal())


def _letters(t: Translate) -> tuple[str, ...]:
    return (t("Mo"), t("Tu"), t("We"), t("Th"), t("Fr"), t("Sa"), t("Su"))

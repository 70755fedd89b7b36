"""The third question of a booking: which time, and the times offered instead of a taken one."""

from collections.abc import Sequence
from datetime import date
from html import escape

from aiogram.types import InlineKeyboardButton

from domain.booking.lab import FreeTime
from domain.time.zones import to_wall
from screens.booking.callbacks import BookingDo
from screens.booking.card import Frame, card, clocks_note, named_day, short_time
from screens.keyboard import Row, grid
from screens.screen import Screen, Translate

MANY = 12  # times that are shown without asking for a part of the day first
MOST = 90  # buttons; Telegram takes 100 in all
WIDTH = 3
MORNING, AFTERNOON, EVENING = 1, 2, 3  # parts of the day; 0 = all of it
NOON, DUSK = 12, 18  # hours


def part_of(time: FreeTime, zone: str) -> int:
    """The part of the day in which a time lies by clocks in `zone`."""
    hour = to_wall(time.starts_at, zone).hour
    return MORNING if hour < NOON else AFTERNOON if hour < DUSK else EVENING


def times(frame: Frame, day: date, free: Sequence[FreeTime], part: int, t: Translate) -> Screen:
    """The free times of a day; parts of the day first if they are many. part: 0 = all."""
    zone = frame.lab.zone
    chosen = [time for time in free if part in {0, part_of(time, zone)}] or list(free)
    parts = sorted({part_of(time, zone) for time in chosen})
    if len(chosen) > MANY and len(parts) > 1:
        rows = [_part(frame, number, chosen, t) for number in parts]
        how = t("Tap one, or type a time such as “9:30”.")
    else:
        rows = grid([_time(frame, time, t) for time in chosen[:MOST]], WIDTH)
        how = t("Tap one, or type it: “9:30”, “afternoon”.")
    asked = t("What time on {day}?").format(day=f"<b>{named_day(day, frame.today, t)}</b>")
    note = escape(clocks_note(day, frame.lab, frame.zone, t))
    return card(frame, f"{asked} {how}\n{note}", rows, t)


def offered(
    frame: Frame, nearest: Sequence[FreeTime], other_day: date | None, t: Translate
) -> Screen:
    """Times offered instead of one that is not free; frame.note says why.

    other_day: the lab's day whose other times may be seen, None = the calendar.
    """
    rows: list[Row] = [[_offer(frame, time, t)] for time in nearest]
    if other_day is None:
        more = frame.tap(t("Other days"), BookingDo.MONTH)
    else:
        more = frame.tap(t("All times that day"), BookingDo.DAY, other_day.toordinal())
    return card(frame, t("Tap one of these free times:"), [*rows, [more]], t)


def just_taken(t: Translate) -> str:
    """Plain note: somebody was faster."""
    return t("Sorry, that seat has just been taken.")


def has_begun(t: Translate) -> str:
    """Plain note: it is too late for that time."""
    return t("Sorry, it is too late for that time.")


def time_not_free(wished: str, t: Translate) -> str:
    """Plain note: that time is full, closed or over. wished: as in 'Fri 12 Dec, 09:00'."""
    return t("{time} is not free.").format(time=wished)


def which_one(t: Translate) -> str:
    """Plain note: the words can mean several times."""
    return t("I can read that in more than one way.")


def not_a_time(t: Translate) -> str:
    """Plain note: the words name no time."""
    return t("I did not find a time in that. Try “9:30” or “afternoon”.")


def _part(frame: Frame, part: int, free: Sequence[FreeTime], t: Translate) -> Row:
    names = {MORNING: t("Morning"), AFTERNOON: t("Afternoon"), EVENING: t("Evening")}
    count = sum(part_of(time, frame.lab.zone) == part for time in free)
    label = t("{part} · {count} free times") if count > 1 else t("{part} · {count} free time")
    return [frame.tap(label.format(part=names[part], count=count), BookingDo.PART, part)]


def _time(frame: Frame, time: FreeTime, t: Translate) -> InlineKeyboardButton:
    clock = f"{to_wall(time.starts_at, frame.lab.zone):%H:%M}"
    label = t("{time} · {seats} left").format(time=clock, seats=time.seats)
    return frame.tap(label, BookingDo.SLOT, time.slot_id)


def _offer(frame: Frame, time: FreeTime, t: Translate) -> InlineKeyboardButton:
    label = t("{time} · {seats} left").format(
        time=short_time(time.starts_at, frame.lab.zone, t), seats=time.seats
    )
    return frame.tap(label, BookingDo.SLOT, time.slot_id)

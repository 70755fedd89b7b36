"""Buttons that open something, and labels that are none."""

from enum import StrEnum

from aiogram.filters.callback_data import CallbackData


class StartDo(StrEnum):
    """What the start menu offers."""

    BOOK = "b"
    BOOKINGS = "l"
    SCHEDULE = "s"
    SCHEDULED = "w"
    HELP = "h"


class StartTap(CallbackData, prefix="st1"):
    """A button that opens something: the start menu, [Start again], [Book a test]."""

    do: StartDo


class GreyTap(CallbackData, prefix="gr1"):
    """A day that cannot be chosen, or a label in a grid."""

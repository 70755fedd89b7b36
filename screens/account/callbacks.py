"""Buttons that open something, and labels that are none."""

from enum import StrEnum
from typing import Annotated

from aiogram.filters.callback_data import CallbackData
from pydantic import StringConstraints

from screens.callback_values import Id


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


class DisabledTap(CallbackData, prefix="gr1"):
    """A day that cannot be chosen, or a label in a grid."""


class ZoneTap(CallbackData, prefix="tz1"):
    """A time zone to choose by name, or with an empty name a page of zones."""

    zone: Annotated[str, StringConstraints(max_length=40)] = ""
    page: Id = 0


class EmailDo(StrEnum):
    """What a tap about email addresses asks for; `value` is an address's id."""

    LIST = "l"
    ADD = "a"
    CODE = "c"
    AGAIN = "n"
    REMOVE = "r"
    YES = "y"


class EmailTap(CallbackData, prefix="ad1"):
    """A button of the list of email addresses, or of adding one."""

    do: EmailDo
    value: Id = 0

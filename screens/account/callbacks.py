"""Buttons of a person's own settings: the time zone, the email addresses."""

from enum import StrEnum
from typing import Annotated

from aiogram.filters.callback_data import CallbackData
from pydantic import StringConstraints

from screens.callback_values import Id


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

"""Buttons of /failed."""

from enum import StrEnum
from typing import Annotated

from aiogram.filters.callback_data import CallbackData
from pydantic import StringConstraints

from screens.callback_values import Id


class FailedDo(StrEnum):
    """What a tap in the list of dead letters asks for; the meaning of `value` beside each."""

    GROUPS = "g"
    LIST = "l"  # page from 0 of the letters of a cause
    OPEN = "o"  # id of a message
    RETRY = "r"  # id of a message
    RETRY_ALL = "R"
    DROP = "d"  # id of a message
    DROP_ALL = "D"
    REASON = "y"  # number of a reason on offer


class FailedTap(CallbackData, prefix="fl1"):
    """A button of /failed."""

    do: FailedDo
    cause: Annotated[str, StringConstraints(pattern=r"^[a-z_]{0,20}$")] = ""
    value: Id = 0

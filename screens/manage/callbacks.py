"""Buttons of /slots and /why."""

from enum import StrEnum
from typing import Annotated

from aiogram.filters.callback_data import CallbackData
from pydantic import Field

from screens.callback_values import Id, Intent

Ordinal = Annotated[int, Field(ge=0, le=3_650_000)]


class SessionDo(StrEnum):
    """What a tap asks for; the meaning of `value` beside each."""

    LIST = "l"
    NEW = "n"
    OPEN = "o"  # id of a session
    ASK_END = "a"
    END = "e"


class SessionTap(CallbackData, prefix="ss1"):
    """A button of the sessions' list, or of one."""

    do: SessionDo
    value: Id = 0


class PlanTap(CallbackData, prefix="sp1"):
    """[Make it] under a preview; the line is in the conversation named by `intent`."""

    intent: Intent


class SeatsDo(StrEnum):
    """What a tap on a day's seats asks for."""

    SHOW = "s"
    MORE = "m"
    FEWER = "f"


class SeatsTap(CallbackData, prefix="st2"):
    """A button of a day's slots. day: ordinal, 0 = today. slot: 0 = the whole hour, 1-based hour
    in `hour` (0 = the whole day)."""

    do: SeatsDo
    day: Ordinal = 0
    hour: Annotated[int, Field(ge=0, le=30)] = 0
    slot: Id = 0


class WhyTap(CallbackData, prefix="wy1"):
    """Another time to ask about: seconds since 1970, and the test."""

    at: Id
    test: Id

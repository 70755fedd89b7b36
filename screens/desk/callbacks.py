"""Buttons of /day and /next."""

from enum import StrEnum
from typing import Annotated

from aiogram.filters.callback_data import CallbackData
from pydantic import Field

from domain.desk.day import Act
from screens.callback_values import Id, Small

Ordinal = Annotated[int, Field(ge=0, le=3_650_000)]


class DayDo(StrEnum):
    """What a tap asks for."""

    SHEET = "s"
    OPEN = "o"  # those still booked
    MISSED = "m"  # none of those came
    NEXT = "n"


class DayTap(CallbackData, prefix="dy1"):
    """A button of the sheet. day: ordinal, 0 = today. hour: 100 = the one that is on."""

    do: DayDo
    day: Ordinal = 0
    hour: Annotated[int, Field(ge=0, le=100)] = 100


class VisitDo(StrEnum):
    """What a tap on a visit's card asks for."""

    OPEN = "o"
    ACT = "a"
    NOTE = "n"
    CANCEL = "x"
    MOVE = "m"


class VisitTap(CallbackData, prefix="vs1"):
    """A button of a visit's card. version: what was seen when tapping."""

    do: VisitDo
    id: Id
    act: Act = Act.ARRIVED
    version: Small = 0

"""Buttons of a message that repeats."""

from enum import StrEnum
from typing import Annotated

from aiogram.filters.callback_data import CallbackData
from pydantic import Field

from screens.callback_values import Id


class SeriesDo(StrEnum):
    """What a tap on the card of a message that repeats asks for."""

    OPEN = "o"
    PAUSE = "p"
    RESUME = "r"
    SKIP = "k"
    TIME = "t"
    TEXT = "e"
    CANCEL = "x"
    YES = "y"


class SeriesTap(CallbackData, prefix="se1"):
    """A button of a series; `version` tells what the person saw when tapping."""

    do: SeriesDo
    value: Id
    page: Annotated[int, Field(ge=0, lt=2**31)] = 0  # of the list, from 1; 0 = from elsewhere
    version: Annotated[int, Field(ge=0, lt=2**31)] = 0

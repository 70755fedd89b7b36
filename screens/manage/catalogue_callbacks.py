"""Buttons of /tests and /labs."""

from enum import StrEnum

from aiogram.filters.callback_data import CallbackData

from domain.manage.catalogue import Field
from screens.callback_values import Id, Small


class OfferingDo(StrEnum):
    """What a tap asks for."""

    LIST = "l"
    OPEN = "o"
    ADD = "a"
    FIELD = "f"
    RETIRE = "r"
    AGAIN = "g"
    HERE = "h"


class TestTap(CallbackData, prefix="ct1"):
    """A button of the catalogue. value: a test's id, or a page of the list."""

    __test__ = False

    do: OfferingDo
    value: Id = 0
    field: Field = Field.NAME
    version: Small = 0


class LabTap(CallbackData, prefix="lb1"):
    """A button of the labs."""

    do: OfferingDo
    value: Id = 0
    field: Field = Field.NAME
    version: Small = 0

"""Buttons of email addresses."""

from enum import StrEnum

from aiogram.filters.callback_data import CallbackData

from screens.callback_values import Id


class AddressDo(StrEnum):
    """What a tap about email addresses asks for; `value` is an address's id."""

    LIST = "l"
    ADD = "a"
    CODE = "c"
    AGAIN = "n"
    REMOVE = "r"
    YES = "y"


class AddressTap(CallbackData, prefix="ad1"):
    """A button of the list of email addresses, or of adding one."""

    do: AddressDo
    value: Id = 0

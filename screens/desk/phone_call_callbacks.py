"""Buttons of /caller."""

from enum import StrEnum

from aiogram.filters.callback_data import CallbackData

from screens.callback_values import Id, Intent


class CallerDo(StrEnum):
    """What a tap asks for; the meaning of `value` beside each."""

    ASK = "a"  # who is it?
    NEW = "n"  # a new patient
    PATIENT = "p"  # id of a patient
    VISIT = "v"  # id of a booking
    BOOK = "b"  # which test?
    TEST = "t"  # id of a test
    MOVE = "m"  # to when? id of a booking
    DAY = "d"  # ordinal of a day
    DAYS = "g"  # other days
    SLOT = "s"  # id of a slot
    CONFIRM = "c"  # id of a slot
    CANCEL = "x"  # id of a booking


class CallerTap(CallbackData, prefix="cb1"):
    """A button of the call named by `intent`."""

    intent: Intent
    do: CallerDo
    value: Id = 0

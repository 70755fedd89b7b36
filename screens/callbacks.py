"""The buttons' wire format: a public API that outlives deployments.

At most 64 bytes each; a prefix is never reused, so a button of an older version finds no class
and is answered as such. Values are checked here once: a forged tap never reaches a handler with
a number that is none. Owner and state are checked by the handler's action on every tap.
"""

from enum import StrEnum
from typing import Annotated

from aiogram.filters.callback_data import CallbackData
from pydantic import Field, StringConstraints

Intent = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{22}$")]
"""The id of one conversation, 128 bits in base64url; see fsm.draft.new_intent."""
Id = Annotated[int, Field(ge=0, lt=2**63)]
"""A row's id, or another small number; never negative."""


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


class BookingDo(StrEnum):
    """What a tap in the booking conversation asks for; the meaning of `value` beside each."""

    TEST = "t"  # test id
    TESTS = "g"  # page of tests
    MONTH = "m"  # ordinal of the month's first day
    DAY = "d"  # ordinal of the day
    PART = "h"  # part of the day, 0 = all parts
    SLOT = "s"  # slot id
    PATIENT = "p"  # patient id, 0 = me
    SOMEONE = "o"
    CONTACT = "n"
    CONFIRM = "c"
    BACK = "b"
    CANCEL = "x"
    ALL = "q"  # all tests again, after a search


class BookingTap(CallbackData, prefix="bk1"):
    """A button of the booking conversation named by `intent`."""

    intent: Intent
    do: BookingDo
    value: Id = 0


class BookingsDo(StrEnum):
    """What a tap in the list of bookings asks for."""

    PAGE = "g"  # page number from 0
    OPEN = "o"
    CANCEL = "x"
    YES = "y"


class BookingsTap(CallbackData, prefix="bl1"):
    """A button of the list of bookings or of one booking's card."""

    do: BookingsDo
    value: Id = 0
    page: Id = 0


class GreyTap(CallbackData, prefix="gr1"):
    """A day that cannot be chosen, or a label in a grid."""

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

Seal = Annotated[int, Field(ge=0, lt=2**32)]
"""Stands for what a card shows; see fsm.schedule.seal."""


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


class ScheduleDo(StrEnum):
    """What a tap in the scheduling conversation asks for; the meaning of `value` beside each."""

    TEXT = "e"
    TIME = "t"
    OPTION = "o"  # number of a reading
    OTHER = "a"  # number of another instant as likely
    QUICK = "q"  # number of a phrase in domain.suggestion
    MAIL = "m"  # id of an address, 0 = not by email
    WHOLE = "w"  # all of the words are the message
    ZONE = "z"
    PLACE = "p"  # number of a zone on offer
    CONFIRM = "c"  # id of the message being changed, 0 for a new one
    REPEAT = "r"  # confirm, too: id of the series being changed
    BACK = "b"
    CANCEL = "x"


class ScheduleTap(CallbackData, prefix="sc2"):
    """A button of the scheduling conversation named by `intent`."""

    intent: Intent
    do: ScheduleDo
    value: Id = 0
    seal: Seal = 0  # of what a preview shows, in its [Confirm]


class ScheduledDo(StrEnum):
    """What a tap in the list of scheduled messages asks for."""

    PAGE = "g"  # page number from 0
    OPEN = "o"
    TIME = "t"
    TEXT = "e"
    CANCEL = "x"
    YES = "y"
    AGAIN = "r"  # try again what failed


class ScheduledTap(CallbackData, prefix="sl1"):
    """A button of the list of scheduled messages or of one message's card."""

    do: ScheduledDo
    value: Id = 0
    page: Id = 0  # of the list it came from, counted from 1; 0 = from elsewhere


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


class ZoneTap(CallbackData, prefix="tz1"):
    """A time zone to choose by name, or with an empty name a page of zones."""

    zone: Annotated[str, StringConstraints(max_length=40)] = ""
    page: Id = 0


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
    CONFIRM = "c"  # seal of what the card shows
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


class GreyTap(CallbackData, prefix="gr1"):
    """A day that cannot be chosen, or a label in a grid."""

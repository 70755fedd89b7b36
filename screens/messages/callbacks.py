"""Buttons of the scheduling conversation and of the list of messages."""

from enum import StrEnum
from typing import Annotated

from aiogram.filters.callback_data import CallbackData
from pydantic import StringConstraints

from domain.messages.broadcast import Audience
from screens.callback_values import Id, Intent, Seal, Small


class ScheduleDo(StrEnum):
    """What a tap in the scheduling conversation asks for; the meaning of `value` beside each."""

    TEXT = "e"
    TIME = "t"
    OPTION = "o"  # number of a reading
    OTHER = "a"  # number of another instant as likely
    QUICK = "q"  # number of a phrase in domain.messages.quick_times
    MAIL = "m"  # id of an address, 0 = not by email
    WHOLE = "w"  # all of the words are the message
    ZONE = "z"
    PLACE = "p"  # number of a zone on offer
    SHOW = "v"
    ELSEWHERE = "g"
    TO_ME = "u"
    CONFIRM = "c"  # id of the message being changed, 0 for a new one
    REPEAT = "r"  # confirm, too: id of the series being changed
    BOOK = "j"  # no message, but a booking
    KEEP = "k"  # a message, and no booking
    VISIT = "i"  # id of the booking that it is tied to
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


class UntieTap(CallbackData, prefix="ut1"):
    """[Undo] of a message that has followed its visit: it comes when it would have.

    version: of the message then; at: in seconds since 1970.
    """

    id: Id
    version: Small
    at: Id


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
    page: Small = 0  # of the list, from 1; 0 = from elsewhere
    version: Small = 0


class BroadcastDo(StrEnum):
    """What a tap in the conversation asks for."""

    WHOM = "w"
    KIND = "k"
    VALUE = "v"  # a test's id, a language
    SEND = "s"
    LEAVE = "x"


class BroadcastTap(CallbackData, prefix="bc1"):
    """A button of the conversation named by `intent`."""

    intent: Intent
    do: BroadcastDo
    kind: Audience = Audience.ALL
    value: Annotated[str, StringConstraints(pattern=r"^[a-z0-9]{0,19}$")] = ""


class StopTap(CallbackData, prefix="bc2"):
    """[Stop] under the progress."""

    id: Id


class DeadLetterDo(StrEnum):
    """What a tap in the list of dead letters asks for; the meaning of `value` beside each."""

    GROUPS = "g"
    LIST = "l"  # page from 0 of the letters of a cause
    OPEN = "o"  # id of a message
    RETRY = "r"  # id of a message
    RETRY_ALL = "R"
    DROP = "d"  # id of a message
    DROP_ALL = "D"
    REASON = "y"  # number of a reason on offer


class DeadLetterTap(CallbackData, prefix="fl1"):
    """A button of /failed."""

    do: DeadLetterDo
    cause: Annotated[str, StringConstraints(pattern=r"^[a-z_]{0,20}$")] = ""
    value: Id = 0

"""Buttons of the scheduling conversation and of the list of messages."""

from enum import StrEnum

from aiogram.filters.callback_data import CallbackData

from screens.callback_values import Id, Intent, Seal


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
    SHOW = "v"
    ELSEWHERE = "g"
    TO_ME = "u"
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

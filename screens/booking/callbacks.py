"""Buttons of the booking conversation and of the list of bookings."""

from enum import StrEnum

from aiogram.filters.callback_data import CallbackData
from aiogram.types import InlineKeyboardMarkup

from domain.booking.booking import Wanted
from screens.callback_values import Day, Id, Intent


class BookingDo(StrEnum):
    """What a tap in the booking conversation asks for; the meaning of `value` beside each."""

    TEST = "t"  # test id
    TESTS = "g"  # page of tests
    MONTH = "m"  # ordinal of the month's first day
    DAY = "d"  # ordinal of the day
    FIRST = "f"  # the first free time of all
    PART = "h"  # part of the day, 0 = all parts
    SLOT = "s"  # slot id
    PATIENT = "p"  # patient id, 0 = me
    SOMEONE = "o"
    CONTACT = "n"
    CONFIRM = "c"  # seal of what the card shows
    BACK = "b"  # the tests that the card shows as one number, 0 = none yet
    CANCEL = "x"  # id of the slot that the card shows, 0 = none yet
    ALL = "q"  # all tests again, after a search
    FASTING = "e"  # 1 = they have eaten
    WAIT = "w"  # for a seat
    SPAN = "i"  # how many days from then on
    WAIT_PART = "j"  # part of the day, 0 = any
    ADD = "a"  # another test in the same visit
    DROP = "r"  # id of a test that is not wanted after all
    OTHER = "z"  # another person of the name that was typed
    SKIP = "k"  # no birth date now
    PARTY = "y"  # several people
    TICK = "u"  # patient id of who comes, or does not after all
    TOGETHER = "l"  # all who are ticked


class BookingTap(CallbackData, prefix="bk1"):
    """A button of the booking conversation named by `intent`."""

    intent: Intent
    do: BookingDo
    value: Id = 0


class WaitDo(StrEnum):
    """What a tap about the waiting list asks for; the meaning of `id` beside each."""

    TAKE = "t"  # what is held
    NOT_THIS = "n"  # what is held
    STOP = "s"  # the entry
    EARLIER = "e"  # the booking
    EARLIEST = "w"  # the booking; though earlier times are free
    DETAILS = "d"  # what is held


class WaitTap(CallbackData, prefix="wl1"):
    """A button about the waiting list, outside of a conversation."""

    do: WaitDo
    id: Id


class BookAgainTap(CallbackData, prefix="bk2"):
    """[Start again] with what was known; day: ordinal; 0 = not chosen yet.

    test: of several, all of them as one number (domain/booking/several.py).
    """

    test: Id = 0
    day: Day = 0
    slot: Id = 0


class MoveTap(CallbackData, prefix="mv1"):
    """[Move]: another time for a booking, with what was known; day: ordinal; 0 = not chosen yet."""

    booking: Id
    day: Day = 0
    slot: Id = 0


class TellTap(CallbackData, prefix="td1"):
    """[Tell the desk] of a visit that is too near; wanted: None = ask what."""

    booking: Id
    wanted: Wanted | None = None


class ComingTap(CallbackData, prefix="cm1"):
    """[I am coming] below a reminder. version: of the booking that it was of."""

    booking: Id
    version: Id


class HereTap(CallbackData, prefix="hr1"):
    """[I am here] on the day of a visit."""

    booking: Id


class LateTap(CallbackData, prefix="lm1"):
    """[15 min late] on the day of a visit."""

    booking: Id


class FastingTap(CallbackData, prefix="fs1"):
    """[No] and [I ate] on the morning of a visit. version: of the booking that was asked about."""

    booking: Id
    version: Id
    has_eaten: bool


def shown_on(card: InlineKeyboardMarkup | None, intent: str) -> BookAgainTap | None:
    """What a card of the conversation is about, by [Back] and [Cancel]; None for another card."""
    foot = card.inline_keyboard[-1] if card else []
    known: dict[BookingDo, int] = {}
    for one in foot:
        try:
            tap = BookingTap.unpack(one.callback_data or "")
        except (TypeError, ValueError):
            return None
        if tap.intent != intent:
            return None
        known[tap.do] = tap.value
    if BookingDo.CANCEL not in known:
        return None
    return BookAgainTap(test=known.get(BookingDo.BACK, 0), slot=known[BookingDo.CANCEL])


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


class DetailsTap(CallbackData, prefix="dt1"):
    """[Details] of a message that does not name the test."""

    booking: Id


class CalendarDo(StrEnum):
    """What a tap asks for."""

    SHOW = "s"
    NEW = "n"
    CLOSE = "c"


class CalendarTap(CallbackData, prefix="cf1"):
    """A button about the address of one's calendar."""

    do: CalendarDo


class CalendarFileTap(CallbackData, prefix="cf2"):
    """The file of one visit for a calendar."""

    booking: Id


class PeopleDo(StrEnum):
    """What a tap about those one books for asks for; `value` is a patient's id."""

    LIST = "l"
    OPEN = "o"
    NAME = "n"
    BORN = "b"
    REMOVE = "r"
    YES = "y"


class PeopleTap(CallbackData, prefix="pp1"):
    """A button of /people."""

    do: PeopleDo
    value: Id = 0


class BranchTap(CallbackData, prefix="br1"):
    """A lab to book at; is_map: only show where it is."""

    id: Id
    is_map: bool = False


class OfferTap(CallbackData, prefix="of1"):
    """A patient's answer. slot: 0 = cancel the visit."""

    booking: Id
    slot: Id

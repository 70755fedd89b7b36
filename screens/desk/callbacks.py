"""Buttons of the day, its visits, phone calls and reports."""

from enum import StrEnum
from typing import Annotated

from aiogram.filters.callback_data import CallbackData
from aiogram.types import InlineKeyboardMarkup
from pydantic import Field

from domain.desk.day import Act
from screens.booking.callbacks import BookingsDo, BookingsTap
from screens.callback_values import Day, Id, Intent, Small

Seconds = Annotated[int, Field(ge=0, lt=2**36)]
"""Since 1970."""


class DayDo(StrEnum):
    SHEET = "s"
    OPEN = "o"  # those still booked
    MISSED = "m"  # none of those came
    NEXT = "n"
    CALL = "c"  # whom the desk had better call


class DayTap(CallbackData, prefix="dy1"):
    """A button of the sheet. day: ordinal, 0 = today. hour: 100 = the one that is on."""

    do: DayDo
    day: Day = 0
    hour: Annotated[int, Field(ge=0, le=100)] = 100


class VisitDo(StrEnum):
    OPEN = "o"
    ACT = "a"
    NOTE = "n"
    CANCEL = "x"
    MOVE = "m"
    SURE = "y"  # act on a visit of another day


class VisitTap(CallbackData, prefix="vs1"):
    """A button of a visit's card. version: what was seen when tapping."""

    do: VisitDo
    id: Id
    act: Act = Act.ARRIVED
    version: Small = 0


class PhoneCallDo(StrEnum):
    """The meaning of `value` is beside each."""

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


class PhoneCallTap(CallbackData, prefix="cb1"):
    """A button of the call named by `intent`."""

    intent: Intent
    do: PhoneCallDo
    value: Id = 0


class ReportDo(StrEnum):
    SEND = "s"
    REPLACE = "r"
    LEAVE = "x"
    MESSAGE = "m"  # it is none, but a message to oneself


class ReportTap(CallbackData, prefix="rp1"):
    """A button under the preview named by `intent`."""

    intent: Intent
    do: ReportDo


class ReportForTap(CallbackData, prefix="rp4"):
    """The booking that the report under the question named by `intent` is for."""

    intent: Intent
    id: Id


class ReportPageTap(CallbackData, prefix="rp5"):
    """Another page of the visits under the question named by `intent`."""

    intent: Intent
    page: Small


class LateDo(StrEnum):
    LIST = "l"
    OPEN = "o"
    TIME = "t"


class LateTap(CallbackData, prefix="lt1"):
    """A report that is late. at: the time to promise, seen: the one that holds; seconds since 1970.

    id: of the booking.
    """

    do: LateDo
    id: Id = 0
    at: Seconds = 0
    seen: Seconds = 0


class RecallDo(StrEnum):
    BOOK = "b"
    OTHER = "o"
    LATER = "l"
    STOP = "x"


class RecallTap(CallbackData, prefix="rc1"):
    """A patient's answer. round, asked: which question; slot: of BOOK alone."""

    do: RecallDo
    id: Id
    round: Small
    asked: Small
    slot: Id = 0


class AskBackDo(StrEnum):
    """The meaning of `id` is beside each."""

    ASK = "a"  # of a booking: how often?
    SET = "s"  # of a booking
    END = "e"  # of a recall
    OPEN = "o"  # of a recall that nobody answered
    CALLED = "c"  # of a recall


class AskBackTap(CallbackData, prefix="rc2"):
    """The desk's button about a recall. value: days, or the version that was seen."""

    do: AskBackDo
    id: Id
    value: Small = 0


class AgainTap(CallbackData, prefix="rp3"):
    """The desk's [Send again] or [New PIN] of a report."""

    id: Id
    is_secret: bool = False


NAMING: dict[str, type[VisitTap | PhoneCallTap | BookingsTap]] = {
    one.__prefix__: one for one in (VisitTap, PhoneCallTap, BookingsTap)
}
OF_A_BOOKING = frozenset(
    (
        *(PhoneCallDo.VISIT, PhoneCallDo.MOVE, PhoneCallDo.CANCEL),
        *(BookingsDo.OPEN, BookingsDo.CANCEL, BookingsDo.YES),
    )
)


def bookings_on(card: InlineKeyboardMarkup | None) -> frozenset[int]:
    """Ids of the bookings that the buttons of a card of ours are about.

    What a card says is never read: names stand in it, and people choose their names.
    """
    rows = card.inline_keyboard if card else []
    return frozenset(_booking_of(one.callback_data or "") for row in rows for one in row) - {0}


def _booking_of(data: str) -> int:
    """0 for a button that is about no booking."""
    kind = NAMING.get(data.partition(":")[0])
    if kind is None:
        return 0
    try:
        tap = kind.unpack(data)
    except (TypeError, ValueError):  # of a version that wrote it otherwise
        return 0
    if isinstance(tap, VisitTap):
        return tap.id
    return tap.value if tap.do in OF_A_BOOKING else 0

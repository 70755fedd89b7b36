"""What the booking conversation has gathered, and which question comes next."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from aiogram.fsm.state import State, StatesGroup

from fsm.draft import Draft


class Booking(StatesGroup):
    """What the booking conversation waits for."""

    picking_test = State()
    picking_day = State()
    picking_time = State()
    picking_patient = State()
    naming_patient = State()
    giving_phone = State()
    confirming = State()


class Asking(StrEnum):
    """A question in between, asked only when the person chose to be asked."""

    NOTHING = ""
    NAME = "name"
    PHONE = "phone"


@dataclass(frozen=True, slots=True, kw_only=True)
class BookingDraft(Draft):
    """The answers so far; a step is answered when its field is not None.

    slot_id and starts_at (UTC) belong together. phone: E.164, empty = none given.
    search: what the list of tests is narrowed to.
    """

    test_id: int | None = None
    day: date | None = None
    slot_id: int | None = None
    starts_at: datetime | None = None
    name: str | None = None
    phone: str = ""
    asking: str = Asking.NOTHING
    search: str = ""


def waiting_for(draft: BookingDraft) -> State:
    """The question that is open: the first one without an answer."""
    if draft.test_id is None:
        return Booking.picking_test
    if draft.slot_id is None:
        return Booking.picking_day if draft.day is None else Booking.picking_time
    if draft.asking == Asking.PHONE:
        return Booking.giving_phone
    if draft.asking == Asking.NAME:
        return Booking.naming_patient
    return Booking.picking_patient if draft.name is None else Booking.confirming


def back(draft: BookingDraft) -> BookingDraft | None:
    """The draft one question earlier; None before the first question."""
    if draft.test_id is None:
        return replace(draft, search="") if draft.search else None
    if draft.asking:
        return replace(draft, asking=Asking.NOTHING)
    if draft.name is not None and draft.slot_id is not None:
        return replace(draft, name=None, phone="")
    if draft.slot_id is not None:
        return replace(draft, slot_id=None, starts_at=None)
    if draft.day is not None:
        return replace(draft, day=None)
    return replace(draft, test_id=None, search="")


def with_slot(draft: BookingDraft, slot_id: int, starts_at: datetime, day: date) -> BookingDraft:
    """The time is chosen; `day` is the lab's local day of it."""
    return replace(draft, slot_id=slot_id, starts_at=starts_at, day=day)


def without_slot(draft: BookingDraft) -> BookingDraft:
    """The time is to be chosen again, everything else stays."""
    return replace(draft, slot_id=None, starts_at=None)


def with_patient(draft: BookingDraft, name: str, phone: str) -> BookingDraft:
    """The patient is chosen."""
    return replace(draft, name=name, phone=phone, asking=Asking.NOTHING)

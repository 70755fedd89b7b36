"""What the booking conversation has gathered, and which question comes next."""

import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from hashlib import blake2b

from aiogram.fsm.state import State, StatesGroup

from domain.account.privacy import TERMS
from domain.booking.booking import BookingView, Wish
from domain.booking.catalogue import LabTest
from domain.booking.lab import FreeTime, Lab
from domain.booking.patient import Patient
from domain.booking.price import priced
from domain.refusals import NotFound
from domain.time.zones import to_wall
from fsm.draft import Draft

MOVE = "m"  # ends the id of a conversation that moves a visit: no random one ends so
ID = 11  # characters of base64url that a booking's id takes; it begins with them
MOST = 2**63  # more is no booking's id


class Booking(StatesGroup):
    """What the booking conversation waits for."""

    picking_branch = State()
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
    """The answers so far; a step is answered when its field is set.

    lab, test: what the cards show of them, so that a tap need not read them again; see lab_of,
    test_of. slot_id and starts_at (UTC) belong together. day: the lab's. patient_id: of who was
    tapped, 0 = nobody that is known. phone: E.164, empty = none given. search, page: what the list
    of tests shows; month: what the calendar shows; part: what the list of times is narrowed to,
    0 = nothing. request: what was typed with the wish to book, until the branch is chosen. was: of
    the visit that is moved, when it begins (aware UTC).
    """

    lab: tuple[int | str, ...] = ()
    test: tuple[int | str, ...] = ()
    day: date | None = None
    slot_id: int | None = None
    starts_at: datetime | None = None
    name: str | None = None
    patient_id: int = 0
    phone: str = ""
    is_self: bool = False
    asking: str = Asking.NOTHING
    search: str = ""
    page: int = 0
    month: date | None = None
    part: int = 0
    request: str = ""
    was: datetime | None = None

    @property
    def moving(self) -> int:
        """The booking that gets another time; 0 = a new one is made."""
        return moved_by(self.intent)

    @property
    def begun(self) -> str:
        if self.moving:
            return "change"
        return "booking" if self.test else ""

    def known(self) -> dict[str, int | str]:
        return {
            "test": test_id_of(self) or 0,
            "day": self.day.toordinal() if self.day else 0,
            "slot": self.slot_id or 0,
            "moving": self.moving,
        }


def move_intent(booking_id: int) -> str:
    """Mint the id of a conversation that moves this booking.

    It stands on each of its buttons, so that no restart makes a new booking of a move.
    """
    number = urlsafe_b64encode(booking_id.to_bytes(8)).decode().rstrip("=")
    return number + secrets.token_urlsafe(16)[ID:-1] + MOVE


def moved_by(intent: str) -> int:
    """The id of the booking that a conversation moves; 0 = it moves none."""
    if not intent.endswith(MOVE):
        return 0
    number = int.from_bytes(urlsafe_b64decode(intent[:ID] + "="))
    return number if number < MOST else 0


def draft_of(booking: BookingView) -> BookingDraft:
    """To move it: all is known but the time."""
    begun = with_lab(BookingDraft(intent=move_intent(booking.id)), booking.lab)
    name, phone = booking.patient_name, booking.patient_phone
    return replace(begun, test=_kept(booking.test), name=name, phone=phone, was=booking.starts_at)


def waiting_for(draft: BookingDraft) -> State:
    """The question that is open: the first one without an answer."""
    if not draft.lab:
        return Booking.picking_branch
    if not draft.test:
        return Booking.picking_test
    if draft.slot_id is None:
        return Booking.picking_day if draft.day is None else Booking.picking_time
    if draft.asking == Asking.PHONE:
        return Booking.giving_phone
    if draft.asking == Asking.NAME:
        return Booking.naming_patient
    return Booking.picking_patient if draft.name is None else Booking.confirming


def seal(draft: BookingDraft) -> int:
    """All that [Confirm] would book, as one number below 2**56: another choice, another number."""
    who = (draft.name, draft.phone, draft.patient_id)
    chosen = repr((draft.slot_id, draft.test[:1], *who)).encode()
    return int.from_bytes(blake2b(chosen, digest_size=7).digest())


def wish_of(draft: BookingDraft) -> Wish | None:
    """What is to be booked; None while a question is open."""
    if waiting_for(draft) is not Booking.confirming or draft.slot_id is None or not draft.name:
        return None
    test = test_of(draft)
    return Wish(
        slot_id=draft.slot_id,
        test_id=int(draft.test[0]),
        price=test.price if test else None,
        currency=test.currency if test else "",
        name=draft.name,
        phone=draft.phone,
        is_self=draft.is_self,
        intent=draft.intent,
        patient_id=draft.patient_id,
        agreed=TERMS,
    )


def back(draft: BookingDraft) -> BookingDraft | None:
    """The draft one question earlier; None before the first question."""
    if not draft.test:
        return replace(draft, search="", page=0) if draft.search else None
    if draft.slot_id is None:
        return _before_time(draft)
    if draft.asking:
        return replace(draft, asking=Asking.NOTHING)
    if draft.name is not None and not draft.moving:
        return replace(draft, name=None, patient_id=0, phone="", is_self=False)
    return without_slot(draft)


def _before_time(draft: BookingDraft) -> BookingDraft | None:
    if draft.day is None:
        return None if draft.moving else replace(draft, test=(), search="", page=0)
    if draft.part:
        return replace(draft, part=0)
    return replace(draft, day=None, month=draft.day.replace(day=1))


def with_lab(draft: BookingDraft, lab: Lab) -> BookingDraft:
    return replace(draft, lab=(lab.id, lab.name, lab.address, lab.zone, lab.currency))


def lab_of(draft: BookingDraft) -> Lab:
    """Where it is booked. Raises NotFound before the branch is chosen."""
    if not draft.lab:
        raise NotFound
    number, *words = draft.lab
    name, address, zone, *currency = map(str, words)
    lab = Lab(int(number), name, address, zone)
    return replace(lab, currency=currency[0]) if currency else lab


def with_test(draft: BookingDraft, test: LabTest) -> BookingDraft:
    """The test is chosen, at the price that it has at the lab."""
    return replace(draft, test=_kept(priced(test, lab_of(draft).currency)))


def _kept(test: LabTest) -> tuple[int | str, ...]:
    return (
        *(test.id, test.code, test.name, test.preparation),
        *(test.minutes, str(test.price), test.currency, test.fasting_hours),
    )


def test_of(draft: BookingDraft) -> LabTest | None:
    """The test, once it is chosen."""
    if not draft.test:
        return None
    number, code, name, preparation, minutes, price, currency, hours = draft.test
    return LabTest(
        id=int(number),
        code=str(code),
        name=str(name),
        preparation=str(preparation),
        minutes=int(minutes),
        price=Decimal(price),
        currency=str(currency),
        fasting_hours=int(hours),
    )


def test_id_of(draft: BookingDraft) -> int | None:
    """The test's id, once it is chosen."""
    return int(draft.test[0]) if draft.test else None


def with_day(draft: BookingDraft, day: date, part: int = 0) -> BookingDraft:
    """The day is chosen, the time is open."""
    return replace(draft, day=day, part=part, slot_id=None, starts_at=None)


def with_slot(draft: BookingDraft, time: FreeTime) -> BookingDraft:
    """The time is chosen, and with it the lab's day."""
    day = to_wall(time.starts_at, lab_of(draft).zone).date()
    return replace(draft, slot_id=time.slot_id, starts_at=time.starts_at, day=day)


def without_slot(draft: BookingDraft) -> BookingDraft:
    """The time is to be chosen again, everything else stays."""
    return replace(draft, slot_id=None, starts_at=None)


def with_patient(draft: BookingDraft, who: Patient) -> BookingDraft:
    """For them. A number that was given already stands; who.id: 0 = their name was typed."""
    return replace(
        draft,
        name=who.name,
        patient_id=who.id,
        phone=draft.phone or who.phone,
        is_self=who.is_self,
        asking=Asking.NOTHING,
    )

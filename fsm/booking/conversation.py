"""What the booking conversation has gathered, and which question comes next."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from hashlib import blake2b

from aiogram.fsm.state import State, StatesGroup

from domain.account.privacy import TERMS
from domain.booking.before.fasting import has_begun
from domain.booking.booking import BookingView, Wish
from domain.booking.catalogue import LabTest
from domain.booking.lab import FreeTime, Lab
from domain.booking.patient import Patient
from domain.booking.price import priced
from domain.booking.several import joined, number_of
from domain.booking.waiting import Waiting
from domain.refusals import NotFound
from domain.time.zones import day_bounds, to_wall
from fsm.booking.intent import move_intent, moved_by
from fsm.draft import Draft

ASKED = "asked"


class Booking(StatesGroup):
    """What the booking conversation waits for."""

    picking_branch = State()
    picking_test = State()
    picking_day = State()
    picking_time = State()
    picking_span = State()
    picking_part = State()
    picking_patient = State()
    naming_patient = State()
    giving_phone = State()
    telling_fast = State()
    giving_born = State()
    telling_apart = State()
    choosing_party = State()
    confirming = State()


class Asking(StrEnum):
    """A question in between, asked only when the person chose to be asked."""

    NOTHING = ""
    NAME = "name"
    PHONE = "phone"
    BORN = "born"
    SAME = "same"  # whether it is somebody known of that name
    PARTY = "party"  # who comes together


OPEN = {
    Asking.NAME: Booking.naming_patient,
    Asking.PHONE: Booking.giving_phone,
    Asking.BORN: Booking.giving_born,
    Asking.SAME: Booking.telling_apart,
    Asking.PARTY: Booking.choosing_party,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class BookingDraft(Draft):
    """The answers so far; a step is answered when its field is set.

    lab, test: what the cards show of them, so that a tap need not read them again; see lab_of,
    test_of. slot_id and starts_at (UTC) belong together. day: the lab's. patient_id: of who was
    tapped, 0 = nobody that is known. phone: E.164, empty = none given. search, page: what the list
    of tests shows; month: what the calendar shows; part: what the list of times is narrowed to,
    0 = nothing. request: what was typed with the wish to book, until the branch is chosen. was: of
    the visit that is moved, when it begins (aware UTC). fast: "asked" whether they have eaten, as
    fasting for that time has begun; then KEPT. full: the wanted day, which has no seat, or not at
    that time. wait_from: the first day that is waited for, None = a seat is booked; wait_days:
    how many, 0 = not chosen yet; wait_part: of the day, 0 = any, -1 = not chosen yet. test: of
    several, all of them as one; more: the ids of those beyond the first. is_adding: another test is
    looked for. born: the patient's birth date, if told. is_new: another one of a known name.
    party: ids of those who come together, name is then all of theirs; places: the slot of each.
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
    fast: str = ""
    full: date | None = None
    wait_from: date | None = None
    wait_days: int = 0
    wait_part: int = -1
    more: tuple[int, ...] = ()
    is_adding: bool = False
    born: date | None = None
    is_new: bool = False
    party: tuple[int, ...] = ()
    places: tuple[int, ...] = ()

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
            "test": number_of(test_ids_of(self)),
            "day": self.day.toordinal() if self.day else 0,
            "slot": self.slot_id or 0,
            "moving": self.moving,
        }


def draft_of(booking: BookingView) -> BookingDraft:
    """To move it: all is known but the time."""
    begun = with_lab(BookingDraft(intent=move_intent(booking.id)), booking.lab)
    name, phone = booking.patient_name, booking.patient_phone
    more, was = booking.test_ids[1:], booking.starts_at
    return replace(begun, test=_kept(booking.test), more=more, name=name, phone=phone, was=was)


def waiting_for(draft: BookingDraft) -> State:
    """The question that is open: the first one without an answer."""
    if not draft.lab:
        return Booking.picking_branch
    if not draft.test or draft.is_adding:
        return Booking.picking_test
    if (when := _when_open(draft)) is not None:
        return when
    if draft.fast == ASKED:
        return Booking.telling_fast
    if draft.asking in OPEN:
        return OPEN[Asking(draft.asking)]
    return Booking.picking_patient if draft.name is None else Booking.confirming


def _when_open(draft: BookingDraft) -> State | None:
    """The question about when; None once there is a time, or days to wait for."""
    if draft.wait_from is not None:
        if not draft.wait_days:
            return Booking.picking_span
        return Booking.picking_part if draft.wait_part < 0 else None
    if draft.slot_id is not None:
        return None
    return Booking.picking_day if draft.day is None else Booking.picking_time


def seal(draft: BookingDraft) -> int:
    """All that [Confirm] would book, as one number below 2**56: another choice, another number."""
    who = (draft.name, draft.phone, draft.patient_id)
    waited = (draft.wait_from, draft.wait_days, draft.wait_part) if draft.wait_from else ()
    told = (draft.born, draft.is_new) if draft.born or draft.is_new else ()
    party = (draft.party, draft.places) if draft.party else ()
    chosen = (draft.slot_id, draft.test[:1], *draft.more, *who, *waited, *told, *party)
    return int.from_bytes(blake2b(repr(chosen).encode(), digest_size=7).digest())


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
        more=draft.more,
        born=draft.born,
        is_new=draft.is_new,
        agreed=TERMS,
    )


def waiting_of(draft: BookingDraft, now: datetime) -> Waiting | None:
    """What is to be waited for, on the lab's days; None while a question is open."""
    if waiting_for(draft) is not Booking.confirming or draft.wait_from is None or not draft.name:
        return None
    lab = lab_of(draft)
    return Waiting(
        lab_id=lab.id,
        test_id=int(draft.test[0]),
        first_at=max(now, day_bounds(draft.wait_from, lab.zone).first),
        end_at=day_bounds(last_day(draft) or draft.wait_from, lab.zone).end,
        part=draft.wait_part,
        name=draft.name,
        phone=draft.phone,
        is_self=draft.is_self,
        intent=draft.intent,
        patient_id=draft.patient_id,
        more=draft.more,
    )


def last_day(draft: BookingDraft) -> date | None:
    """The last one that is waited for."""
    first, more = draft.wait_from, max(draft.wait_days, 1) - 1
    return None if first is None else first + timedelta(days=more)


def back(draft: BookingDraft) -> BookingDraft | None:
    """The draft one question earlier; None before the first question."""
    if not draft.test or draft.is_adding:
        anew = replace(draft, search="", page=0)
        return anew if draft.search else replace(anew, is_adding=False) if draft.test else None
    if draft.slot_id is None and draft.wait_from is None:
        return _before_time(draft)
    if draft.asking and draft.fast != ASKED:
        is_of_name = draft.asking in {Asking.BORN, Asking.SAME}
        return replace(nobody(draft) if is_of_name else draft, asking=Asking.NAME * is_of_name)
    if draft.name is not None and draft.fast != ASKED and not draft.moving:
        if draft.party:
            return replace(draft, name=None, places=(), asking=Asking.PARTY)
        return replace(nobody(draft), phone="")
    return without_slot(draft) if draft.wait_from is None else _before_waiting(draft)


def _before_waiting(draft: BookingDraft) -> BookingDraft:
    if draft.wait_part >= 0:
        return replace(draft, wait_part=-1)
    return replace(draft, wait_days=0) if draft.wait_days else without_slot(draft)


def needs_born(draft: BookingDraft) -> bool:
    """Whether nothing else tells the patient from somebody of that name."""
    return draft.is_new and not draft.phone


def nobody(draft: BookingDraft) -> BookingDraft:
    """For whom it is, is open."""
    return replace(
        draft,
        name=None,
        patient_id=0,
        is_self=False,
        born=None,
        is_new=False,
        asking=Asking.NOTHING,
        party=(),
        places=(),
    )


def _before_time(draft: BookingDraft) -> BookingDraft | None:
    if draft.day is None:
        return None if draft.moving else replace(draft, test=(), more=(), search="", page=0)
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


def with_tests(draft: BookingDraft, tests: Sequence[LabTest]) -> BookingDraft:
    """The tests are chosen, at the prices that they have at the lab."""
    all_of_them = joined([priced(test, lab_of(draft).currency) for test in tests])
    more = tuple(test.id for test in tests[1:])
    return replace(draft, test=_kept(all_of_them), more=more, is_adding=False, search="", page=0)


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


def test_ids_of(draft: BookingDraft) -> tuple[int, ...]:
    """The ids of the tests, once they are chosen."""
    return (int(draft.test[0]), *draft.more) if draft.test else ()


def chosen_with(draft: BookingDraft, test_id: int) -> tuple[int, ...]:
    """The tests of the visit once this one is tapped."""
    had = test_ids_of(draft) if draft.is_adding else ()
    return had if test_id in had else (*had, test_id)


def tests_open(draft: BookingDraft) -> BookingDraft:
    """The test is to be chosen; those that another one is added to stay."""
    return draft if draft.is_adding else replace(draft, test=(), more=())


def with_day(draft: BookingDraft, day: date, part: int = 0) -> BookingDraft:
    """The day is chosen, the time is open."""
    return replace(without_slot(draft), day=day, part=part)


def with_wait(draft: BookingDraft, day: date) -> BookingDraft:
    """A seat is waited for, from this day on; which days, and when, is open."""
    if draft.is_adding:
        return draft
    return replace(without_slot(nobody(draft) if draft.party else draft), wait_from=day)


def with_span(draft: BookingDraft, number: int) -> BookingDraft:
    """So many days, if any is waited for."""
    return draft if draft.wait_from is None else replace(draft, wait_days=number)


def with_wait_part(draft: BookingDraft, part: int) -> BookingDraft:
    """At that part of the day, 0 = any, once the days are chosen."""
    return replace(draft, wait_part=part) if draft.wait_days else draft


def with_slot(draft: BookingDraft, time: FreeTime) -> BookingDraft:
    """The time is chosen, and with it the lab's day."""
    day = to_wall(time.starts_at, lab_of(draft).zone).date()
    chosen = replace(without_slot(draft), slot_id=time.slot_id, starts_at=time.starts_at)
    return replace(chosen, day=day)


def without_slot(draft: BookingDraft) -> BookingDraft:
    """The time is to be chosen again, everything else stays."""
    none = replace(draft, slot_id=None, starts_at=None, fast="")
    return replace(none, full=None, wait_from=None, wait_days=0, wait_part=-1)


def asking_fast(draft: BookingDraft, now: datetime) -> BookingDraft:
    """Ask whether they have eaten, once, if fasting for the time that was chosen has begun."""
    test, at = test_of(draft), draft.starts_at
    if draft.fast or test is None or at is None:
        return draft
    return replace(draft, fast=ASKED) if has_begun(test.fasting_hours, at, now) else draft


def with_patient(draft: BookingDraft, who: Patient) -> BookingDraft:
    """For them. A number that was given already stands; who.id: 0 = their name was typed."""
    return replace(
        draft,
        name=who.name,
        patient_id=who.id,
        phone=draft.phone or who.phone,
        is_self=who.is_self,
        born=who.born,
        is_new=False,
        asking=Asking.NOTHING,
        party=(),
        places=(),
    )


def with_party(draft: BookingDraft, people: Sequence[Patient]) -> BookingDraft:
    """For all of these, who are known."""
    party = tuple(one.id for one in people)
    return replace(nobody(draft), name=", ".join(one.name for one in people), party=party)

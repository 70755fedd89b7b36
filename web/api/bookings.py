"""Bookings as the desk makes, moves and cancels them, and its undo."""

from collections.abc import Mapping
from typing import Literal, Self

from pydantic import BaseModel, Field, model_validator

from actions import undo_ways
from actions.booking import slot
from actions.desk import day, phone_call, visit
from domain import refusals
from domain.account.access import Scope
from domain.booking.booking import BookingView, Status
from domain.booking.several import MOST
from domain.desk.day import Act, VisitChange, VisitSearch, is_out_of_day
from domain.refusals import Changed
from domain.time.zones import day_bounds
from web.api.route import Ask, Reply, Route, Table
from web.api.shapes import (
    At,
    Day,
    Id,
    IdSent,
    Instant,
    Nothing,
    Page,
    Paged,
    Shape,
    Zone,
    id_of,
    part,
)
from web.problem import Fault, Stopped

UNDONE_BY_KEYS = frozenset((visit.CANCELLED, visit.MOVED, phone_call.MADE))


Mark = Literal["arrived", "sample", "done", "no_show", "back", "fasted", "ate"]
ACTS: Mapping[Mark, Act] = {
    "arrived": Act.ARRIVED,
    "sample": Act.SAMPLE,
    "done": Act.DONE,
    "no_show": Act.NO_SHOW,
    "back": Act.BACK,
    "fasted": Act.FASTED,
    "ate": Act.ATE,
}


class VisitTest(BaseModel):
    """One of the tests of a visit. price: as it was when it was booked."""

    id: int
    code: str
    name: str
    price: str


class BookingShape(BaseModel):
    """A patient's seat in a slot. test_id: of the first test; test_code, test_name and price: of
    all tests together; price: as it was when it was booked.
    """

    id: int
    version: int = Field(description="also the ETag")
    status: Status
    starts_at: At
    ends_at: At
    zone: Zone
    lab_id: int
    slot_id: int
    test_id: int
    test_code: str
    test_name: str
    price: str
    currency: str
    tests: list[VisitTest] = Field(description="each, the first one first")
    patient_id: int
    patient_name: str
    patient_phone: str
    has_bot: bool = Field(description="whether the patient reads news of it in the chat")


class UndoShape(BaseModel):
    """POST /undos/{id} takes it back until then."""

    id: int
    until: At


class BookingChange(BaseModel):
    """A booking as it is now. undo: null if nothing was changed."""

    booking: BookingShape
    undo: UndoShape | None


class Bookings(Page):
    """Bookings, the oldest first."""

    items: list[BookingShape]


class BookingsWanted(Paged):
    """day: on the calendar of a lab."""

    lab_id: Id | None = None
    day: Day | None = None
    first: Instant | None = Field(default=None, alias="from", description="that start from here on")
    end: Instant | None = Field(default=None, alias="to", description="that start before")
    patient_id: Id | None = None
    status: Status | None = None

    @model_validator(mode="after")
    def _is_one(self) -> Self:
        """A day is of a lab's calendar."""
        if self.day is not None and self.lab_id is None:
            raise ValueError("a day needs a lab_id, whose calendar it is on")
        if self.day is not None and (self.first or self.end):
            raise ValueError("give a day, or from and to")
        return self


class BookingWish(Shape):
    """What is to be booked for whom."""

    patient_id: IdSent
    slot_id: IdSent
    test_id: IdSent
    more_test_ids: list[IdSent] = Field(
        default=[], max_length=MOST - 1, description="further tests of the same visit"
    )


class Move(Shape):
    """Where it is moved to."""

    slot_id: IdSent


class VisitMark(Shape):
    """What staff saw. back: an earlier mark was a slip. fasted, ate: what the patient said."""

    mark: Mark
    on_another_day: bool = Field(default=False, description="needed on a day before or after it")


class Undone(BaseModel):
    """What was taken back. was_undone: it had been before."""

    booking: BookingShape
    was_undone: bool


async def list_bookings(ask: Ask, asked: BookingsWanted) -> Reply:
    """Bookings of a day, a patient, a status."""
    call, after = ask.call, id_of(asked.cursor)
    first, end = asked.first, asked.end
    if asked.day is not None and asked.lab_id is not None:
        lab = await call.read(slot.find_lab, asked.lab_id)
        first, end = day_bounds(asked.day, lab.zone)
    wanted = VisitSearch(first, end, asked.lab_id, asked.patient_id, asked.status)
    found = await call.read(visit.search, call.actor, wanted, after=after, most=asked.limit + 1)
    shown = part(found, asked)
    await ask.note_seen(bookings=[one.id for one in shown.items])
    next_one = shown.next(lambda one: str(one.id))
    return Reply(Bookings(items=[booking_shape(one) for one in shown.items], next=next_one))


async def find_booking(ask: Ask, _asked: Nothing) -> Reply:
    """A booking."""
    found = await ask.call.read(visit.find, ask.call.actor, ask.number)
    await ask.note_seen(bookings=[found.id])
    return Reply(booking_shape(found), found.version)


async def make_booking(ask: Ask, wish: BookingWish) -> Reply:
    """Book for a patient, as the desk does."""
    call = ask.call
    change = await call.write(
        phone_call.book,
        call.actor,
        wish.patient_id,
        slot_id=wish.slot_id,
        test_id=wish.test_id,
        intent=ask.intent,
        now=call.now,
        more=tuple(wish.more_test_ids),
    )
    return await _changed(ask, change)


async def move_booking(ask: Ask, wish: Move) -> Reply:
    """Move a booking to another slot."""
    call, seen = ask.call, ask.version
    try:
        change = await call.write(
            visit.move, call.actor, ask.number, wish.slot_id, now=call.now, version=seen
        )
    except Changed:
        await _refuse_another_version(ask)
        raise
    return await _changed(ask, change)


async def cancel_booking(ask: Ask, _asked: Nothing) -> Reply:
    """Cancel a booking."""
    call, seen = ask.call, ask.version
    try:
        change = await call.write(visit.cancel, call.actor, ask.number, call.now, version=seen)
    except Changed:
        await _refuse_another_version(ask)
        raise
    return await _changed(ask, change)


async def mark_visit(ask: Ask, asked: VisitMark) -> Reply:
    """Mark what happened to a visit: arrived, done, did not come."""
    call = ask.call
    found = await call.read(visit.find, call.actor, ask.number)
    if is_out_of_day(ACTS[asked.mark], found, call.now) and not asked.on_another_day:
        what = "the visit is on another day: if that is meant, send true"
        raise Stopped(Fault.NOT_UNDERSTOOD, errors=[{"where": "body.on_another_day", "what": what}])
    seen = found.version if ask.version is None else ask.version
    try:
        await call.write(
            day.act, call.actor, ask.number, ACTS[asked.mark], version=seen, now=call.now
        )
    except Changed:
        await _refuse_another_version(ask)
        raise
    await ask.note_seen(bookings=[ask.number])
    after = await call.read(visit.find, call.actor, ask.number)
    return Reply(booking_shape(after), after.version)


async def undo_change(ask: Ask, _asked: Nothing) -> Reply:
    """Take a booking, move or cancel back."""
    call = ask.call
    done = await call.write(
        undo_ways.take_back, call.actor, ask.number, call.now, kinds=UNDONE_BY_KEYS
    )
    booking = await call.read(visit.find, call.actor, done.subject_id)
    await ask.note_seen(bookings=[booking.id])
    shape = Undone(booking=booking_shape(booking), was_undone=done.was_undone)
    return Reply(shape, booking.version)


async def _refuse_another_version(ask: Ask) -> None:
    """Raises Stopped with the booking as it is now, if it is not the one that was seen."""
    if ask.version is None:
        return
    present = await ask.call.read(visit.find, ask.call.actor, ask.number)
    if present.version != ask.version:
        await ask.note_seen(bookings=[present.id])
        current = booking_shape(present).model_dump(mode="json")
        tag = {"ETag": f'"{present.version}"'}
        raise Stopped(Fault.VERSION_CHANGED, tag, current=current)


async def _changed(ask: Ask, change: VisitChange) -> Reply:
    undo = change.undo
    await ask.note_seen(bookings=[change.booking.id])
    shape = BookingChange(
        booking=booking_shape(change.booking),
        undo=None if undo is None else UndoShape(id=undo.id, until=undo.until),
    )
    place = f"/bookings/{change.booking.id}"
    return Reply(shape, change.booking.version, place)


def booking_shape(view: BookingView) -> BookingShape:
    return BookingShape(
        id=view.id,
        version=view.version,
        status=view.status,
        starts_at=view.starts_at,
        ends_at=view.ends_at,
        zone=view.lab.zone,
        lab_id=view.lab.id,
        slot_id=view.slot_id,
        test_id=view.test.id,
        test_code=view.test.code,
        test_name=view.test.name,
        price=str(view.test.price),
        currency=view.test.currency,
        tests=[
            VisitTest(id=one.id, code=one.code, name=one.name, price=str(one.price))
            for one in view.each
        ],
        patient_id=view.patient_id,
        patient_name=view.patient_name,
        patient_phone=view.patient_phone,
        has_bot=view.account_id > 0,
    )


ROUTES: Table = (
    Route(
        method="GET",
        path="/bookings",
        scope=Scope.READ,
        asked=BookingsWanted,
        answer=Bookings,
        handler=list_bookings,
        refusals=(refusals.NotFound,),
    ),
    Route(
        method="GET",
        path="/bookings/{id}",
        scope=Scope.READ,
        asked=Nothing,
        answer=BookingShape,
        handler=find_booking,
        is_versioned=True,
    ),
    Route(
        method="POST",
        path="/bookings",
        scope=Scope.BOOK,
        asked=BookingWish,
        answer=BookingChange,
        handler=make_booking,
        refusals=(
            refusals.NotFound,
            refusals.SlotTaken,
            refusals.AlreadyBooked,
            refusals.TooLate,
        ),
        is_once=True,
        is_versioned=True,
    ),
    Route(
        method="PATCH",
        path="/bookings/{id}",
        scope=Scope.BOOK,
        asked=Move,
        answer=BookingChange,
        handler=move_booking,
        refusals=(refusals.SlotTaken, refusals.AlreadyBooked, refusals.Changed),
        is_versioned=True,
        is_guarded=True,
    ),
    Route(
        method="POST",
        path="/bookings/{id}/cancel",
        scope=Scope.BOOK,
        asked=Nothing,
        answer=BookingChange,
        handler=cancel_booking,
        refusals=(refusals.Changed,),
        is_versioned=True,
        is_guarded=True,
    ),
    Route(
        method="POST",
        path="/bookings/{id}/marks",
        scope=Scope.STAFF,
        asked=VisitMark,
        answer=BookingShape,
        handler=mark_visit,
        refusals=(refusals.Changed,),
        is_versioned=True,
        is_guarded=True,
    ),
    Route(
        method="POST",
        path="/undos/{id}",
        scope=Scope.BOOK,
        asked=Nothing,
        answer=Undone,
        handler=undo_change,
        refusals=(refusals.TooLate, refusals.Changed),
        is_versioned=True,
    ),
)

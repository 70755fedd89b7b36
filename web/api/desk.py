"""What the desk knows: patients, what became of reports, what has happened."""

from typing import Any

from pydantic import BaseModel, Field

from actions.booking import slot
from actions.desk import events, phone_call, recall, report
from domain import refusals
from domain.account.access import Scope
from domain.booking.words.introduction import introduced
from domain.desk.events import Event, Mark, Source
from domain.desk.phone_call import Caller
from domain.desk.recall import LEAST, MOST, KnownRecall
from domain.desk.report import ReportState
from web.api.route import Ask, Reply, Route, Table
from web.api.shapes import (
    At,
    Id,
    Nothing,
    Page,
    Paged,
    Shape,
    Words,
    cursor_of,
    place_of,
)
from web.problem import Fault, Stopped


class PatientShape(BaseModel):
    """A person whom bookings are for. phone: E.164, empty = none is known."""

    id: int
    name: str
    phone: str
    has_bot: bool = Field(description="whether news of bookings reach them in the chat")
    next_visit_at: At | None


class Patients(Page):
    """Those that fit best, eight at most."""

    items: list[PatientShape]


class PatientsWanted(Shape):
    """search: a part of a name, typos allowed, or of a number."""

    search: Words = Field(min_length=1, max_length=100)


class NewPatient(Shape):
    """Somebody without the bot. phone: as people write it, from abroad with its country."""

    name: Words = Field(max_length=200)
    phone: Words = Field(default="", max_length=64)


class RecallShape(BaseModel):
    """A patient is asked back. state: active, or silent: nobody answered, the desk calls."""

    id: int
    patient_id: int
    test_id: int
    every_days: int
    state: str
    asked: int = Field(description="how often for the present time")
    due_at: At = Field(description="when they are asked for the first time")


class Recalls(Page):
    """A patient's, the oldest first."""

    items: list[RecallShape]


class NewRecall(Shape):
    """The one there is for that test gets this length."""

    test_id: Id
    every_days: int = Field(ge=LEAST, le=MOST)


class ReportShape(BaseModel):
    """What became of a report; the file is its patient's alone."""

    id: int
    booking_id: int
    sent_at: At
    withdrawn_at: At | None = Field(description="when the desk took it back")
    replaced_by: int | None = Field(description="id of the corrected one")
    opened: int = Field(description="how often its patient has opened it")
    opened_at: At | None
    is_locked: bool = Field(description="whether all tries of the patient are used up")


class Reports(Page):
    """All of a booking's, the oldest first."""

    items: list[ReportShape]


class EventsWanted(Paged):
    """Without a cursor from the oldest on; from_now: nothing but the cursor of this moment."""

    from_now: bool = False


class EventShape(BaseModel):
    """A fact. actor_id: account of who did it. before, after: ids, codes and instants alone."""

    source: Source
    id: Id
    at: At
    what: str = Field(examples=["booking_moved"])
    subject: str
    subject_id: int | None
    actor_id: int
    before: dict[str, Any]
    after: dict[str, Any]


class Events(BaseModel):
    """Facts in order. next: the cursor to go on with, also once nothing more is there."""

    items: list[EventShape]
    next: str
    is_last: bool


async def list_patients(ask: Ask, asked: PatientsWanted) -> Reply:
    """Patients by a part of their name or number."""
    call = ask.call
    found = await call.read_in_parts(phone_call.search, call.actor, asked.search, call.now)
    await ask.note_seen(patients=[one.id for one in found])
    return Reply(Patients(items=[patient_shape(one) for one in found]))


async def find_patient(ask: Ask, _asked: Nothing) -> Reply:
    """A patient."""
    return await _patient(ask, ask.number)


async def add_patient(ask: Ask, asked: NewPatient) -> Reply:
    """Add a patient, as the desk does for somebody on the phone."""
    call = ask.call
    lab = await call.read(slot.lab_for, call.actor)
    somebody = introduced(asked.name, asked.phone, lab.zone)
    patient_id = await call.write(phone_call.introduce, call.actor, somebody, call.now)
    return await _patient(ask, patient_id)


async def _patient(ask: Ask, patient_id: int) -> Reply:
    found = await ask.call.read(phone_call.find, ask.call.actor, patient_id, ask.call.now)
    await ask.note_seen(patients=[patient_id])
    return Reply(patient_shape(found.caller), place=f"/patients/{patient_id}")


async def list_recalls(ask: Ask, _asked: Nothing) -> Reply:
    """For which tests a patient is asked back."""
    await ask.note_seen(patients=[ask.number])
    return await _recalls(ask)


async def set_recall(ask: Ask, asked: NewRecall) -> Reply:
    """Ask a patient back every so many days."""
    call = ask.call
    await call.write(
        recall.set_days,
        call.actor,
        ask.number,
        asked.test_id,
        days=asked.every_days,
        now=call.now,
    )
    return await _recalls(ask)


async def end_recall(ask: Ask, _asked: Nothing) -> Reply:
    """Ask a patient back no more; ending it twice does nothing."""
    patient_id = await ask.call.read(recall.patient_of, ask.call.actor, ask.number)
    await ask.call.write(recall.end, ask.call.actor, ask.number, now=ask.call.now)
    found = await ask.call.read(recall.of_patient, ask.call.actor, patient_id)
    return Reply(Recalls(items=[recall_shape(one) for one in found]))


async def _recalls(ask: Ask) -> Reply:
    await ask.call.read(phone_call.find, ask.call.actor, ask.number, ask.call.now)
    found = await ask.call.read(recall.of_patient, ask.call.actor, ask.number)
    return Reply(Recalls(items=[recall_shape(one) for one in found]))


async def list_reports(ask: Ask, _asked: Nothing) -> Reply:
    """What became of a booking's reports."""
    found = await ask.call.read(report.states, ask.call.actor, ask.number)
    return Reply(Reports(items=[report_shape(one) for one in found]))


async def list_events(ask: Ask, asked: EventsWanted) -> Reply:
    """What has happened since a cursor."""
    call = ask.call
    if asked.from_now:
        mark = await call.read(events.present, call.actor)
        if mark is None:
            raise Stopped(Fault.OUTAGE, {"Retry-After": "1"})
        return Reply(Events(items=[], next=_written(mark), is_last=True))
    found = place_of(asked.cursor, r"(\d{1,18})-(\d{1,18})")
    since = Mark(int(found[0]), int(found[1])) if found else Mark()
    feed = await call.read(events.since, call.actor, since, asked.limit)
    shapes = [event_shape(one) for one in feed.events]
    return Reply(Events(items=shapes, next=_written(feed.mark), is_last=feed.is_last))


def _written(mark: Mark) -> str:
    return cursor_of(f"{mark.history}-{mark.audit}")


def patient_shape(caller: Caller) -> PatientShape:
    return PatientShape(
        id=caller.id,
        name=caller.name,
        phone=caller.phone,
        has_bot=caller.has_bot,
        next_visit_at=caller.next_at,
    )


def recall_shape(known: KnownRecall) -> RecallShape:
    return RecallShape.model_validate(known.recall, from_attributes=True)


def report_shape(found: ReportState) -> ReportShape:
    return ReportShape.model_validate(found, from_attributes=True)


def event_shape(event: Event) -> EventShape:
    return EventShape.model_validate(event, from_attributes=True)


ROUTES: Table = (
    Route(
        method="GET",
        path="/patients",
        scope=Scope.READ,
        asked=PatientsWanted,
        answer=Patients,
        handler=list_patients,
    ),
    Route(
        method="GET",
        path="/patients/{id}",
        scope=Scope.READ,
        asked=Nothing,
        answer=PatientShape,
        handler=find_patient,
    ),
    Route(
        method="POST",
        path="/patients",
        scope=Scope.BOOK,
        asked=NewPatient,
        answer=PatientShape,
        handler=add_patient,
        refusals=(refusals.NameInvalid, refusals.PhoneInvalid),
        is_once=True,
    ),
    Route(
        method="GET",
        path="/patients/{id}/recalls",
        scope=Scope.STAFF,
        asked=Nothing,
        answer=Recalls,
        handler=list_recalls,
    ),
    Route(
        method="POST",
        path="/patients/{id}/recalls",
        scope=Scope.STAFF,
        asked=NewRecall,
        answer=Recalls,
        handler=set_recall,
    ),
    Route(
        method="POST",
        path="/recalls/{id}/end",
        scope=Scope.STAFF,
        asked=Nothing,
        answer=Recalls,
        handler=end_recall,
    ),
    Route(
        method="GET",
        path="/bookings/{id}/reports",
        scope=Scope.STAFF,
        asked=Nothing,
        answer=Reports,
        handler=list_reports,
    ),
    Route(
        method="GET",
        path="/events",
        scope=Scope.STAFF,
        asked=EventsWanted,
        answer=Events,
        handler=list_events,
    ),
)

"""What can be booked: labs, tests, free times."""

from datetime import datetime, timedelta
from typing import Self

from pydantic import BaseModel, Field, model_validator

from actions.booking import slot
from actions.manage import catalogue
from domain.account.access import Scope
from domain.booking.catalogue import LabTest
from domain.booking.lab import FreeTime, Lab
from domain.booking.price import priced
from domain.refusals import NotFound
from domain.time.zones import Stretch, day_bounds
from web.api.route import Ask, Reply, Route, Table
from web.api.shapes import (
    At,
    Day,
    Id,
    Instant,
    Nothing,
    Page,
    Paged,
    Shape,
    Words,
    Zone,
    instant,
    part,
    place_of,
)

LONGEST_SPAN = timedelta(days=31)
MOST = 1000  # tests; a catalogue has dozens


class LabShape(BaseModel):
    """A place with an address and a time zone."""

    id: int
    name: str
    address: str
    zone: Zone
    currency: str = Field(description="of its prices, ISO 4217")
    opening: str
    latitude: float | None
    longitude: float | None


class Labs(Page):
    """All labs."""

    items: list[LabShape]


class TestsWanted(Shape):
    """lab_id: whose currency the prices are in; the key's maker's without one."""

    search: Words = Field(default="", max_length=200)
    lab_id: Id | None = None


class TestShape(BaseModel):
    """What can be booked."""

    id: int
    code: str
    name: str
    preparation: str
    minutes: int
    fasting_hours: int
    turnaround_hours: int = Field(description="from the sample to the report, 0 = no promise")
    price: str
    currency: str


class Tests(Page):
    """Tests that can be booked: by name, or those that fit the search, the best first."""

    items: list[TestShape]


class TimesWanted(Paged):
    """A day on the lab's calendar, or from an instant until before another, 31 days at most."""

    lab_id: Id
    test_id: Id | None = None
    day: Day | None = None
    first: Instant | None = Field(default=None, alias="from")
    end: Instant | None = Field(default=None, alias="to")

    @model_validator(mode="after")
    def _is_one(self) -> Self:
        """A day, or both ends."""
        if self.day is not None and (self.first or self.end):
            raise ValueError("give a day, or from and to")
        if self.day is None:
            if self.first is None or self.end is None:
                raise ValueError("give a day, or from and to")
            if not timedelta() < self.end - self.first <= LONGEST_SPAN:
                raise ValueError("to has to be after from, and within 31 days")
        return self

    def span(self, lab: Lab) -> Stretch:
        """What is asked for, and not what the pages before had."""
        begin = place_of(self.cursor, r"(\d{1,12})")
        if self.day is not None:
            span = day_bounds(self.day, lab.zone)
        else:
            assert self.first is not None  # noqa: S101 - as _is_one has seen
            assert self.end is not None  # noqa: S101 - as _is_one has seen
            span = Stretch(self.first, self.end)
        return span if begin is None else Stretch(max(instant(int(begin[0])), span.first), span.end)


class TimeShape(BaseModel):
    """A slot with free seats."""

    slot_id: int
    starts_at: At
    ends_at: At
    seats: int


class Times(Page):
    """Free times of a lab, in order; zone: its clock."""

    lab_id: int
    zone: Zone
    items: list[TimeShape]


async def list_labs(ask: Ask, _asked: Nothing) -> Reply:
    """All labs."""
    labs = await ask.call.read(catalogue.labs, ask.call.actor)
    return Reply(Labs(items=[lab_shape(lab) for lab in labs]))


async def list_tests(ask: Ask, asked: TestsWanted) -> Reply:
    """Tests that can be booked."""
    found = await ask.call.read(slot.list_tests, asked.search, 0, MOST)
    lab = await _lab(ask, asked.lab_id)
    return Reply(Tests(items=[test_shape(priced(test, lab.currency)) for test in found.items]))


async def list_free_times(ask: Ask, asked: TimesWanted) -> Reply:
    """Free times of a lab, of a day or a stretch."""
    call = ask.call
    lab = await _lab(ask, asked.lab_id)
    if asked.test_id is not None:
        await call.read(slot.find_test, asked.test_id)
    span = asked.span(lab)
    times = await call.read(slot.free_between, lab, span, call.now, test_id=asked.test_id)
    shown = part(times, asked)
    return Reply(
        Times(
            lab_id=lab.id,
            zone=lab.zone,
            items=[time_shape(time) for time in shown.items],
            next=shown.next(lambda time: str(_second_after(time.starts_at))),
        )
    )


async def _lab(ask: Ask, lab_id: int | None) -> Lab:
    if lab_id is None:
        return await ask.call.read(slot.lab_for, ask.call.actor)
    return await ask.call.read(slot.find_lab, lab_id)


def _second_after(at: datetime) -> int:
    return int(at.timestamp()) + 1


def lab_shape(lab: Lab) -> LabShape:
    return LabShape.model_validate(lab, from_attributes=True)


def test_shape(test: LabTest) -> TestShape:
    return TestShape(
        id=test.id,
        code=test.code,
        name=test.name,
        preparation=test.preparation,
        minutes=test.minutes,
        fasting_hours=test.fasting_hours,
        turnaround_hours=test.turnaround_hours,
        price=str(test.price),
        currency=test.currency,
    )


def time_shape(time: FreeTime) -> TimeShape:
    return TimeShape.model_validate(time, from_attributes=True)


ROUTES: Table = (
    Route(
        method="GET",
        path="/labs",
        scope=Scope.READ,
        asked=Nothing,
        answer=Labs,
        handler=list_labs,
    ),
    Route(
        method="GET",
        path="/tests",
        scope=Scope.READ,
        asked=TestsWanted,
        answer=Tests,
        handler=list_tests,
        refusals=(NotFound,),
    ),
    Route(
        method="GET",
        path="/free-times",
        scope=Scope.READ,
        asked=TimesWanted,
        answer=Times,
        handler=list_free_times,
        refusals=(NotFound,),
    ),
)

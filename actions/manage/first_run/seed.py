"""Filling an empty house: one lab, eight tests, four weeks of slots."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from decimal import Decimal

from actions.booking.slot import the_lab
from db.booking import catalogue as catalogue_rows
from db.booking import slot as slot_rows
from db.manage import opening_hours as hours_rows
from db.uow import Uow
from domain.booking.lab import Lab
from domain.booking.price import CURRENCY
from domain.manage.opening_hours import Hours, OpeningHours, Pattern, next_quarter, slots_between
from domain.manage.standard import standard_tests
from domain.time.zones import to_wall

DAYS = timedelta(weeks=4)
WEEK = Pattern(
    hours=(
        Hours(frozenset(range(6)), time(7), time(12)),
        Hours(frozenset(range(5)), time(14), time(17)),
    ),
    length=timedelta(minutes=15),
    capacity=3,
)
LAB = {"name": "Slotbell Lab", "address": "1 Linden Street"}
PRICES = {
    "CBC": "9.50",
    "LIPID": "18.00",
    "HBA1C": "14.50",
    "TSH": "16.00",
    "VITD": "29.00",
    "UA": "8.00",
    "LIVER": "21.00",
    "GLU": "6.50",
}
"""What eight of the standard tests cost, by code."""


@dataclass(frozen=True, slots=True)
class Seeded:
    """What was added; nothing of it was there before."""

    lab: Lab
    tests: int
    slots: int


async def seed(uow: Uow, zone: str, now: datetime) -> Seeded:
    """Add what is missing of the lab, the tests and the slots of the next four weeks.

    Safe to run twice; a week later it adds a week. zone: IANA name for a new lab, one that is
    there keeps its own. Raises UnknownZone.
    """
    to_wall(now, zone)
    tests = await open_lab(uow, zone)
    lab = await the_lab(uow)
    first = to_wall(now, lab.zone).date()
    soonest = next_quarter(now)
    spans = [
        slot
        for slot in slots_between(first, first + DAYS - timedelta(days=1), WEEK, lab.zone)
        if slot.first >= soonest
    ]
    slots = await slot_rows.insert_slots(uow, lab.id, spans, WEEK.capacity)
    return Seeded(lab, tests, slots)


async def open_lab(uow: Uow, zone: str) -> int:
    """Add the lab and the tests, as far as they are missing; how many tests. Without any time."""
    await catalogue_rows.insert_lab(uow, {**LAB, "zone": zone})
    known = standard_tests()
    tests = [known[code].offered(Decimal(price), CURRENCY) for code, price in PRICES.items()]
    return await catalogue_rows.insert_tests(uow, tests)


async def plan(uow: Uow, now: datetime) -> int:
    """The seeded week as opening hours, so that workers go on after the seed; how many are new."""
    lab = await the_lab(uow)
    first = to_wall(now, lab.zone).date()
    new = 0
    for number, hours in enumerate(WEEK.hours):
        opening = OpeningHours(
            id=0,
            lab_id=lab.id,
            weekdays=hours.weekdays,
            hours=((hours.opens, hours.closes),),
            minutes=WEEK.length // timedelta(minutes=1),
            capacity=WEEK.capacity,
            first_day=first,
        )
        made = await hours_rows.insert_hours(uow, opening, None, f"seed:{number}")
        new += made is not None
    return new

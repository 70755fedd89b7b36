"""A tapped time is looked up again: it may have been taken, closed or begun meanwhile."""

from datetime import timedelta
from typing import Any

import pytest

from actions.booking import slot
from db.booking.catalogue import labs
from db.direct import counting
from db.uow import Database
from domain.booking.lab import FreeTime, Lab
from domain.refusals import NotFound, SlotTaken
from tests.support.bookings import NOW, QUARTER, START, add, furnish, slot_at


@pytest.fixture
async def lab(database: Database) -> Lab:
    await furnish(database)
    async with database.read() as uow:
        return await slot.the_lab(uow)


async def pick(database: Database, lab: Lab, slot_id: int) -> FreeTime:
    async with database.read() as uow:
        return await slot.pick(uow, lab, slot_id, NOW)


async def test_a_free_slot_is_its_time_in_one_statement(database: Database, lab: Lab) -> None:
    slot_id = await slot_at(database, capacity=2)
    with counting() as count:
        assert await pick(database, lab, slot_id) == FreeTime(slot_id, START, START + QUARTER, 2)
    assert count.statements == 1


@pytest.mark.parametrize(
    "change",
    [{"booked": 1}, {"status": "closed"}, {"starts_at": NOW, "ends_at": NOW + QUARTER}],
    ids=["full", "closed", "begun"],
)
async def test_a_slot_that_is_not_free_names_the_nearest_that_are(
    database: Database, lab: Lab, change: dict[str, Any]
) -> None:
    slot_id = await slot_at(database, **change)
    near = await slot_at(database, START + timedelta(hours=1))
    with pytest.raises(SlotTaken) as refused:
        await pick(database, lab, slot_id)
    assert [free.slot_id for free in refused.value.nearest] == [near]


async def test_another_labs_slot_is_not_found(database: Database, lab: Lab) -> None:
    other = await add(database, labs, {"name": "Other", "address": "2 Street", "zone": "UTC"})
    slot_id = await slot_at(database, lab_id=other[0])
    for unknown in (slot_id, 2**63 - 1):
        with pytest.raises(NotFound):
            await pick(database, lab, unknown)

"""Every command of staff that reads a day reads it on the lab's calendar.

The lab is on Kiritimati, a manager on Pago Pago: they never have the same date.
"""

from datetime import UTC, datetime, timedelta

import pytest

from db.uow import Database
from domain.booking.lab import Lab
from domain.time.zones import to_wall
from telegram_sandbox.driver import Person
from tests.support.series import sql

LAB, MANAGER = "Pacific/Kiritimati", "Pacific/Pago_Pago"


@pytest.fixture
async def mira(mira: Person, clinic: Lab, database: Database) -> Person:
    """A manager far away from her lab."""
    await sql(database, "UPDATE labs SET zone = :zone", zone=LAB)
    await sql(database, "UPDATE accounts SET zone = :zone WHERE id = :id", zone=MANAGER, id=mira.id)
    return mira


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("/close tomorrow 9-12", ""),
        ("/close tomorrow holiday", ""),
        ("/close from tomorrow to in 2 days", ""),
        ("/day tomorrow", "Tomorrow, "),
        ("/slots tomorrow", ""),
        ("/why tomorrow 9:00 cbc", ""),
        ("/day today", "Today, "),
    ],
)
async def test_a_typed_day_is_the_labs(mira: Person, typed: str, shown: str) -> None:
    day = to_wall(datetime.now(UTC), LAB).date() + timedelta(days="tomorrow" in typed)
    await mira.says(typed)
    assert f" {day.day} {day:%b}" in (await mira.sees(shown or " ")).text


async def test_the_day_of_a_broadcast_is_the_labs(
    alice: Person, mira: Person, database: Database
) -> None:
    noon = f"((now() AT TIME ZONE '{LAB}')::date + 1 + time '12:00') AT TIME ZONE '{LAB}'"
    booked = "id = (SELECT slot_id FROM bookings)"
    later = f"starts_at = {noon}, ends_at = {noon} + interval '15 min'"
    await sql(database, f"UPDATE time_slots SET {later} WHERE {booked}")
    await mira.says("/broadcast")
    await mira.taps("a day")
    await mira.sees("Which day?")
    await mira.says("tomorrow")
    await mira.sees("It will go to one person.")

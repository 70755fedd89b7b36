"""Two hundred people want one of twenty seats, all at once, through the webhook."""

import asyncio
from pathlib import Path

import asyncpg
import pytest

from bot.local.stack import Stack
from telegram_sandbox.driver import Person, Sandbox
from tests.support.zone import ZONE

PEOPLE, SEATS = 200, 20
WITHIN = 90.0
ONE_SLOT = f"""
UPDATE time_slots SET capacity = $1
 WHERE id = (SELECT min(id) FROM time_slots WHERE starts_at > now() + interval '1 day')
RETURNING id, to_char(starts_at AT TIME ZONE '{ZONE}', 'FMDD Mon YYYY HH24:MI')
"""


async def confirms(person: Person, when: str) -> None:
    """Everything but the last tap."""
    await person.says(f"/book cbc {when}")
    await person.sees("Shall I book this?", within=WITHIN)


async def answer(person: Person) -> str:
    """Tap Confirm; 'booked' or 'taken', whichever is seen."""
    await person.taps("Confirm", within=WITHIN)
    async for message in person.messages(WITHIN):
        if "Booked." in message.text:
            return "booked"
        if "just been taken" in message.text:
            return "taken"
    pytest.fail(f"{person.first_name} was not answered:\n{person.transcript()}")


@pytest.mark.timeout(300)
async def test_two_hundred_people_race_for_twenty_seats(stack: Stack, telegram: Sandbox) -> None:
    connection = await asyncpg.connect(stack.backends.database_url)
    slot, when = await connection.fetchrow(ONE_SLOT, SEATS)
    people = await asyncio.gather(*(telegram.person(f"Racer {n}") for n in range(PEOPLE)))
    await asyncio.gather(*(confirms(person, when) for person in people))

    answers = await asyncio.gather(*(answer(person) for person in people))

    assert answers.count("booked") == SEATS
    assert answers.count("taken") == PEOPLE - SEATS
    held = "SELECT count(*) FROM bookings WHERE slot_id = $1 AND status = 'booked'"
    assert await connection.fetchval(held, slot) == SEATS
    assert await connection.fetchval("SELECT booked FROM time_slots WHERE id = $1", slot) == SEATS
    await connection.close()
    loser = next(person for person, heard in zip(people, answers, strict=True) if heard == "taken")
    free = [label for label in loser.buttons() if ":" in label]
    assert len(free) == 3, "the nearest free times are offered"
    await loser.taps(free[0])
    await loser.taps("Confirm")
    await loser.sees("Booked.")


def test_no_process_of_the_race_told_of_an_error(stack: Stack) -> None:
    for name in ("bot", "worker"):
        written = Path(stack.home / "logs" / f"{name}.log").read_text()
        assert '"level": "error"' not in written

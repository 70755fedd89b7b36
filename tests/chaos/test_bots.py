"""Two bots behind production's nginx, three workers, one Postgres and Redis, and kill -9."""

import asyncio
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.local.stack import Backends
from db.uow import Database
from tests.chaos.arena import FULL, true
from tests.support import city, pgbouncer
from tests.support.city import HOURS, City
from tests.support.clinic import open_clinic, rows

PEOPLE, AHEAD = (500, 60) if FULL else (40, 10)
SEATS = -(-PEOPLE // len(HOURS))  # at each hour: enough, and not many more


@pytest.fixture(params=["pgbouncer", pytest.param("postgres", marks=pytest.mark.full)])
def backends(
    request: pytest.FixtureRequest, database_url: str, redis_url: str
) -> Iterator[Backends]:
    """What the processes are told: the database through PgBouncer, and the server itself."""
    if request.param == "postgres":
        yield Backends(database_url, redis_url)
        return
    with pgbouncer.in_front_of(database_url) as url:
        yield Backends(url, redis_url)


@pytest.mark.timeout(900)
async def test_a_crowd_is_served_by_two_bots_of_which_one_is_killed(
    tmp_path: Path, database: Database, backends: Backends
) -> None:
    await open_clinic(database, capacity=SEATS, days=3)
    async with city.city(tmp_path, backends, bots=2, workers=3) as built:
        killing = asyncio.create_task(kill_in_the_middle(built, database))
        people = await city.crowd(built.telegram, PEOPLE, AHEAD)
        await killing
        await built.telegram.settled(city.WITHIN)
        await true(lambda: is_over(database), "all is delivered")

        assert await rows(database, BOOKED) == [(PEOPLE, PEOPLE)]
        assert await rows(database, WRONG_SEATS) == []
        assert await rows(database, MESSAGES) == [("sent", PEOPLE)]
        calls = await built.telegram.record("sendMessage")
        told = [call["params"]["text"] for call in calls if call["message_id"]]
        assert [told.count(city.words_of(n)) for n in range(PEOPLE)] == [1] * PEOPLE
        cut = {a["update_id"] for a in await built.telegram.deliveries() if a["status"] != 200}
        twice = city.doubled(calls)
        assert len(twice) <= len(cut), "a bot that dies may have told what it cannot remember"
        spread_over_both(built)
        assert built.errors() == []
        assert len(people) == PEOPLE


def spread_over_both(built: City) -> None:
    """Each bot has had its share, and of most people both have had some."""
    first, second = ([line["person"] for line in built.handled(n)] for n in range(2))
    assert len(first) > PEOPLE
    assert len(second) > PEOPLE
    assert len(set(first) & set(second)) > PEOPLE / 4


async def kill_in_the_middle(built: City, database: Database) -> None:
    """The first bot, when a third of the crowd has booked."""

    async def enough() -> bool:
        [(count, _)] = await rows(database, BOOKED)
        return int(str(count)) >= PEOPLE / 3

    await true(enough, "a third has booked")
    await asyncio.to_thread(built.bots[0].stop, signal.SIGKILL)


async def is_over(database: Database) -> bool:
    return await rows(database, MESSAGES) == [("sent", PEOPLE)]


BOOKED = "SELECT count(*), count(DISTINCT account_id) FROM bookings WHERE status = 'booked'"
WRONG_SEATS = """
SELECT slot.id, slot.booked, count(booking.id) FROM time_slots AS slot
  LEFT JOIN bookings AS booking ON booking.slot_id = slot.id AND booking.status = 'booked'
 GROUP BY slot.id HAVING slot.booked <> count(booking.id) OR slot.booked > slot.capacity
"""
MESSAGES = """
SELECT status, count(*) FROM scheduled_messages WHERE content ->> 'text' LIKE 'Take pill %'
 GROUP BY status
"""

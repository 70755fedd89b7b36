"""Two bots behind production's nginx and three workers on one Postgres and Redis serve a crowd:
one is killed; all are replaced while the schema of the next release comes and goes.
"""

import asyncio
import signal
from collections.abc import Iterator
from pathlib import Path

import asyncpg
import pytest

from bot.local.stack import Backends
from db import migrate
from db.uow import Database
from tests.chaos.arena import FULL, true
from tests.support import city, pgbouncer
from tests.support.city import HOURS, City
from tests.support.clinic import open_clinic, rows

PEOPLE, AHEAD = (500, 60) if FULL else (40, 10)
SEATS = -(-PEOPLE // len(HOURS))  # at each hour: enough, and not many more
NEXT = Path(__file__).parents[1] / "support/next_release"
LONGEST = 5000  # ms of an update, on a machine with much else to do: nobody waits for a migration


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
        await city.crowd(built.telegram, PEOPLE, AHEAD)
        await killing
        await all_is_right(built, database)
        spread_over_both(built)


@pytest.mark.timeout(900)
async def test_a_crowd_is_served_while_the_next_release_comes(
    tmp_path: Path,
    database: Database,
    database_url: str,
    owner_url: str,
    redis_url: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(migrate, "VERSIONS", [*migrate.VERSIONS, NEXT])
    await open_clinic(database, capacity=SEATS, days=3)
    backends = Backends(database_url, redis_url)
    async with city.city(tmp_path, backends, bots=2, workers=1) as built:
        coming = asyncio.create_task(next_release(built, database, owner_url))
        await city.crowd(built.telegram, PEOPLE, AHEAD)
        await coming
        await all_is_right(built, database)
        took = [line["ms"] for n in range(len(built.bots)) for line in built.handled(n)]
        assert max(took) < LONGEST


async def next_release(built: City, database: Database, owner_url: str) -> None:
    """Expand beside somebody who reads all tables; replace every process; contract."""
    await have_booked(database, PEOPLE / 5)
    backup = await asyncpg.connect(owner_url)
    async with backup.transaction():
        await backup.execute("LOCK TABLE scheduled_messages, bookings IN ACCESS SHARE MODE")
        expanding = asyncio.create_task(migrate.migrate(owner_url, "next_expand"))
        await have_booked(database, PEOPLE / 3)
        assert not expanding.done(), "it waits for the backup, and nobody waits for it"
    await backup.close()
    assert await expanding == "next_expand"
    await built.renew()
    assert await migrate.migrate(owner_url, "next_contract") == "next_contract"


async def all_is_right(built: City, database: Database) -> None:
    """Everybody has one seat and one message, and was told nothing twice but by who was killed."""

    async def is_over() -> bool:
        return await rows(database, MESSAGES) == [("sent", PEOPLE)]

    await built.telegram.settled(city.WITHIN)
    await true(is_over, "all is delivered")
    assert await rows(database, BOOKED) == [(PEOPLE, PEOPLE)]
    assert await rows(database, WRONG_SEATS) == []
    calls = await built.telegram.record("sendMessage")
    told = [call["params"]["text"] for call in calls if call["message_id"]]
    assert [told.count(city.words_of(n)) for n in range(PEOPLE)] == [1] * PEOPLE
    tries = await built.telegram.deliveries()
    cut = {each["update_id"] for each in tries if each["status"] != 200}
    assert len(city.doubled(calls)) <= len(cut)
    assert built.errors() == []


def spread_over_both(built: City) -> None:
    """Each bot has had its share, and of many people both have had some."""
    first, second = ([line["person"] for line in built.handled(n)] for n in range(2))
    assert len(first) > PEOPLE
    assert len(second) > PEOPLE
    assert len(set(first) & set(second)) > PEOPLE / 4


async def kill_in_the_middle(built: City, database: Database) -> None:
    """The first bot, when a third of the crowd has booked."""
    await have_booked(database, PEOPLE / 3)
    await asyncio.to_thread(built.bots[0].stop, signal.SIGKILL)


async def have_booked(database: Database, people: float) -> None:
    """Wait until so many have."""

    async def enough() -> bool:
        [(count, _)] = await rows(database, BOOKED)
        return int(str(count)) >= people

    await true(enough, "enough have booked")


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

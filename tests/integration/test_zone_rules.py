"""A zone gives up summer time: what is planned keeps its clock on the wall."""

import asyncio
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import pytz
from sqlalchemy import text

from actions import zone_rules
from actions.booking import booking
from actions.messages import schedule, series
from actions.zone_rules import Recount
from db.booking.slot import insert_slots
from db.uow import Database
from domain.messages.schedule import Message
from domain.messages.series import Repeat, Series
from domain.time import zones
from domain.time.zones import Stretch, to_instant, to_wall
from tests.support.bookings import ALICE, BERLIN, NOW, furnish, value, wish
from tests.support.series import occurrences, sql

SUMMER = datetime.fromisoformat("2026-07-01 09:00")
WINTER = datetime.fromisoformat("2026-12-01 09:00")
HOUR = timedelta(hours=1)
LENGTH = timedelta(minutes=15)
AT = datetime(2026, 7, 1, 7, tzinfo=UTC)


@pytest.fixture(autouse=True)
async def lab(database: Database) -> None:
    await furnish(database)


@pytest.fixture
def new_rules(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Berlin stays an hour ahead for good, as Algiers does, once `abolish` is called."""
    zones._zone.cache_clear()
    yield
    monkeypatch.undo()
    zones._zone.cache_clear()


def abolish(monkeypatch: pytest.MonkeyPatch) -> None:
    algiers, known = pytz.timezone("Africa/Algiers"), pytz.timezone
    monkeypatch.setattr(pytz, "timezone", lambda name: algiers if name == BERLIN else known(name))
    zones._zone.cache_clear()


async def recount(database: Database) -> Recount:
    async with database.begin() as uow:
        return await zone_rules.recount(uow, NOW)


async def planned(database: Database, wall: datetime, intent: str, zone: str = BERLIN) -> None:
    async with database.begin() as uow:
        message = Message("Hello", (), to_instant(wall, zone), zone, intent)
        await schedule.schedule(uow, ALICE, message, NOW)


async def repeated(database: Database, rule: str, wall: datetime) -> Series:
    async with database.begin() as uow:
        message = Message("Hello", (), NOW, BERLIN, rule)
        return await series.start(uow, ALICE, message, Repeat(rule, wall, BERLIN), now=NOW)


async def slots_on(database: Database, *walls: datetime, lab_id: int = 1) -> list[int]:
    starts = [to_instant(wall, BERLIN) for wall in walls]
    async with database.begin() as uow:
        await insert_slots(uow, lab_id, [Stretch(at, at + LENGTH) for at in starts], 2)
        rows = await uow.all(text("SELECT id FROM time_slots ORDER BY id"))
    return [row.id for row in rows]


async def dues(database: Database) -> dict[str, datetime]:
    async with database.read() as uow:
        rows = await uow.all(text("SELECT intent, due_at, fire_at FROM scheduled_messages"))
    assert all(row.due_at == row.fire_at for row in rows)
    return {row.intent: row.due_at for row in rows}


@pytest.mark.usefixtures("new_rules")
async def test_single_messages_stay_at_their_clock(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    for intent, wall, zone in (
        *(("summer", SUMMER, BERLIN), ("winter", WINTER, BERLIN)),
        ("rome", SUMMER, "Europe/Rome"),
    ):
        await planned(database, wall, intent, zone)
    assert (await recount(database)).messages == 0
    abolish(monkeypatch)
    done = await recount(database)
    assert (done.zones, done.messages) == ((BERLIN,), 1)
    found = await dues(database)
    assert found["summer"] == AT + HOUR
    assert found["winter"] == datetime(2026, 12, 1, 8, tzinfo=UTC)
    assert found["rome"] == AT
    assert await recount(database) == Recount()
    assert await dues(database) == found


@pytest.mark.usefixtures("new_rules")
async def test_slots_move_with_their_visits_and_reminders(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Hours on end, each of which takes the place of the next one."""
    walls = [SUMMER + number * timedelta(minutes=30) for number in range(6)]
    first, *_ = await slots_on(database, *walls, WINTER)
    async with database.begin() as uow:
        made = await booking.book(uow, ALICE, wish(first), NOW)
    await recount(database)
    abolish(monkeypatch)
    done = await recount(database)
    assert (done.slots, done.messages, done.stuck) == (6, 2, ())
    async with database.read() as uow:
        view = await booking.find(uow, ALICE, made.booking.id)
        rows = await uow.all(text("SELECT starts_at, ends_at FROM time_slots ORDER BY id"))
    assert view.starts_at == AT + HOUR
    assert [to_wall(row.starts_at, BERLIN) for row in rows] == [*walls, WINTER]
    assert {row.ends_at - row.starts_at for row in rows} == {LENGTH}
    found = sorted((await dues(database)).values())
    assert found == [view.starts_at - timedelta(hours=24), view.starts_at - timedelta(hours=2)]
    stale = "SELECT count(*) FROM scheduled_messages WHERE stale_after <> due_at + CASE"
    stale += " WHEN content ->> 'hours' = '24' THEN INTERVAL '24 hours' ELSE INTERVAL '2 hours' END"
    assert await value(database, stale) == 0
    assert await recount(database) == Recount()


@pytest.mark.usefixtures("new_rules")
async def test_what_repeats_goes_with_the_clock_and_what_counts_hours_does_not(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    daily = await repeated(database, "FREQ=YEARLY", SUMMER)
    hourly = await repeated(database, "FREQ=HOURLY;INTERVAL=12", SUMMER)
    await recount(database)
    abolish(monkeypatch)
    assert (await recount(database)).messages == 1
    assert await occurrences(database, daily.id) == [(AT + HOUR, "scheduled")]
    assert await occurrences(database, hourly.id) == [(AT, "scheduled")]
    async with database.read() as uow:
        assert (await series.find(uow, ALICE, daily.id)).next_at == AT + HOUR
        assert (await series.find(uow, ALICE, hourly.id)).next_at == AT


@pytest.mark.parametrize(("begun", "moves"), [("NULL", True), ("now()", False)])
@pytest.mark.usefixtures("new_rules")
async def test_a_claim_is_undone_and_what_is_on_the_wire_is_left_alone(
    database: Database, monkeypatch: pytest.MonkeyPatch, begun: str, moves: bool
) -> None:
    await planned(database, SUMMER, "one")
    await recount(database)
    await sql(
        database,
        "UPDATE scheduled_messages SET status = 'sending', claim_token = gen_random_uuid(),"
        f" lease_until = now() + INTERVAL '1 minute', begun_at = {begun}",
    )
    abolish(monkeypatch)
    assert (await recount(database)).messages == moves
    assert (await dues(database))["one"] == (AT + HOUR if moves else AT)
    status = "scheduled" if moves else "sending"
    assert await value(database, "SELECT status FROM scheduled_messages") == status
    assert await value(database, "SELECT version FROM scheduled_messages") == (2 if moves else 1)


@pytest.mark.usefixtures("new_rules")
async def test_a_slot_whose_new_place_is_kept_by_another_stays_and_is_told(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = await slots_on(database, SUMMER, SUMMER + HOUR)
    await recount(database)
    await sql(database, "UPDATE time_slots SET wall = NULL WHERE id = :id", id=second)
    abolish(monkeypatch)
    assert (await recount(database)).stuck == (first,)
    assert await value(database, f"SELECT starts_at FROM time_slots WHERE id = {first}") == AT


@pytest.mark.usefixtures("new_rules")
async def test_several_processes_count_once(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    await planned(database, SUMMER, "one")
    await recount(database)
    abolish(monkeypatch)
    ends = await asyncio.gather(*(recount(database) for _ in range(4)))
    assert sorted(end.messages for end in ends) == [0, 0, 0, 1]


async def test_a_doubled_clock_keeps_the_hour_that_was_meant(database: Database) -> None:
    twice = datetime.fromisoformat("2026-10-25 02:30")
    later = datetime(2026, 10, 25, 1, 30, tzinfo=UTC)
    async with database.begin() as uow:
        await schedule.schedule(uow, ALICE, Message("Hello", (), later, BERLIN, "one"), NOW)
    assert to_wall(later, BERLIN) == twice
    assert (await recount(database)).messages == 0
    assert (await dues(database))["one"] == later


async def test_slots_of_before_get_their_wall(database: Database) -> None:
    await slots_on(database, SUMMER)
    await sql(database, "UPDATE time_slots SET wall = NULL")
    await recount(database)
    assert await value(database, "SELECT wall FROM time_slots") == SUMMER


async def test_slotbell_migrate_counts_by_the_rules_it_finds(
    database: Database, database_url: str, tmp_path: Path
) -> None:
    """The real command, with real compiled rules of a Berlin without summer time."""
    wall = SUMMER.replace(year=datetime.now(UTC).year + 1)
    async with database.begin() as uow:
        at = to_instant(wall, BERLIN)
        await schedule.schedule(
            uow, ALICE, Message("Hello", (), at, BERLIN, "one"), datetime.now(UTC)
        )
    rules = tmp_path / "zoneinfo"
    shutil.copytree(Path(pytz.__file__).parent / "zoneinfo", rules)
    shutil.copy(rules / "Africa/Algiers", rules / BERLIN)
    for given, moved in (({}, timedelta()), ({"PYTZ_TZDATADIR": str(rules)}, HOUR)):
        environment = {**os.environ, "DATABASE_URL": database_url, **given}
        await asyncio.to_thread(
            subprocess.run, [sys.executable, "-m", "bot", "migrate"], env=environment, check=True
        )
        assert (await dues(database))["one"] == at + moved

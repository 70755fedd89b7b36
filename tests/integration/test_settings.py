"""Numbers that managers set: over the environment's, one at a time, undone, for every process."""

import asyncio
from datetime import timedelta

import pytest

from actions import undo_ways
from actions.caps import FRESH, HouseCaps
from actions.manage import settings
from db.direct import counting
from db.uow import Database
from domain.account.actor import Actor, Role
from domain.account.limits import Limits
from domain.booking.cap import Cap
from domain.caps import MOST, Caps, Setting, SettingChange, SettingState
from domain.refusals import Changed, NotFound, NumberInvalid, TooLate
from domain.undo import Undo
from tests.support.bookings import ALICE, BERLIN, MIRA, NOW, people, value
from tests.support.series import sql

USUAL = Caps(Limits(messages=100, series=10, addresses=5), Cap(to_come=10, a_day=4))
A_DAY = Setting.VISITS_A_DAY


@pytest.fixture(autouse=True)
async def accounts(database: Database) -> None:
    await people(database, MIRA, ALICE)


async def change(
    database: Database, number: int | None, seen: int | None, setting: Setting = A_DAY
) -> Undo:
    async with database.begin() as uow:
        return await settings.change(uow, MIRA, SettingChange(setting, number, seen), NOW)


async def look(database: Database) -> dict[Setting, SettingState]:
    async with database.read() as uow:
        return {one.setting: one for one in await settings.look(uow, MIRA, USUAL)}


@pytest.mark.parametrize("setting", Setting)
async def test_each_is_set_over_the_environments_and_back_to_it(
    database: Database, setting: Setting
) -> None:
    usual = USUAL.numbers[setting]
    assert (await look(database))[setting] == SettingState(setting, usual, None)
    await change(database, 7, None, setting)
    found = await look(database)
    assert found.pop(setting) == SettingState(setting, usual, 7)
    assert all(one.chosen is None for one in found.values())
    assert (await HouseCaps(USUAL)(database, NOW)).numbers == {**USUAL.numbers, setting: 7}
    await change(database, None, 7, setting)
    assert await HouseCaps(USUAL)(database, NOW) == USUAL


@pytest.mark.parametrize("role", [Role.PATIENT, Role.COLLECTOR, Role.DESK])
async def test_below_a_manager_nothing_is_seen_or_set(database: Database, role: Role) -> None:
    nobody = Actor(ALICE.id, role, BERLIN, True, "en")
    async with database.begin() as uow:
        with pytest.raises(NotFound):
            await settings.look(uow, nobody, USUAL)
        with pytest.raises(NotFound):
            await settings.change(uow, nobody, SettingChange(A_DAY, 7, None), NOW)
    assert await value(database, "SELECT count(*) FROM house_settings") == 0


@pytest.mark.parametrize("number", [-1, MOST + 1, 2**40])
async def test_a_number_that_is_none_is_refused(database: Database, number: int) -> None:
    with pytest.raises(NumberInvalid):
        await change(database, number, None)
    assert await value(database, "SELECT count(*) FROM audit_log") == 0


@pytest.mark.parametrize("stands", [None, 6])
async def test_of_two_who_have_seen_the_same_the_first_wins(
    database: Database, stands: int | None
) -> None:
    if stands is not None:
        await change(database, stands, None)
    tries = [change(database, number, stands) for number in (7, 8, 9)]
    done = await asyncio.gather(*tries, return_exceptions=True)
    assert sorted(type(one).__name__ for one in done) == ["Changed", "Changed", "Undo"]
    assert await value(database, "SELECT count(*) FROM house_settings") == 1


async def test_what_was_seen_and_never_stood_is_changed_by_nobody(database: Database) -> None:
    with pytest.raises(Changed):
        await change(database, 7, 6)


async def test_a_change_is_undone_within_a_minute_unless_somebody_went_on(
    database: Database,
) -> None:
    first = await change(database, 7, None)
    second = await change(database, 8, 7)
    with pytest.raises(Changed):
        async with database.begin() as uow:
            await undo_ways.take_back(uow, MIRA, first.id, NOW)
    async with database.begin() as uow:
        await undo_ways.take_back(uow, MIRA, second.id, NOW)
    assert (await look(database))[A_DAY].chosen == 7
    async with database.begin() as uow:
        await undo_ways.take_back(uow, MIRA, first.id, NOW)
    assert (await look(database))[A_DAY].chosen is None
    late = await change(database, 9, None)
    async with database.begin() as uow:
        with pytest.raises(TooLate):
            await undo_ways.take_back(uow, MIRA, late.id, NOW + timedelta(minutes=2))


async def test_who_changed_what_is_written_down(database: Database) -> None:
    await change(database, 7, None)
    written = "SELECT actor_id || action || (after ->> 'visits_a_day') FROM audit_log"
    assert await value(database, written) == f"{MIRA.id}setting_changed7"


async def test_many_updates_read_once_and_know_the_change_within_seconds(
    database: Database,
) -> None:
    caps = HouseCaps(USUAL)
    with counting() as count:
        for _ in range(50):
            assert (await caps(database, NOW)).cap.a_day == 4
    assert count.statements == 1
    await change(database, 1, None)
    assert (await caps(database, NOW + FRESH)).cap.a_day == 4
    assert (await caps(database, NOW + FRESH + timedelta(seconds=1))).cap.a_day == 1


async def test_what_a_newer_version_has_set_is_passed_over(database: Database) -> None:
    await sql(database, "INSERT INTO house_settings (name, number) VALUES ('max_dogs', 3)")
    assert await HouseCaps(USUAL)(database, NOW) == USUAL

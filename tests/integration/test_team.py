"""Owners let people in and out; however they tap, an owner stays and no old link works."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import text

from actions.manage import team
from db.uow import Database
from domain.account.actor import Actor, Role
from domain.manage.team import VALID_FOR, RoleChange
from domain.refusals import AlreadyStaff, Changed, InviteInvalid, NotFound, Refusal
from tests.support.bookings import ALICE, BERLIN, BOB, DORA, NOW, OLGA, OTTO, people, value

OWNERS = "SELECT count(*) FROM accounts WHERE role = 'owner'"


@pytest.fixture(autouse=True)
async def staff(database: Database) -> None:
    await people(database, OLGA, OTTO, DORA, ALICE, BOB)
    async with database.begin() as uow:
        for one in (OLGA, OTTO, DORA):
            hired = "UPDATE accounts SET role = :role, staff_name = 'x' WHERE id = :id"
            await uow.run(text(hired), {"role": str(one.role), "id": one.id})


async def change(
    database: Database, who: Actor, whom: Actor, role: Role = Role.PATIENT, by_settings: int = 0
) -> None:
    async with database.begin() as uow:
        wanted = RoleChange(whom.id, whom.role, role)
        await team.change(uow, who, wanted, (by_settings,), now=NOW)


async def invite(database: Database, who: Actor, token: str, role: Role = Role.DESK) -> None:
    async with database.begin() as uow:
        await team.invite(uow, who, role, "Nina", token=token, now=NOW)


async def join(database: Database, who: Actor, token: str, late: timedelta = timedelta()) -> None:
    async with database.begin() as uow:
        await team.join(uow, who, token, NOW + late)


async def role_of(database: Database, who: Actor) -> str:
    return str(await value(database, "SELECT role FROM accounts WHERE id = :id", id=who.id))


async def test_below_an_owner_nobody_is_let_in_or_out(database: Database) -> None:
    for role in (Role.PATIENT, Role.COLLECTOR, Role.DESK, Role.MANAGER):
        nobody = Actor(ALICE.id, role, BERLIN, True, "en")
        with pytest.raises(NotFound):
            await invite(database, nobody, "t")
        with pytest.raises(NotFound):
            await change(database, nobody, DORA)
        async with database.read() as uow:
            with pytest.raises(NotFound):
                await team.team(uow, nobody, (), NOW)


async def test_a_link_lets_one_in_once_and_for_two_days(database: Database) -> None:
    await invite(database, OLGA, "one")
    ends = await asyncio.gather(
        join(database, ALICE, "one"), join(database, BOB, "one"), return_exceptions=True
    )
    assert sum(isinstance(end, InviteInvalid) for end in ends) == 1
    assert sorted([await role_of(database, one) for one in (ALICE, BOB)]) == ["desk", "patient"]
    await invite(database, OLGA, "two")
    with pytest.raises(AlreadyStaff):
        await join(database, DORA, "two")
    with pytest.raises(InviteInvalid):
        await join(database, BOB, "two", VALID_FOR)
    await join(database, BOB, "two", VALID_FOR - timedelta(seconds=1))


async def test_two_owners_who_revoke_each_other_at_once_leave_one(database: Database) -> None:
    """Both were revoked, and nobody could let anybody in again."""
    for _ in range(5):
        ends = await asyncio.gather(
            change(database, OLGA, OTTO), change(database, OTTO, OLGA), return_exceptions=True
        )
        assert [type(end) for end in ends if end is not None] == [NotFound]
        assert await value(database, OWNERS) == 1
        async with database.begin() as uow:
            back = "UPDATE accounts SET role = 'owner' WHERE id IN (:a, :b)"
            await uow.run(text(back), {"a": OLGA.id, "b": OTTO.id})


async def test_an_owner_by_settings_may_whatever_the_row_says(database: Database) -> None:
    boss = Actor(BOB.id, Role.OWNER, BERLIN, True, "en")
    await change(database, boss, OTTO, Role.DESK, by_settings=BOB.id)
    assert await role_of(database, OTTO) == "desk"


async def test_links_of_an_owner_who_is_revoked_work_no_more(database: Database) -> None:
    """They let people in for two days more."""
    await invite(database, OTTO, "his", Role.OWNER)
    await invite(database, OLGA, "hers")
    await change(database, OLGA, OTTO, Role.MANAGER)
    with pytest.raises(InviteInvalid):
        await join(database, ALICE, "his")
    await join(database, ALICE, "hers")


async def test_the_list_knows_who_reads_it(database: Database) -> None:
    async with database.read() as uow:
        found = await team.team(uow, OLGA, (), NOW)
    assert [member.id for member in found.members if member.is_me] == [OLGA.id]


async def test_a_role_that_is_another_by_now_is_not_changed(database: Database) -> None:
    ends = await asyncio.gather(
        change(database, OLGA, DORA, Role.MANAGER),
        change(database, OTTO, DORA, Role.COLLECTOR),
        return_exceptions=True,
    )
    assert [type(end) for end in ends if isinstance(end, Refusal)] == [Changed]
    with pytest.raises(NotFound):
        await change(database, OLGA, OLGA)

"""Stories of /team and /audit: owners let people in and out, and what is done is written down."""

import re

import aiohttp
import pytest
from sqlalchemy import text

from db.uow import Database
from domain.account.actor import Role
from screens.manage.callbacks import AuditDo, AuditTap, TeamDo, TeamTap
from telegram_sandbox.driver import Person, Sandbox
from tests.support.bot import Bot
from tests.support.clinic import open_clinic, rows
from tests.support.staff import arrives
from tests.support.telegram import TOKEN

LINK = re.compile(r"start=(join_[\w-]+)")


@pytest.fixture
async def olga(chat: Sandbox, running_bot: Bot, database: Database) -> Person:
    """An owner."""
    await open_clinic(database)
    return await arrives(chat, database, "Olga", "owner")


async def invites(owner: Person, role: str, name: str) -> str:
    """The parameter of a new invitation's link."""
    await owner.says("/team")
    await owner.sees("Your team")
    await owner.taps("Invite someone")
    await owner.sees("What will they do?")
    await owner.taps(role)
    await owner.sees("What is their name?")
    await owner.says(name)
    shown = await owner.sees("It works once")
    found = LINK.search(shown.text)
    assert found
    return found[1]


async def role_of(database: Database, person: Person) -> object:
    return (await rows(database, "SELECT role FROM accounts WHERE id = :id", id=person.id))[0][0]


async def menu(chat: Sandbox, person: Person) -> list[str]:
    """The commands that this person's client shows."""
    async with aiohttp.ClientSession(chat.url) as client:
        asked = {"scope": {"type": "chat", "chat_id": person.id}}
        async with client.post(f"/bot{TOKEN}/getMyCommands", json=asked) as answer:
            return [one["command"] for one in (await answer.json())["result"]]


async def test_a_colleague_is_let_in_works_and_is_let_go(
    chat: Sandbox, olga: Person, database: Database
) -> None:
    token = await invites(olga, "Desk", "Dora")
    dora = await chat.person("Dora")
    await dora.says(f"/start {token}")
    welcome = await dora.sees("Welcome, Dora. You are now: desk.")
    assert "/caller" in welcome.text
    assert "/stats" not in welcome.text
    await olga.sees("Dora has joined as desk.")
    assert {"caller", "failed", "book"} <= set(await menu(chat, dora))
    assert "team" not in await menu(chat, dora)
    await dora.says("/help")
    await dora.sees("For staff")
    await dora.says("/failed")
    await dora.sees("No message has failed.")
    await olga.says("/team")
    await olga.sees("Dora, desk")
    await olga.taps("Dora, desk")
    await olga.sees("Here since")
    await olga.taps("Revoke")
    await olga.sees("Take all of that away from them?")
    await olga.taps("Yes, revoke")
    await olga.sees("Dora is not staff any more.")
    await dora.sees("You are not staff here any more.")
    assert await menu(chat, dora) == []
    await dora.says("/failed")
    await dora.sees("I do not know the command /failed")
    await olga.says("/audit dora")
    await olga.sees("Dora joined the staff")
    await olga.says("/audit revoked")
    shown = await olga.sees("off the staff")
    assert "joined" not in shown.text
    await olga.taps("1")
    await olga.sees("Before: role desk")


async def test_a_link_works_once_though_two_open_it_at_once(
    chat: Sandbox, olga: Person, database: Database
) -> None:
    token = await invites(olga, "Collector", "Carl")
    people = [await chat.person(name) for name in ("Carl", "Eve")]
    for one in people:
        await one.says(f"/start {token}")
    await chat.settled()
    staff = await rows(database, "SELECT count(*) FROM accounts WHERE role = 'collector'")
    assert staff == [(1,)]
    told = [one.transcript() for one in people]
    assert sum("Welcome, Carl" in said for said in told) == 1
    assert sum("This invitation does not work any more." in said for said in told) == 1


async def test_old_withdrawn_and_made_up_links_let_nobody_in(
    chat: Sandbox, olga: Person, database: Database
) -> None:
    token = await invites(olga, "Manager", "Mira")
    async with database.begin() as uow:
        await uow.run(text("UPDATE invites SET expires_at = now()"))
    mira = await chat.person("Mira")
    await mira.says(f"/start {token}")
    await mira.sees("This invitation does not work any more.")
    token = await invites(olga, "Manager", "Mira")
    await olga.taps("Withdraw")
    await olga.sees("That invitation does not work any more.")
    for one in (token, "join_", "join_" + "x" * 32):
        await mira.says(f"/start {one}")
        await mira.sees("This invitation does not work any more.")
    assert await rows(database, "SELECT role FROM accounts WHERE role = 'manager'") == []


async def test_who_may_as_much_already_leaves_the_link_unused(
    chat: Sandbox, olga: Person, database: Database
) -> None:
    token = await invites(olga, "Desk", "Dora")
    await olga.says(f"/start {token}")
    await olga.sees("You can do all of that already")
    assert await rows(database, "SELECT used_at FROM invites") == [(None,)]


async def test_two_owners_change_one_person_and_the_second_is_told(
    chat: Sandbox, olga: Person, database: Database
) -> None:
    otto = await arrives(chat, database, "Otto", "owner")
    dora = await arrives(chat, database, "Dora", "desk")
    for one in (olga, otto):
        await one.says("/team")
        await one.taps(str(dora.id))
        await one.sees("desk")
    await olga.taps("Make manager")
    await olga.sees("is now manager.")
    await otto.taps("Make collector")
    await otto.sees("Somebody has changed that meanwhile")
    assert await role_of(database, dora) == "manager"


async def test_what_a_patient_forges_shows_and_changes_nothing(
    chat: Sandbox, olga: Person, database: Database
) -> None:
    await invites(olga, "Desk", "Dora")
    eve = await arrives(chat, database, "Eve", "patient")
    for command in ("/team", "/audit"):
        await eve.says(command)
        await eve.sees(f"I do not know the command {command}")
    await eve.says("/start")
    shown = await eve.sees("Hello")
    forged = [
        TeamTap(do=do, value=eve.id, role=Role.OWNER, seen=Role.PATIENT).pack() for do in TeamDo
    ]
    forged += [AuditTap(do=do, value=1).pack() for do in AuditDo]
    for data in forged:
        await eve.forges(data, shown.id)
        await eve.sees("This button is from an older version.")
    assert await role_of(database, eve) == "patient"
    assert await rows(database, "SELECT withdrawn_at FROM invites") == [(None,)]


async def test_an_owner_can_not_be_made_by_a_manager_nor_lose_themselves(
    chat: Sandbox, olga: Person, database: Database
) -> None:
    mira = await arrives(chat, database, "Mira", "manager")
    await mira.says("/team")
    await mira.sees("I do not know the command /team")
    await olga.says("/start")
    shown = await olga.sees("Hello")
    tap = TeamTap(do=TeamDo.REVOKE, value=olga.id, seen=Role.OWNER)
    await olga.forges(tap.pack(), shown.id)
    await olga.sees("Somebody has changed that meanwhile")
    assert await role_of(database, olga) == "owner"

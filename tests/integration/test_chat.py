"""What is known of groups and channels, on a real Postgres; rights asked of a real sandbox."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from actions.messages import recipient as actions
from db.messages.chat import chats
from db.uow import Database
from domain.messages.chat import Chat, ChatType, Membership
from infra.telegram import KEPT_FOR, Rights
from telegram_sandbox.driver import Group
from tests.support.sandbox_server import Stage, staged

AT = datetime(2030, 1, 1, tzinfo=UTC)
TEAM = Chat(-7, ChatType.GROUP, "Team")


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    async with staged() as stage:
        yield stage


async def status_of(database: Database, chat_id: int = TEAM.id) -> str:
    async with database.read() as uow:
        row = await uow.first(select(chats).where(chats.c.id == chat_id))
    return str(row.bot_status) if row else ""


async def test_older_news_change_nothing(database: Database) -> None:
    for place, seconds in (
        (Membership.MEMBER, 0),
        (Membership.KICKED, 5),
        (Membership.ADMINISTRATOR, 3),
    ):
        async with database.begin() as uow:
            await actions.keep(uow, TEAM, place, AT + timedelta(seconds=seconds))
    assert await status_of(database) == "kicked"


async def test_a_group_that_moved_is_known_by_its_new_id(database: Database) -> None:
    for _ in range(2):  # Telegram may bring the news twice
        async with database.begin() as uow:
            await actions.keep(uow, TEAM, Membership.MEMBER, AT)
            await actions.follow(uow, TEAM.id, -1007)
    assert await status_of(database, -1007) == "member"


async def test_rights_are_remembered_for_a_minute_and_forgotten_on_news(stage: Stage) -> None:
    alice, bob = await stage.telegram.person("Alice"), await stage.telegram.person("Bob")
    team = await stage.telegram.group("Team", admins=[alice], members=[bob])
    now = [0.0]
    rights = Rights(stage.bot, lambda: now[0])

    async def place(group: Group = team) -> Membership | None:
        found = await rights.look(group.id, bob.id)
        return None if found is None else found.person.place

    assert await place() is Membership.MEMBER
    await team.places(bob, "administrator")
    now[0] = KEPT_FOR - 1
    assert await place() is Membership.MEMBER
    now[0] = KEPT_FOR
    assert await place() is Membership.ADMINISTRATOR
    await team.places(bob, "left")
    rights.forget(team.id)
    assert await place() is Membership.LEFT
    await team.places("bot", "kicked")
    rights.forget(team.id)
    assert await place() is None


async def test_a_stranger_has_left_and_an_unknown_chat_is_none(stage: Stage) -> None:
    alice = await stage.telegram.person("Alice")
    team = await stage.telegram.group("Team", admins=[alice])
    rights = Rights(stage.bot)
    found = await rights.look(team.id, 12345)
    assert found is not None
    assert found.person.place is Membership.LEFT
    assert await rights.look(-5, alice.id) is None

"""Stories of groups and channels: chosen, checked, delivered, lost; real bot, real worker."""

import pytest
from sqlalchemy import select

from db.messages.chat import chats
from db.messages.schedule import scheduled_messages
from db.uow import Database
from domain.messages.content import Text, to_json
from telegram_sandbox.driver import Group, Person, Sandbox
from tests.support.bot import Bot, Json
from tests.support.content import plan, row_of, soon

LONG = 20.0  # seconds that a busy machine gets for what comes in three
GROUP, CHANNEL = 1, 2  # the picker's buttons


@pytest.fixture
async def alice(chat: Sandbox, running_bot: Bot) -> Person:
    alice = await chat.person("Alice")
    await alice.says("/start")
    await alice.sees("Hello Alice")
    return alice


@pytest.fixture
async def bob(chat: Sandbox) -> Person:
    return await chat.person("Bob")


@pytest.fixture
async def team(chat: Sandbox, alice: Person, bob: Person) -> Group:
    team = await chat.group("Team", admins=[alice], members=[bob])
    await chat.settled()
    return team


async def chooses(person: Person, words: str, chat: Group, request_id: int = GROUP) -> None:
    """Write, and choose where to send it."""
    await person.says(words)
    await person.sees("Your message:")
    await person.taps("Send elsewhere")
    await person.sees("Where shall I send it?")
    await person.shares_chat(chat, request_id)
    await person.sees(f"To: {chat.title}")


async def recipients(database: Database) -> list[str]:
    async with database.read() as uow:
        return [row.recipient for row in await uow.all(select(scheduled_messages.c.recipient))]


def shared(person: Person, chat_id: int) -> Json:
    """What a client would have to forge to choose a chat that the picker does not offer."""
    who = {"id": person.id, "type": "private", "first_name": person.first_name}
    told = {"chat_shared": {"request_id": GROUP, "chat_id": chat_id}}
    sender = who | {"is_bot": False}
    return {"message": {"message_id": 9_000, "date": 1, "chat": who, "from": sender} | told}


async def test_what_becomes_of_the_bot_in_a_chat_is_kept(
    chat: Sandbox, alice: Person, team: Group, database: Database
) -> None:
    for status in ("administrator", "kicked", "member"):
        await team.places("bot", status)
        await chat.settled()
        async with database.read() as uow:
            (row,) = await uow.all(select(chats))
        assert (row.id, row.type, row.title) == (team.id, "supergroup", "Team")
        assert row.bot_status == status


async def test_an_admin_schedules_into_a_group(
    chat: Sandbox, alice: Person, team: Group, worker: None, database: Database
) -> None:
    await chooses(alice, "in 5 seconds Standup", team)
    assert alice.keyboard() == []
    await alice.taps("Confirm")
    await alice.sees("Done.")
    await alice.says("/scheduled")
    await alice.sees("· Team")
    await alice.taps("1")
    await alice.sees("To: Team")
    await team.sees("Standup", within=LONG)
    assert await recipients(database) == [str(team.id)]


async def test_an_admin_schedules_into_a_channel(
    chat: Sandbox, alice: Person, worker: None
) -> None:
    news = await chat.group("News", admins=[alice], kind="channel")
    await chat.settled()
    await chooses(alice, "in 4 seconds Closed for good", news, CHANNEL)
    await alice.taps("Confirm")
    await alice.sees("Done.")
    await news.sees("Closed for good", within=LONG)


async def test_it_can_go_to_the_author_after_all(
    chat: Sandbox, alice: Person, team: Group, database: Database
) -> None:
    await chooses(alice, "tomorrow 9am Tea", team)
    await alice.taps("Send it to me")
    await alice.sees("Tea")
    await alice.taps("Confirm")
    await alice.sees("Done.")
    assert await recipients(database) == [str(alice.id)]


async def test_who_is_no_admin_is_refused(
    chat: Sandbox, alice: Person, bob: Person, team: Group, database: Database
) -> None:
    await bob.says("tomorrow 9am Tea")
    await bob.sees("Your message:")
    await chat.inject(shared(bob, team.id))
    await bob.sees("Only an administrator of that group or channel can schedule there.")
    await bob.taps("Confirm")
    await bob.sees("Done.")
    assert await recipients(database) == [str(bob.id)]


async def test_a_foreign_chat_is_not_found(
    chat: Sandbox, alice: Person, bob: Person, team: Group
) -> None:
    carol = await chat.person("Carol")
    await carol.says("tomorrow 9am Tea")
    await carol.sees("Your message:")
    for number in (team.id, -1009999999999, 5, 0):
        await chat.inject(shared(carol, number))
        await carol.sees("I did not find that group or channel.")


async def test_a_chat_where_the_bot_may_not_post_says_so(
    chat: Sandbox, alice: Person, team: Group
) -> None:
    await alice.says("tomorrow 9am Tea")
    await alice.sees("Your message:")
    await team.places("bot", "restricted", may_post=False)
    await chat.settled()
    await chat.inject(shared(alice, team.id))
    await alice.sees("I may not post there.")


async def test_rights_that_are_lost_before_confirming_are_noticed(
    chat: Sandbox, alice: Person, team: Group, database: Database
) -> None:
    await chooses(alice, "tomorrow 9am Tea", team)
    await team.places("bot", "kicked")
    await chat.settled()
    await alice.taps("Confirm")
    await alice.sees("I did not find that group or channel.")
    assert await recipients(database) == []


async def test_rights_lost_before_delivery_give_up_and_tell_the_author(
    chat: Sandbox, alice: Person, bob: Person, team: Group, worker: None, database: Database
) -> None:
    await chooses(alice, "in 6 seconds Standup", team)
    await alice.taps("Confirm")
    await alice.sees("Done.")
    await team.places(bob, "creator")
    await team.places(alice, "member")
    told = await alice.sees("could not be sent", within=LONG)
    assert "may not post there any more" in told.text
    row = await row_of(database, "text")
    assert (row.status, row.last_error) == ("dead", "no_rights: not_admin")
    assert team.messages() == []


async def test_a_bot_that_was_removed_gives_up_and_tells_the_author(
    chat: Sandbox, alice: Person, team: Group, worker: None, database: Database
) -> None:
    await chooses(alice, "in 6 seconds Standup", team)
    await alice.taps("Confirm")
    await alice.sees("Done.")
    await team.places("bot", "kicked")
    told = await alice.sees("could not be sent", within=LONG)
    assert "I was removed from there" in told.text
    row = await row_of(database, "text")
    assert (row.status, row.last_error.split(":")[0]) == ("dead", "removed")
    async with database.read() as uow:
        assert not await uow.all(select(scheduled_messages).where(scheduled_messages.c.in_doubt))


async def test_a_group_that_became_a_supergroup_is_followed(
    chat: Sandbox, alice: Person, worker: None, database: Database
) -> None:
    small = await chat.group("Small", admins=[alice], kind="group")
    await chat.settled()
    old = small.id
    await chooses(alice, "tomorrow 9am Standup", small)
    await alice.taps("Confirm")
    await alice.sees("Done.")
    await small.moves()
    await chat.settled()
    assert await recipients(database) == [str(small.id)]
    await plan(database, alice.id, to_json(Text("Late")), soon(2), recipient=old)
    await small.sees("Late", within=LONG)

"""Groups: commands are told where to go, talk is let be, nothing is kept."""

import pytest
from sqlalchemy import text

from telegram_sandbox.driver import Person, Sandbox
from tests.support.bot import Bot, Json

GROUP = -1001234567890


def said(person: Person, words: str, kind: str = "message") -> Json:
    """An update of a group."""
    chat = {"id": GROUP, "type": "supergroup", "title": "The lab"}
    user = {"id": person.id, "is_bot": False, "first_name": person.first_name}
    return {kind: {"message_id": 5, "date": 1, "chat": chat, "from": user, "text": words}}


@pytest.mark.parametrize("words", ["/book", "/book cbc tomorrow", "/START", "/x@{username}"])
async def test_a_command_is_told_to_come_in_private(
    chat: Sandbox, running_bot: Bot, words: str
) -> None:
    alice = await chat.person("Alice")
    username = (await running_bot.deps.bot.me()).username
    await chat.inject(said(alice, words.format(username=username)))
    await chat.settled()
    (sent,) = await chat.record("sendMessage", GROUP)
    assert f"@{username}" in str(sent["params"]["text"])
    assert running_bot.outcomes() == ["handled"]
    async with running_bot.deps.database.read() as uow:
        assert await uow.all(text("SELECT id FROM accounts")) == []


async def test_a_group_in_which_the_bot_may_not_write_is_no_error(
    chat: Sandbox, running_bot: Bot
) -> None:
    alice = await chat.person("Alice")
    for why in ("not enough rights to send text messages to the chat", "CHAT_WRITE_FORBIDDEN"):
        await chat.fault("400", method="sendMessage", description=f"Bad Request: {why}")
        await chat.inject(said(alice, "/book"))
        await chat.settled()
    assert running_bot.outcomes() == ["unreachable", "unreachable"]
    assert not running_bot.lines("update_failed")


@pytest.mark.parametrize("words", ["hello", "/unknown", "/book@another_bot", "/", "a /book"])
async def test_anything_else_is_let_be(chat: Sandbox, running_bot: Bot, words: str) -> None:
    alice = await chat.person("Alice")
    await chat.inject(said(alice, words))
    await chat.settled()
    assert await chat.record("sendMessage") == []
    assert running_bot.outcomes() == ["ignored"]


ANONYMOUS = {"id": 1087968824, "is_bot": True, "first_name": "Group"}
CHANNEL_BOT = {"id": 136817688, "is_bot": True, "first_name": "Channel"}
NEWS = {"id": -1009, "type": "channel", "title": "News"}


@pytest.mark.parametrize("words", ["/book", "/book cbc tomorrow", "/START@{username}"])
@pytest.mark.parametrize(
    ("sender", "name"),
    [(ANONYMOUS, {"id": GROUP, "type": "supergroup", "title": "The lab"}), (CHANNEL_BOT, NEWS)],
)
async def test_who_writes_in_the_name_of_a_chat_is_told_the_same(
    chat: Sandbox, running_bot: Bot, words: str, sender: Json, name: Json
) -> None:
    username = (await running_bot.deps.bot.me()).username
    alice = await chat.person("Alice")
    update = said(alice, words.format(username=username))
    update["message"] |= {"from": sender, "sender_chat": name}
    await chat.inject(update)
    await chat.settled()
    (sent,) = await chat.record("sendMessage", GROUP)
    assert f"@{username}" in str(sent["params"]["text"])
    assert running_bot.outcomes() == ["handled"]
    async with running_bot.deps.database.read() as uow:
        assert await uow.all(text("SELECT id FROM accounts")) == []


async def test_bots_and_forwarded_posts_are_let_be(chat: Sandbox, running_bot: Bot) -> None:
    alice = await chat.person("Alice")
    other_bot, post = said(alice, "/book"), said(alice, "/book")
    other_bot["message"] |= {"from": {"id": 9, "is_bot": True, "first_name": "Robot"}}
    post["message"] |= {"sender_chat": NEWS, "is_automatic_forward": True}
    private = said(alice, "/book")
    person = {"id": alice.id, "type": "private", "first_name": "Alice"}
    private["message"] |= {"from": ANONYMOUS, "sender_chat": NEWS, "chat": person}
    for update in (other_bot, post, private):
        await chat.inject(update)
    await chat.settled()
    assert await chat.record("sendMessage") == []
    assert set(running_bot.outcomes()) == {"ignored"}


@pytest.mark.parametrize("kind", ["edited_message", "channel_post", "edited_channel_post"])
async def test_edits_and_channels_are_ignored(chat: Sandbox, running_bot: Bot, kind: str) -> None:
    alice = await chat.person("Alice")
    await chat.inject(said(alice, "/start", kind))
    await chat.settled()
    assert running_bot.outcomes() == ["ignored"]
    assert running_bot.lines()[0]["queries"] == 0

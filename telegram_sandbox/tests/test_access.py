"""Access: whom a bot may write to, who may call at all, and how fast; through aiogram's own Bot."""

import re

import pytest
from aiogram import Bot
from aiogram.exceptions import (
    TelegramAPIError,
    TelegramForbiddenError,
    TelegramRetryAfter,
    TelegramUnauthorizedError,
)
from aiogram.methods import TelegramMethod

from stage import PNG, Call, Scene, Stage, file
from telegram_sandbox.driver import Person

FORBIDDING: dict[str, Call] = {
    "sendMessage": lambda s: s.bot.send_message(s.person, "x"),
    "sendDocument": lambda s: s.bot.send_document(s.person, file()),
    "sendPhoto": lambda s: s.bot.send_photo(s.person, file(PNG, "a.png")),
    "sendLocation": lambda s: s.bot.send_location(s.person, 1, 1),
    "sendContact": lambda s: s.bot.send_contact(s.person, "1", "x"),
    "sendChatAction": lambda s: s.bot.send_chat_action(s.person, "typing"),
    "copyMessage": lambda s: s.bot.copy_message(s.person, s.person, s.own),
    "forwardMessage": lambda s: s.bot.forward_message(s.person, s.person, s.own),
    "editMessageText": lambda s: s.bot.edit_message_text("y", None, s.person, s.own),
}


@pytest.mark.parametrize("method", FORBIDDING)
async def test_a_bot_that_was_blocked_can_not_write(
    stage: Stage, alice: Person, method: str
) -> None:
    own = await stage.bot.send_message(alice.id, "hello")
    scene = Scene(stage.bot, alice.id, own.message_id, 0)
    await alice.blocks()
    with pytest.raises(TelegramForbiddenError, match="Forbidden: bot was blocked by the user"):
        await FORBIDDING[method](scene)
    await alice.unblocks()
    await FORBIDDING[method](scene)


@pytest.mark.parametrize("method", ["sendMessage", "sendDocument", "sendPhoto", "sendChatAction"])
async def test_a_bot_can_not_write_first(stage: Stage, method: str) -> None:
    bob = await stage.telegram.person("Bob")
    with pytest.raises(
        TelegramForbiddenError, match="Forbidden: bot can't initiate conversation with a user"
    ):
        await FORBIDDING[method](Scene(stage.bot, bob.id, 1, 1))


async def test_a_bot_can_not_write_to_itself(stage: Stage) -> None:
    with pytest.raises(TelegramForbiddenError, match="bot can't send messages to itself"):
        await stage.bot.send_message(stage.world.me.id, "x")


async def test_a_wrong_token_is_unauthorized(stage: Stage) -> None:
    async with Bot("4242:wrong", session=stage.bot.session) as stranger:
        with pytest.raises(TelegramUnauthorizedError, match="Unauthorized"):
            await stranger.get_me()


class SendDance(TelegramMethod[bool]):
    """A method that Telegram does not know."""

    __returning__ = bool
    __api_method__ = "sendDance"


async def test_an_unknown_method_is_a_loud_404_and_on_the_record(stage: Stage) -> None:
    with pytest.raises(TelegramAPIError, match=re.escape("Not Found: method not found")):
        await stage.bot(SendDance())
    noted = (await stage.telegram.record())[-1]
    assert (noted["method"], noted["status"]) == ("sendDance", 404)


async def test_too_fast_is_too_many(stage: Stage, alice: Person) -> None:
    await stage.telegram.limits(True)
    for _ in range(5):
        await stage.bot.send_message(alice.id, "x")
    with pytest.raises(TelegramRetryAfter) as caught:
        await stage.bot.send_message(alice.id, "x")
    assert caught.value.retry_after == 1
    noted = (await stage.telegram.record())[-1]
    assert (noted["status"], noted["description"]) == (429, "Too Many Requests: retry after 1")
    await stage.telegram.limits(False)
    for _ in range(20):
        await stage.bot.send_message(alice.id, "x")

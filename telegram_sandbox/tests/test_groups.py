"""Groups, channels, albums and polls of the sandbox, with Telegram's refusals, by aiogram's Bot."""

from typing import Any

import pytest
from aiogram.exceptions import (
    TelegramBadRequest,
    TelegramForbiddenError,
    TelegramMigrateToChat,
    TelegramRetryAfter,
)
from aiogram.types import (
    BufferedInputFile,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputMediaDocument,
    InputMediaPhoto,
    KeyboardButton,
    ReplyKeyboardMarkup,
    WebAppInfo,
)

from stage import Stage, staged
from telegram_sandbox.driver import Person, Refusal
from telegram_sandbox.driver.seen import PIXEL


def photos(count: int, **fields: Any) -> list[Any]:
    file = BufferedInputFile(PIXEL, "a.png")
    return [InputMediaPhoto(media=file, **fields) for _ in range(count)]


@pytest.mark.parametrize(
    ("kind", "place", "may_post", "error", "words"),
    [
        ("group", "kicked", True, TelegramForbiddenError, "bot was kicked from the group chat"),
        ("supergroup", "left", True, TelegramForbiddenError, "bot is not a member of the super"),
        ("channel", "left", True, TelegramForbiddenError, "bot is not a member of the channel"),
        ("channel", "member", True, TelegramBadRequest, "need administrator rights in the channel"),
        ("channel", "administrator", False, TelegramBadRequest, "need administrator rights"),
        ("supergroup", "restricted", False, TelegramBadRequest, "not enough rights to send text"),
    ],
)
async def test_a_bot_without_the_right_is_refused(
    stage: Stage, alice: Person, kind: str, place: str, may_post: bool, error: Any, words: str
) -> None:
    group = await stage.telegram.group("Team", admins=[alice], kind=kind)
    await stage.bot.send_message(group.id, "hello")
    await group.places("bot", place, may_post)
    with pytest.raises(error, match=words):
        await stage.bot.send_message(group.id, "hello")
    assert [message.text for message in group.messages()] == ["hello"]


async def test_mini_apps_open_from_private_chats_alone(stage: Stage, alice: Person) -> None:
    group = await stage.telegram.group("Team", admins=[alice])
    app = WebAppInfo(url="https://lab.example/desk/app")
    inline = InlineKeyboardMarkup(inline_keyboard=[[InlineKeyboardButton(text="x", web_app=app)]])
    keys = ReplyKeyboardMarkup(keyboard=[[KeyboardButton(text="x", web_app=app)]])
    sent = await stage.bot.send_message(group.id, "hello")
    for markup in (inline, keys):
        with pytest.raises(TelegramBadRequest, match="BUTTON_TYPE_INVALID"):
            await stage.bot.send_message(group.id, "hello", reply_markup=markup)
    with pytest.raises(TelegramBadRequest, match="BUTTON_TYPE_INVALID"):
        await sent.edit_text("hello", reply_markup=inline)
    await stage.bot.send_message(alice.id, "hello", reply_markup=inline)
    (key,) = (await alice.sees("hello")).keys
    assert key == {"text": "x", "web_app": {"url": app.url}}


async def test_a_group_that_moved_tells_its_new_id(stage: Stage, alice: Person) -> None:
    group = await stage.telegram.group("Team", admins=[alice], kind="group")
    old, new = group.id, await group.moves()
    with pytest.raises(TelegramMigrateToChat) as caught:
        await stage.bot.send_message(old, "hello")
    assert caught.value.migrate_to_chat_id == new
    await stage.bot.send_message(new, "hello")
    await group.sees("hello")


async def test_everybodys_place_is_told(stage: Stage, alice: Person) -> None:
    bob, carol = await stage.telegram.person("Bob"), await stage.telegram.person("Carol")
    group = await stage.telegram.group("Team", admins=[alice], members=[bob])
    people = (alice.id, bob.id, carol.id, stage.bot.id)
    places = [(await stage.bot.get_chat_member(group.id, one)).status for one in people]
    assert places == ["creator", "member", "left", "member"]
    with pytest.raises(TelegramBadRequest, match="PARTICIPANT_ID_INVALID"):
        await stage.bot.get_chat_member(group.id, 5)


async def test_a_chat_that_does_not_fit_the_button_cannot_be_shared(
    stage: Stage, alice: Person
) -> None:
    group = await stage.telegram.group("Team", admins=[alice])
    with pytest.raises(Refusal, match="no button that asks for a chat"):
        await alice.shares_chat(group, 1)


async def test_a_bot_in_a_group_hears_commands_alone(stage: Stage, alice: Person) -> None:
    group = await stage.telegram.group("Team", admins=[alice])
    for text in ("hello", "/start"):
        await group.hears(alice, text)
    heard = [u.message.text for u in await stage.bot.get_updates() if u.message]
    assert heard == ["/start", "/start"]  # the first one in private


async def test_twenty_a_minute_go_to_a_group_and_an_albums_items_count(alice: Person) -> None:
    async with staged(limits=True) as stage:
        bob = await stage.telegram.person("Bob")
        group = await stage.telegram.group("Team", admins=[bob])
        await stage.bot.send_media_group(group.id, photos(10))
        with pytest.raises(TelegramRetryAfter) as caught:
            await stage.bot.send_message(group.id, "hello")
        assert 1 <= caught.value.retry_after <= 10


@pytest.mark.parametrize(
    ("media", "words"),
    [
        (photos(1), "an album has 2 to 10 items"),
        (photos(11), "an album has 2 to 10 items"),
        ([*photos(1), InputMediaDocument(media="x")], "can't use the media of the specified type"),
        ([*photos(1), InputMediaPhoto(media="gone")], "failed to send message #2"),
        (photos(2, caption="x" * 1025), "caption is too long"),
    ],
)
async def test_an_album_is_sent_whole_or_refused(
    stage: Stage, alice: Person, media: list[Any], words: str
) -> None:
    with pytest.raises(TelegramBadRequest, match=words):
        await stage.bot.send_media_group(alice.id, media)
    with pytest.raises(AssertionError, match="has not written"):
        await alice.last()


async def test_an_album_is_messages_of_one_group(stage: Stage, alice: Person) -> None:
    sent = await stage.bot.send_media_group(alice.id, photos(3))
    assert len({message.media_group_id for message in sent}) == 1
    assert len({message.message_id for message in sent}) == 3


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"type": "quiz"}, "wrong correct option ID specified"),
        ({"type": "quiz", "correct_option_ids": [7]}, "wrong correct option ID specified"),
        ({"type": "other"}, "unsupported poll type"),
        ({"open_period": 1}, "can't be open for that long"),
        ({"question": "x" * 301}, "POLL_QUESTION_INVALID"),
        ({"options": ["x" * 101, "y"]}, "options length must be between 1 and 100"),
    ],
)
async def test_a_poll_that_cannot_be_is_refused(
    stage: Stage, alice: Person, fields: dict[str, Any], words: str
) -> None:
    wish = {"question": "How?", "options": ["a", "b"], **fields}
    with pytest.raises(TelegramBadRequest, match=words):
        await stage.bot.send_poll(alice.id, **wish)
    with pytest.raises(Refusal, match=words):
        await alice.sends_poll(**wish)

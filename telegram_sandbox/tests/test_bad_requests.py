"""Bad requests: what Telegram answers with 400, through aiogram's own Bot."""

from typing import Any

import pytest
from aiogram.exceptions import (
    TelegramBadRequest,
)
from aiogram.types import (
    BotCommand,
    BotCommandScopeChat,
    CopyTextButton,
    DisabledButton,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    KeyboardButton,
    MessageEntity,
    ReplyKeyboardMarkup,
    ReplyParameters,
    WebAppInfo,
)

from stage import Call, Scene, Stage, file
from telegram_sandbox.driver import Person

NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same"
    " as a current content and reply markup of the message"
)
OLD_QUERY = "query is too old and response timeout expired or query ID is invalid"
BY_HTTP = (
    "keyboard button Web App URL 'http://lab.example' is invalid: Only HTTPS links are allowed"
)
NOBODY = 999


def key(text: str = "x", **kind: Any) -> InlineKeyboardButton:
    return InlineKeyboardButton(text=text, **kind)


def app(url: str) -> InlineKeyboardButton:
    return key(web_app=WebAppInfo(url=url))


def below(*buttons: InlineKeyboardButton) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup(inline_keyboard=[[button] for button in buttons])


BAD: dict[str, tuple[Call, str]] = {
    "send a Mini App by http": (
        lambda s: s.bot.send_message(s.person, "x", reply_markup=below(app("http://lab.example"))),
        f"inline {BY_HTTP}",
    ),
    "send a Mini App of no address": (
        lambda s: s.bot.send_message(s.person, "x", reply_markup=below(app("the lab"))),
        "inline keyboard button Web App URL 'the lab' is invalid: Wrong HTTP URL",
    ),
    "send a key of a Mini App by http": (
        lambda s: s.bot.send_message(
            s.person,
            "x",
            reply_markup=ReplyKeyboardMarkup(
                keyboard=[[KeyboardButton(text="x", web_app=WebAppInfo(url="http://lab.example"))]]
            ),
        ),
        BY_HTTP,
    ),
    "send empty": (lambda s: s.bot.send_message(s.person, ""), "message text is empty"),
    "send blank": (lambda s: s.bot.send_message(s.person, " \n "), "text must be non-empty"),
    "send long": (lambda s: s.bot.send_message(s.person, "x" * 4097), "message is too long"),
    "send long emoji": (
        lambda s: s.bot.send_message(s.person, "\U0001f600" * 2049),
        "message is too long",
    ),
    "send to nobody": (lambda s: s.bot.send_message(NOBODY, "x"), "chat not found"),
    "send to a name": (lambda s: s.bot.send_message("@alice", "x"), "chat not found"),
    "send html": (
        lambda s: s.bot.send_message(s.person, "<b>x", parse_mode="HTML"),
        "can't parse entities: Can't find end tag corresponding to start tag \"b\"",
    ),
    "send markdown": (
        lambda s: s.bot.send_message(s.person, "*x*", parse_mode="MarkdownV2"),
        "the sandbox does not read MarkdownV2; use HTML or entities",
    ),
    "send entities": (
        lambda s: s.bot.send_message(
            s.person, "x", entities=[MessageEntity(type="bold", offset=5, length=1)]
        ),
        "entity begins after the end of the text at UTF-16 offset 5",
    ),
    "data of 65 bytes": (
        lambda s: s.bot.send_message(
            s.person, "x", reply_markup=below(key(callback_data="ä" * 32 + "x"))
        ),
        "BUTTON_DATA_INVALID",
    ),
    "data of none": (
        lambda s: s.bot.send_message(s.person, "x", reply_markup=below(key(callback_data=""))),
        "BUTTON_DATA_INVALID",
    ),
    "button of no type": (
        lambda s: s.bot.send_message(s.person, "x", reply_markup=below(key())),
        "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard",
    ),
    "button of two types": (
        lambda s: s.bot.send_message(
            s.person, "x", reply_markup=below(key(callback_data="x", disabled=DisabledButton()))
        ),
        (
            "can't parse inline keyboard button: Exactly one button type must be specified, "
            "not callback_data and disabled"
        ),
    ),
    "button without text": (
        lambda s: s.bot.send_message(s.person, "x", reply_markup=below(key("", callback_data="x"))),
        "inline keyboard button text must be non-empty",
    ),
    "button style": (
        lambda s: s.bot.send_message(
            s.person, "x", reply_markup=below(key(callback_data="x", style="pink"))
        ),
        "can't parse inline keyboard button: Invalid button style specified",
    ),
    "button url": (
        lambda s: s.bot.send_message(s.person, "x", reply_markup=below(key(url="nowhere"))),
        "inline keyboard button URL 'nowhere' is invalid: Wrong HTTP URL",
    ),
    "button copy": (
        lambda s: s.bot.send_message(
            s.person, "x", reply_markup=below(key(copy_text=CopyTextButton(text="x" * 257)))
        ),
        "BUTTON_COPY_TEXT_INVALID",
    ),
    "101 buttons": (
        lambda s: s.bot.send_message(
            s.person, "x", reply_markup=below(*[key(callback_data="x")] * 101)
        ),
        "reply markup is too long",
    ),
    "9 in a row": (
        lambda s: s.bot.send_message(
            s.person,
            "x",
            reply_markup=InlineKeyboardMarkup(inline_keyboard=[[key(callback_data="x")] * 9]),
        ),
        "reply markup is too long",
    ),
    "reply key without text": (
        lambda s: s.bot.send_message(
            s.person, "x", reply_markup=ReplyKeyboardMarkup(keyboard=[[KeyboardButton(text="")]])
        ),
        "keyboard button text must be non-empty",
    ),
    "reply to nothing": (
        lambda s: s.bot.send_message(
            s.person, "x", reply_parameters=ReplyParameters(message_id=NOBODY)
        ),
        "message to be replied not found",
    ),
    "edit the same": (
        lambda s: s.bot.edit_message_text("hello", None, s.person, s.own),
        NOT_MODIFIED,
    ),
    "edit nothing": (
        lambda s: s.bot.edit_message_text("x", None, s.person, NOBODY),
        "message to edit not found",
    ),
    "edit no number": (
        lambda s: s.bot.edit_message_text("x", None, s.person, 0),
        "message identifier is not specified",
    ),
    "edit another's": (
        lambda s: s.bot.edit_message_text("x", None, s.person, s.theirs),
        "message can't be edited",
    ),
    "edit empty": (
        lambda s: s.bot.edit_message_text("", None, s.person, s.own),
        "message text is empty",
    ),
    "edit long": (
        lambda s: s.bot.edit_message_text("x" * 4097, None, s.person, s.own),
        "message is too long",
    ),
    "edit below with keys": (
        lambda s: s.bot.edit_message_text(
            "y", None, s.person, s.own, reply_markup=below(key(callback_data="x" * 65))
        ),
        "BUTTON_DATA_INVALID",
    ),
    "edit nobody's": (
        lambda s: s.bot.edit_message_text("x", None, NOBODY, s.own),
        "chat not found",
    ),
    "edit inline": (
        lambda s: s.bot.edit_message_text("x", inline_message_id="1"),
        "MESSAGE_ID_INVALID",
    ),
    "caption of a text": (
        lambda s: s.bot.edit_message_caption(None, s.person, s.own, caption="x"),
        "there is no caption in the message to edit",
    ),
    "caption long": (
        lambda s: s.bot.send_document(s.person, file(), caption="x" * 1025),
        "message caption is too long",
    ),
    "markup the same": (
        lambda s: s.bot.edit_message_reply_markup(None, s.person, s.own),
        NOT_MODIFIED,
    ),
    "markup of nothing": (
        lambda s: s.bot.edit_message_reply_markup(None, s.person, NOBODY),
        "message to edit not found",
    ),
    "delete nothing": (
        lambda s: s.bot.delete_message(s.person, NOBODY),
        "message to delete not found",
    ),
    "delete 101": (
        lambda s: s.bot.delete_messages(s.person, list(range(1, 102))),
        "too many message identifiers specified",
    ),
    "delete none": (
        lambda s: s.bot.delete_messages(s.person, []),
        "message identifiers are not specified",
    ),
    "copy nothing": (
        lambda s: s.bot.copy_message(s.person, s.person, NOBODY),
        "message to copy not found",
    ),
    "copy to nobody": (lambda s: s.bot.copy_message(NOBODY, s.person, s.own), "chat not found"),
    "forward nothing": (
        lambda s: s.bot.forward_message(s.person, s.person, NOBODY),
        "message to forward not found",
    ),
    "answer nothing": (lambda s: s.bot.answer_callback_query("5"), OLD_QUERY),
    "file empty": (lambda s: s.bot.send_document(s.person, file(b"")), "file must be non-empty"),
    "file unknown": (
        lambda s: s.bot.send_document(s.person, "BQACAgI"),
        "wrong remote file identifier specified: Wrong string length",
    ),
    "file elsewhere": (
        lambda s: s.bot.send_document(s.person, "https://example.com/a"),
        "failed to get HTTP URL content",
    ),
    "no picture": (lambda s: s.bot.send_photo(s.person, file()), "IMAGE_PROCESS_FAILED"),
    "get unknown": (lambda s: s.bot.get_file("x"), "invalid file_id"),
    "location": (lambda s: s.bot.send_location(s.person, 91, 0), "invalid location specified"),
    "contact": (lambda s: s.bot.send_contact(s.person, "", "x"), "phone number is empty"),
    "poll": (
        lambda s: s.bot.send_poll(s.person, "", ["x"]),
        "poll question must be non-empty",
    ),
    "action": (
        lambda s: s.bot.send_chat_action(s.person, "dancing"),
        "wrong parameter action in request",
    ),
    "command": (
        lambda s: s.bot.set_my_commands([BotCommand(command="Book", description="x")]),
        "BOT_COMMAND_INVALID",
    ),
    "description": (
        lambda s: s.bot.set_my_commands([BotCommand(command="book", description="")]),
        "BOT_COMMAND_DESCRIPTION_INVALID",
    ),
    "101 commands": (
        lambda s: s.bot.set_my_commands([BotCommand(command="x", description="y")] * 101),
        "BOT_COMMANDS_TOO_MUCH",
    ),
    "scope": (
        lambda s: s.bot.get_my_commands(BotCommandScopeChat(chat_id="alice")),
        "can't parse BotCommandScope: field 'chat_id' must be an integer",
    ),
    "language": (
        lambda s: s.bot.set_my_name("x", "english"),
        "invalid language code specified",
    ),
    "about": (
        lambda s: s.bot.set_my_description("x" * 513),
        "bot description is too long",
    ),
    "chat": (lambda s: s.bot.get_chat(NOBODY), "chat not found"),
    "member": (lambda s: s.bot.get_chat_member(s.person, NOBODY), "PARTICIPANT_ID_INVALID"),
    "webhook http": (
        lambda s: s.bot.set_webhook("http://example.com/x"),
        "bad webhook: An HTTPS URL must be provided for webhook",
    ),
    "webhook port": (
        lambda s: s.bot.set_webhook("https://example.com:9/x"),
        "bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443",
    ),
    "webhook no host": (
        lambda s: s.bot.set_webhook("nonsense"),
        "bad webhook: invalid webhook URL specified",
    ),
    "webhook afar": (
        lambda s: s.bot.set_webhook("https://example.com/x"),
        "bad webhook: Failed to resolve host: Name or service not known",
    ),
    "webhook secret": (
        lambda s: s.bot.set_webhook("http://127.0.0.1:1/x", secret_token="a b"),
        "secret token contains unallowed characters",
    ),
    "webhook long secret": (
        lambda s: s.bot.set_webhook("http://127.0.0.1:1/x", secret_token="a" * 257),
        "secret token is too long",
    ),
}


@pytest.mark.parametrize("name", BAD)
async def test_a_bad_request_is_refused_in_telegrams_words(
    stage: Stage, alice: Person, name: str
) -> None:
    own = await stage.bot.send_message(alice.id, "hello")
    theirs = await alice.says("hi")
    call, told = BAD[name]
    with pytest.raises(TelegramBadRequest) as caught:
        await call(Scene(stage.bot, alice.id, own.message_id, theirs.id))
    assert caught.value.message == f"Bad Request: {told}"
    noted = (await stage.telegram.record())[-1]
    assert (noted["status"], noted["error_code"]) == (400, 400)
    assert noted["description"] == f"Bad Request: {told}"


async def test_a_tap_is_answered_once_and_in_time(stage: Stage, alice: Person) -> None:
    own = await stage.bot.send_message(alice.id, "x", reply_markup=below(key(callback_data="d")))
    first, second = [await alice.forges("d", own.message_id) for _ in range(2)]
    assert await stage.bot.answer_callback_query(first, "done")
    with pytest.raises(TelegramBadRequest, match=OLD_QUERY):
        await stage.bot.answer_callback_query(first)
    with pytest.raises(TelegramBadRequest, match="MESSAGE_TOO_LONG"):
        await stage.bot.answer_callback_query(second, "x" * 201)
    with pytest.raises(TelegramBadRequest, match="URL_INVALID"):
        await stage.bot.answer_callback_query(second, url="https://example.com")
    stage.hours_on.append(151 / 3600)
    with pytest.raises(TelegramBadRequest, match=OLD_QUERY):
        await stage.bot.answer_callback_query(second)


async def test_a_message_older_than_48_hours_stays(stage: Stage, alice: Person) -> None:
    own = await stage.bot.send_message(alice.id, "hello")
    stage.hours_on.append(49)
    with pytest.raises(TelegramBadRequest, match="message can't be deleted for everyone"):
        await stage.bot.delete_message(alice.id, own.message_id)
    assert await stage.bot.delete_messages(alice.id, [own.message_id])
    assert (await alice.last()).id == own.message_id


async def test_protected_content_is_not_forwarded(stage: Stage, alice: Person) -> None:
    own = await stage.bot.send_message(alice.id, "secret", protect_content=True)
    assert own.has_protected_content
    with pytest.raises(TelegramBadRequest, match="the message can't be forwarded"):
        await stage.bot.forward_message(alice.id, alice.id, own.message_id)

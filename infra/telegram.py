"""Telegram's Bot API: opening a bot, sending fast, reading errors, and asking who may post where.

aiogram builds a form and validates the whole answer, three times the work of the request itself.
Of a message that was sent nothing is needed but its id, so calls without files go as JSON, and only
answers that are not a plain yes are left to aiogram's reader.
"""

import json
import re
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from typing import Any, cast

from aiogram import Bot
from aiogram.client.default import Default, DefaultBotProperties
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.session.middlewares.base import (
    BaseRequestMiddleware,
    NextRequestMiddlewareType,
)
from aiogram.client.telegram import TelegramAPIServer
from aiogram.enums import ParseMode
from aiogram.exceptions import (
    AiogramError,
    ClientDecodeError,
    TelegramAPIError,
    TelegramBadRequest,
    TelegramEntityTooLarge,
    TelegramForbiddenError,
    TelegramMigrateToChat,
    TelegramNetworkError,
    TelegramNotFound,
    TelegramRetryAfter,
    TelegramServerError,
    TelegramUnauthorizedError,
)
from aiogram.methods import SendMessage, TelegramMethod
from aiogram.methods.base import Response, TelegramType
from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup, Message
from aiohttp import ClientConnectorError, ClientError, ClientTimeout
from aiohttp.client_exceptions import ConnectionTimeoutError
from pydantic_core import PydanticSerializationError, to_json

from domain.messages.chat import Membership, Standing, Standings
from domain.messages.delivery import Cause, Fault

TIMEOUT = 15.0  # seconds for one request; less than a lease
CONNECT = 5.0
NO_CHAT = "chat not found"
REMOVED = ("bot was kicked", "bot is not a member", "the group chat was deleted")
NO_RIGHTS = (
    "not enough rights",
    "have no rights",
    "need administrator rights",
    "chat_write_forbidden",
    "chat_admin_required",
)
MEDIA_GONE = (
    "wrong file identifier",
    "wrong remote file identifier",
    "wrong_file_id",
    "invalid file_id",
    "file reference",
    "file_reference",
    "file_id_invalid",
    "media_empty",
)
HALF = "\\ud"  # how JSON writes one
HALVES = re.compile("[\ud800-\udfff]")  # of UTF-16, alone
DETAIL = 200  # characters of an error that are kept
MOMENT, HTML = b"<tg-time", b'"parse_mode":"HTML"'
MOMENTS = re.compile(rb"</?tg-time[^>]*>")
JSON = {"Content-Type": "application/json"}
ENCODE = json.JSONEncoder(separators=(",", ":")).encode  # json.dumps would build one each time
SENT = (Message, bool, Message | bool)  # what most methods return
MESSAGE = re.compile(rb'"message_id":\s*(\d+)')  # the first one is that of the message itself
YES = b'{"ok":true,'  # as Telegram writes it; another spelling is parsed

KEPT_FOR = 60.0  # seconds that somebody's standing in a chat is remembered
KEPT = 10_000  # pairs of chat and account
NOBODY = ("participant_id_invalid", "user not found", "invalid user_id")

FAILURES = (AiogramError, ClientError, TimeoutError, OSError)
"""What a request can raise; everything else is a bug of ours."""


def loads(text: str) -> Any:
    """JSON of Telegram's. Half a character, which nothing could store or send, becomes U+FFFD."""
    found = json.loads(text)
    return _whole(found) if HALF in text.lower() else found


def _whole(value: Any) -> Any:
    if isinstance(value, str):
        return HALVES.sub("\ufffd", value)
    if isinstance(value, list):
        return [_whole(item) for item in value]
    if isinstance(value, dict):
        return {name: _whole(item) for name, item in value.items()}
    return value


class DisabledButtonsMiddleware(BaseRequestMiddleware):
    """For servers that know no disabled buttons: sends a keyboard that was refused again with dots.

    dot: the button instead, which explains itself when tapped. What helped is remembered.
    """

    def __init__(self, dot: InlineKeyboardButton) -> None:
        self._dot, self.is_known = dot, True

    async def __call__(
        self,
        make_request: NextRequestMiddlewareType[TelegramType],
        bot: Bot,
        method: TelegramMethod[TelegramType],
    ) -> Any:
        """Any call that has no disabled button passes as it is."""
        markup = getattr(method, "reply_markup", None)
        if not isinstance(markup, InlineKeyboardMarkup) or not has_disabled(markup):
            return await make_request(bot, method)
        rows = [
            [self._dot if item.disabled else item for item in row] for row in markup.inline_keyboard
        ]
        without = InlineKeyboardMarkup(inline_keyboard=rows)
        dotted = method.model_copy(update={"reply_markup": without})
        if not self.is_known:
            return await make_request(bot, dotted)
        try:
            return await make_request(bot, method)
        except TelegramBadRequest as refused:
            if "button" not in refused.message.casefold():
                raise
        answer = await make_request(bot, dotted)
        self.is_known = False
        return answer


def has_disabled(markup: InlineKeyboardMarkup) -> bool:
    return any(button.disabled for row in markup.inline_keyboard for button in row)


def open_bot(token: str, api_url: str) -> Bot:
    """A bot over a session of its own: HTML by default, 15 s a request. Opens nothing yet.

    `async with` closes it.
    """
    server = TelegramAPIServer.from_base(api_url)
    session = Session(api=server, timeout=TIMEOUT, json_loads=loads)
    return Bot(token, session=session, default=DefaultBotProperties(parse_mode=ParseMode.HTML))


class Session(AiohttpSession):
    """aiogram's, with JSON for what has no files, and answers read for what is used of them."""

    knows_moments = True  # until a server has refused one

    async def post(self, url: str, body: bytes, timeout: float = TIMEOUT) -> tuple[int, bytes]:
        """Status and content of the answer. Raises ClientError and TimeoutError.

        A server that knows no date_time entities is sent their words alone.
        """
        has_moments = MOMENT in body and HTML in body
        if has_moments and not self.knows_moments:
            return await self._post(url, MOMENTS.sub(b"", body), timeout)
        status, content = await self._post(url, body, timeout)
        if has_moments and status == 400 and MOMENT[1:] in content:
            self.knows_moments = False
            return await self._post(url, MOMENTS.sub(b"", body), timeout)
        return status, content

    async def _post(self, url: str, body: bytes, timeout: float) -> tuple[int, bytes]:
        client = await self.create_session()
        limit = ClientTimeout(total=timeout, sock_connect=CONNECT)
        async with client.post(url, data=body, headers=JSON, timeout=limit) as answer:
            return answer.status, await answer.read()

    async def make_request(
        self, bot: Bot, method: TelegramMethod[Any], timeout: int | None = None
    ) -> Any:
        """Of a message that was sent the id alone. Raises as aiogram's."""
        body = body_of(method, bot)
        if body is None:
            return await super().make_request(bot, method, timeout)
        url = self.api.api_url(token=bot.token, method=method.__api_method__)
        try:
            status, content = await self.post(url, body, timeout or self.timeout)
        except TimeoutError as error:
            raise TelegramNetworkError(method=method, message="Request timeout error") from error
        except ClientError as error:
            said = f"{type(error).__name__}: {error}"
            raise TelegramNetworkError(method=method, message=said) from error
        if status == 200 and method.__returning__ in SENT and content.startswith(YES):
            result = json.loads(content)["result"]
            return result if isinstance(result, bool) else Sent(result["message_id"])
        text = content.decode(errors="replace")
        return self.check_response(bot, method, status, text).result

    def check_response(
        self, bot: Bot, method: TelegramMethod[TelegramType], status_code: int, content: str
    ) -> Response[TelegramType]:
        """As aiogram's, by a model that is kept."""
        _kept_response(method.__returning__)
        return super().check_response(bot, method, status_code, content)


@cache
def _kept_response(returning: Any) -> object:
    """What answers of this type are parsed by: pydantic takes 80 ms to make one anew, and forgets
    a generic model that nobody holds."""
    return Response[returning]


@dataclass(frozen=True, slots=True)
class Sent:
    """All that is read of a message that was sent: its id."""

    message_id: int


def body_of(method: TelegramMethod[Any], bot: Bot, /, **more: str) -> bytes | None:
    """The method's parameters as JSON, and `more` beside them; None if it sends files."""

    def other(value: object) -> object:
        if isinstance(value, Default):
            return bot.default[value.name]
        raise TypeError("a file goes as a form alone")

    fields: dict[str, Any] = {}
    for name, value in method:
        given = bot.default[value.name] if isinstance(value, Default) else value
        if given is not None:
            fields[name] = round(given.timestamp()) if isinstance(given, datetime) else given
    try:
        return to_json(fields | more, exclude_none=True, fallback=other)
    except PydanticSerializationError:
        return None


class Wire:
    """Sends messages, as the Bot API names their fields, over the session of an `open_bot`."""

    def __init__(self, bot: Bot) -> None:
        self.bot = bot
        self._session = cast(Session, bot.session)
        self._base = self._session.api.api_url(bot.token, "")  # and the method behind it

    async def send(self, fields: Mapping[str, Any], name: str = "sendMessage") -> int:
        """Method `name` with these fields; the id of the message, 0 = none. Raises FAILURES."""
        status, content = await self._session.post(self._base + name, ENCODE(fields).encode())
        if status == 200 and _is_yes(content):
            found = MESSAGE.search(content)
            return int(found[1]) if found else 0
        method = SendMessage(chat_id=fields["chat_id"], text="")
        text = content.decode(errors="replace")
        self._session.check_response(self.bot, method, status, text)
        return 0


def _is_yes(content: bytes) -> bool:
    if content.startswith(YES):
        return True
    try:
        answer = json.loads(content)
    except ValueError:
        return False
    return isinstance(answer, dict) and answer.get("ok") is True


def classify(error: BaseException) -> Fault:
    """What a failed request means for its message. `error`: one of FAILURES."""
    match error:
        case TelegramRetryAfter():
            return Fault(Cause.FLOODED, wait=timedelta(seconds=error.retry_after))
        case TelegramEntityTooLarge():  # which aiogram takes for a network error
            return Fault(Cause.BAD_REQUEST, error.message[:DETAIL])
        case TelegramNetworkError():
            return _network(error.__cause__ or error)
        case ClientDecodeError():
            return Fault(Cause.SERVER_ERROR, "an answer that is no JSON")
        case TelegramAPIError():
            return Fault(_refused(error), error.message[:DETAIL])
    return _network(error)


def _refused(error: TelegramAPIError) -> Cause:
    said = error.message.lower()
    match error:
        case TelegramForbiddenError():
            return _forbidden(said)
        case TelegramBadRequest():
            return _bad(said)
        case TelegramUnauthorizedError() | TelegramNotFound():
            return Cause.UNAUTHORIZED
        case TelegramServerError():
            return Cause.SERVER_ERROR
    return Cause.BAD_REQUEST


def _forbidden(said: str) -> Cause:
    """Who shut us out, by Telegram's words in lower case."""
    if any(each in said for each in REMOVED):
        return Cause.REMOVED
    return Cause.NO_RIGHTS if any(each in said for each in NO_RIGHTS) else Cause.BLOCKED


def _bad(said: str) -> Cause:
    """Which bad request it is, by Telegram's words in lower case."""
    if NO_CHAT in said:
        return Cause.NO_CHAT
    if any(each in said for each in NO_RIGHTS):
        return Cause.NO_RIGHTS
    return Cause.MEDIA_GONE if any(each in said for each in MEDIA_GONE) else Cause.BAD_REQUEST


def _network(error: BaseException) -> Fault:
    """Without a connection nothing was sent; after it, nobody knows."""
    if isinstance(error, ClientConnectorError | ConnectionTimeoutError | ConnectionRefusedError):
        return Fault(Cause.NOT_REACHED, type(error).__name__)
    return Fault(Cause.NO_ANSWER, type(error).__name__)


@dataclass
class Rights:
    """Who stands where in a group or channel, by getChatMember. clock: seconds that only grow."""

    bot: Bot
    clock: Callable[[], float] = time.monotonic
    _known: OrderedDict[tuple[int, int], tuple[float, Standings]] = field(
        default_factory=OrderedDict
    )

    async def look(self, chat_id: int, account_id: int) -> Standings | None:
        """Where the person and the bot stand, at most a minute ago; None if the bot is not there.

        Raises FAILURES, but for a refusal that says so.
        """
        key, now = (chat_id, account_id), self.clock()
        known = self._known.get(key)
        if known is not None and now - known[0] < KEPT_FOR:
            return known[1]
        found = await self._ask(chat_id, account_id)
        if found is not None:
            self._known[key] = (now, found)
            self._known.move_to_end(key)
        while len(self._known) > KEPT:
            self._known.popitem(last=False)
        return found

    def forget(self, chat_id: int) -> None:
        """Something has changed there."""
        for key in [key for key in self._known if key[0] == chat_id]:
            del self._known[key]

    async def _ask(self, chat_id: int, account_id: int) -> Standings | None:
        try:
            own = await self.bot.get_chat_member(chat_id, self.bot.id)
        except (TelegramForbiddenError, TelegramBadRequest, TelegramMigrateToChat):
            return None
        try:
            person = standing(await self.bot.get_chat_member(chat_id, account_id))
        except TelegramBadRequest as refused:
            if not any(each in refused.message.lower() for each in NOBODY):
                return None
            person = Standing(Membership.LEFT, may_post=False)
        # In a channel a bot is an administrator, and there alone can_post_messages is told.
        is_channel = getattr(own, "can_post_messages", None) is not None
        return Standings(person, standing(own), is_channel)


def standing(member: Any) -> Standing:
    """The rights that a ChatMember names; what it does not name is allowed."""
    posts = getattr(member, "can_post_messages", None)
    sends = getattr(member, "can_send_messages", None)
    return Standing(Membership(member.status), may_post=posts is not False and sends is not False)

"""POST /telegram/webhook: the secret first, then a bounded body, then the update, then the answer.

Only 2xx makes Telegram forget an update. 200: done, or nothing that a second try would change.
503: interrupted, bring it again. 400, 401, 413: not from Telegram.
"""

import hmac
import time
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

import structlog
from aiogram import Bot
from aiogram.exceptions import TelegramRetryAfter
from aiogram.methods import TelegramMethod
from aiogram.types import Update
from aiohttp import web
from pydantic import ValidationError

from bot.dispatcher import Dispatcher, is_interruption
from bot.order import SameAnswer
from handlers.errors import words_of
from infra.log import crash_text
from infra.metrics import Metrics
from infra.telegram import FAILURES, body_of, loads

log = structlog.get_logger(__name__)
PATH = "/telegram/webhook"
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - a header's name
BODY_LIMIT = 256 * 1024  # bytes, as client_max_body_size in deploy/nginx.conf
LARGEST_ID = 2**63 - 1


class RequestRefused(Exception):
    """A request that is not Telegram's. reason: for the counter."""

    def __init__(self, status: HTTPStatus, reason: str) -> None:
        super().__init__(reason)
        self.status, self.reason = status, reason


class Webhook:
    """Takes updates of one bot; `stop` makes it refuse new ones while running ones finish."""

    def __init__(self, bot: Bot, dispatcher: Dispatcher, secret: str, metrics: Metrics) -> None:
        if not secret:
            raise ValueError("a webhook without a secret would believe anybody")
        self._bot, self._dispatcher, self._metrics = bot, dispatcher, metrics
        self._secret = secret.encode()
        self._is_stopping = False

    def stop(self) -> None:
        """From now on answer 503: the next process, or this one's successor, will take it."""
        self._is_stopping = True

    async def handle(self, request: web.Request) -> web.Response:
        begun = time.perf_counter()
        try:
            update = await self._read(request)
        except RequestRefused as refused:
            self._metrics.webhook_refused.labels(refused.reason).inc()
            return web.Response(status=refused.status)
        if update is None:
            self._metrics.updates.labels("none", "ignored").inc()
        answer = await self._handle(update) if update else web.json_response({})
        self._metrics.ack_seconds.observe(time.perf_counter() - begun)
        return answer

    async def _read(self, request: web.Request) -> Update | None:
        given = request.headers.get(SECRET_HEADER)
        if given is None:
            raise RequestRefused(HTTPStatus.UNAUTHORIZED, "missing_secret")
        if not hmac.compare_digest(given.encode("utf-8", "surrogateescape"), self._secret):
            raise RequestRefused(HTTPStatus.UNAUTHORIZED, "wrong_secret")
        if self._is_stopping:
            raise RequestRefused(HTTPStatus.SERVICE_UNAVAILABLE, "stopping")
        if (request.content_length or 0) > BODY_LIMIT:
            raise RequestRefused(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "too_large")
        try:
            body = await request.read()
        except web.HTTPRequestEntityTooLarge:
            raise RequestRefused(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "too_large") from None
        except (web.RequestPayloadError, ConnectionError):
            raise RequestRefused(HTTPStatus.BAD_REQUEST, "cut_off") from None
        return parse_update(parse_object(body), self._bot)

    async def _handle(self, update: Update) -> web.Response:
        answer = await take(self._bot, self._dispatcher, update)
        if isinstance(answer, Interrupted):
            wait = {"Retry-After": str(answer.wait)} if answer.wait else None
            return web.Response(status=HTTPStatus.SERVICE_UNAVAILABLE, headers=wait)
        return await self._reply(answer)

    async def _reply(self, answer: object) -> web.Response:
        """A method rides in the reply, which saves a request; one with files has to be called."""
        if isinstance(answer, SameAnswer):
            return web.Response(body=answer.body or b"{}", content_type="application/json")
        if not isinstance(answer, TelegramMethod):
            return web.json_response({})
        body = body_of(answer, self._bot, method=answer.__api_method__)
        if body is None:
            await call(self._bot, answer)
            return web.json_response({})
        return web.Response(body=body, content_type="application/json")


@dataclass(frozen=True, slots=True)
class Interrupted:
    """The update has to be delivered again. wait: seconds at least, 0 = as Telegram likes."""

    wait: int = 0


async def take(bot: Bot, dispatcher: Dispatcher, update: Update) -> object:
    """Handle one update: what the handler returned, or Interrupted. The edge: nothing is raised."""
    try:
        return await dispatcher.feed_update(bot, update)
    except Exception as error:  # noqa: BLE001 - the edge: whatever it is, Telegram gets an answer
        if not is_interruption(error):
            said = crash_text(error, words_of(update))
            log.error("update_failed", update_id=update.update_id, exception=said)  # noqa: TRY400
            return None
        log.warning("update_interrupted", update_id=update.update_id, error=type(error).__name__)
        return Interrupted(error.retry_after if isinstance(error, TelegramRetryAfter) else 0)


def parse_object(body: bytes) -> dict[str, Any]:
    """A JSON object with an update_id, in UTF-8 as Telegram sends it. Raises RequestRefused."""
    try:
        found = loads(body.decode())
    except (ValueError, RecursionError):
        raise RequestRefused(HTTPStatus.BAD_REQUEST, "not_json") from None
    number = found.get("update_id") if isinstance(found, dict) else None
    if not isinstance(number, int) or isinstance(number, bool) or not 0 <= number <= LARGEST_ID:
        raise RequestRefused(HTTPStatus.BAD_REQUEST, "no_update_id")
    return dict(found)


def parse_update(raw: dict[str, Any], bot: Bot) -> Update | None:
    """The update, or None for a shape that aiogram does not know: a second try would not help."""
    tapped = raw.get("callback_query")
    if isinstance(tapped, dict) and isinstance(shown := tapped.get("message"), dict):
        _keep_foot(shown)
    try:
        return Update.model_validate(raw, context={"bot": bot})
    except ValidationError as wrong:
        where = [".".join(str(part) for part in error["loc"]) for error in wrong.errors()[:3]]
        log.warning("update_unreadable", update_id=raw.get("update_id"), fields=where)
        return None


def _keep_foot(shown: dict[str, Any]) -> None:
    """Of our own keyboard the last row is read, which says what a card is about; not the rest."""
    markup = shown.get("reply_markup")
    rows = markup.get("inline_keyboard") if isinstance(markup, dict) else None
    if isinstance(rows, list) and rows:
        shown["reply_markup"] = {"inline_keyboard": rows[-1:]}
    else:
        shown.pop("reply_markup", None)


async def call(bot: Bot, method: TelegramMethod[Any]) -> None:
    """Call a handler's answer; what goes wrong is logged alone, for the update itself is done."""
    try:
        await bot(method)
    except FAILURES as error:
        log.warning("answer_failed", method=method.__api_method__, error=type(error).__name__)

"""What becomes of an exception in a handler: words for a refusal, a reference for a bug.

Outages are raised again: the webhook then answers 503 and Telegram delivers the update later.
"""

from typing import Any

import aiohttp
import structlog
from aiogram import Router
from aiogram.enums import ChatType
from aiogram.exceptions import (
    ClientDecodeError,
    TelegramBadRequest,
    TelegramEntityTooLarge,
    TelegramForbiddenError,
    TelegramNetworkError,
    TelegramRetryAfter,
    TelegramServerError,
)
from aiogram.filters import ExceptionTypeFilter
from aiogram.types import ErrorEvent, Update
from pydantic import ValidationError
from redis import exceptions as redis_errors

from actions.account import account
from actions.booking.booking import Overtaken
from actions.journal import DoneElsewhere
from db import outage
from db.uow import Database
from domain.account.actor import Actor, Role
from domain.refusals import Refusal
from infra.log import Trace, crash_text
from screens import refusal

log = structlog.get_logger(__name__)

OUTAGES: tuple[type[Exception], ...] = (
    DoneElsewhere,  # another process is at the same update: what it did is shown later
    Overtaken,
    aiohttp.ClientError,
    redis_errors.ConnectionError,
    redis_errors.TimeoutError,
    redis_errors.ReadOnlyError,
    redis_errors.OutOfMemoryError,
    redis_errors.ClusterDownError,
    redis_errors.TryAgainError,
    TelegramNetworkError,
    TelegramServerError,
    TelegramRetryAfter,
)
REDIS_STATES = ("MISCONF", "NOREPLICAS")  # it takes no writes: its disk or its replicas are away
CLOSED = ("chat not found", "not enough rights", "chat_write_forbidden", "topic_closed")
OURS = ("type", "reply_markup", "reply_to_message", "language_code")  # no words of the person's
TOAST = 200  # characters of a callback's answer
SHORT = 70  # of a toast that passes by; a longer one waits for its [OK]


def router() -> Router:
    """Asked when a handler raised; the first that fits answers."""
    router = Router(name="errors")
    router.errors.register(refused, ExceptionTypeFilter(Refusal))
    router.errors.register(left, is_out_of_reach)
    router.errors.register(interrupted, lambda event: is_outage(event.exception))
    router.errors.register(failed)
    return router


def is_outage(error: BaseException) -> bool:
    """Whether the same update may succeed later, because the world and not the update is at fault.

    A decoding error is an outage if a proxy answered HTML, and a bug if Telegram's answer had a
    shape that aiogram does not know.
    """
    if isinstance(error, TelegramEntityTooLarge):
        return False
    if isinstance(error, ClientDecodeError):
        return not isinstance(error.original, ValidationError)
    if isinstance(error, redis_errors.ResponseError) and str(error).startswith(REDIS_STATES):
        return True
    return isinstance(error, OUTAGES) or outage.is_outage(error)


def is_out_of_reach(event: ErrorEvent) -> bool:
    """Whether the chat takes nothing from us: blocked, gone, or a group where we may not write."""
    error = event.exception
    if isinstance(error, TelegramBadRequest):
        return any(reason in error.message.casefold() for reason in CLOSED)
    return isinstance(error, TelegramForbiddenError)


async def refused(event: ErrorEvent, trace: Trace, actor: Actor | None = None) -> Any:
    """A refusal that no handler had something better to show for."""
    trace.outcome = "refused"
    assert isinstance(event.exception, Refusal)  # noqa: S101 - the filter's promise, for mypy
    role = actor.role if actor else Role.PATIENT
    return reply(event.update, refusal.words(event.exception, role))


async def left(
    _event: ErrorEvent, trace: Trace, database: Database | None = None, actor: Actor | None = None
) -> None:
    """Nobody can be answered there: a state of the account or the group, and no error of ours."""
    trace.outcome = "unreachable"
    if database is not None and actor is not None:
        async with database.begin() as uow:
            await account.mark_unreachable(uow, actor.id)


async def interrupted(event: ErrorEvent, trace: Trace) -> None:
    """Raise it again, for whoever delivers updates to try later."""
    trace.outcome = "interrupted"
    raise event.exception


async def failed(event: ErrorEvent, trace: Trace) -> Any:
    """A bug of ours: one line for us, a reference for the person, no second try."""
    trace.outcome = "failed"
    update_id = event.update.update_id
    crash = crash_text(event.exception, words_of(event.update))
    log.error("update_failed", update_id=update_id, handler=trace.handler, exception=crash)
    return reply(event.update, refusal.failed(update_id))


def reply(update: Update, words: str) -> Any:
    """The method that says plain words: a toast for a tap, a message for a text."""
    if update.callback_query:
        return update.callback_query.answer(words[:TOAST], show_alert=len(words) > SHORT)
    if update.message and update.message.chat.type == ChatType.PRIVATE:
        return update.message.answer(words, parse_mode=None)
    return None


def words_of(update: Update) -> list[str]:
    """Everything a person wrote or is called in an update: what no log may repeat."""
    found: list[str] = []
    waiting: list[Any] = [update.model_dump(warnings=False)]
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict):
            waiting.extend(item for name, item in value.items() if name not in OURS)
        elif isinstance(value, list):
            waiting.extend(value)
        elif isinstance(value, str):
            found.append(value)
    return found

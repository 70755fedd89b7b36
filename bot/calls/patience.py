"""What Telegram does not take now is sent again while its update waits: 429, 5xx, a cut line.

An update that has done something must not be handled anew because its screen could not be shown,
so it waits at the very call that failed. A call that was cut after it had arrived is made twice:
Telegram knows no idempotency key, and a screen that comes twice is better than none.
"""

import asyncio
from contextvars import ContextVar
from typing import Any

import structlog
from aiogram import Bot
from aiogram.client.session.middlewares.base import (
    BaseRequestMiddleware,
    NextRequestMiddlewareType,
)
from aiogram.exceptions import (
    ClientDecodeError,
    TelegramEntityTooLarge,
    TelegramNetworkError,
    TelegramRetryAfter,
    TelegramServerError,
)
from aiogram.methods import TelegramMethod
from aiogram.methods.base import TelegramType
from pydantic import ValidationError

from infra.clock import backoff

log = structlog.get_logger(__name__)
patient_until: ContextVar[float] = ContextVar("patient_until", default=0.0)
"""The loop's time until which calls of the update at work are made again."""
FIRST_PAUSE, LONGEST_PAUSE = 0.25, 8.0  # seconds


class PatienceMiddleware(BaseRequestMiddleware):
    """Makes a call again until it is answered or the update's time is over."""

    async def __call__(
        self,
        make_request: NextRequestMiddlewareType[TelegramType],
        bot: Bot,
        method: TelegramMethod[TelegramType],
    ) -> Any:
        """Raises the last error once the next try would come too late."""
        pauses = backoff(FIRST_PAUSE, LONGEST_PAUSE)
        while True:
            try:
                return await make_request(bot, method)
            except (
                ClientDecodeError,
                TelegramNetworkError,
                TelegramRetryAfter,
                TelegramServerError,
            ) as error:
                wait = pause_after(error, next(pauses))
                if wait is None or asyncio.get_running_loop().time() + wait > patient_until.get():
                    raise
                log.info(
                    "telegram_call_repeated",
                    method=method.__api_method__,
                    error=type(error).__name__,
                )
            await asyncio.sleep(wait)


def pause_after(error: Exception, pause: float) -> float | None:
    """Seconds until the next try; None if it would be answered alike."""
    if isinstance(error, TelegramRetryAfter):
        return float(error.retry_after)
    if isinstance(error, TelegramEntityTooLarge):
        return None
    if isinstance(error, ClientDecodeError) and isinstance(error.original, ValidationError):
        return None
    return pause

"""One update from the door to its line in the log, for webhook and polling alike."""

import asyncio
import sys
import time
from collections.abc import Generator
from contextlib import contextmanager
from hashlib import blake2b
from typing import Any

import structlog
from aiogram import Bot
from aiogram import Dispatcher as AiogramDispatcher
from aiogram.dispatcher.event.bases import UNHANDLED
from aiogram.dispatcher.middlewares.error import ErrorsMiddleware
from aiogram.fsm.storage.base import BaseStorage
from aiogram.types import Update, User
from aiogram.types.update import UpdateTypeLookupError

from actions.account.account import Defaults
from bot.deps import Deps
from bot.middlewares import (
    AnsweredMiddleware,
    ArrivalMiddleware,
    FloodMiddleware,
    Limiter,
    NamedMiddleware,
)
from db.uow import counting
from fsm.draft import ChatIsolation, MemoryStorage, redis_storage
from handlers import routers
from handlers.errors import is_outage
from handlers.turn import give_turn
from infra.log import Trace
from infra.places import zone_at
from infra.settings import FsmStorage
from infra.telegram import Rights

log = structlog.get_logger(__name__)
DEADLINE = 10.0  # seconds for one update; Telegram gives up after 60
KINDS = ("message", "callback_query", "my_chat_member")
"""The updates we ask Telegram for; all others are ignored before anybody looks at them."""


class Dispatcher(AiogramDispatcher):
    """Order from the outside in: errors, person, flood, lock and state, arrival, errors.

    aiogram puts its lock before any middleware of ours and its errors outside of it; here a flood
    does not queue for the lock, and a refusal or bug is answered inside the lock and counts as
    done, while an outage flies through and leaves the update undone.
    """

    def __init__(self, deps: Deps, deadline: float = DEADLINE) -> None:
        super().__init__(disable_fsm=True)
        # Given to aiogram's constructor they would be replaced: it takes what is empty for nothing.
        self.fsm.storage = storage_for(deps)
        self.fsm.events_isolation = ChatIsolation()
        settings, metrics = deps.settings, deps.metrics
        self._metrics, self._deadline = metrics, deadline
        self._key = settings.bot_token.get_secret_value()
        defaults = Defaults(settings.default_zone, settings.admin_ids)
        limiter = Limiter(settings.flood_limit, time.monotonic)
        self["has_mail"] = settings.has_mail
        self["zone_at"] = zone_at
        self["owners"] = settings.admin_ids
        self["redis"] = deps.redis
        self["send_rate"] = float(settings.send_rate)
        self.update.outer_middleware(FloodMiddleware(limiter, metrics.flood_refused))
        self.update.outer_middleware(self.fsm)
        self.update.outer_middleware(ArrivalMiddleware(deps.database, defaults))
        self.update.outer_middleware(ErrorsMiddleware(self))
        for kind in KINDS:
            self.observers[kind].middleware(NamedMiddleware())
        self.message.outer_middleware(give_turn)
        self.callback_query.outer_middleware(give_turn)
        self.callback_query.middleware(AnsweredMiddleware())
        self["rights"] = Rights(deps.bot)
        self.include_routers(*routers())

    async def feed_update(self, bot: Bot, update: Update, **kwargs: Any) -> Any:
        """Handle one update within the deadline. Returns a method to call, None, or UNHANDLED.

        Raises what interrupted it (see handlers.errors.is_outage): deliver it again later.
        """
        trace, kind = Trace(), kind_of(update)
        with self._told(update, kind, trace):
            if kind not in KINDS:
                trace.outcome = "ignored"
                return UNHANDLED
            async with asyncio.timeout(self._deadline):
                answer = await super().feed_update(bot, update, trace=trace, **kwargs)
            if answer is UNHANDLED:
                trace.outcome = "ignored"
            return answer

    @contextmanager
    def _told(self, update: Update, kind: str, trace: Trace) -> Generator[None, None, None]:
        """What became of it: one line and two metrics; ids and numbers alone."""
        user: User | None = getattr(getattr(update, kind, None), "from_user", None)
        person, begun = person_hash(user.id, self._key) if user else None, time.perf_counter()
        with counting() as count:
            try:
                yield
            finally:
                error = sys.exception()
                if error is not None:
                    trace.outcome = "interrupted" if is_interruption(error) else "failed"
                self._metrics.updates.labels(trace.handler, trace.outcome).inc()
                self._metrics.sql_queries.observe(count.statements)
                log.info(
                    "update_handled",
                    update_id=update.update_id,
                    person=person,
                    kind=kind,
                    handler=trace.handler,
                    outcome=trace.outcome,
                    ms=round((time.perf_counter() - begun) * 1000, 1),
                    queries=count.statements,
                )


def is_interruption(error: BaseException) -> bool:
    """An outage, the deadline, or the end of the process."""
    return isinstance(error, asyncio.CancelledError) or is_outage(error)


def kind_of(update: Update) -> str:
    """Telegram's name of the update's type, `unknown` for one that aiogram does not know."""
    try:
        return update.event_type
    except UpdateTypeLookupError:
        return "unknown"


def person_hash(user_id: int, key: str) -> str:
    """Eight hex digits that stand for a person in logs; without the key nobody can go back."""
    return blake2b(str(user_id).encode(), key=key.encode()[:64], digest_size=4).hexdigest()


def storage_for(deps: Deps) -> BaseStorage:
    """Conversations in memory, counted by a gauge, or in Redis."""
    if deps.settings.fsm_storage is FsmStorage.REDIS:
        return redis_storage(deps.redis)
    memory = MemoryStorage(time.monotonic)
    deps.metrics.conversations.set_function(lambda: len(memory))
    return memory

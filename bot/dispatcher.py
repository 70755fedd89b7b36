"""One update from the door to its line in the log, for webhook and polling alike."""

import asyncio
import sys
import time
from collections import OrderedDict
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from hashlib import blake2b
from typing import Any

import structlog
from aiogram import Bot, Router
from aiogram import Dispatcher as AiogramDispatcher
from aiogram.dispatcher.event.bases import UNHANDLED
from aiogram.dispatcher.middlewares.error import ErrorsMiddleware
from aiogram.fsm.storage.base import BaseStorage
from aiogram.types import TelegramObject, Update, User
from aiogram.types.update import UpdateTypeLookupError

from actions.account.account import Defaults
from actions.booking.known_tests import KnownTests
from actions.caps import HouseCaps
from bot.calls.patience import patient_until
from bot.deps import Deps
from bot.middlewares import (
    AnsweredMiddleware,
    ArrivalMiddleware,
    FloodMiddleware,
    Limiter,
    NamedMiddleware,
)
from bot.order import OrderMiddleware, SharedOrderMiddleware
from bot.routing import Routes
from db.direct import cause, counting
from fsm.bookmarks import Bookmarks
from fsm.draft import MemoryStorage
from fsm.turns import Turns, TurnStorage
from handlers import routers
from handlers.dialog import is_heard_again
from handlers.errors import is_outage
from handlers.turn import give_turn
from infra.log import Trace
from infra.places import zone_at
from infra.settings import Env, FsmStorage
from infra.telegram import Rights
from infra.telemetry import traces

log = structlog.get_logger(__name__)
DEADLINE = 10.0  # seconds that one delivery waits; Telegram gives up after 60
PATIENCE = 60.0  # seconds in which an update at work repeats what Telegram did not take
REMEMBERED = 2000  # updates that are over, for deliveries that come after their end
ROUTED = ("message", "callback_query")
KINDS = ("message", "edited_message", "callback_query", "my_chat_member")
"""The updates we ask Telegram for; all others are ignored before anybody looks at them."""


@dataclass(slots=True)
class Work:
    """An update at work, or over. task: None once a delivery has got its answer."""

    task: asyncio.Task[Any] | None

    @property
    def is_running(self) -> bool:
        return self.task is not None and not self.task.done()


class Dispatcher(AiogramDispatcher):
    """Order from the outside in: errors, person, flood, the person's turn, state, arrival, errors.

    aiogram puts its lock before any middleware of ours and its errors outside of it; here a flood
    does not queue, and a refusal or bug is answered in the person's turn and counts as done, while
    an outage flies through and leaves the update undone.

    An update is a task of its own. A delivery waits `deadline` seconds for it; the next delivery of
    the same update joins it instead of beginning anew.
    """

    def __init__(self, deps: Deps, deadline: float = DEADLINE) -> None:
        self._routes: dict[str, Routes] = {}
        super().__init__(disable_fsm=True)
        # Given to aiogram's constructor it would be replaced: it takes what is empty for nothing.
        self.fsm.storage = storage_for(deps)
        self._works: OrderedDict[int, Work] = OrderedDict()
        settings, metrics = deps.settings, deps.metrics
        self._metrics, self._deadline = metrics, deadline
        self["keys"] = settings.keys
        self._key = settings.keys.present
        defaults = Defaults(settings.default_zone, settings.admin_ids)
        limiter = Limiter(settings.flood_limit, time.monotonic)
        self["has_mail"] = settings.has_mail
        self["zone_at"] = zone_at
        self["owners"] = settings.admin_ids
        self["redis"] = deps.redis
        in_memory = settings.fsm_storage is FsmStorage.MEMORY
        self.bookmarks = Bookmarks(deps.database, datetime.now(UTC)) if in_memory else None
        self["bookmarks"] = self.bookmarks
        self["known_tests"] = KnownTests()
        self["caps"] = HouseCaps(settings.caps)
        self["web_url"] = settings.web_url
        self["may_loop"] = settings.env is Env.DEVELOPMENT
        self["guesses"], self["metrics"] = settings.guess_alert, metrics
        self["send_rate"] = float(settings.send_rate)
        self.update.outer_middleware(FloodMiddleware(limiter, metrics.flood_refused))
        self.order = OrderMiddleware()
        self.update.outer_middleware(
            self.order if in_memory else SharedOrderMiddleware(Turns(deps.redis, deps.bot.id))
        )
        self.update.outer_middleware(self.fsm)
        self.update.outer_middleware(ArrivalMiddleware(deps, defaults, self.bookmarks))
        self.update.outer_middleware(ErrorsMiddleware(self))
        for kind in KINDS:
            self.observers[kind].middleware(NamedMiddleware())
        self.message.outer_middleware(give_turn)
        self.callback_query.outer_middleware(give_turn)
        self.callback_query.middleware(AnsweredMiddleware())
        self["rights"] = Rights(deps.bot)
        self.include_routers(*routers())

    def include_router(self, router: Router) -> Router:
        """As aiogram's; the list of handlers is made anew for the next update."""
        self._routes.clear()
        return super().include_router(router)

    async def propagate_event(self, update_type: str, event: TelegramObject, **kwargs: Any) -> Any:
        """As aiogram's, for what people send without walking the tree of routers."""
        if update_type == "edited_message" and await is_heard_again(event, kwargs):
            update_type = "message"
        if update_type not in ROUTED:
            return await super().propagate_event(update_type, event, **kwargs)
        routes = self._routes.get(update_type)
        if routes is None:
            routes = self._routes[update_type] = Routes(self, update_type)
        observer = self.observers[update_type]
        return await observer.wrap_outer_middleware(routes.take, event=event, data=kwargs)

    async def feed_update(self, bot: Bot, update: Update, **kwargs: Any) -> Any:
        """One delivery of an update. Returns a method to call, None, or UNHANDLED.

        Raises what interrupted it (see is_interruption): deliver it again later.
        """
        work = self._works.get(update.update_id) or self._begin(bot, update, kwargs)
        task = work.task
        if task is None:
            with self._told(update, Trace(outcome="duplicate")):
                return None
        async with asyncio.timeout(self._deadline):
            answer = await asyncio.shield(task)
        if work.task is None:  # another delivery has it
            return None
        work.task = None
        return answer

    def _begin(self, bot: Bot, update: Update, given: dict[str, Any]) -> Work:
        task = asyncio.create_task(self._handle(bot, update, given))
        work = self._works[update.update_id] = Work(task)
        task.add_done_callback(partial(self._end, update.update_id))
        return work

    def _end(self, update_id: int, task: asyncio.Task[Any]) -> None:
        """What failed is forgotten, for it begins anew; what is done is remembered for a while."""
        if task.cancelled() or task.exception() is not None:
            self._works.pop(update_id, None)
            return
        self._works.move_to_end(update_id)
        while len(self._works) > REMEMBERED:
            oldest, work = next(iter(self._works.items()))
            if work.is_running:
                break
            del self._works[oldest]

    async def finish(self, within: float) -> None:
        """Give what is at work so many seconds, then interrupt it."""
        running = [work.task for work in self._works.values() if work.task and work.is_running]
        if running:
            _, late = await asyncio.wait(running, timeout=within)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)
        if self.bookmarks is not None:
            await self.bookmarks.finish()

    async def _handle(self, bot: Bot, update: Update, given: dict[str, Any]) -> Any:
        trace = Trace()
        with self._told(update, trace):
            if kind_of(update) not in KINDS:
                trace.outcome = "ignored"
                return UNHANDLED
            patient_until.set(asyncio.get_running_loop().time() + PATIENCE)
            async with asyncio.timeout(PATIENCE + self._deadline):
                answer = await super().feed_update(bot, update, trace=trace, **given)
            if answer is UNHANDLED:
                trace.outcome = "ignored"
            return answer

    @contextmanager
    def _told(self, update: Update, trace: Trace) -> Generator[None, None, None]:
        """What became of it: one line and two metrics; ids and numbers alone."""
        kind = kind_of(update)
        user: User | None = getattr(getattr(update, kind, None), "from_user", None)
        person, begun = person_hash(user.id, self._key) if user else None, time.perf_counter()
        with counting() as count, traces.span("update") as span:
            cause.set(traces.current())
            try:
                yield
            finally:
                error = sys.exception()
                if error is not None:
                    trace.outcome = "interrupted" if is_interruption(error) else "failed"
                self._metrics.updates.labels(trace.handler, trace.outcome).inc()
                self._metrics.sql_queries.observe(count.statements)
                span.set_attribute("slotbell.update_id", update.update_id)
                span.set_attribute("slotbell.handler", trace.handler)
                span.set_attribute("slotbell.outcome", trace.outcome)
                span.set_attribute("slotbell.statements", count.statements)
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
    """An outage, the deadline, another process at the same update, or the end of this one."""
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
        return TurnStorage(deps.redis)
    memory = MemoryStorage(time.monotonic)
    deps.metrics.conversations.set_function(lambda: len(memory))
    deps.metrics.conversation_bytes.set_function(lambda: memory.bytes)
    return memory

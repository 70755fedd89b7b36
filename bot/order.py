"""One update of a person at a time, in the order in which Telegram numbered them."""

import heapq
from asyncio import CancelledError, Future, get_running_loop
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from aiogram import Bot
from aiogram.dispatcher.middlewares.base import BaseMiddleware
from aiogram.methods import TelegramMethod
from aiogram.types import TelegramObject, Update, User

from bot.middlewares import Handler, speaker
from fsm.turns import Turns
from infra.log import Trace
from infra.telegram import body_of

Waiting = tuple[int, int, Future[None]]


class OrderMiddleware(BaseMiddleware):
    """A queue for each person who has an update at work; it lives as long as that."""

    def __init__(self) -> None:
        self._queues: dict[int, list[Waiting]] = {}
        self._count = 0

    def __len__(self) -> int:
        """People with an update at work."""
        return len(self._queues)

    async def __call__(self, handler: Handler, event: TelegramObject, data: dict[str, Any]) -> Any:
        user: User | None = data.get("event_from_user")
        if user is None or not isinstance(event, Update):
            return await handler(event, data)
        async with self.turn(speaker(event, user), event.update_id):
            return await handler(event, data)

    @asynccontextmanager
    async def turn(self, person: int, update_id: int) -> AsyncGenerator[None, None]:
        """Wait until nobody is at work and no earlier update of this person waits."""
        queue = self._queues.get(person)
        if queue is None:
            self._queues[person] = []
        else:
            await self._wait(person, queue, update_id)
        try:
            yield
        finally:
            self._call_next(person)

    async def _wait(self, person: int, queue: list[Waiting], update_id: int) -> None:
        called = get_running_loop().create_future()
        self._count += 1
        heapq.heappush(queue, (update_id, self._count, called))
        try:
            await called
        except CancelledError:
            if not called.cancelled():  # called and given up in the same moment
                self._call_next(person)
            raise

    def _call_next(self, person: int) -> None:
        queue = self._queues[person]
        while queue:
            called = heapq.heappop(queue)[2]
            if not called.done():
                called.set_result(None)
                return
        del self._queues[person]


@dataclass(frozen=True, slots=True)
class SameAnswer:
    """What another delivery of the update was answered, as JSON; empty for nothing."""

    body: bytes


class SharedOrderMiddleware(BaseMiddleware):
    """The same for several processes: the queues are in Redis, and with them the conversations."""

    def __init__(self, turns: Turns) -> None:
        self._turns = turns

    async def __call__(self, handler: Handler, event: TelegramObject, data: dict[str, Any]) -> Any:
        user: User | None = data.get("event_from_user")
        if user is None or not isinstance(event, Update):
            return await handler(event, data)
        bot: Bot = data["bot"]
        async with self._turns.turn(speaker(event, user), event.update_id) as turn:
            if turn.is_done:
                trace: Trace = data["trace"]
                trace.outcome = "duplicate"
                return SameAnswer(turn.answer)
            answer = await handler(event, data)
            if isinstance(answer, TelegramMethod):
                turn.answer = body_of(answer, bot, method=answer.__api_method__) or b""
            return answer

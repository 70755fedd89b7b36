"""BOT_MODE=polling: updates fetched instead of brought, for a machine without a public address.

A batch is confirmed when all of it is done, so a crash loses nothing: what was done already is
known by its mark and not done again. Updates of one person keep their order; people do not wait
for each other within a batch.
"""

import asyncio
from collections import defaultdict
from collections.abc import Coroutine, Sequence
from contextlib import suppress
from typing import Any, TypeVar

import structlog
from aiogram import Bot
from aiogram.dispatcher.middlewares.user_context import UserContextMiddleware
from aiogram.exceptions import ClientDecodeError
from aiogram.methods import GetUpdates, TelegramMethod
from aiogram.types import Update

from bot.dispatcher import Dispatcher
from bot.register import FIRST_PAUSE, log_fields, wanted_pause
from bot.webhook import Interrupted, call, parse_update, take
from infra.clock import backoff, first_of, wait
from infra.telegram import FAILURES

log = structlog.get_logger(__name__)
T = TypeVar("T")
POLL_FOR = 30  # seconds that Telegram holds an empty answer back
LATEST_BY = 15  # seconds more, then the connection is dead
LONGEST_PAUSE = 30.0


class Poller:
    """Fetches and handles updates until told to stop. kinds: the update types wanted."""

    def __init__(self, bot: Bot, dispatcher: Dispatcher, kinds: Sequence[str]) -> None:
        self._bot, self._dispatcher, self._kinds = bot, dispatcher, list(kinds)
        self._offset: int | None = None
        self._pauses = backoff(FIRST_PAUSE, LONGEST_PAUSE)
        self._is_troubled = False

    async def run(self, stopping: asyncio.Event) -> None:
        """Until the event is set; a batch that is at work is finished first."""
        while not stopping.is_set():
            try:
                batch = await unless(stopping, self._fetch())
            except FAILURES as error:
                await self._wait(error, stopping)
                continue
            if self._is_troubled:
                log.info("polling_resumed")
                self._is_troubled, self._pauses = False, backoff(FIRST_PAUSE, LONGEST_PAUSE)
            if batch and await self._handle([update for _, update in batch if update], stopping):
                self._offset = batch[-1][0] + 1
        await self._confirm()

    async def _confirm(self) -> None:
        """What the last batch did is not to be brought to the next process."""
        if self._offset is not None:
            with suppress(*FAILURES):
                await self._bot(GetUpdates(offset=self._offset, limit=1, timeout=0))

    async def _fetch(self) -> list[tuple[int, Update | None]]:
        """The next updates with their ids; None for one of a shape that is not known."""
        ask = GetUpdates(offset=self._offset, timeout=POLL_FOR, allowed_updates=self._kinds)
        try:
            updates = await self._bot(ask, request_timeout=POLL_FOR + LATEST_BY)
        except ClientDecodeError as error:
            raws = error.data.get("result") if isinstance(error.data, dict) else None
            if not isinstance(raws, list):
                raise
            return [(int(raw["update_id"]), parse_update(raw, self._bot)) for raw in raws]
        return [(update.update_id, update) for update in updates]

    async def _wait(self, error: Exception, stopping: asyncio.Event) -> None:
        """Back off; the trouble is told once, and its end."""
        if not self._is_troubled:
            log.warning("polling_interrupted", **log_fields(error))
        self._is_troubled = True
        await wait(stopping, max(next(self._pauses), wanted_pause(error)))

    async def _handle(self, updates: list[Update], stopping: asyncio.Event) -> bool:
        """All of a batch, a person's updates one by one; False if the stop came before the end."""
        people: defaultdict[int, list[Update]] = defaultdict(list)
        for update in updates:
            people[person_of(update)].append(update)
        done = await asyncio.gather(*(self._in_order(one, stopping) for one in people.values()))
        return all(done)

    async def _in_order(self, updates: list[Update], stopping: asyncio.Event) -> bool:
        for update in updates:
            pauses = backoff(FIRST_PAUSE, LONGEST_PAUSE)
            while isinstance(
                answer := await take(self._bot, self._dispatcher, update), Interrupted
            ):
                if await wait(stopping, max(next(pauses), answer.wait)):
                    return False
            if isinstance(answer, TelegramMethod):
                await call(self._bot, answer)
        return True


def person_of(update: Update) -> int:
    """Whose updates have to keep their order: the person's, or the chat's where there is none."""
    context = UserContextMiddleware.resolve_event_context(update)
    return context.user_id or context.chat_id or 0


async def unless(stopping: asyncio.Event, work: Coroutine[Any, Any, T]) -> T | None:
    """The result of `work`, or None if the stop came first; `work` is then given up."""
    task = asyncio.create_task(work)
    try:
        await first_of(stopping, task)
        return task.result() if task.done() else None
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)

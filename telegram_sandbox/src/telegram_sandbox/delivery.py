"""Delivering updates to the webhook as Telegram does: in order, and again until accepted."""

import asyncio
import random
from collections import deque
from collections.abc import AsyncIterator, Hashable
from dataclasses import asdict, dataclass
from itertools import takewhile
from typing import Any

import aiohttp
from aiohttp import web

from telegram_sandbox import params as parameters
from telegram_sandbox.gateway import Gateway
from telegram_sandbox.refusals import Refused
from telegram_sandbox.state.updates import Update
from telegram_sandbox.state.world import Webhook, World

KEPT = 200_000
TIMEOUT = 60.0  # seconds in which the webhook must answer
LONGEST = (60.0, 120.0)  # seconds between two attempts at most, at random
SECRET = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - the name of a header


@dataclass(frozen=True, slots=True)
class Attempt:
    """One attempt at a delivery; status is None if there was no answer."""

    n: int
    update_id: int
    attempt: int
    at: float
    status: int | None
    seconds: float
    error: str | None


def pause(failures: int, longest: float) -> float:
    """Seconds before the next attempt: none at first, then 2, 4, 8 and so on up to `longest`."""
    return 0.0 if failures <= 1 else min(2.0 ** (failures - 1), longest)


class Delivery:
    """One worker per queue that holds updates, with at most max_connections requests at a time."""

    def __init__(self, world: World, gateway: Gateway, scale: float):
        self.attempts: deque[Attempt] = deque(maxlen=KEPT)
        self._world, self._gateway, self._scale = world, gateway, scale
        self._session: aiohttp.ClientSession | None = None
        self._workers: dict[Hashable, asyncio.Task[None]] = {}
        self._seats = asyncio.Semaphore(world.webhook.max_connections)
        self._count = 0

    async def live(self, app: web.Application) -> AsyncIterator[None]:
        del app
        await self.open()
        yield
        await self.close()

    async def open(self) -> None:
        """Start delivering."""
        timeout = aiohttp.ClientTimeout(total=TIMEOUT * self._scale)
        connector = aiohttp.TCPConnector(limit=0)
        self._session = aiohttp.ClientSession(timeout=timeout, connector=connector)
        self._world.updates.added = self._added
        self._world.rewire = self._rewired

    async def close(self) -> None:
        """Stop delivering; updates that were not accepted stay pending."""
        workers = list(self._workers.values())
        for worker in workers:
            worker.cancel()
        await asyncio.gather(*workers, return_exceptions=True)
        if self._session:
            await self._session.close()

    def after(self, n: int) -> list[dict[str, Any]]:
        """The attempts later than number `n`, oldest first."""
        newest = takewhile(lambda attempt: attempt.n > n, reversed(self.attempts))
        return [asdict(attempt) for attempt in newest][::-1]

    def _added(self, update: Update) -> None:
        if self._world.webhook.url and update.key not in self._workers:
            self._workers[update.key] = asyncio.create_task(self._drain(update.key))

    def _rewired(self) -> None:
        """Deliver what is pending to the new webhook, from the first attempt."""
        for worker in self._workers.values():
            worker.cancel()
        self._workers.clear()
        self._seats = asyncio.Semaphore(self._world.webhook.max_connections)
        for queue in self._world.updates.queues.values():
            queue[0].attempts = 0
            self._added(queue[0])

    async def _drain(self, key: Hashable) -> None:
        queues, own = self._world.updates.queues, asyncio.current_task()
        try:
            while queue := queues.get(key):
                update = queue[0]
                wait = await self._deliver(update)
                if wait is None:
                    self._world.updates.remove(update)
                elif wait > 0:
                    await asyncio.sleep(wait)
        finally:
            if self._workers.get(key) is own:
                del self._workers[key]

    async def _deliver(self, update: Update) -> float | None:
        """Try once. Returns None if the update is done with, else the seconds to wait."""
        world = self._world
        async with self._seats:
            if update.is_expired(world.clock()):
                return None
            update.attempts += 1
            began = world.clock()
            status, error, wait = await self._post(update, world.webhook)
        self._count += 1
        seconds = world.clock() - began
        self.attempts.append(
            Attempt(self._count, update.id, update.attempts, began, status, seconds, error)
        )
        if error is None:
            return None
        world.webhook.last_error_date = int(world.clock())
        world.webhook.last_error_message = error
        if wait is not None:
            return wait
        return pause(update.attempts, random.uniform(*LONGEST)) * self._scale  # noqa: S311

    async def _post(
        self, update: Update, hook: Webhook
    ) -> tuple[int | None, str | None, float | None]:
        """The status, what went wrong, and the wait that the webhook asked for."""
        assert self._session is not None  # noqa: S101
        headers = {SECRET: hook.secret} if hook.secret else {}
        try:
            async with self._session.post(
                hook.url, json=update.body(), headers=headers, allow_redirects=False
            ) as response:
                if 200 <= response.status < 300:
                    await self._reply(response)
                    return response.status, None, None
                asked = response.headers.get("Retry-After", "")
                told = f"Wrong response from the webhook: {response.status} {response.reason}"
                return response.status, told, float(asked) if asked.isdigit() else None
        except TimeoutError:
            return None, "Read timeout expired", None
        except aiohttp.ClientConnectorError:
            return None, "Connection refused", None
        except (aiohttp.ClientError, OSError) as error:
            return None, f"Connection failed: {type(error).__name__}", None

    async def _reply(self, response: aiohttp.ClientResponse) -> None:
        try:
            params = await parameters.of_response(response)
        except (Refused, ValueError):  # no call that could be read
            return
        if params.values.get("method"):
            await self._gateway.reply(params)

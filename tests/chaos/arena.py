"""Where accidents happen: messages due, workers with tricks, and the judge at the end."""

import asyncio
import json
import math
import os
import random
import time
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import bindparam, text

from bot.local.child import Child
from db.base import Instant
from db.uow import Database
from telegram_sandbox.driver import Sandbox
from tests.chaos.judge import Allowed, Row, Verdict, judge, verdicts
from tests.support.messages import AUTHOR
from tests.support.workers import ROOT, House
from workers.outage import POSTGRES

FULL = os.environ.get("CHAOS") == "full"
TRICKS = Path(__file__).parent / "tricks"
PATIENCE = 120.0  # seconds that a condition may take, on a machine with much else to do

SHORT: dict[str, dict[str, Any]] = {
    "infra.telegram": {"TIMEOUT": 3.0},
    "workers.delivery.send": {"LEASE": 8.0, "LEFT": 6.0},
    "workers.delivery.sweep": {"EVERY": 2.0},
    "domain.messages.delivery": {"STEPS": [2, 4]},
}
"""Shorter leases, time-outs and steps in the same order, so that nobody waits for the real ones."""

_STAGE = text("""
    INSERT INTO scheduled_messages (author_id, recipient, content, due_at, fire_at, intent)
    SELECT CAST(:author AS bigint), CAST(CAST(:author AS bigint) AS text),
           jsonb_build_object('kind', 'text', 'text', 'message ' || n, 'entities', '[]'::jsonb),
           :at, :at, 'm' || n
      FROM generate_series(CAST(:first AS int), CAST(:first AS int) + CAST(:count AS int) - 1) AS n
    RETURNING id
""").bindparams(bindparam("at", type_=Instant))
_ROWS = text("""
    SELECT id, content ->> 'text' AS text, due_at, status, in_doubt FROM scheduled_messages
     WHERE content ->> 'kind' = 'text' ORDER BY id
""")
_OPEN = text("""
    SELECT count(*) AS n FROM scheduled_messages WHERE status IN ('scheduled', 'sending')
""")


def ahead(seconds: float) -> datetime:
    """The first whole second at least so far ahead."""
    return datetime.fromtimestamp(math.ceil(time.time() + seconds), UTC)


async def true(is_so: Callable[[], Awaitable[bool]], what: str, every: float = 0.05) -> None:
    """Ask until the answer is yes; fails after PATIENCE. An outage of Postgres is a no."""
    loop = asyncio.get_running_loop()
    deadline = loop.time() + PATIENCE
    while True:
        try:
            if await is_so():
                return
        except POSTGRES:
            pass
        assert loop.time() < deadline, f"in vain waited for: {what}"
        await asyncio.sleep(every)


@dataclass
class Arena:
    """A house, its database, and what has been staged. began: time.monotonic()."""

    scenario: str
    house: House
    database: Database
    began: float = field(default_factory=time.monotonic)
    _staged: int = 0
    _newest: int = 0
    _begun: int = 0

    @property
    def telegram(self) -> Sandbox:
        """The sandbox."""
        return self.house.telegram

    async def worker(self, *, real: bool = False, **orders: Any) -> Child:
        """One more worker with these tricks; real: with the product's own times."""
        values = {} if real else {name: dict(told) for name, told in SHORT.items()}
        for name, told in orders.pop("constants", {}).items():
            values[name] = values.get(name, {}) | told
        environment = {
            "PYTHONPATH": os.pathsep.join((str(TRICKS), str(ROOT))),
            "CHAOS_TRICKS": json.dumps({"constants": values} | orders),
        }
        return await self.house.worker(**environment)

    async def workers(self, number: int, **orders: Any) -> list[Child]:
        """Several of them."""
        return list(await asyncio.gather(*(self.worker(**orders) for _ in range(number))))

    async def stage(self, at: datetime, count: int) -> list[int]:
        """So many more messages due at `at`, each of its own words; their ids."""
        values = {"author": AUTHOR, "at": at, "first": self._staged, "count": count}
        self._staged += count
        async with self.database.begin() as uow:
            staged = await uow.all(_STAGE, values)
            uow.ring_at(at)
        return sorted(row.id for row in staged)

    async def begun(self) -> int:
        """Calls that have come so far; reads the new ones alone, for the record is long."""
        news = await self.telegram.record("sendMessage", after=self._newest)
        if news:
            self._newest = news[-1]["n"]
            self._begun += len(news)
        return self._begun

    async def until_begun(self, count: int) -> None:
        """Wait for that many."""

        async def enough() -> bool:
            return await self.begun() >= count

        await true(enough, f"{count} calls")

    async def until_on_wire(self, count: int) -> None:
        """Wait until so many calls are being answered."""

        async def enough() -> bool:
            return await self.telegram.unanswered() >= count

        await true(enough, f"{count} calls on the wire")

    async def left(self) -> int:
        """Messages that have not ended."""
        async with self.database.read() as uow:
            found = await uow.first(_OPEN)
        return int(found.n) if found else 0

    async def verdict(self, *, is_over: bool = True) -> Verdict:
        """Wait until every row has ended, then judge. is_over: False judges at once."""

        async def ended() -> bool:
            return await self.left() == 0

        if is_over:
            try:
                await true(ended, "every row has ended", every=0.2)
            except AssertionError as late:
                raise AssertionError(f"{late}\n{self.house.output()}") from None
        async with self.database.read() as uow:
            rows = [Row(**row._asdict()) for row in await uow.all(_ROWS)]
        calls = await self.telegram.record("sendMessage")
        found = judge(self.scenario, rows, calls, time.monotonic() - self.began)
        verdicts.append(found)
        return found

    async def is_fine(self, allowed: Allowed | None = None) -> Verdict:
        """The verdict must hold no violation."""
        found = await self.verdict()
        assert found.violations(allowed) == [], f"{found}\n{self.house.output()}"
        return found


@dataclass
class Crew:
    """Workers that are replaced while the others go on."""

    living: list[Child]
    hire: Callable[[], Coroutine[Any, Any, Child]]
    _coming: set["asyncio.Task[Child]"] = field(default_factory=set)

    async def leave(self, dice: random.Random) -> Child:
        """One of them, by the dice, is no more of the crew; another one is on its way."""
        await self.look()
        self._coming.add(asyncio.create_task(self.hire()))
        return self.living.pop(dice.randrange(len(self.living)))

    async def rest(self) -> None:
        """Wait until everybody is there."""
        while self._coming:
            await self._arrive(None)

    async def _arrive(self, within: float | None) -> None:
        done, self._coming = await asyncio.wait(
            self._coming, timeout=within, return_when=asyncio.FIRST_COMPLETED
        )
        self.living += [task.result() for task in done]

    async def look(self) -> None:
        """Those that have come join the others; waits only if nobody is left."""
        if self._coming:
            await self._arrive(0 if self.living else None)

"""Insurance, straight from Postgres: what no alarm has rung for, and what dead workers left.

It looks two intervals ahead, so that messages are on the dot even right after Redis lost its
memory. What it had to help out with is counted; on a good day that is nothing.
"""

import asyncio
from datetime import datetime, timedelta

import structlog

from db.manage import health
from db.messages import sweep
from infra import VERSION, queue
from workers import jobs
from workers.delivery.alarms import Epoch, set_alarms
from workers.delivery.claimer import Claimer
from workers.delivery.series import resume, revive
from workers.deps import Deps
from workers.jobs import gauges
from workers.jobs.zone_rules import recount
from workers.outage import POSTGRES, REDIS

log = structlog.get_logger(__name__)
EVERY = 5.0  # seconds between two sweeps
AHEAD = timedelta(seconds=2 * EVERY + 1)
MOST = 500  # rows in one statement
OFTEN = 3  # every so many sweeps: a sign of life
SELDOM = 12  # every so many sweeps: the clock, old update ids
OVERDUE = 0.5  # seconds; younger ones are on their way


class Sweep:
    """Looks every few seconds. `look` is one look."""

    def __init__(self, deps: Deps, claimer: Claimer) -> None:
        self._deps, self._claimer = deps, claimer
        self._epoch = Epoch(deps.redis)
        self._looks = 0
        self._is_counted = False
        self._started_at = deps.clock.utc()

    async def run(self) -> None:
        while True:
            await asyncio.sleep(EVERY)
            await self.look()

    async def look(self) -> None:
        """One look. Nothing of it is lost if it fails: the next one sees the same rows."""
        try:
            await self._look_at_postgres()
        except POSTGRES as error:
            log.warning("database_missed", doing="sweep", error=type(error).__name__)
            return
        try:
            await self._look_at_redis()
        except (*REDIS, *POSTGRES) as error:
            log.warning("redis_missed", doing="sweep", error=type(error).__name__)

    async def _look_at_postgres(self) -> None:
        deps = self._deps
        if self._looks % SELDOM == 0:
            await deps.clock.measure(deps.database)
        if not self._is_counted:
            await recount(deps.database, deps.clock.utc())
            self._is_counted = True
        async with deps.database.each() as uow:
            if self._looks % SELDOM == 0:
                await sweep.prune_updates(uow, MOST)
            if self._looks % OFTEN == 0:
                await health.beat(uow, self._claimer.id, self._started_at, VERSION)
            self._looks += 1
            await self._free_the_dead(await sweep.rescue(uow, MOST))
            oldest = await sweep.oldest_wait(uow)
            now = deps.clock.utc()
            await self._revive_series(now)
            coming = await sweep.instants(uow, now, now + AHEAD)
        deps.metrics.oldest_due_seconds.set(oldest)
        if oldest > OVERDUE and self._claimer.is_idle():
            self._claimer.expect(int(now.timestamp()))
        for at in coming:
            self._claimer.expect(int(at.timestamp()))
        await jobs.do(deps, now, is_seldom=self._looks % SELDOM == 1)

    async def _free_the_dead(self, rescued: sweep.RescueCount) -> None:
        if rescued.waiting or rescued.in_doubt:
            log.warning("claims_expired", waiting=rescued.waiting, in_doubt=rescued.in_doubt)
            self._deps.metrics.rescued.inc(rescued.waiting + rescued.in_doubt)
            self._claimer.ring(int(self._deps.clock.now()))

    async def _revive_series(self, now: datetime) -> None:
        """A series always has a pending occurrence; one without is helped on.

        So is one that waited for somebody who is back.
        """
        async with self._deps.database.begin() as uow:
            await revive(uow, now, MOST)
            await resume(uow, MOST, now)

    async def _look_at_redis(self) -> None:
        """Set all alarms at the start, after Redis lost its memory, and if the scan failed."""
        until = queue.horizon(self._deps.clock.utc() - timedelta(minutes=45))
        if await self._epoch.is_old(until):
            await set_alarms(self._deps)
            await self._epoch.begin(until)
        if self._looks % SELDOM == 1:
            await gauges.measure(self._deps)

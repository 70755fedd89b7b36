"""APScheduler 3: jobs of an AsyncIOScheduler, in memory alone."""

import asyncio

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bench.peers import staging, wire
from bench.plan import Plan

PATIENCE = 30  # seconds for what is late


async def run(plan: Plan) -> None:
    """One job a message; everything in this process."""
    left = asyncio.Semaphore(0)
    scheduler = AsyncIOScheduler(timezone="UTC")

    async def send(number: int) -> None:
        await wire.send(number, plan.text(number))
        left.release()

    for number in range(plan.count):
        at = staging.instant(plan, number)
        scheduler.add_job(send, "date", run_date=at, args=(number,), misfire_grace_time=None)
    scheduler.start()
    for _ in range(plan.count):
        await left.acquire()
    await wire.session().close()


if __name__ == "__main__":
    staging.run(run)

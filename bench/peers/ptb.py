"""python-telegram-bot: its JobQueue and its own bot (httpx), in memory alone."""

import asyncio
from typing import Any

from telegram.ext import Application

from bench.peers import staging, wire
from bench.plan import Plan


async def run(plan: Plan) -> None:
    """One job a message; everything in this process."""
    left = asyncio.Semaphore(0)
    builder = Application.builder().token("1:x").base_url(f"{wire.api()}/bot")
    application = builder.connection_pool_size(32).pool_timeout(60).build()

    async def send(context: Any) -> None:
        number = context.job.data
        await context.bot.send_message(number + 1, plan.text(number))
        left.release()

    async with application:
        patient = {"misfire_grace_time": None}
        for number in range(plan.count):
            at = staging.instant(plan, number)
            application.job_queue.run_once(send, at, data=number, job_kwargs=patient)
        await application.job_queue.start()
        for _ in range(plan.count):
            await left.acquire()
        await application.job_queue.stop(wait=False)


if __name__ == "__main__":
    staging.run(run)

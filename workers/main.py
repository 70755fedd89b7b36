"""The worker process: alarms, claims, senders and the sweep, from start to SIGTERM."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from functools import partial

import structlog
from aiohttp import web

from db.messages import delivery
from infra import queue
from infra.clock import first_of
from infra.metrics import show_status
from infra.settings import WorkerSettings
from infra.startup import listening, run_until_stopped, settle_memory
from screens import language
from workers.delivery.alarms import keep_ringing
from workers.delivery.claimer import Claimer
from workers.delivery.settle import Settler
from workers.delivery.sweep import Sweep
from workers.deps import Deps, open_deps
from workers.jobs.tracker import keep_telling
from workers.outage import POSTGRES, REDIS, cancel

log = structlog.get_logger(__name__)
FINISH_WITHIN = 18.0  # seconds for what is on the wire; a request gives up after 15
WRITE_WITHIN = 3.0  # seconds more to write down how it ended


def run(settings: WorkerSettings) -> None:
    """Deliver until SIGTERM or SIGINT. Raises what broke one of its tasks."""
    run_until_stopped(partial(deliver, settings))


async def deliver(settings: WorkerSettings, stopping: asyncio.Event) -> None:
    """Deliver until the stop. Raises SettingsWrong, or what broke one of the tasks."""
    language.warm()
    settle_memory()
    async with open_deps(settings) as deps, showing_status(deps):
        log.info("worker_started", port=settings.worker_port)
        await work(deps, stopping)
        log.info("worker_stopped")


@asynccontextmanager
async def showing_status(deps: Deps) -> AsyncGenerator[None, None]:
    """Answer /healthz and /metrics inside of the block. Raises SettingsWrong."""
    app, settings = web.Application(), deps.settings
    show_status(app, deps.metrics)
    async with listening(app, settings.host, settings.worker_port, variable="WORKER_PORT"):
        yield


async def work(deps: Deps, stopping: asyncio.Event) -> None:
    """Deliver until the stop; then finish what has begun, and give back what waits."""
    settler = Settler(deps)
    claimer = Claimer(deps, settler)
    sweep = Sweep(deps, claimer)
    await sweep.look()
    async with asyncio.TaskGroup() as tasks:
        senders = claimer.senders
        for_ever = (sweep.run(), senders.keep_leases(), senders.heed_pauses(), keep_telling(deps))
        endless = [tasks.create_task(one) for one in for_ever]
        tasks.create_task(keep_ringing(deps, claimer, stopping))
        claiming = tasks.create_task(claimer.run())
        sending = tasks.create_task(senders.run())
        settling = tasks.create_task(settler.run())
        await first_of(stopping, claiming, sending, settling)
        await cancel(*endless)
        claimer.stop()
        senders.stop()
        await asyncio.wait({claiming, sending}, timeout=FINISH_WITHIN)
        await _give_back(deps, claimer)
        settler.close()
        await asyncio.wait({settling}, timeout=WRITE_WITHIN)
        await cancel(claiming, sending, settling)


async def _give_back(deps: Deps, claimer: Claimer) -> None:
    """Release what waits and ring for it, so that another worker takes it at once."""
    waiting = claimer.senders.left_over()
    instants = {item.fire_at for item in waiting} | set(map(queue.instant, claimer.noted()))
    try:
        if waiting:
            async with deps.database.each() as uow:
                released = await delivery.release(uow, waiting)
            log.info("claims_released", count=len(released))
        await queue.ring(deps.redis, instants, deps.clock.utc())
    except (*POSTGRES, *REDIS) as error:
        log.warning("release_failed", error=type(error).__name__)

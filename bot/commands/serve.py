"""`slotbell serve`: the bot process, and a worker in it where one process is enough."""

import infra.telegram_models  # noqa: F401 - before aiogram

# isort: split
import asyncio
from collections.abc import Awaitable, Callable
from functools import partial

import click

from bot import app
from infra import startup
from infra.settings import Settings
from workers import main as worker

Process = Callable[[Settings, asyncio.Event], Awaitable[None]]
BOT: tuple[Process, ...] = (app.serve,)
BOTH: tuple[Process, ...] = (app.serve, worker.deliver)


@click.command()
@click.option("--with-worker", is_flag=True, help="Deliver, too: no `slotbell worker` is needed.")
def serve(*, with_worker: bool) -> None:
    """Take updates from Telegram and answer them, until SIGTERM."""
    settings = startup.begin("slotbell" if with_worker else "bot", Settings)
    parts = BOTH if with_worker else BOT
    with startup.leaving_when_wrong():
        startup.run_until_stopped(partial(_side_by_side, parts, settings))


async def _side_by_side(
    parts: tuple[Process, ...], settings: Settings, stopping: asyncio.Event
) -> None:
    """Until all have ended in order; one that breaks ends the others, and its error is raised."""

    async def run(part: Process) -> None:
        try:
            await part(settings, stopping)
        finally:
            stopping.set()

    ended = await asyncio.gather(*map(run, parts), return_exceptions=True)
    for error in ended:
        if error is not None:
            raise error

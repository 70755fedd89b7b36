"""The first steps of every process: settings, logs, a port, and no play-Telegram in production."""

import asyncio
import gc
import signal
import sys
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager

import aiohttp
import click
import uvloop
from aiohttp import web

from infra import log, telemetry
from infra.settings import TELEGRAM, Env, Read, SettingsWrong, WorkerSettings, read_settings

WRONG_CONFIGURATION = 2  # exit status
SANDBOX_HEADER = "X-Telegram-Sandbox"
PROBE_WITHIN = 5  # seconds
FINISH_WITHIN = 60.0  # seconds that requests get at the end, aiohttp's default


def begin(process: str, kind: type[Read]) -> Read:
    """Read what `process` (bot, worker, ...) is told, and set up its logs.

    Wrong configuration ends the process here: one line on stderr naming the variable, status 2.
    """
    with leaving_when_wrong():
        settings = read_settings(kind)
        log.set_up(settings.log_format, process)
        if isinstance(settings, WorkerSettings):
            asyncio.run(refuse_sandbox(settings))
            telemetry.set_up(process, settings)
    return settings


@contextmanager
def leaving_when_wrong() -> Iterator[None]:
    """End the process with one line and status 2 where SettingsWrong is raised inside."""
    try:
        yield
    except SettingsWrong as wrong:
        click.echo(f"slotbell: {wrong}", err=True)
        sys.exit(WRONG_CONFIGURATION)


def settle_memory() -> None:
    """Keep what was imported out of garbage collection for good.

    Walking it stops the loop for tens of milliseconds, just when much is to do.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)


def run_until_stopped(process: Callable[[asyncio.Event], Awaitable[None]]) -> None:
    """Run a process, which is given an event that SIGTERM and SIGINT set. Raises what it raises."""

    async def run() -> None:
        stopping = asyncio.Event()
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, stopping.set)
        await process(stopping)

    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        try:
            runner.run(run())
        finally:
            telemetry.close()


async def refuse_sandbox(settings: WorkerSettings) -> None:
    """Raise SettingsWrong if ENV=production and TELEGRAM_API_URL is the sandbox.

    A server that does not answer now is no reason: real ones have bad minutes, too.
    """
    url = settings.telegram_api_url
    if settings.env is Env.PRODUCTION and url != TELEGRAM and await _is_sandbox(url):
        raise SettingsWrong("TELEGRAM_API_URL is a sandbox, which ENV=production refuses")


async def _is_sandbox(url: str) -> bool:
    limit = aiohttp.ClientTimeout(total=PROBE_WITHIN)
    try:
        async with (
            aiohttp.ClientSession(timeout=limit) as session,
            session.get(f"{url}/sandbox/ping") as answer,
        ):
            return SANDBOX_HEADER in answer.headers or (
                answer.status == 200 and '"sandbox"' in await answer.text()
            )
    except (OSError, aiohttp.ClientError, TimeoutError):
        return False


@asynccontextmanager
async def listening(
    app: web.Application, host: str, port: int, *, variable: str, within: float = FINISH_WITHIN
) -> AsyncGenerator[None, None]:
    """Answer inside of the block; requests that run at its end get `within` seconds.

    Raises SettingsWrong, naming the `variable` of the port, where nobody can listen: mostly
    another process does already.
    """
    runner = web.AppRunner(app, shutdown_timeout=within, access_log=None)
    await runner.setup()
    try:
        try:
            await web.TCPSite(runner, host, port).start()
        except OSError as error:
            why = (error.strerror or type(error).__name__).rpartition(": ")[2]
            place = f"{host}:{port}"
            raise SettingsWrong(f"{variable}, HOST: nobody can listen at {place}: {why}") from None
        yield
    finally:
        await runner.cleanup()

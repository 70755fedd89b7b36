"""What every process shows of itself over HTTP, /healthz and /metrics, and how it listens."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from aiohttp import web

from infra.metrics import CONTENT_TYPE, Metrics
from infra.settings import SettingsWrong

METRICS = web.AppKey("metrics", Metrics)
FINISH_WITHIN = 60.0  # seconds that requests get at the end, aiohttp's default


def show_status(app: web.Application, metrics: Metrics) -> None:
    """Add /healthz and /metrics to an app."""
    app[METRICS] = metrics
    app.router.add_get("/healthz", healthz)
    app.router.add_get("/metrics", show_metrics)


async def healthz(_request: web.Request) -> web.Response:
    """That it answers is the answer: the event loop turns."""
    return web.json_response({"ok": True})


async def show_metrics(request: web.Request) -> web.Response:
    """Everything counted, for Prometheus."""
    body = request.app[METRICS].render()
    return web.Response(body=body, headers={"Content-Type": CONTENT_TYPE})


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

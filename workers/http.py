"""What the worker shows of itself: /healthz and /metrics on WORKER_PORT."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from aiohttp import web

from infra import metrics
from infra.settings import Settings, SettingsWrong
from workers.deps import Deps

DEPS = web.AppKey("deps", Deps)


@asynccontextmanager
async def showing(deps: Deps) -> AsyncGenerator[None, None]:
    """Answer inside of the block. Raises SettingsWrong if nobody can listen there."""
    app = web.Application()
    app[DEPS] = deps
    app.router.add_get("/healthz", healthz)
    app.router.add_get("/metrics", show_metrics)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    try:
        await _listen(runner, deps.settings)
        yield
    finally:
        await runner.cleanup()


async def _listen(runner: web.AppRunner, settings: Settings) -> None:
    """Raises SettingsWrong where that is not possible: mostly another worker listens already."""
    try:
        await web.TCPSite(runner, settings.host, settings.worker_port).start()
    except OSError as error:
        place = f"{settings.host}:{settings.worker_port}"
        why = (error.strerror or type(error).__name__).rpartition(": ")[2]
        raise SettingsWrong(f"WORKER_PORT, HOST: nobody can listen at {place}: {why}") from None


async def healthz(_request: web.Request) -> web.Response:
    """The loop turns."""
    return web.json_response({"ok": True})


async def show_metrics(request: web.Request) -> web.Response:
    """Everything counted, for Prometheus."""
    body = request.app[DEPS].metrics.render()
    return web.Response(body=body, headers={"Content-Type": metrics.CONTENT_TYPE})

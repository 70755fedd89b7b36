"""What the worker shows of itself: /healthz and /metrics on WORKER_PORT."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from aiohttp import web

from infra import metrics
from workers.deps import Deps

DEPS = web.AppKey("deps", Deps)


@asynccontextmanager
async def showing(deps: Deps) -> AsyncGenerator[None, None]:
    """Answer inside of the block."""
    app = web.Application()
    app[DEPS] = deps
    app.router.add_get("/healthz", healthz)
    app.router.add_get("/metrics", show_metrics)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    try:
        await web.TCPSite(runner, deps.settings.host, deps.settings.worker_port).start()
        yield
    finally:
        await runner.cleanup()


async def healthz(_request: web.Request) -> web.Response:
    """The loop turns."""
    return web.json_response({"ok": True})


async def show_metrics(request: web.Request) -> web.Response:
    """Everything counted, for Prometheus."""
    body = request.app[DEPS].metrics.render()
    return web.Response(body=body, headers={"Content-Type": metrics.CONTENT_TYPE})

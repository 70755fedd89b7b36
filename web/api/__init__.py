"""REST for programs, under /api/v1: one table of routes, and the document that is made of it."""

import asyncio
import json
from functools import cache

from aiohttp import web

from web.api import bookings, catalogue, desk, messages, series, swagger, webhooks
from web.api.door import Door
from web.api.edge import guarded, served
from web.api.openapi import document
from web.api.route import Table
from web.deps import WebDeps

ROUTES: Table = (
    *catalogue.ROUTES,
    *bookings.ROUTES,
    *desk.ROUTES,
    *messages.ROUTES,
    *series.ROUTES,
    *webhooks.ROUTES,
)


def application(deps: WebDeps) -> web.Application:
    """All of it, for /api."""
    door, app = Door(deps), web.Application(middlewares=[guarded])
    for route in ROUTES:
        path = "/v1" + route.path.replace("{id}", "{id:[0-9]+}")
        app.router.add_route(route.method, path, served(door, route))
    app.router.add_get("/openapi.json", openapi)
    app.router.add_routes(swagger.ROUTES)
    return app


async def openapi(_request: web.Request) -> web.Response:
    text = await asyncio.to_thread(_document)  # made once, in a tenth of a second
    return web.json_response(text=text, headers={"Cache-Control": "no-cache"})


@cache
def _document() -> str:
    return json.dumps(document(ROUTES))

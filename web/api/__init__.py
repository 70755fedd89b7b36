"""REST for programs, under /api/v1: one table of routes, and the document that is made of it."""

from aiohttp import web

from web.api import bookings, catalogue, desk, messages, series
from web.api.door import Door
from web.api.edge import guarded, served
from web.api.route import Table
from web.deps import WebDeps

ROUTES: Table = (
    *catalogue.ROUTES,
    *bookings.ROUTES,
    *desk.ROUTES,
    *messages.ROUTES,
    *series.ROUTES,
)


def application(deps: WebDeps) -> web.Application:
    """All of it, for /api."""
    door, app = Door(deps), web.Application(middlewares=[guarded])
    for route in ROUTES:
        path = "/v1" + route.path.replace("{id}", "{id:[0-9]+}")
        app.router.add_route(route.method, path, served(door, route))
    return app

"""The routes of programs and browsers, put beside the webhook."""

from aiohttp import web

from web import api, pages, public
from web.deps import DEPS, WebDeps


def attach(app: web.Application, deps: WebDeps) -> None:
    """Let programs and browsers in."""
    app[DEPS] = deps
    app.add_subapp("/api", api.application(deps))
    app.router.add_routes(pages.routes())
    app.router.add_routes(public.routes(has_page=deps.has_public_page))
    pages.attach(app)

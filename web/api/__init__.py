"""REST for programs, under /api/v1."""

from aiohttp import web


def routes() -> list[web.RouteDef]:
    """All of it."""
    return []

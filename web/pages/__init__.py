"""The front desk in a browser, under /desk: pages drawn here, sent whole."""

from aiohttp import web


def routes() -> list[web.RouteDef]:
    """All of it."""
    return []

"""Whom the desk has to look after, as reports are late."""

from aiohttp import web

from web.pages.followups import late
from web.pages.guest import deed, page

ID = r"{id:\d{1,18}}"


def routes() -> list[web.RouteDef]:
    """All of it."""
    return [
        web.get(late.PATH, page(late.page)),
        web.post(f"{late.PATH}/late/{ID}", deed(late.promised, late.promise_refused)),
    ]

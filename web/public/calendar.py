"""A person's visits at an address that calendars look at."""

import structlog
from aiohttp import web

from actions.booking import calendar
from db.outage import FAILURES
from domain.refusals import NotFound
from screens.booking import ics
from screens.language import speaking
from web.deps import DEPS

log = structlog.get_logger(__name__)
HEADERS = {
    "Cache-Control": "private, max-age=300",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex",
    "Content-Disposition": 'inline; filename="visits.ics"',
}


async def sent(request: web.Request) -> web.Response:
    """The calendar of this address; 404 for any other."""
    deps = request.app[DEPS]
    now = deps.now()
    async with deps.database.read() as uow:
        try:
            found, locale = await calendar.visits(uow, request.match_info["token"], deps.keys, now)
        except NotFound:
            raise web.HTTPNotFound from None
        except FAILURES as error:
            log.warning("calendar_missed", error=type(error).__name__)
            raise web.HTTPServiceUnavailable from None
    with speaking(locale):
        body = ics.feed(found, now)
    return web.Response(body=body, content_type="text/calendar", charset="utf-8", headers=HEADERS)

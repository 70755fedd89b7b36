"""A person's visits as iCalendar (RFC 5545). It says nothing of who the patient is."""

from datetime import datetime, timedelta

import structlog
from aiohttp import web
from icalendar import Calendar, Event, vDuration, vText

from actions.booking import calendar
from db.outage import FAILURES
from domain.booking.booking import BookingView, Status
from domain.refusals import NotFound
from screens.language import _, in_words, speaking
from web.deps import DEPS

log = structlog.get_logger(__name__)
REFRESH = timedelta(hours=1)
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
        body = drawn(found, now)
    return web.Response(body=body, content_type="text/calendar", charset="utf-8", headers=HEADERS)


def drawn(visits: list[BookingView], now: datetime) -> bytes:
    """Each visit is an event; a later version of it replaces the earlier one."""
    made = Calendar()
    made.add("prodid", "-//Slotbell//Visits//EN")
    made.add("version", "2.0")
    made.add("method", "PUBLISH")
    made.add("x-wr-calname", _("My visits"))
    made.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    made.add("x-published-ttl", vDuration(REFRESH))
    for one in visits:
        made.add_component(_event(one, now))
    return bytes(made.to_ical())


def _event(it: BookingView, now: datetime) -> Event:
    test, lab = in_words(it.test), in_words(it.lab)
    event = Event()
    event.add("uid", f"booking-{it.id}@slotbell")
    event.add("sequence", it.version)
    event.add("dtstamp", now)
    event.add("dtstart", it.starts_at)
    event.add("dtend", it.ends_at)
    event.add("summary", f"{test.name}, {lab.name}")
    event["location"] = vText(", ".join(part for part in (lab.name, lab.address) if part))
    number = _("Booking No. {number}").format(number=it.id)
    event.add("description", "\n".join(part for part in (number, test.preparation) if part))
    is_off = it.status is Status.CANCELLED
    event.add("status", "CANCELLED" if is_off else "CONFIRMED")
    if it.lab.latitude is not None and it.lab.longitude is not None:
        event.add("geo", (it.lab.latitude, it.lab.longitude))
    return event

"""The week: slots with their seats and closures; a free seat leads to a booking."""

from datetime import timedelta

from aiohttp import web

from actions.desk import week
from domain.time.zones import to_wall
from screens.language import SHORT_WEEKDAY_NUMBER, dated
from web.call import Call
from web.pages.draw import shown
from web.pages.today import asked_day


async def page(call: Call) -> web.Response:
    """Days in columns, clocks in rows."""
    lab, found = await call.read(week.week, call.actor, asked_day(call), call.now)
    return await shown(
        call,
        "week.html",
        lab=lab,
        week=found,
        days=[(one, dated(one, SHORT_WEEKDAY_NUMBER)) for one in found.days],
        rows=found.table(lab.zone),
        here=to_wall(call.now, lab.zone).date(),
        earlier=found.first - timedelta(days=7),
        later=found.first + timedelta(days=7),
        day_words=lambda one: dated(one, SHORT_WEEKDAY_NUMBER),
    )

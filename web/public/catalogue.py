"""Tests, prices and free times for anybody; each time leads into the chat with all filled in."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Any

import structlog
from aiohttp import web

from actions.booking import slot
from db.uow import Uow
from domain.booking.catalogue import LabTest
from domain.booking.lab import FreeTime, Lab
from domain.booking.price import priced
from domain.refusals import NotFound
from domain.time.zones import Stretch, day_bounds, to_wall, zone_label
from screens.language import (
    SHORT_WEEKDAY_DAY,
    WEEKDAY_DAY,
    amount,
    dated,
    in_words,
    marked,
    speaking,
)
from screens.moment import clock
from web.deps import DEPS, WebDeps
from web.outage import FAILURES
from web.pages import draw

DAYS = 14  # that are shown at once
FRESH = 60  # seconds that a browser, or a proxy, may keep a page
ALL = 1000  # tests; nobody offers more
LINK = "https://t.me/{username}?start=book_{test}_{slot}"
Facts = Mapping[str, Any]
"""Telegram says under which name the bot is found."""
NOTHING = draw.Stop(marked("Not here"), marked("There is nothing at this address just now."))
log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Day:
    """A day with free times, each with its link into the chat."""

    day: date
    times: tuple[tuple[str, str], ...]


async def all_tests(request: web.Request) -> web.Response:
    """What a lab offers; of several labs the first, with links to the others."""
    return await _shown(request, "public_tests.html", _tests)


async def one_test(request: web.Request) -> web.Response:
    """A test with the free times of two weeks."""
    return await _shown(request, "public_times.html", _times)


async def _shown(
    request: web.Request, template: str, find: Callable[..., Awaitable[Facts]]
) -> web.Response:
    deps = request.app[DEPS]
    with speaking(draw.language_of(request)):
        try:
            async with deps.database.read() as uow:
                facts = await find(uow, request, deps, deps.now())
        except NotFound:
            return draw.public("public_stopped.html", 404, stop=NOTHING)
        except FAILURES as error:
            log.warning("public_page_missed", error=type(error).__name__)
            return draw.public("public_stopped.html", 503, stop=draw.OUTAGE)
        return draw.public(template, fresh=FRESH, **facts)


async def _tests(uow: Uow, request: web.Request, _deps: WebDeps, _now: datetime) -> Facts:
    labs = list(map(in_words, await slot.all_labs(uow)))
    lab = _the_lab(request, labs)
    found = await slot.list_tests(uow, size=ALL)
    prices = [(in_words(test), _price(test, lab)) for test in found.items]
    return {"lab": lab, "labs": labs, "tests": prices}


async def _times(uow: Uow, request: web.Request, deps: WebDeps, now: datetime) -> Facts:
    lab = in_words(_the_lab(request, await slot.all_labs(uow)))
    test = in_words(await slot.find_test(uow, int(request.match_info["test"])))
    first = _first_day(request.query.get("from", ""), to_wall(now, lab.zone).date())
    last = first + timedelta(days=DAYS - 1)
    stretch = Stretch(day_bounds(first, lab.zone)[0], day_bounds(last, lab.zone)[1])
    times = await slot.free_between(uow, lab, stretch, now, test_id=test.id)
    username = await deps.username()
    days = [
        Day(day, tuple(_linked(one, lab, test, username) for one in found))
        for day, found in groupby(times, key=lambda one: to_wall(one.starts_at, lab.zone).date())
    ]
    return {
        "lab": lab,
        "test": test,
        "price": _price(test, lab),
        "days": days,
        "first": first,
        "later": last + timedelta(days=1),
        "earlier": max(first - timedelta(days=DAYS), to_wall(now, lab.zone).date()),
        "zone": zone_label(now, lab.zone),
        "on": lambda day: dated(day, WEEKDAY_DAY),
        "short": lambda day: dated(day, SHORT_WEEKDAY_DAY),
    }


def _linked(time: FreeTime, lab: Lab, test: LabTest, username: str) -> tuple[str, str]:
    """What the lab's clock shows, and the link into the chat."""
    link = LINK.format(username=username, test=test.id, slot=time.slot_id)
    return clock(to_wall(time.starts_at, lab.zone)), link


def _the_lab(request: web.Request, labs: list[Lab]) -> Lab:
    """The one that is asked for, or the first. Raises NotFound."""
    wanted = request.match_info.get("lab")
    found = (one for one in labs if wanted is None or one.id == int(wanted))
    if (lab := next(found, None)) is None:
        raise NotFound
    return lab


def _price(test: LabTest, lab: Lab) -> str:
    shown = priced(test, lab.currency)
    return amount(shown.price, shown.currency)


def _first_day(text: str, today: date) -> date:
    """The day that is asked for, within what can be booked."""
    try:
        wanted = date.fromisoformat(text[:10])
    except ValueError:
        return today
    return min(max(wanted, today), today + timedelta(days=slot.DAYS_AHEAD))

"""What the workers do: who lives, what waits, what is on the way, how fast it went."""

import asyncio

from aiohttp import web

from actions.manage import health, workers
from db.outage import FAILURES
from domain.manage.health import of_mail
from domain.manage.workers import Spread
from domain.messages.delivery import Lane
from domain.refusals import NotFound
from infra import health as servers
from infra import throttle
from screens.language import figure, marked, translated
from screens.manage.health import LANES, line
from screens.moment import length
from web.call import Call
from web.pages.draw import see_other, shown
from web.pages.guest import Form

PATH = "/desk/workers"


async def page(call: Call) -> web.Response:
    """All of it, drawn anew every few seconds."""
    state = await call.read(workers.state, call.actor)
    stored = await call.read(health.of_database, call.actor, call.now)
    engine, redis = call.deps.database.engine, call.deps.redis
    asked, fill = await asyncio.gather(
        servers.stores(engine, redis, FAILURES), throttle.fill(redis)
    )
    findings = [*asked, *stored, of_mail(call.deps.has_mail)]
    return await shown(
        call,
        "workers.html",
        state=state,
        alive=[one for one in state.workers if one.is_alive(state.now)],
        gone=[one for one in state.workers if not one.is_alive(state.now)],
        lanes=[(translated(LANES[one.lane]), one) for one in state.lanes],
        held={one.worker: one for one in state.claims},
        findings=[(one.is_ok, line(one)) for one in findings],
        is_well=all(one.is_ok for one in findings),
        fill=None if fill is None else round(100 * fill),
        spreads=_spreads(state.hour.lateness, state.hour.sending),
        ago=lambda at: length(state.now - at),
    )


async def paused(call: Call, _form: Form) -> web.Response:
    """Nothing of a lane is sent from now on."""
    await call.write(workers.pause, call.actor, _lane(call), call.now)
    return see_other(PATH)


async def resumed(call: Call, _form: Form) -> web.Response:
    """It is sent again."""
    await call.write(workers.resume, call.actor, _lane(call), call.now)
    return see_other(PATH)


def _lane(call: Call) -> Lane:
    """Raises NotFound."""
    try:
        return Lane[call.request.match_info["lane"].upper()]
    except KeyError:
        raise NotFound from None


def _spreads(lateness: Spread, sending: Spread) -> list[dict[str, object]]:
    named = (
        (marked("From the planned second to the first try"), lateness),
        (marked("From a try to its end"), sending),
    )
    return [
        {
            "words": translated(words),
            "cells": [milliseconds(one) for one in (it.p50, it.p75, it.p95, it.p99)],
        }
        for words, it in named
    ]


def milliseconds(seconds: float | None) -> str:
    """'12 ms', '3.4 s'."""
    if seconds is None:
        return "–"
    return f"{figure(round(seconds * 1000))} ms" if abs(seconds) < 1 else f"{figure(seconds, 1)} s"

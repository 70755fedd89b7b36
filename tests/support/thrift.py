"""What costs much and is the same for each bot of a test is made once.

Each test has a bot of its own; of what aiogram does for one, this was a third of the suite's time.
"""

import ssl
from functools import cache
from types import SimpleNamespace

from aiogram import Router
from aiogram.client.session import aiohttp as session

import handlers
from bot import dispatcher as dispatching
from bot.dispatcher import Dispatcher
from bot.routing import Routes

_made: list[list[Router]] = []
_found: dict[tuple[int, str], Routes] = {}


def _routers() -> list[Router]:
    """Those of a bot that has ended, if one has: they keep nothing, and making them takes 0.1 s."""
    for known in _made:
        if all(router.parent_router is None for router in known):
            return known
    _made.append(handlers.routers())
    return _made[-1]


def give_back(dispatcher: Dispatcher) -> None:
    """A bot has ended: another may have its routers."""
    for router in dispatcher.sub_routers:
        router._parent_router = None


def _routes(root: Router, kind: str) -> Routes:
    """As an earlier bot found them among the same routers, unless a test has added one."""
    if root.sub_routers not in _made:
        return Routes(root, kind)
    place = _made.index(root.sub_routers), kind
    if place not in _found:
        _found[place] = Routes(root, kind)
    return _found[place]


async def _close(self: session.AiohttpSession) -> None:
    """Without the quarter of a second that aiogram leaves to TLS."""
    if self._session is not None:
        await self._session.close()


def spare() -> None:
    """Change what aiogram's modules and the dispatcher's call, in this process."""
    trust = {**vars(ssl), "create_default_context": cache(ssl.create_default_context)}
    vars(session)["ssl"] = SimpleNamespace(**trust)
    vars(dispatching).update(routers=_routers, Routes=_routes)
    session.AiohttpSession.close = _close  # type: ignore[method-assign]

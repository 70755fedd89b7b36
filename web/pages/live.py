"""Server-sent events: open pages are told that their day has changed, and fetch it anew.

One look a second at what is newest serves every stream of a process, and only while there are any.
"""

import asyncio
import time
from collections.abc import Callable, Coroutine, Hashable
from collections.abc import Set as AbstractSet
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import structlog
from aiohttp import web

from actions.account import web_session
from actions.booking.slot import lab_for
from actions.desk import live
from db.outage import FAILURES
from domain.desk.live import Change, changed_labs
from screens.language import _
from web.call import Call
from web.deps import DEPS, WebDeps
from web.pages import draw, guest

log = structlog.get_logger(__name__)
EVERY = 1.0  # seconds between two looks
HEARTBEAT = 15.0  # seconds; then it is also asked whether the browser is still signed in
FRESH, KEPT = 2.0, 64  # seconds that a drawn part is good for, and how many are kept
LONGEST = 600.0  # seconds of a stream; browsers come again on their own
PER_SECOND = 10  # pages that are told of changes: they come back and want to be drawn
MOST, MOST_EACH = 300, 6  # streams of a process, and of one browser
CHANGED, ALIVE = b"event: changed\ndata:\n\n", b": alive\n\n"
OVER = b"event: over\ndata:\n\n"  # a newer page of the same browser has taken the place
HEADERS = {"Content-Type": "text/event-stream", "X-Accel-Buffering": "no"}


@dataclass(frozen=True, slots=True)
class Part:
    """A drawn piece, and whose bookings it shows."""

    html: str
    bookings: tuple[int, ...]


@dataclass(eq=False, slots=True)
class Listener:
    """An open page. told: set when its day has changed, or it is over."""

    lab_id: int
    session_id: int
    request: web.Request
    told: asyncio.Event = field(default_factory=asyncio.Event)
    is_over: bool = False
    told_at: float = float("-inf")  # by the loop's clock

    @property
    def is_gone(self) -> bool:
        """Whether its browser has hung up; its stream notices when it writes, seconds later."""
        return self.request.transport is None or self.request.transport.is_closing()

    def end(self) -> None:
        self.is_over = True
        self.told.set()


class Hub:
    """Who listens in this process, and the task that looks for them."""

    def __init__(self) -> None:
        self.is_over = False
        self.version = 0  # of the days, as far as anybody looks
        self._listeners: dict[Listener, None] = {}  # the oldest first
        self._task: asyncio.Task[None] | None = None

    def __len__(self) -> int:
        return len(self._listeners)

    def has_room(self) -> bool:
        """Whether one more can listen; those that have left make room."""
        if len(self) >= MOST:
            for one in [one for one in self._listeners if one.is_gone]:
                one.end()
                del self._listeners[one]
        return not self.is_over and len(self) < MOST

    def join(self, listener: Listener, deps: WebDeps) -> None:
        """Look from now on, if nobody has been looking; a browser's oldest page makes room."""
        self._listeners[listener] = None
        same = [one for one in self._listeners if one.session_id == listener.session_id]
        for one in same[:-MOST_EACH]:
            one.end()
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._look(deps))

    def pause(self, listener: Listener) -> float:
        """Seconds until its turn, so that all pages together come back PER_SECOND times."""
        rank, round_of_all = list(self._listeners).index(listener), len(self) / PER_SECOND
        return max(rank / PER_SECOND, listener.told_at + round_of_all - time.monotonic())

    def leave(self, listener: Listener) -> None:
        """The last one ends the looking."""
        self._listeners.pop(listener, None)
        if not self._listeners and self._task is not None:
            self._task.cancel()
            self._task = None

    async def stop(self, _app: web.Application) -> None:
        """End every stream, so that the process can."""
        self.is_over = True
        for one in self._listeners:
            one.end()

    async def _look(self, deps: WebDeps) -> None:
        known: AbstractSet[Change] | None = None
        while True:
            try:
                async with deps.database.read() as uow:
                    found = await live.latest(uow)
            except FAILURES as error:
                log.warning("live_missed", error=type(error).__name__)
            else:
                self._tell(changed_labs(found if known is None else known, found))
                known = found
            await asyncio.sleep(EVERY)

    def _tell(self, labs: frozenset[int | None]) -> None:
        self.version += bool(labs)
        for one in self._listeners:
            if labs & {None, one.lab_id}:
                one.told.set()


HUB = web.AppKey("live_hub", Hub)


class Parts:
    """Pieces of pages that are drawn once for all who ask for them after a change."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub
        self._drawn: dict[Hashable, tuple[int, float, asyncio.Task[Part]]] = {}

    async def get(self, key: Hashable, draw_it: Callable[[], Coroutine[Any, Any, Part]]) -> Part:
        """One that was drawn since the last change and is fresh, or a new one; who asks meanwhile
        waits for the same."""
        version, now = self._hub.version, time.monotonic()
        known = self._drawn.get(key)
        if known and known[0] == version and now - known[1] < FRESH:
            return await asyncio.shield(known[2])
        if len(self._drawn) >= KEPT:
            self._drawn.clear()
        task = asyncio.create_task(draw_it())
        task.add_done_callback(partial(self._forget_failed, key))
        self._drawn[key] = (version, now, task)
        return await asyncio.shield(task)

    def _forget_failed(self, key: Hashable, task: asyncio.Task[Part]) -> None:
        """Who asks next tries anew."""
        if task.cancelled() or task.exception() is not None:
            self._drawn.pop(key, None)


PARTS = web.AppKey("live_parts", Parts)


async def events(call: Call) -> web.StreamResponse:
    """A stream for as long as the page is open and its browser signed in."""
    hub = call.request.app[HUB]
    number = 0 if call.session is None else call.session.id
    if not hub.has_room():
        words = _("Too many pages are open just now, so this one does not change by itself.")
        return web.Response(text=words, status=503, headers=draw.HEADERS | {"Retry-After": "60"})
    lab = await call.read(lab_for, call.actor)
    listener = Listener(lab.id, number, call.request)
    stream = web.StreamResponse(headers=draw.HEADERS | HEADERS)
    guest.keep_early(call.request, stream)
    await stream.prepare(call.request)
    hub.join(listener, call.deps)
    try:
        async with asyncio.timeout(LONGEST):
            await _told(stream, hub, listener, call)
    except (TimeoutError, ConnectionError):
        pass
    finally:
        hub.leave(listener)
    return stream


async def _told(stream: web.StreamResponse, hub: Hub, listener: Listener, call: Call) -> None:
    await stream.write(b"retry: 3000\n\n")
    while True:
        with suppress(TimeoutError):
            await asyncio.wait_for(listener.told.wait(), HEARTBEAT)
        if listener.is_over:
            await stream.write(b"" if hub.is_over else OVER)
            return
        if listener.told.is_set():
            await asyncio.sleep(hub.pause(listener))
            listener.told.clear()
            listener.told_at = time.monotonic()
            await stream.write(CHANGED)
        elif await _is_in(call):
            await stream.write(ALIVE)
        else:
            return


async def _is_in(call: Call) -> bool:
    """Whether the browser is still signed in, by somebody who works here."""
    if call.session is None:
        return False
    deps = call.request.app[DEPS]
    try:
        async with deps.database.read() as uow:
            found = await web_session.come_in(uow, call.session.id, deps.defaults, deps.now())
    except FAILURES:
        return True  # the next heartbeat asks again
    return found is not None

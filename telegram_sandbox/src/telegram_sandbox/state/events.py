"""What happens in the chats, numbered, for pages and drivers that watch."""

import asyncio
from collections import defaultdict, deque
from collections.abc import Reversible
from dataclasses import dataclass
from itertools import takewhile
from typing import Any

KEPT, KEPT_EACH = 50_000, 20_000


@dataclass(frozen=True, slots=True)
class Event:
    """Something that a person's client would notice."""

    n: int
    person: int
    name: str
    data: Any

    def shown(self) -> dict[str, Any]:
        return {"n": self.n, "person": self.person, "event": self.name, "data": self.data}


class Events:
    """The newest events of everybody and of each person, and those who wait for more."""

    def __init__(self) -> None:
        self.last = 0
        self.life = 0  # how often all was forgotten: a stream of an earlier life has ended
        self._all: deque[Event] = deque(maxlen=KEPT)
        self._each: dict[int, deque[Event]] = defaultdict(lambda: deque(maxlen=KEPT_EACH))
        self._waiting: dict[int | None, set[asyncio.Future[None]]] = defaultdict(set)

    def publish(self, person: int, name: str, data: Any) -> None:
        """Number and store an event, and wake those who wait for it."""
        self.last += 1
        event = Event(self.last, person, name, data)
        self._all.append(event)
        self._each[person].append(event)
        for key in (person, None):
            self._wake(key)

    def _wake(self, key: int | None) -> None:
        for waiter in self._waiting.pop(key, ()):
            if not waiter.done():
                waiter.set_result(None)

    def after(self, n: int, person: int | None = None) -> list[Event]:
        """The events later than number `n`, of one person or of all, oldest first."""
        kept: Reversible[Event] = self._all if person is None else self._each.get(person, ())
        newest = takewhile(lambda event: event.n > n, reversed(kept))
        return list(newest)[::-1]

    async def wait(self, n: int, timeout: float, person: int | None = None) -> list[Event]:
        """The events later than `n`, waiting up to `timeout` seconds for the first."""
        if found := self.after(n, person):
            return found
        waiter: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting[person].add(waiter)
        try:
            await asyncio.wait_for(waiter, timeout)
        except TimeoutError:
            return []
        finally:
            if waiters := self._waiting.get(person):
                waiters.discard(waiter)
        return self.after(n, person)

    def forget(self) -> None:
        """Drop all events and wake everybody who waits; the numbers go on."""
        self.life += 1
        self._all.clear()
        self._each.clear()
        for key in list(self._waiting):
            self._wake(key)

"""People in front of one bot: what they type, which of its own buttons they tap."""

import asyncio
import random
import time
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass, field

from bench.webhook import updates
from bench.webhook.screens import Screen, Screens
from bench.webhook.wire import Hook
from screens.booking.callbacks import BookingDo, BookingTap

WORDS = "hello there"
TRIES = 10
LATE_FIRST = (
    BookingDo.CONFIRM,
    BookingDo.PATIENT,
    BookingDo.FASTING,
    BookingDo.SLOT,
    BookingDo.PART,
    BookingDo.DAY,
    BookingDo.TEST,
)
"""Of the buttons on a screen, the one that leads furthest is tapped."""
SURE = {
    BookingDo.CONFIRM,
    BookingDo.PATIENT,
    BookingDo.FASTING,
}  # there the first button, elsewhere any
Pick = Callable[[Sequence[str]], str]
Choose = Callable[[Screen, Pick], str | None]
Job = Callable[[], Awaitable[object]]


def booking_taps(screen: Screen) -> dict[str, list[str]]:
    """The callback data of a booking conversation's buttons, by what they do."""
    found: dict[str, list[str]] = {}
    for data in screen.data:
        if data.startswith(f"{BookingTap.__prefix__}:"):
            found.setdefault(data.split(":")[2], []).append(data)
    return found


def next_of_booking(screen: Screen, pick: Pick) -> str | None:
    """The next tap of a booking; None once there is nothing more to choose."""
    taps = booking_taps(screen)
    for do in LATE_FIRST:
        if found := taps.get(do):
            return found[0] if do in SURE else pick(found)
    return None


def any_button(screen: Screen, pick: Pick) -> str | None:
    """A peer's conversation ends with a screen without buttons."""
    return pick(screen.data) if screen.data else None


@dataclass
class Crowd:
    """opening, choose: how a whole conversation goes with this bot. pick: one button of several."""

    hook: Hook
    screens: Screens
    opening: str
    choose: Choose
    pick: Pick = field(default_factory=lambda: random.Random(1).choice)

    async def say(self, person: int, words: str, due: float | None = None) -> Screen:
        """Type, and wait for the acknowledgement and for what is shown."""
        return await self._bring(person, updates.text(person, words), due)

    async def tap(self, person: int, screen: Screen, data: str, due: float | None = None) -> Screen:
        """Tap, likewise."""
        return await self._bring(person, updates.tap(person, screen, data), due)

    async def _bring(self, person: int, update: bytes, due: float | None) -> Screen:
        """As Telegram: what is not 200 is brought again, after a second."""
        count = self.screens.count(person)
        for _ in range(TRIES):
            reply = await self.hook.post(update, due)
            if reply.status == 200:
                self.screens.take_reply(reply.body)
                return await self.screens.after(person, count)
            await asyncio.sleep(1)
        raise RuntimeError(f"refused {TRIES} times: {reply.status}")

    async def talk(self, person: int, until: str = "") -> tuple[Screen, str | None]:
        """A whole conversation, or up to the tap on what `until` does, which is not made."""
        screen = await self.say(person, self.opening)
        while (data := self.choose(screen, self.pick)) and data.split(":")[2:3] != [until]:
            screen = await self.tap(person, screen, data)
        return screen, data

    async def talk_by(self, person: int, begin: float, think: float) -> None:
        """A whole conversation on a clock: step n is due at begin + n * think.

        Its acknowledgement counts from then. A step whose screen has not come yet is late, and
        that lateness counts, too.
        """
        due = begin
        await asyncio.sleep(max(0.0, due - time.perf_counter()))
        screen = await self.say(person, self.opening, due)
        while data := self.choose(screen, self.pick):
            due += think
            await asyncio.sleep(max(0.0, due - time.perf_counter()))
            screen = await self.tap(person, screen, data, due)

    async def leaf(self, person: int, taps: int) -> None:
        """Another month of the calendar, again and again."""
        screen, _ = await self.talk(person, BookingDo.DAY)
        for _ in range(taps):
            months = booking_taps(screen)[BookingDo.MONTH]
            screen = await self.tap(person, screen, self.pick(months))


async def at_most(count: int, jobs: Iterable[Job]) -> None:
    """Do jobs, `count` at a time."""
    waiting = iter(jobs)

    async def one() -> None:
        for job in waiting:
            await job()

    async with asyncio.TaskGroup() as tasks:
        for _ in range(count):
            tasks.create_task(one())

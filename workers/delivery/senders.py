"""The senders of a process: claimed messages wait here, and go on the wire at their instants.

A message is begun (delivery.begin) only when a sender is near for it, so that what is in doubt
after a kill is no more than was about to be on the wire.
"""

import asyncio
import math
import time
from collections.abc import Callable, Sequence
from datetime import datetime

import structlog

from db.direct import Direct
from db.messages import delivery, lanes
from domain.messages.content import Channel
from domain.messages.delivery import Cause, Claim, Fault, GiveUp, Lanes, Later
from infra.clock import wait
from infra.mail.message import Mail
from infra.throttle import SendRequest
from infra.webhook.message import Post
from screens.messages.content import weight
from workers.content.chat import draw
from workers.content.mail import draw_mails
from workers.content.quiet import Drawn, PutOff
from workers.content.webhook import draw_posts
from workers.delivery.send import LEASE, LEFT, Departure, deliver, lapses_at
from workers.delivery.settle import Result, Settler
from workers.delivery.waiting_line import Gate, WaitingLine
from workers.deps import Deps
from workers.outage import POSTGRES, until_done

log = structlog.get_logger(__name__)
Content = Drawn | Mail | Post
SENDERS = 32  # requests on the wire at once
AHEAD = 2 * SENDERS  # more that may be begun meanwhile, so that no sender waits for Postgres
CHUNK = SENDERS  # messages begun by one statement
EARLY = 0.15  # seconds before its instant at which a message is begun
PATIENCE = (0.5, 0.1, 0.5)
"""Seconds that a begun message waits for the global rate at most, in the order of Lanes."""
RENEW_EVERY = LEASE / 3
HEED_EVERY = 1.0  # seconds between two looks for lanes that are paused, while anything waits
MOST = 500  # messages of a lane that wait in one process


class Senders:
    """Takes claimed messages in, and gives results to the settler."""

    def __init__(self, deps: Deps, settler: Settler, has_room: Callable[[], None]) -> None:
        rate = deps.settings.send_rate
        # What ten seconds can send; broadcasts hold less, for they wait for the others.
        self.size = Lanes(_within(rate, 10), _within(rate, 2), _within(rate, 10))
        self._deps, self._settler, self._has_room = deps, settler, has_room
        self._waiting = WaitingLine(self.size)
        self._gates: dict[str, Gate] = {Channel.EMAIL: Gate(), Channel.WEBHOOK: Gate(math.inf)}
        self._taken = 0  # places of senders, and ahead of them, that are taken
        # None: no more will come.
        self._departures: asyncio.Queue[Departure | None] = asyncio.Queue()
        self._direct = Direct(deps.database.engine)
        self._renewing = asyncio.Lock()
        self._changed = asyncio.Event()
        self._is_stopping = False

    def room(self) -> Lanes:
        """How many more messages of each lane can be sent well within their lease."""
        return self._waiting.room()

    def add(self, claimed: Sequence[Claim]) -> None:
        """Messages to send at their instants, or at once if these have passed."""
        for item in claimed:
            self._waiting.join(item, item.fire_at.timestamp())
        self._changed.set()

    def stop(self) -> None:
        self._is_stopping = True
        self._changed.set()

    def left_over(self) -> Sequence[Claim]:
        return self._waiting.everybody()

    async def run(self) -> None:
        """Begin what is due while there are senders, until the stop."""
        try:
            async with asyncio.TaskGroup() as senders:
                for _ in range(SENDERS):
                    senders.create_task(self._send())
                async with asyncio.TaskGroup() as tasks:
                    await self._begin_on(tasks)
                for _ in range(SENDERS):
                    self._departures.put_nowait(None)
        finally:
            await self._direct.close()

    async def _begin_on(self, tasks: asyncio.TaskGroup) -> None:
        while True:
            await self._settler.room()
            if self._is_stopping:
                return
            self._changed.clear()
            self._waiting.ripen(self._deps.clock.now() + EARLY)
            free, ready = SENDERS + AHEAD - self._taken, self._waiting.ready
            if ready and free >= min(CHUNK, ready):
                batch = self._waiting.leave(CHUNK)
                self._taken += len(batch)
                tasks.create_task(self._start(batch))
            else:
                await wait(self._changed, self._until_next())

    def _until_next(self) -> float | None:
        at = self._waiting.next_at()
        return None if at is None else at - EARLY - self._deps.clock.now()

    async def keep_leases(self) -> None:
        """Renew the leases of what waits, for ever."""
        while True:
            await asyncio.sleep(RENEW_EVERY)
            try:
                await self.renew()
            except POSTGRES as error:
                log.warning("database_missed", doing="renew", error=type(error).__name__)

    async def renew(self) -> None:
        """Renew the leases of what waits; what is not ours any more waits no more."""
        async with self._renewing, self._deps.database.each() as uow:
            waiting = self._waiting.everybody()
            kept = await delivery.renew(uow, waiting, LEASE) if waiting else set()
        if lost := {item.fence for item in waiting} - kept:
            log.info("claims_lost", count=len(lost))
            self._waiting.forget(lost)
            self._has_room()

    async def heed_pauses(self) -> None:
        """Give back what waits of lanes that are paused, for ever."""
        while True:
            await asyncio.sleep(HEED_EVERY)
            try:
                await self.give_back()
            except POSTGRES as error:
                log.warning("database_missed", doing="heed", error=type(error).__name__)

    async def give_back(self) -> None:
        """One look; claims pass paused lanes over themselves, so nothing new comes."""
        if not self._waiting:
            return
        async with self._renewing, self._deps.database.each() as uow:
            paused = await lanes.paused(uow)
            held = [item for item in self._waiting.everybody() if item.lane in paused]
            if held:
                await delivery.release(uow, held)
        if held:
            log.info("claims_released", count=len(held))
            self._waiting.forget({item.fence for item in held})
            self._has_room()

    async def _start(self, batch: Sequence[Claim]) -> None:
        """Draw, ask the throttle, begin; what cannot go now frees its place."""
        drawn = await until_done(lambda: self._draw(batch), "draw")
        going = await self._ask(drawn)
        lapses = lapses_at(time.monotonic())
        are_begun = await until_done(lambda: self._begin([item for item, *_ in going]), "begin")
        self._free(len(batch) - sum(are_begun))
        self._has_room()
        for (item, calls, go_at), is_begun in zip(going, are_begun, strict=True):
            if is_begun:
                self._departures.put_nowait(Departure(item, calls, go_at, lapses))
            else:
                self._leave(item)

    async def _draw(self, batch: Sequence[Claim]) -> list[tuple[Claim, Content]]:
        """What to send; what is not worth sending is settled as such."""
        now = self._deps.clock.utc()
        calls: list[tuple[Claim, Content]] = []
        for channel in Channel:
            items = [item for item in batch if item.channel == channel]
            drawn = await self._drawn(channel, items, now) if items else []
            for item, what in zip(items, drawn, strict=True):
                if isinstance(what, PutOff):
                    fault = Fault(what.why) if what.why else None
                    again = Later(what.until, counts=False)
                    self._settler.add(Result(item, again, fault, None, now))
                elif isinstance(what, Cause):
                    self._settler.add(Result(item, GiveUp(what), Fault(what), None, now))
                else:
                    rest = what[item.parts_sent :] if isinstance(what, tuple) else what
                    calls.append((item, rest))
        return calls

    async def _drawn(
        self, channel: Channel, items: Sequence[Claim], now: datetime
    ) -> Sequence[Content | Cause | PutOff]:
        database, keys = self._deps.database, self._deps.settings.keys
        match channel:
            case Channel.TELEGRAM:
                return await draw(database, items, now)
            case Channel.EMAIL:
                return await draw_mails(database, items, keys, now)
            case Channel.WEBHOOK:
                return await draw_posts(database, items, keys, now)

    async def _ask(
        self, batch: Sequence[tuple[Claim, Content]]
    ) -> list[tuple[Claim, Content, float]]:
        """When each message may go (seconds since 1970); the others wait again."""
        now = self._deps.clock.now()
        chats = [_request(item, what, now) for item, what in batch if isinstance(what, tuple)]
        answers = iter(await self._deps.throttle.ask(chats))
        going: list[tuple[Claim, Content, float]] = []
        for item, what in batch:
            gate = self._gates.get(item.channel)
            answer = gate.ask(now, _delay(item, now)) if gate else next(answers)
            if answer.may_go:
                going.append((item, what, now + answer.delay))
            else:
                self._waiting.join(item, now + answer.delay + EARLY)
        return going

    async def _begin(self, batch: Sequence[Claim]) -> list[bool]:
        if not batch:
            return []
        async with self._renewing:
            pass  # what waits no more meanwhile would be waited for by both statements
        return await delivery.begin(self._direct, batch, LEFT)

    async def _send(self) -> None:
        """One sender: a task for each message would cost more than its wait for a turn."""
        while (message := await self._departures.get()) is not None:
            await self._settler.room()
            result = await deliver(self._deps, message)
            self._free(1)
            self._leave(message.claimed)
            self._settler.add(result)

    def _leave(self, item: Claim) -> None:
        if gate := self._gates.get(item.channel):
            gate.leave()

    def _free(self, places: int) -> None:
        self._taken -= places
        self._changed.set()


def _request(item: Claim, calls: Drawn, now: float) -> SendRequest:
    items = sum(weight(call) for call in calls)
    return SendRequest(int(item.recipient), _delay(item, now), PATIENCE[item.lane], items)


def _delay(item: Claim, now: float) -> float:
    return max(0.0, item.fire_at.timestamp() - now)


def _within(rate: float, seconds: float) -> int:
    return MOST if rate == 0 else max(SENDERS, min(MOST, int(rate * seconds)))

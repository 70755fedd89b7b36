"""Claiming: an alarm rings, and what is due is taken until nothing is left or nobody has room."""

import asyncio
import heapq
from collections import deque
from collections.abc import Sequence
from uuid import UUID, uuid4

import structlog

from db.direct import Direct
from db.messages import delivery
from db.messages.delivery import EACH
from domain.messages.delivery import Claim, Claimed, Lanes
from domain.messages.rate import CHAT, SECOND
from infra import queue
from infra.clock import wait
from workers.delivery.send import LEASE
from workers.delivery.senders import MOST, Senders
from workers.delivery.settle import Settler
from workers.deps import Deps
from workers.outage import REDIS, until_done

log = structlog.get_logger(__name__)
BACKUP = queue.LEAD / 3  # seconds before its instant at which the sweep's own alarm rings
WORTH = 2  # a claim takes at least this part of a lane's room, as long as something waits
REMEMBERED = 64  # seconds that rang lately, for which the sweep's own alarms are in vain
HELP_EVERY = 0.5  # seconds between two calls for other workers' help
PACE = CHAT.interval / SECOND  # seconds until a chat that has had its part gets the next message
UNLIMITED = MOST // 4, 0.05  # of one recipient at a time, and their pace, without a send rate
_Alarm = tuple[float, int, bool]  # rings at, its second, whether it is the sweep's


class Claimer:
    """One task claims for the whole process, so a ring costs nothing but a note."""

    def __init__(self, deps: Deps, settler: Settler) -> None:
        self.id = uuid4()  # of this process; its claims' tokens begin with it
        self.senders = Senders(deps, settler, self._wake)
        self._deps = deps
        self._direct = Direct(deps.database.engine)
        self._alarms: list[_Alarm] = []
        self._rung: deque[int] = deque(maxlen=REMEMBERED)
        self._until = 0  # what is due up to this second is to be claimed
        self._more = [False] * len(Lanes._fields)  # whether a lane may hold more of it
        self._each, self._pace = (EACH, PACE) if deps.settings.send_rate else UNLIMITED
        self._again_at: float | None = None  # when to look for those who had as many as may be
        self._is_rescue = False
        self._helped_at = 0.0
        self._unanswered: UUID | None = None  # token of a claim that may hold without an answer
        self._changed = asyncio.Event()
        self._is_stopping = False

    def ring(self, second: int) -> None:
        """An alarm for this second (since 1970) rang; one that is early is kept for later."""
        self._rung.append(second)
        self._note((second - queue.LEAD, second, False))

    def expect(self, second: int) -> None:
        """The sweep knows of something due then: look for it if no alarm has rung shortly before.

        What is found that way counts as rescued.
        """
        alarm = (second - BACKUP, second, True)
        if alarm not in self._alarms and second not in self._rung:
            self._note(alarm)

    def is_idle(self) -> bool:
        """Whether everything that was due when last looked at has been claimed."""
        return not any(self._more) and self._again_at is None

    def stop(self) -> None:
        self._is_stopping = True
        self._wake()

    async def run(self) -> None:
        """Claim when alarms ring and the senders have room, until the stop."""
        try:
            while not self._is_stopping:
                await self._claim_or_wait()
        finally:
            await self._direct.close()

    async def _claim_or_wait(self) -> None:
        self._changed.clear()
        self._ripen()
        lanes = self._lanes()
        if any(lanes):
            await self._claim(lanes)
        else:
            nexts = [at for at, *_ in self._alarms[:1]]
            if self._again_at is not None:
                nexts.append(self._again_at)
            rest = min(nexts) - self._deps.clock.now() if nexts else None
            await wait(self._changed, rest)

    def noted(self) -> set[int]:
        """Seconds whose alarms rang early and are still to be looked at."""
        return {second for _, second, is_rescue in self._alarms if not is_rescue}

    def _note(self, alarm: _Alarm) -> None:
        heapq.heappush(self._alarms, alarm)
        self._wake()

    def _wake(self) -> None:
        self._changed.set()

    def _ripen(self) -> None:
        now = self._deps.clock.now()
        if self._again_at is not None and self._again_at <= now:
            self._again_at, self._is_rescue = None, False
            self._more = [True] * len(self._more)
        while self._alarms and self._alarms[0][0] <= now:
            _, second, is_rescue = heapq.heappop(self._alarms)
            if is_rescue and second in self._rung:
                continue
            self._is_rescue = is_rescue and (self._is_rescue or self.is_idle())
            self._until = max(self._until, second)
            self._more = [True] * len(self._more)

    def _lanes(self) -> Lanes:
        """How many of each lane to claim now: nothing rather than little by little."""
        lanes = zip(self._more, self.senders.room(), self.senders.size, strict=True)
        return Lanes(*(room if more and room * WORTH >= size else 0 for more, room, size in lanes))

    async def _claim(self, lanes: Lanes) -> None:
        claimed = await until_done(lambda: self._take(lanes), "claim")
        self.senders.add(claimed.items)
        asked = zip(self._more, claimed.seen, lanes, strict=True)
        self._more = [more and seen >= room for more, seen, room in asked]
        self._tell_rescued(claimed.items)
        again_at = self._again_at or self._deps.clock.now() + self._pace
        self._again_at = again_at if claimed.is_crowded else None
        if any(self._more):
            await self._call_for_help()

    async def _take(self, lanes: Lanes) -> Claimed:
        if self._unanswered is not None:
            async with self._deps.database.each() as uow:
                await delivery.disclaim(uow, self._unanswered)
        self._unanswered = token = UUID(bytes=self.id.bytes[:8] + uuid4().bytes[8:])
        claimed = await delivery.claim(
            self._direct,
            queue.instant(self._until),
            lanes,
            token,
            lease=LEASE,
            each=self._each,
        )
        self._unanswered = None
        return claimed

    def _tell_rescued(self, claimed: Sequence[Claim]) -> None:
        if claimed and self._is_rescue:
            self._deps.metrics.rescued.inc(len(claimed))
            log.info("messages_rescued", count=len(claimed))

    async def _call_for_help(self) -> None:
        """More is due than this process has room for: wake another worker, if one is idle."""
        now = self._deps.clock.now()
        if now - self._helped_at < HELP_EVERY:
            return
        self._helped_at = now
        try:
            await queue.ring(self._deps.redis, [queue.instant(self._until)], self._deps.clock.utc())
        except REDIS as error:
            log.warning("alarm_failed", error=type(error).__name__)

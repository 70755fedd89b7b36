"""Writing down how tries ended, many in one statement, a few milliseconds after they did."""

import asyncio
import math
import time
from collections import Counter, deque
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

import structlog

from db.booking import held_seats
from db.direct import Direct
from db.messages import dead_letters, delivery, webhook
from db.messages import series as series_rows
from db.uow import Uow
from domain.booking.waiting import SEAT
from domain.messages.content import Channel
from domain.messages.delivery import (
    GONE,
    Cause,
    Claim,
    Fault,
    Later,
    Outcome,
    Settlement,
    settlement,
)
from domain.messages.schedule import Status, whole_second
from domain.messages.webhook import Topic
from workers.delivery import series
from workers.deps import Deps
from workers.jobs import waitlist
from workers.outage import until_done

log = structlog.get_logger(__name__)
GATHER = 0.002  # seconds to gather more before writing
MOST = 256  # rows in one statement
LOOK_EVERY = 5.0  # seconds between two looks whether a program wants to hear of messages
UNWRITTEN = 64  # with more nothing is begun or sent, as it would be sent again after a kill


@dataclass(frozen=True, slots=True)
class Result:
    """A try that ended. begun_at: when it went on the wire, None if it never did.

    message: its id in the chat, 0 = none.
    """

    claimed: Claim
    outcome: Outcome
    fault: Fault | None
    begun_at: datetime | None
    ended_at: datetime
    message: int = 0

    def settlement(self) -> Settlement:
        return settlement(
            self.claimed, self.outcome, self.fault, begun_at=self.begun_at, ended_at=self.ended_at
        )

    @property
    def has_followers(self) -> bool:
        """Whether its end may change what else is sent, or when."""
        it = self.claimed
        is_waiting = isinstance(self.outcome, Later)
        is_more = it.series_id is not None or it.channel == Channel.WEBHOOK
        return bool(self.fault) or is_waiting or is_more or self.seat > 0

    @property
    def seat(self) -> int:
        """The held seat that it asks about, once it has arrived; 0 = none."""
        it = self.claimed.content
        return int(it["facts"]["offer"]) if self.message and it.get("what") == SEAT else 0

    @property
    def cause(self) -> Cause | None:
        return self.fault.cause if self.fault else None


class Settler:
    """Takes results in, and writes them until it is closed and empty."""

    def __init__(self, deps: Deps) -> None:
        self._deps = deps
        self._direct = Direct(deps.database.engine)
        self._results: deque[Result] = deque()
        self._unwritten = 0
        self._changed = asyncio.Event()
        self._room = asyncio.Event()
        self._room.set()
        self._is_closed = False
        self._is_token_refused = False
        self._is_heard, self._watched_at = False, -math.inf

    def add(self, result: Result) -> None:
        self._results.append(result)
        self._changed.set()
        self._count(1)

    async def room(self) -> None:
        """Wait while too much is unwritten: Postgres is slow or down."""
        if not self._room.is_set():
            await self._room.wait()

    def close(self) -> None:
        self._is_closed = True
        self._changed.set()

    async def run(self) -> None:
        try:
            while self._results or not self._is_closed:
                if not self._results:
                    self._changed.clear()
                    await self._changed.wait()
                    await asyncio.sleep(GATHER)
                    continue
                await until_done(self._write_all, "settle")
        finally:
            await self._direct.close()

    async def _write_all(self) -> None:
        """Write until nothing is left; what fails stays to be written."""
        while self._results:
            batch = list(islice(self._results, MOST))
            await self._write(batch)
            for _ in batch:
                self._results.popleft()
            self._count(-len(batch))

    def _count(self, more: int) -> None:
        self._unwritten += more
        if self._unwritten < UNWRITTEN:
            self._room.set()
        else:
            self._room.clear()

    async def _write(self, batch: Sequence[Result]) -> None:
        rows = [result.settlement() for result in batch]
        if any(result.has_followers for result in batch) or await self._is_watched():
            are_held = await self._write_and_follow(batch, rows)
        else:
            are_held = await delivery.settle(self._direct, rows)
        if not all(are_held):
            await self._look_for_lost(rows, are_held)
        self._tell(rows, are_held)
        self._watch_token(batch)

    async def _write_and_follow(
        self, batch: Sequence[Result], rows: Sequence[Settlement]
    ) -> Sequence[bool]:
        """In one transaction with what failures and ends of occurrences bring about."""
        repeated = [result.claimed for result in batch if result.claimed.series_id is not None]
        async with self._deps.database.begin() as uow:
            locked = await series.hold(uow, repeated)
            are_held = await delivery.settle(uow, rows)
            held = [
                pair
                for pair, is_held in zip(zip(batch, rows, strict=True), are_held, strict=True)
                if is_held
            ]
            await self._follow(uow, [(result, row) for result, row in held if result.fault])
            for _, row in held:
                if row.fire_at is not None:
                    uow.ring_at(row.fire_at)
            await self._follow_hooks(uow, held)
            seats = [result for result, _ in held if result.seat]
            untils = {one.seat: await held_seats.sent(uow, one.seat, one.message) for one in seats}
            await self._tell_programs(uow, [row for _, row in held])
            died = [
                (result.claimed, result.fault.cause)
                for result, row in held
                if result.fault and row.status is Status.DEAD
            ]
            going = await series.halt(uow, locked, died)
            done = [
                result.claimed
                for result, row in held
                if result.claimed.series_id is not None and row.status is not Status.SCHEDULED
            ]
            await series.go_on(uow, going, done, self._deps.clock.utc())
        await waitlist.set_alarms(self._deps, untils)
        return are_held

    async def _follow(self, uow: Uow, failed: Sequence[tuple[Result, Settlement]]) -> None:
        """What else a failed try changes: who is reachable, who is told, when it rings again."""
        blocked = [int(r.claimed.recipient) for r, _ in failed if r.cause in GONE]
        if blocked:
            await dead_letters.mark_unreachable(uow, blocked)
            if halted := await series_rows.halt_of(uow, blocked, Cause.BLOCKED):
                log.info("series_halted", series_ids=halted)
        dead = [row.id for _, row in failed if row.status is Status.DEAD]
        if dead:
            at = whole_second(self._deps.clock.utc())
            if await dead_letters.tell_authors(uow, dead, at):
                uow.ring_at(at)

    async def _follow_hooks(self, uow: Uow, held: Sequence[tuple[Result, Settlement]]) -> None:
        """What comes after a webhook at its booking goes now, or waits for its next try."""
        hooks = [(r.claimed, row) for r, row in held if r.claimed.channel == Channel.WEBHOOK]
        if late := [(item, row.fire_at) for item, row in hooks if row.fire_at is not None]:
            await webhook.hold_up(uow, late)
        over = {item.recipient for item, row in hooks if row.fire_at is None}
        now = self._deps.clock.utc()
        if over and await webhook.is_more_waiting(uow, over, now):
            uow.ring_at(now.replace(microsecond=0))

    async def _tell_programs(self, uow: Uow, held: Sequence[Settlement]) -> None:
        """Of messages that are sent or dead."""
        over = [row.id for row in held if row.status in {Status.SENT, Status.DEAD}]
        if over and await self._is_watched():
            due = whole_second(self._deps.clock.utc())
            if await webhook.tell_of_messages(uow, over, due):
                uow.ring_at(due)

    async def _is_watched(self) -> bool:
        """Whether a program wants to hear of messages; asked of Postgres every few seconds."""
        now = time.monotonic()
        if now - self._watched_at > LOOK_EVERY:
            async with self._deps.database.each() as uow:
                self._is_heard = await webhook.is_watched(uow, Topic.MESSAGE)
            self._watched_at = now
        return self._is_heard

    async def _look_for_lost(self, rows: Sequence[Settlement], are_held: Sequence[bool]) -> None:
        """Begun, but settled too late: another worker has it, so it may arrive twice."""
        pairs = zip(rows, are_held, strict=True)
        late = [row for row, is_held in pairs if not is_held and row.begun_at is not None]
        if late:
            log.warning("settles_refused", message_ids=[row.id for row in late])
            async with self._deps.database.each() as uow:
                await dead_letters.flag(uow, late)

    def _tell(self, rows: Sequence[Settlement], are_held: Sequence[bool]) -> None:
        pairs = zip(rows, are_held, strict=True)
        outcomes = [row.outcome if is_held else "refused" for row, is_held in pairs]
        for name, count in Counter(outcomes).items():
            self._deps.metrics.deliveries.labels(outcome=name).inc(count)
        for row, outcome in zip(rows, outcomes, strict=True):
            if row.error is not None:
                log.info(
                    "try_failed",
                    message_id=row.id,
                    outcome=outcome,
                    cause=row.error.split(":", 1)[0],
                    next_at=row.fire_at.isoformat() if row.fire_at else None,
                )

    def _watch_token(self, batch: Sequence[Result]) -> None:
        """Tell the operator once that messages wait for a token, and once that it works again."""
        told = [r.cause for r in batch if r.begun_at and r.cause in {None, Cause.UNAUTHORIZED}]
        if not told or (is_refused := told[-1] is not None) == self._is_token_refused:
            return
        self._is_token_refused = is_refused
        self._deps.metrics.token_refused.set(is_refused)
        if is_refused:
            log.error("token_refused")
        else:
            log.info("token_accepted")

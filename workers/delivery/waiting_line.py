"""The line before the senders: who waits for an instant, and who is next."""

import heapq
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import count
from operator import itemgetter, sub

from domain.messages.delivery import Claim, Fence, Lanes
from infra.throttle import SendAnswer

AT_ONCE = 8  # of a kind that hold a sender's place; some of them wait for a connection
PER_SECOND = 14.0  # mails of one process; what Amazon SES grants at first, others take more
PATIENCE = 0.5  # seconds that one that has begun waits for its turn at most
AGAIN = 1.0  # seconds until one that found no place asks again


class WaitingLine:
    """Claimed messages that have not begun. The first lane goes first, then the earlier ones.

    Nobody overtakes who waits in the same lane for the same recipient. size: how many of each lane
    there is room for. Instants are seconds since 1970.
    """

    def __init__(self, size: Lanes) -> None:
        self._size = size
        self._held = [0] * len(size)
        self._number = count()  # breaks ties
        self._due: list[tuple[float, int, Claim]] = []
        self._last: dict[tuple[int, str], float] = {}  # until when somebody's last one waits
        self._ready: list[tuple[int, datetime, int, int, Claim]] = []

    def __len__(self) -> int:
        return len(self._due) + len(self._ready)

    @property
    def ready(self) -> int:
        return len(self._ready)

    def room(self) -> Lanes:
        """How many more of each lane may join."""
        return Lanes(*map(sub, self._size, self._held))

    def join(self, item: Claim, at: float) -> None:
        self._held[item.lane] += 1
        at = max(at, self._last.get(_whose(item), at))
        self._last[_whose(item)] = at
        heapq.heappush(self._due, (at, next(self._number), item))

    def ripen(self, now: float) -> None:
        """Those whose instant has come are ready."""
        while self._due and self._due[0][0] <= now:
            at, number, item = heapq.heappop(self._due)
            if self._last.get(_whose(item)) == at:
                del self._last[_whose(item)]
            heapq.heappush(self._ready, (item.lane, item.fire_at, item.id, number, item))

    def next_at(self) -> float | None:
        """When the next one will be ready; None if nobody waits for an instant."""
        return self._due[0][0] if self._due else None

    def leave(self, most: int) -> list[Claim]:
        batch = [heapq.heappop(self._ready)[-1] for _ in range(min(most, len(self._ready)))]
        for item in batch:
            self._held[item.lane] -= 1
        return batch

    def everybody(self) -> Sequence[Claim]:
        return [each[-1] for each in self._due] + [each[-1] for each in self._ready]

    def forget(self, lost: Collection[Fence]) -> None:
        """These claims are not ours any more: cancelled, changed, or taken by somebody else."""
        for item in self.everybody():
            if item.fence in lost:
                self._held[item.lane] -= 1
        self._due = [each for each in self._due if each[-1].fence not in lost]
        self._last = {_whose(item): at for at, _, item in sorted(self._due, key=itemgetter(0))}
        self._ready = [each for each in self._ready if each[-1].fence not in lost]
        heapq.heapify(self._due)
        heapq.heapify(self._ready)


def _whose(item: Claim) -> tuple[int, str]:
    return item.lane, item.recipient


@dataclass(slots=True)
class Gate:
    """Asked before a mail or webhook is begun, told when it is over: not all senders shall be taken
    by slow servers. Instants are seconds of one clock. per_second: infinite for no limit.
    """

    per_second: float = PER_SECOND
    _on_the_way: int = 0
    _free_at: float = 0.0

    def ask(self, now: float, delay: float) -> SendAnswer:
        """Whether one may go, not before now + delay, and in how many seconds."""
        if self._on_the_way >= AT_ONCE:
            return SendAnswer(may_go=False, delay=delay + AGAIN)
        at = max(now + delay, self._free_at)
        if at - now - delay > PATIENCE:
            return SendAnswer(may_go=False, delay=at - now)
        self._free_at = at + 1 / self.per_second
        self._on_the_way += 1
        return SendAnswer(may_go=True, delay=at - now)

    def leave(self) -> None:
        self._on_the_way -= 1

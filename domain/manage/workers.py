"""What the workers do: who lives, what waits in each lane, what is on the way, how it went."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from domain.messages.delivery import Lane

ALIVE = timedelta(seconds=45)  # since the last beat
MOST = 10_000  # of a lane that is counted
LATEST = 5000  # attempts that are looked at
HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class WorkerBeat:
    """A worker process. at: its last sign of life; both by the database's clock.

    version: of the program, '' if unknown.
    """

    id: str
    started_at: datetime
    at: datetime
    version: str

    def is_alive(self, now: datetime) -> bool:
        """now: by the database's clock."""
        return now - self.at < ALIVE


@dataclass(frozen=True, slots=True)
class LaneState:
    """What waits in a lane, each counted up to MOST. oldest_at: of what is overdue.

    paused_at: since when nothing of it is sent.
    """

    lane: Lane
    overdue: int
    in_a_minute: int
    in_an_hour: int
    oldest_at: datetime | None
    paused_at: datetime | None


@dataclass(frozen=True, slots=True)
class ClaimState:
    """What one worker holds. worker: what its id begins with. begun: on the wire.

    lab, personal, broadcast: how many of each lane. lease_until: when the first lease ends.
    """

    worker: str
    messages: int
    lab: int
    personal: int
    broadcast: int
    begun: int
    lease_until: datetime


@dataclass(frozen=True, slots=True)
class Spread:
    """Seconds within which so many percent of tries were; None without any."""

    p50: float | None
    p75: float | None
    p95: float | None
    p99: float | None


@dataclass(frozen=True, slots=True)
class HourOfTries:
    """The last hour, of the newest LATEST tries alone.

    lateness: from the planned second to the first try. sending: from a try to its end. retries:
    messages that wait for another try. next_at: the first of these.
    """

    delivered: int
    later: int
    given_up: int
    lateness: Spread
    sending: Spread
    retries: int
    next_at: datetime | None


@dataclass(frozen=True, slots=True)
class WorkersState:
    """now: the database's clock."""

    now: datetime
    workers: tuple[WorkerBeat, ...]
    lanes: tuple[LaneState, ...]
    claims: tuple[ClaimState, ...]
    hour: HourOfTries

"""How the house is: one line each, and what needs somebody."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

SKEW = timedelta(seconds=2)  # between our clock and the database's
WAITING = timedelta(seconds=30)  # of a due message
PENDING = 100  # updates that wait at Telegram


class Part(StrEnum):
    """What is looked at, in the order shown."""

    POSTGRES = "postgres"
    REDIS = "redis"
    WEBHOOK = "webhook"
    WORKERS = "workers"
    DUE = "due"
    DEAD = "dead"
    CLOCK = "clock"
    MAIL = "mail"


@dataclass(frozen=True, slots=True)
class Finding:
    """One part: whether it is well, a number for its line, and a word more where there is one."""

    part: Part
    is_ok: bool
    number: float = 0.0
    word: str = ""


@dataclass(frozen=True, slots=True)
class State:
    """What Postgres says. now: its clock."""

    now: datetime
    workers: int
    last_beat: datetime | None
    dead: int
    oldest_due: datetime | None


def findings(it: State, now: datetime) -> tuple[Finding, ...]:
    """Workers, the oldest due message, dead letters, the clock. now: ours, aware UTC."""
    since = (it.now - it.last_beat).total_seconds() if it.last_beat else -1.0
    waits = it.now - it.oldest_due if it.oldest_due else timedelta()
    skew = abs(now - it.now)
    return (
        Finding(Part.WORKERS, it.workers > 0, it.workers, f"{since:.0f}"),
        Finding(Part.DUE, waits < WAITING, waits.total_seconds()),
        Finding(Part.DEAD, it.dead == 0, it.dead),
        Finding(Part.CLOCK, skew < SKEW, skew.total_seconds() * 1000),
    )

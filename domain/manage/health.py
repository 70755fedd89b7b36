"""How the house is: one line each, and what needs somebody."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from domain.messages.delivery import Lane

SKEW = timedelta(seconds=2)  # between our clock and the database's
WAITING = timedelta(seconds=30)  # of a due message
PENDING = 100  # updates that wait at Telegram
RECENT = timedelta(minutes=10)  # since an error of the webhook that is worth telling


class HealthPart(StrEnum):
    """What is looked at, in the order shown."""

    POSTGRES = "postgres"
    REDIS = "redis"
    WEBHOOK = "webhook"
    WORKERS = "workers"
    DUE = "due"
    DEAD = "dead"
    PAUSED = "paused"
    CLOCK = "clock"
    MAIL = "mail"


class HealthNote(StrEnum):
    """What is said of a part beside its number; screens/manage/health.py has the words."""

    LATE = "late"  # no answer in time
    SILENT = "silent"
    ERROR = "error"  # no answer; detail: the kind of error
    EVICTS = "evicts"  # Redis may forget alarms
    FETCHED = "fetched"
    BROUGHT = "brought"
    REFUSED = "refused"  # by our webhook; detail: what Telegram says, number: seconds ago
    READY = "ready"
    MISSING = "missing"
    LAB = "lab"
    PERSONAL = "personal"
    BROADCAST = "broadcast"


OF_LANE = {
    Lane.LAB: HealthNote.LAB,
    Lane.PERSONAL: HealthNote.PERSONAL,
    Lane.BROADCAST: HealthNote.BROADCAST,
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One part: whether it is well, a number for its line, and what more there is to say.

    detail: such as a size or the kind of an error.
    """

    part: HealthPart
    is_ok: bool
    number: float = 0.0
    note: HealthNote | None = None
    detail: str = ""


@dataclass(frozen=True, slots=True)
class DatabaseState:
    """What Postgres says. now: its clock. oldest_due: of lanes that are not paused."""

    now: datetime
    workers: int
    last_beat: datetime | None
    dead: int
    oldest_due: datetime | None
    paused: tuple[Lane, ...] = ()


def findings(it: DatabaseState, now: datetime) -> tuple[Finding, ...]:
    """Workers, the oldest due message, dead letters, the clock. now: ours, aware UTC."""
    since = (it.now - it.last_beat).total_seconds() if it.last_beat else -1.0
    waits = it.now - it.oldest_due if it.oldest_due else timedelta()
    skew = abs(now - it.now)
    return (
        Finding(HealthPart.WORKERS, it.workers > 0, it.workers, detail=f"{since:.0f}"),
        Finding(HealthPart.DUE, waits < WAITING, waits.total_seconds()),
        Finding(HealthPart.DEAD, it.dead == 0, it.dead),
        *(Finding(HealthPart.PAUSED, False, note=OF_LANE[lane]) for lane in it.paused),
        Finding(HealthPart.CLOCK, skew < SKEW, skew.total_seconds() * 1000),
    )


def of_mail(has_mail: bool) -> Finding:
    """Whether mail is set up; without it nothing is wrong."""
    return Finding(HealthPart.MAIL, True, note=HealthNote.READY if has_mail else HealthNote.MISSING)


def of_webhook(url: str, waiting: int, error: str, since: timedelta) -> Finding:
    """What Telegram says of our webhook. waiting: updates. since: its last error."""
    if not url:
        return Finding(HealthPart.WEBHOOK, True, 0, HealthNote.FETCHED)
    if error and since < RECENT:
        return Finding(HealthPart.WEBHOOK, False, since.total_seconds(), HealthNote.REFUSED, error)
    return Finding(HealthPart.WEBHOOK, waiting < PENDING, waiting, HealthNote.BROUGHT)

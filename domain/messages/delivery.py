"""How a try to send a message ends: the closed set of outcomes, and the causes behind them."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum, StrEnum
from typing import Any, NamedTuple
from uuid import UUID

from domain.account.actor import Actor
from domain.messages.content import Channel
from domain.messages.schedule import Status, whole_second

Fence = tuple[int, UUID]
"""A message's id and the token of one claim of it."""

STEPS = (timedelta(minutes=5), timedelta(minutes=10))
"""From the begin of a try to the next, at most: so the third is at most 15:00 after the first."""
TRIES = len(STEPS) + 1
LONG_STEPS = (*STEPS, *(timedelta(hours=hours) for hours in (0.5, 1, 2, 4, 8, 8)))
"""For what was put off: growing pauses, nearly a day in all (RFC 5321 4.5.4.1)."""
LONGEST_HINT = timedelta(hours=8)
HINT = re.compile(
    r"(?<![\w.:-])"
    r"(?:(?P<h>\d{1,2}):(?P<m>\d{2}):(?P<s>\d{2})|(?P<n>\d{1,6}) ?(?P<unit>[hms]\w*))(?![\w:])",
    re.IGNORECASE,
)
UNIT = re.compile(
    r"h(ours?|rs?)?|m(in(ute)?s?|inutos?|inuten?)?|s(ec(ond)?s?|ekunden?|egundos?|econdes?)?",
    re.IGNORECASE,
)
UNITS = {"h": timedelta(hours=1), "m": timedelta(minutes=1), "s": timedelta(seconds=1)}
SHORTENED = 0.2  # the part of a step that jitter may take away
LONGEST_FLOOD = timedelta(hours=1)
SIGN_IN = timedelta(minutes=1)
"""Until the next try when Telegram refuses our token, which only the operator can mend."""


class Cause(StrEnum):
    """Why a try failed. Stable words: they stand in the table, in logs and in metrics."""

    BLOCKED = "blocked"  # the person blocked the bot, or left
    NO_CHAT = "no_chat"  # Telegram knows no such chat
    REMOVED = "removed"  # the bot is no longer in the group or channel
    NO_RIGHTS = "no_rights"  # the author, or the bot, may not post there any more
    MEDIA_GONE = "media_gone"  # Telegram no longer has the file
    BAD_REQUEST = "bad_request"  # Telegram will never take this message
    UNAUTHORIZED = "unauthorized"  # our own token is wrong or revoked
    FLOODED = "flooded"  # Telegram asks to wait
    NOT_REACHED = "not_reached"  # no connection was made, so nothing was sent
    NO_ANSWER = "no_answer"  # the connection broke or timed out: sent or not, nobody knows
    SERVER_ERROR = "server_error"  # Telegram stumbled: sent or not, nobody knows
    WORKER_LOST = "worker_lost"  # our worker died on the wire: sent or not, nobody knows
    MAIL_NOT_REACHED = "mail_not_reached"  # no connection to the mail server: nothing was sent
    MAIL_UNAUTHORIZED = "mail_unauthorized"  # it does not take our user or password
    MAIL_DEFERRED = "mail_deferred"  # it answered 4xx: not now
    MAIL_BUSY = "mail_busy"  # more mails wait than are sent at once
    MAIL_REFUSED = "mail_refused"  # it answered 5xx: never
    MAIL_NO_ANSWER = "mail_no_answer"  # the connection broke after DATA: nobody knows
    ADDRESS_GONE = "address_gone"  # removed, not confirmed, or unsubscribed
    HOOK_NOT_REACHED = "hook_not_reached"  # no connection to the program: nothing was sent
    HOOK_NO_ANSWER = "hook_no_answer"  # the connection broke or timed out: nobody knows
    HOOK_BUSY = "hook_busy"  # it answered 429 or 503: not now
    HOOK_ERROR = "hook_error"  # it answered 5xx: whether it has it, nobody knows
    HOOK_REFUSED = "hook_refused"  # it answered 3xx or 4xx
    HOOK_GONE = "hook_gone"  # it answered 410: nobody listens there any more
    HOOK_BARRED = "hook_barred"  # its address is one of a private network
    HOOK_UNSIGNED = "hook_unsigned"  # the key is gone that its secret was made with
    STALE = "stale"  # too late to be worth sending
    UNREADABLE = "unreadable"  # the stored content is of no kind we know
    DROPPED = "dropped"  # its reason is gone: the booking was cancelled or is over
    RESTORED = "restored"  # from a backup: sent after it or not, nobody knows
    BUG = "bug"  # ours; the log has the traceback


FINAL = frozenset(
    (
        *(Cause.BLOCKED, Cause.NO_CHAT, Cause.REMOVED, Cause.NO_RIGHTS, Cause.MEDIA_GONE),
        *(Cause.BAD_REQUEST, Cause.MAIL_REFUSED, Cause.ADDRESS_GONE, Cause.STALE, Cause.UNREADABLE),
        *(Cause.HOOK_GONE, Cause.HOOK_BARRED, Cause.HOOK_UNSIGNED),
    )
)
"""Trying again would change nothing."""
OUT_OF_REACH = frozenset(
    (
        *(Cause.BLOCKED, Cause.NO_CHAT, Cause.REMOVED, Cause.NO_RIGHTS),
        *(Cause.MAIL_REFUSED, Cause.ADDRESS_GONE),
    )
)
"""Whatever is sent there next will not arrive either: what repeats waits."""
WAITS = frozenset({Cause.FLOODED, Cause.MAIL_BUSY})
"""Nothing was wrong but the moment, so a try does not count."""
UNKNOWN = frozenset(
    (
        *(Cause.NO_ANSWER, Cause.SERVER_ERROR, Cause.MAIL_NO_ANSWER, Cause.WORKER_LOST, Cause.BUG),
        *(Cause.HOOK_NO_ANSWER, Cause.HOOK_ERROR),
    )
)
"""The message may have arrived although the try failed: sent again, it is flagged in doubt."""
PUT_OFF = frozenset(
    (
        *(Cause.MAIL_DEFERRED, Cause.HOOK_NOT_REACHED, Cause.HOOK_NO_ANSWER, Cause.HOOK_BUSY),
        Cause.HOOK_ERROR,
    )
)
"""The other side may be away for hours: tried for nearly a day."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What went wrong on the wire. wait: how long the other side asks to wait.

    parts_sent: how many parts of the message this try had sent before.
    """

    cause: Cause
    detail: str = ""
    wait: timedelta = timedelta()
    parts_sent: int = 0

    @property
    def is_unknown(self) -> bool:
        """Whether the message may have arrived all the same."""
        return self.cause in UNKNOWN

    def __str__(self) -> str:
        """As stored in last_error: the cause, then Telegram's own words."""
        return f"{self.cause}: {self.detail}" if self.detail else str(self.cause)


@dataclass(frozen=True, slots=True)
class Delivered:
    """It arrived."""


@dataclass(frozen=True, slots=True)
class Later:
    """Try again at an instant (aware UTC, whole seconds); a flood wait does not count as a try."""

    at: datetime
    counts: bool


@dataclass(frozen=True, slots=True)
class GiveUp:
    """A dead letter; `why` is kept with it."""

    why: Cause


Outcome = Delivered | Later | GiveUp
"""There is no fourth."""


class Lane(IntEnum):
    """Lower ones are sent first. The numbers stand in the table, where 0 was there first."""

    LAB = -1  # reminders, news of visits, and what staff send
    PERSONAL = 0
    BROADCAST = 1


def lane_of(author: Actor) -> Lane:
    """The lane of what this person schedules."""
    return Lane.LAB if author.is_staff else Lane.PERSONAL


class Lanes(NamedTuple):
    """A number of messages for each lane: `lanes[lane]` is a lane's, the last one Lane.LAB's."""

    personal: int
    broadcast: int
    lab: int = 0


@dataclass(frozen=True, slots=True)
class Claim:
    """A message taken for sending. `token` is the fence: without it nothing is written.

    content: as stored. attempts: tries that counted so far. series_id: of
    what repeats. due_at, zone: the planned instant and the zone it was meant in. parts_sent: how
    many parts of a long text have arrived already.
    """

    id: int
    token: UUID
    author_id: int
    recipient: str
    content: Mapping[str, Any]
    fire_at: datetime
    stale_after: datetime | None
    lane: int
    attempts: int
    version: int
    booking_id: int | None
    channel: str = Channel.TELEGRAM
    series_id: int | None = None
    due_at: datetime | None = None
    zone: str | None = None
    parts_sent: int = 0

    @property
    def fence(self) -> Fence:
        """What this claim is known by; the message alone may have been claimed again since."""
        return self.id, self.token


@dataclass(frozen=True, slots=True)
class Claimed:
    """What one look for due messages took, in order.

    seen: how many of each lane it looked at; fewer than asked for: there are no more. is_crowded:
    messages of somebody's may be left for whom as many as may be are on their way.
    """

    items: Sequence[Claim]
    seen: Lanes
    is_crowded: bool


@dataclass(frozen=True, slots=True)
class Settlement:
    """How a try ended, as it is written down.

    fire_at: the next try, None if there is none. begun_at: when it went on the wire, None if it
    never did. outcome: delivered, later, give_up or dropped.
    """

    id: int
    token: UUID
    status: Status
    outcome: str
    counts: bool
    ended_at: datetime
    begun_at: datetime | None = None
    fire_at: datetime | None = None
    error: str | None = None
    in_doubt: bool = False
    parts_sent: int = 0

    @property
    def fence(self) -> Fence:
        """The claim it ends."""
        return self.id, self.token


def settlement(
    claimed: Claim,
    outcome: Outcome,
    fault: Fault | None,
    *,
    begun_at: datetime | None,
    ended_at: datetime,
) -> Settlement:
    """The outcome of a try as it is written down."""
    status, name, counts, next_at = _written(outcome)
    return Settlement(
        id=claimed.id,
        token=claimed.token,
        status=status,
        outcome=name,
        counts=counts and begun_at is not None,
        begun_at=begun_at,
        ended_at=ended_at,
        fire_at=next_at,
        error=None if fault is None else str(fault),
        in_doubt=fault is not None and fault.is_unknown and begun_at is not None,
        parts_sent=0 if fault is None else fault.parts_sent,
    )


def _written(outcome: Outcome) -> tuple[Status, str, bool, datetime | None]:
    match outcome:
        case Delivered():
            return Status.SENT, "delivered", True, None
        case Later(at, counts):
            return Status.SCHEDULED, "later", counts, at
        case GiveUp(Cause.DROPPED):
            return Status.CANCELLED, "dropped", False, None
        case GiveUp():
            return Status.DEAD, "give_up", True, None


def next_try(
    attempt: int, begun_at: datetime, jitter: float, steps: Sequence[timedelta] | None = None
) -> datetime | None:
    """When to try again after failed try number `attempt` (from 1); None when all are spent.

    begun_at: when that try was due. jitter: 0 to 1, it only shortens. Whole seconds, so that a
    fraction never makes the wait longer. steps: by default STEPS.
    """
    steps = STEPS if steps is None else steps
    if attempt > len(steps):
        return None
    at = begun_at + steps[attempt - 1] * (1 - SHORTENED * jitter)
    return at.replace(microsecond=0)


def asked_wait(answer: str) -> timedelta:
    """How long a mail server asks to wait: 'retry in 1800 seconds', 'come back in 00:14:59'.

    The longest that it speaks of, LONGEST_HINT at most; nothing where it says nothing.
    """
    waits = [
        int(found["n"]) * UNITS[found["unit"][0].lower()]
        if found["n"]
        else timedelta(hours=int(found["h"]), minutes=int(found["m"]), seconds=int(found["s"]))
        for found in HINT.finditer(answer)
        if found["n"] is None or UNIT.fullmatch(found["unit"])
    ]
    return min(max(waits, default=timedelta()), LONGEST_HINT)


def decide(
    fault: Fault | None, attempt: int, *, begun_at: datetime, now: datetime, jitter: float
) -> Outcome:
    """The outcome of try number `attempt` (from 1), which was due at `begun_at` and ended `now`.

    An answer of 429 waits as long as Telegram asks and does not count; nor does a mail that
    found no connection free, nor a refused token: it is no message's fault, so none dies of it.
    What was put off has more tries, and none before its server would have it.
    """
    if fault is None:
        return Delivered()
    if fault.cause in FINAL:
        return GiveUp(fault.cause)
    if fault.cause in WAITS:
        wait = min(fault.wait, LONGEST_FLOOD)
        return Later(whole_second(now + wait), counts=False)
    if fault.cause is Cause.UNAUTHORIZED:
        return Later(whole_second(now + SIGN_IN), counts=False)
    earliest = now
    at = next_try(attempt, begun_at, jitter, LONG_STEPS if fault.cause in PUT_OFF else None)
    if fault.cause is Cause.MAIL_DEFERRED:
        earliest += asked_wait(fault.detail)
    elif fault.cause in PUT_OFF:
        earliest += min(fault.wait, LONGEST_HINT)
    return (
        GiveUp(fault.cause) if at is None else Later(max(at, whole_second(earliest)), counts=True)
    )

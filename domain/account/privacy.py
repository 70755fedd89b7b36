"""What becomes of a person who wants to be forgotten."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum, auto

TERMS = 1  # the version of what screens/account/privacy.py says; whoever books agrees to it
ASKED_FOR = timedelta(hours=1)  # how long the last question may be answered


@dataclass(frozen=True, slots=True)
class Planned:
    """What is planned for an account, and ends with it. since: when the account was made, UTC."""

    visits: int
    messages: int
    series: int
    since: datetime


class Standing(Enum):
    """How a question stands whether to forget an account."""

    FRESH = auto()
    STALE = auto()
    DONE = auto()  # it was about an earlier account of this person's, which is no more


def whole_ms(at: datetime) -> datetime:
    """Without what is less than a millisecond, as buttons keep it."""
    return at.replace(microsecond=at.microsecond // 1000 * 1000)


def standing(at: datetime, planned: Planned | None, now: datetime) -> Standing:
    """Of a question that was asked then. at: whole milliseconds."""
    if planned is None or at < whole_ms(planned.since):
        return Standing.DONE
    return Standing.FRESH if at <= now <= at + ASKED_FOR else Standing.STALE

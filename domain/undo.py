"""What staff did may be taken back for a while; until then seats stay held and notices wait."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

ONE = timedelta(seconds=60)
BULK = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Undo:
    """An act that can be taken back. until: aware UTC, whole seconds; from then on it cannot.

    kind: what was done, such as "booking_cancelled". subject_id: of what it was done to. facts:
    how that was before. state: "open", "undone" or "over".
    """

    id: int
    kind: str
    subject_id: int
    facts: Mapping[str, Any]
    until: datetime
    state: str = "open"

    def is_open(self, now: datetime) -> bool:
        """Whether it can still be taken back."""
        return self.state == "open" and self.until > now


@dataclass(frozen=True, slots=True)
class Undone:
    """The answer to an undo. was_undone: it had been taken back before."""

    kind: str
    subject_id: int
    was_undone: bool


def until_of(now: datetime, span: timedelta) -> datetime:
    """When an undo ends: a whole second, never earlier than its span."""
    end = now + span
    floor = end.replace(microsecond=0)
    return floor if floor == end else floor + timedelta(seconds=1)

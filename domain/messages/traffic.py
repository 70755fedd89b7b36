"""Messages that are to be sent next and were sent last, as staff see them: never what they say."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from domain.messages.delivery import Lane


@dataclass(frozen=True, slots=True)
class Planned:
    """One that waits. kind: as in domain.messages.content. at: the next try, aware UTC."""

    id: int
    author: str
    kind: str
    channel: str
    lane: Lane
    at: datetime
    attempts: int


@dataclass(frozen=True, slots=True)
class Sent:
    """One that was sent. late: from the planned instant to the try that arrived."""

    id: int
    author: str
    kind: str
    channel: str
    at: datetime
    late: timedelta
    attempts: int
    in_doubt: bool


@dataclass(frozen=True, slots=True)
class Traffic:
    """The next ones first; the last ones first."""

    planned: tuple[Planned, ...]
    sent: tuple[Sent, ...]

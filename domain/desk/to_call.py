"""Visits that the desk had better call about: nobody has answered, or nobody can be reached."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class ToCall:
    """A visit to come. starts_at: aware UTC. test: its code. version: of the booking.

    is_unreached: its patient has blocked the bot, and no address of theirs is confirmed; else they
    were reminded and have not answered.
    """

    id: int
    starts_at: datetime
    name: str
    phone: str
    test: str
    version: int
    is_unreached: bool

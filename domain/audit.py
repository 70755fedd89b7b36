"""What is written down of a staff action."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

Facts = Mapping[str, str | int | bool | list[str] | list[int] | None]
"""What of a thing a staff action changes: ids, codes, numbers, ISO instants; never a name, a
phone or a message's text."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One staff action. at: aware UTC.

    action: thing and participle, such as "booking_cancelled". subject: the kind of thing, such as
    "booking", with its id where it has one. before, after: what changed of it.
    """

    at: datetime
    actor_id: int
    action: str
    subject: str
    subject_id: int | None = None
    before: Facts | None = None
    after: Facts | None = None

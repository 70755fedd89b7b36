"""Closing a stretch of time: who is hit, and which other times they can have."""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from domain.booking.lab import Lab
from domain.time.zones import Stretch
from domain.undo import Undo

OFFERS = 3  # times that each patient is offered at most
HELD_FOR = timedelta(hours=2)
WITHIN = timedelta(days=14)  # of the closure in which other times are looked for


class Mode(StrEnum):
    """What becomes of those who are booked: other times are held for them, or none are."""

    OFFER = "offer"
    CANCEL = "cancel"


@dataclass(frozen=True, slots=True)
class ClosurePreview:
    """What a closure would do. same_day, later, without: by the first time each could have."""

    lab: Lab
    stretch: Stretch
    people: int
    fasting: int
    same_day: int
    later: int
    without: int


@dataclass(frozen=True, slots=True)
class ClosureRequest:
    """A closure as it is confirmed. card: the message that will show how it goes."""

    stretch: Stretch
    reason: str
    mode: Mode
    card: int
    intent: str


@dataclass(frozen=True, slots=True)
class Closure:
    """A closure that stands; undo: None if it had been made before."""

    id: int
    people: int
    undo: Undo | None


@dataclass(frozen=True, slots=True)
class ClosureCard:
    """The message that shows its maker how a closure goes. shown: the counts in it, as text."""

    closure_id: int
    ends_at: datetime
    chat_id: int
    message_id: int
    undo_id: int | None
    shown: str


@dataclass(frozen=True, slots=True)
class Call:
    """Somebody to be called. starts_at: aware UTC. is_unreached: the bot does not reach them."""

    booking_id: int
    name: str
    phone: str
    starts_at: datetime
    is_unreached: bool


@dataclass(frozen=True, slots=True)
class CallList:
    """A page of those who are still where nothing is open; page: from 0."""

    closure_id: int
    lab: Lab
    calls: tuple[Call, ...]
    page: int
    pages: int


@dataclass(frozen=True, slots=True)
class Hit:
    """A booking in the stretch. starts_at: aware UTC."""

    booking_id: int
    starts_at: datetime
    test_ids: Sequence[int]
    is_fasting: bool


@dataclass(frozen=True, slots=True)
class Free:
    """A slot that others can have. test_ids: None = all."""

    slot_id: int
    starts_at: datetime
    seats: int
    test_ids: frozenset[int] | None


@dataclass(frozen=True, slots=True)
class Counts:
    """Where the people of a closure stand. unreached: have no bot, or it did not reach them."""

    moved: int
    waiting: int
    cancelled: int
    unreached: int

    @property
    def total(self) -> int:
        return self.moved + self.waiting + self.cancelled + self.unreached


def assign(
    hits: Iterable[Hit], free: Sequence[Free], most: int = OFFERS
) -> dict[int, tuple[int, ...]]:
    """By booking, the slots that are held for it: the nearest ones, up to `most` each.

    Everybody gets a first one before anybody gets a second, and no slot is given more often than
    it has seats. O(bookings) but for slots that run out.
    """
    ordered = sorted(free, key=lambda slot: slot.starts_at)
    left = {slot.slot_id: slot.seats for slot in ordered}
    live = [slot for slot in ordered if slot.seats > 0]
    people = sorted(hits, key=lambda hit: (hit.starts_at, hit.booking_id))
    given: dict[int, list[int]] = {hit.booking_id: [] for hit in people}
    for _ in range(most):
        for hit in people:
            mine = given[hit.booking_id]
            slot = _nearest(live, hit, mine)
            if slot is None:
                continue
            mine.append(slot.slot_id)
            left[slot.slot_id] -= 1
            if not left[slot.slot_id]:
                live.remove(slot)
    return {booking: tuple(slots) for booking, slots in given.items()}


def _nearest(live: Sequence[Free], hit: Hit, mine: Sequence[int]) -> Free | None:
    """The nearest slot for this test that they do not have; of two as near the later one."""
    right = bisect_left(live, hit.starts_at, key=lambda slot: slot.starts_at)
    left = right - 1
    while left >= 0 or right < len(live):
        before = live[left] if left >= 0 else None
        after = live[right] if right < len(live) else None
        if before is None or (after is not None and _is_nearer(after, before, hit)):
            candidate, right = after, right + 1
        else:
            candidate, left = before, left - 1
        if candidate is not None and _is_for(candidate, hit) and candidate.slot_id not in mine:
            return candidate
    return None


def _is_nearer(after: Free, before: Free, hit: Hit) -> bool:
    return after.starts_at - hit.starts_at <= hit.starts_at - before.starts_at


def _is_for(slot: Free, hit: Hit) -> bool:
    return slot.test_ids is None or slot.test_ids.issuperset(hit.test_ids)

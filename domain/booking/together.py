"""Several people in one go: who sits in which slot, so that they come together."""

from collections.abc import Sequence
from dataclasses import dataclass

from domain.booking.lab import FreeTime


@dataclass(frozen=True, slots=True, kw_only=True)
class Seat:
    """A known patient, and the slot that they come to. 0: oneself, of this name, as yet unknown."""

    patient_id: int
    slot_id: int
    name: str = ""


def placed(times: Sequence[FreeTime], slot_id: int, people: int) -> tuple[FreeTime, ...]:
    """A time for each of the people, from this slot on, as few slots as their seats allow.

    times: the free ones of a day, in order. Each slot begins before the one before it is over, so
    that nobody waits for the others. Empty if they do not all fit.
    """
    first = next((at for at, time in enumerate(times) if time.slot_id == slot_id), len(times))
    chosen: list[FreeTime] = []
    for time in times[first:]:
        if chosen and time.starts_at > chosen[-1].ends_at:
            break
        chosen += [time] * min(time.seats, people - len(chosen))
        if len(chosen) == people:
            return tuple(chosen)
    return ()


def fitting(times: Sequence[FreeTime], people: int) -> list[FreeTime]:
    """Those of a day from which on all of the people have a seat."""
    return [time for time in times if placed(times, time.slot_id, people)]

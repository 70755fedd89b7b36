"""Times that people pick most, ready for a tap: 'in 1 hour', 'this evening', 'tomorrow 9am'."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from domain.time.zones import to_wall
from domain.when import Understood, parse_when

PHRASES = ("in 1 hour", "this evening", "tomorrow 9am", "monday 9am")
"""Read when tapped, so that 'in 1 hour' counts from the tap; positions are in old buttons."""
SOON = timedelta(minutes=90)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A phrase's number and what it means now. at: aware UTC. wall: the same in the zone."""

    number: int
    at: datetime
    wall: datetime


def suggestions(now: datetime, zone: str) -> tuple[Suggestion, ...]:
    """What is worth offering now: neither past nor the same twice."""
    found: list[Suggestion] = []
    for number in range(len(PHRASES)):
        answer = suggested(number, now, zone)
        if answer is None or _is_near_another(answer.at, now, number):
            continue
        if all(answer.at != other.at for other in found):
            found.append(Suggestion(number, answer.at, to_wall(answer.at, zone)))
    return tuple(found)


def suggested(number: int, now: datetime, zone: str) -> Understood | None:
    """What the phrase of this number means now; None if it is past or there is none."""
    if number >= len(PHRASES):
        return None
    answer = parse_when(PHRASES[number], now, zone, "en")
    return answer if isinstance(answer, Understood) else None


def _is_near_another(at: datetime, now: datetime, number: int) -> bool:
    """This evening, when it is about to begin, is as good as in 1 hour."""
    return number > 0 and at - now < SOON

"""A day in a person's words."""

from datetime import date

from domain.time.zones import to_wall
from domain.when import Understood, parse_when
from handlers.turn import Turn


def day_of(words: str, turn: Turn) -> date | None:
    """'tomorrow', '3 nov', '2026-11-03'; None for words that name no one day."""
    try:
        return date.fromisoformat(words.strip())
    except ValueError:
        pass
    zone = turn.actor.zone
    match parse_when(words, turn.now, zone, turn.actor.locale):
        case Understood() as found:
            return to_wall(found.at, zone).date()
    return None

"""Words that mean a button or a day, in whatever conversation they are typed."""

from collections.abc import Callable
from datetime import date

from domain.booking.lab import Lab
from domain.booking.words.plain_wish import gives_up
from domain.time.zones import day_bounds, to_wall
from domain.typed_answers import Answer, means
from domain.typed_text import one_line
from domain.when import Understood, parse_when
from handlers.turn import Turn

LONGEST = 200  # characters of a text that are looked at


def is_one_of(*answers: Answer) -> Callable[[str | None], bool]:
    """Whether a text is a word for one of these, in whatever language."""
    return lambda text: means(text, *answers)


def is_given_up(text: str | None) -> bool:
    """'cancel', or 'never mind', 'forget it' and the like in whatever language."""
    return text is not None and (means(text, Answer.CANCEL) or gives_up(text))


def plain(text: str) -> str:
    """Lower case, without blanks and full stops around."""
    return one_line(text[:LONGEST]).casefold().strip(" .!‹›")


def day_of(
    words: str, turn: Turn, lab: Lab, *, is_alone: bool = False, since: date | None = None
) -> date | None:
    """'tomorrow', '3 nov', '2026-11-03'; None for words that name no one day.

    Of the lab's calendar, wherever the member of staff is. is_alone: nothing else may stand beside
    it. since: the day from which it is counted, today without one.
    """
    try:
        return date.fromisoformat(words.strip())
    except ValueError:
        pass
    today = since or to_wall(turn.now, lab.zone).date()
    found = parse_when(words, day_bounds(today, lab.zone).first, lab.zone, turn.actor.locale)
    if isinstance(found, Understood) and found.has_time and not is_alone:
        found = parse_when(words, turn.now, lab.zone, turn.actor.locale)  # 'in 3 hours'
    match found:
        case Understood(recurrence=None) if not is_alone or _is_day(found):
            return to_wall(found.at, lab.zone).date()
    return None


def _is_day(found: Understood) -> bool:
    return found.has_date and not found.has_time and not found.rest

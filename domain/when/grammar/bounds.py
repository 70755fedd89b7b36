"""How long something repeats: 'until friday', 'for 4 weeks', '5 times', 'starting monday'."""

from domain.when.grammar.lengths import unit_at
from domain.when.grammar.numbers import count_at
from domain.when.grammar.parts import Bound, Match, Now
from domain.when.grammar.repeats import day_at
from domain.when.text.tokens import Line

BOUNDS = frozenset(("until", "for", "starting", "times", "from", "to"))


def bound(line: Line, at: int, now: Now) -> Match | None:
    """'until friday', 'for 4 weeks', '5 times', 'starting monday'; asked beside a repetition."""
    word = line.word(at)
    if word in {"until", "starting", "from", "to"}:
        first = line.skip_all(at + 1, "the", "on", "of") if word != "until" else at + 1
        found = day_at(line, first, now)
        if found is None:
            return None
        options = found[0].options
        return (Bound(until=options) if word in {"until", "to"} else Bound(start=options)), found[1]
    first = line.skip(at, "for", "the")
    first = line.skip(first, "next", "coming")
    counted = count_at(line, first)
    if counted is None:
        return None
    count, after = counted
    if line.word(after) == "times" and line.word(after + 1) not in {"a", "every"}:
        return Bound(count=count), after + 1
    unit = unit_at(line, after)
    return (Bound(length=(count, unit)), after + 1) if unit and first > at else None

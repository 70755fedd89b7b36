"""Where in a text its time stands: pieces, and runs of pieces that belong together."""

from collections.abc import Callable
from dataclasses import dataclass

from domain.when import clock, dates, day, elapsed, partofday, special, zone
from domain.when.parts import Clock, Day, Elapsed, Match, Now
from domain.when.reading import Found
from domain.when.tokens import Line

Grammar = Callable[[Line, int, Now], Match | None]
# The order decides between matches of the same length.
GRAMMAR: tuple[tuple[Grammar, frozenset[str]], ...] = (
    (dates.match, dates.STARTS),
    (special.match, special.STARTS),
    (day.match, day.STARTS),
    (elapsed.match, elapsed.STARTS),
    (clock.match, clock.STARTS),
    (partofday.match, partofday.STARTS),
)
JOINERS = frozenset(
    (",", "at", "on", "@", "the", "of", "in", "by", "-", "\u2013", "around", "about", "for", "(")
)
LEADING = frozenset(("at", "on", "@", "by", "for", "the", "around", "starting", "("))


@dataclass(frozen=True, slots=True)
class Run:
    """Pieces next to each other."""

    found: tuple[Found, ...]

    @property
    def start(self) -> int:
        """Index of its first token."""
        return self.found[0].start

    @property
    def end(self) -> int:
        """Index after its last token."""
        return self.found[-1].end

    @property
    def is_strong(self) -> bool:
        """Whether it is about time for sure: one sure piece, or a day beside a clock time."""
        kinds = {type(item.piece) for item in self.found}
        return kinds >= {Day, Clock} or any(not item.piece.weak for item in self.found)


def runs(line: Line, now: Now) -> list[Run]:
    """All runs of pieces in the text."""
    groups: list[list[Found]] = []
    for item in _pieces(line, now):
        if groups and _joined(line, groups[-1][-1].end, item.start):
            groups[-1].append(item)
        else:
            groups.append([item])
    return [Run(tuple(group)) for group in groups]


def _joined(line: Line, end: int, start: int) -> bool:
    return all(line.word(at) in JOINERS for at in range(end, start))


def _pieces(line: Line, now: Now) -> list[Found]:
    found: list[Found] = []
    at = 0
    while at < len(line):
        best = _zone(line, at, now, found) or _longest(line, at, now)
        if best is None:
            at += 1
            continue
        found.append(Found(best[0], at, best[1]))
        at = best[1]
    return found


def _longest(line: Line, at: int, now: Now) -> Match | None:
    token = line[at]
    best: Match | None = None
    for grammar, starts in GRAMMAR:
        if token.number is not None or token.word in starts:
            found = grammar(line, at, now)
            if found is not None and (best is None or found[1] > best[1]):
                best = found
    if best is not None and isinstance(best[0], Elapsed):
        return day.shifted(line, best[1], now, best[0]) or best
    return best


def _zone(line: Line, at: int, now: Now, found: list[Found]) -> Match | None:
    """A zone is looked for behind a clock time alone."""
    behind = bool(found) and found[-1].end == at and isinstance(found[-1].piece, Clock)
    return zone.match(line, at, now) if behind else None

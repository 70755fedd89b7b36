"""Where in a text its time stands: pieces, and runs of pieces that belong together."""

from collections.abc import Callable
from dataclasses import dataclass

from domain.when.grammar import (
    bounds,
    clock,
    dates,
    days,
    lengths,
    parts_of_day,
    special_days,
    zone,
)
from domain.when.grammar import repeats as repeat
from domain.when.grammar.parts import Bound, Clock, Day, Elapsed, Every, Match, Now, Part, Without
from domain.when.meaning.reading import PieceAt
from domain.when.text.lexicon import ANDS, EVERY, SYMBOL, WEEKDAYS
from domain.when.text.tokens import Line

Grammar = Callable[[Line, int, Now], Match | None]
# The order decides between matches of the same length.
GRAMMAR: tuple[tuple[Grammar, frozenset[str]], ...] = (
    (dates.match, dates.STARTS),
    (special_days.match, special_days.STARTS),
    (days.match, days.STARTS),
    (repeat.match, repeat.STARTS),
    (repeat.match_offset, repeat.OFFSET_STARTS),
    (lengths.match, lengths.STARTS),
    (clock.match, clock.STARTS),
    (parts_of_day.match, parts_of_day.STARTS),
)
FIGURES = frozenset(
    (repeat.match_offset, dates.match, special_days.match, repeat.match, lengths.match, clock.match)
)
STARTS = frozenset(word for _, starts in GRAMMAR for word in starts)
JOINERS = frozenset(
    (
        *(",", "at", "on", "@", "the", "of", "in", "by", "-", "\u2013", "around", "about", "for"),
        *(SYMBOL, "(", "sometime", "please", "ko", "mein", "se", "a~", ";", "to"),
    )
)
LEADING = frozenset(
    ("at", "on", "@", "by", "for", "the", "around", "starting", "(", "sometime", "of", "to", "a~")
)
TRAILING = frozenset(("ko", "mein", "sometime"))


@dataclass(frozen=True, slots=True)
class Run:
    """Pieces next to each other."""

    found: tuple[PieceAt, ...]

    @property
    def start(self) -> int:
        return self.found[0].start

    @property
    def end(self) -> int:
        return self.found[-1].end

    @property
    def is_strong(self) -> bool:
        """Whether it is about time for sure: one sure piece, or a day beside a clock time."""
        kinds = {type(item.piece) for item in self.found}
        timed = kinds & {Clock}
        return bool(timed and kinds & {Day, Every}) or any(not it.piece.weak for it in self.found)


def runs(line: Line, now: Now) -> list[Run]:
    groups: list[list[PieceAt]] = []
    for item in _pieces(line, now):
        if groups and _joined(line, groups[-1][-1], item):
            groups[-1].append(item)
        else:
            groups.append([item])
    return [Run(tuple(group)) for group in groups]


def _joined(line: Line, before: PieceAt, after: PieceAt) -> bool:
    between = [line.word(at) for at in range(before.end, after.start)]
    if between and between[0] in ANDS and all(word in JOINERS for word in between[1:]):
        return isinstance(after.piece, Clock | Part) and isinstance(
            before.piece, Clock | Every | Part
        )
    return all(word in JOINERS and word != "to" for word in between)


def _pieces(line: Line, now: Now) -> list[PieceAt]:
    repeats = any(
        token.word in EVERY or token.word in WEEKDAYS or token.word == "of" for token in line.tokens
    )
    found: list[PieceAt] = []
    at, series = 0, False
    while at < len(line):
        if at in line.quoted:
            at += 1
            continue
        best = _beside(line, at, now, found, repeats=repeats, series=series) or _longest(
            line, at, now, repeats
        )
        if best is None:
            at += 1
            continue
        end = line.skip_all(best[1], *TRAILING) if line.word(best[1]) in TRAILING else best[1]
        found.append(PieceAt(best[0], at, end))
        series = series or isinstance(best[0], Every | Bound | Without)
        at = end
    return found


def _longest(line: Line, at: int, now: Now, repeats: bool) -> Match | None:
    token = line.tokens[at]
    word, figures = token.word, token.word[0].isdecimal()
    if not figures and word not in STARTS and not special_days.is_feast(word):
        return None
    best: Match | None = None
    for grammar, starts in GRAMMAR:
        fits = (figures and grammar in FIGURES) or word in starts
        if not fits and not (grammar is special_days.match and word[0] == "@"):
            continue
        if grammar is repeat.match and not repeats:
            continue
        found = grammar(line, at, now)
        if found is not None and (best is None or found[1] > best[1]):
            best = found
    if best is not None and isinstance(best[0], Elapsed):
        return days.shifted(line, best[1], now, best[0]) or best
    return best


def _beside(
    line: Line, at: int, now: Now, found: list[PieceAt], *, repeats: bool, series: bool
) -> Match | None:
    """A zone is looked for behind a clock time alone, a bound beside a repetition.

    repeats: whether the text may repeat, series: whether something in `found` does.
    """
    if repeats and (ahead := bounds.leading(line, at, now)) is not None:
        return ahead
    if not found:
        return None
    last = found[-1]
    clocked = any(isinstance(item.piece, Clock) for item in found[-2:])
    if last.end == at and clocked and isinstance(last.piece, Clock | Part):
        behind = zone.match(line, at, now)
        if behind is not None:
            return behind
    if not series:
        return None
    near = all(line.word(n) in JOINERS for n in range(last.end, at))
    return bounds.beside(line, at, now, is_near=near)

"""What is left of a text without its time: the message, or a reason to doubt."""

from collections.abc import Iterator

from domain.when.grammar.days import HOW
from domain.when.grammar.parts import Day
from domain.when.grammar.phrase import LEADING, Run
from domain.when.text.lexicon import (
    ANDS,
    HALVED,
    HOURS_OF,
    MONTHS,
    NEAR,
    ORDINALS,
    PARTS,
    PLURALS,
    UNITS,
    VALUES,
    WEEKDAYS,
)
from domain.when.text.numbers import is_carried
from domain.when.text.tokens import Line, Token

Range = tuple[int, int]
# Next to a time these belong to it, so a grammar that did not take them has missed something.
BEFORE = frozenset(("quarter", "half", "past", "before", "after", "until", "since", "minus"))
BEFORE |= {"between", "from", "except", "not", "every", "next", "last", "to", "within", "halfto"}
BEFORE |= {"timeish", "coming", "previous", "afternext", "plushalf", "plusquarter", "unsure"}
BEFORE |= ORDINALS.keys()
BEFORE |= {"minusquarter", "threequarter", "starting", "mid", "start", "end", "or", "later", "ago>"}
AFTER = frozenset(("ago", "past", "until", "through", "or", "before", "minus", "times", "timeish"))
AFTER |= {
    "until<",
    "except",
    "se",
    "later",
    "week>",
    "previous",
    "withhalf",
    "half",
    "every",
    "twice",
}
RANGES = frozenset(("se", "-", "\u2013", "\u2014", "to", "or", "/", "a~", *ANDS))
FILLERS = frozenset(
    ("please", "only", "ish", "sometime", "opener", "link", "to", "ko", "the", "of")
)
TIME_WORDS = (
    frozenset(
        (
            *(*WEEKDAYS, *PLURALS, *MONTHS, *UNITS, *VALUES, *ORDINALS, *NEAR, *HALVED, *HOURS_OF),
            *("to", "and", "and+", "of", "in", "a", "an", "a~", "h", "&"),
        )
    )
    | BEFORE
    | AFTER
    | {"at", "on", "the", "by", "for", "am", "pm", "st", "nd", "rd", "th", "this", "around"}
    | {"o'clock", "please", "sometime", "dayno", "ko", "link", "weekend", "noon", "midnight"}
    | PARTS
)
SIGNS = frozenset(
    "\0.,:;!?-+/\\()[]'\"@#&*\u2013\u2014\u201c\u201d\u2019\u2018\u00ab\u00bb\u00bf\u00a1"
)
LEADING_SIGNS = ",:;.!-\u2013\u2014)?\u0964"
TRAILING_SIGNS = ",:;-\u2013\u2014(@"
CLOSING = frozenset((*LEADING_SIGNS, '"', "'", "\u201d", "\u2019", "\u00bb", "\u2026"))
# Hindi: what is bound to the time before it.
GENITIVES = frozenset(("ka", "ki", "ke", "का", "की", "के"))
LINKS = frozenset(("about", "an", "про", "о", "об", "sobre"))
# French links that are glued to the next word.
ELIDED = ("d'", "d\u2019", "qu'", "qu\u2019")


def leaves_doubt(line: Line, chosen: list[Run]) -> bool:
    """Whether a word beside a run belongs to the time and was not understood."""
    for run in chosen:
        before, after = line.word(_lead(line, run) - 1), line.word(run.end)
        if line.word(run.start) in {"to", "until"}:
            before = ""
        ranged = after in RANGES and _is_number(line[run.end + 1])
        if before in BEFORE - _allowed(line, run) or after in AFTER or ranged:
            return True
        if before in {"se", "a~"} and _is_number(line[_lead(line, run) - 2]):
            return True  # 'subah 10 se 12 baje'
        behind = line.skip_all(run.end, "at", "the", "in", "on", "of")
        if line.word(behind) == "timeish":
            return True  # 'mañana al anochecer'
        if before in WEEKDAYS and _names_weekday(run):
            return True  # 'mon wed 7am'
        if line[run.end].glued and after and after not in CLOSING:
            return True
    return _drops_part(line, chosen)


def _drops_part(line: Line, chosen: list[Run]) -> bool:
    """Whether a repetition or '10 minutes before' stays outside of the runs."""
    if line.word(0) in {"every", *HOW} - {"this"} and any(_lead(line, it) == 2 for it in chosen):
        return True  # 'every thng at 9'
    taken = {at for run in chosen for at in range(run.start, run.end)}
    repeats = [n for n, item in enumerate(line.tokens) if item.word == "every" and n not in taken]
    shifted = any(
        item.word in {"before", "after"} and line.word(n - 1) in UNITS and n not in taken
        for n, item in enumerate(line.tokens)
    )
    if shifted:
        return True  # '10 minutes before the meeting at 5pm'
    near = (line.word(at) for start in repeats for at in range(start + 1, start + 6))
    return any(word in UNITS or word in WEEKDAYS for word in near)


def _names_weekday(run: Run) -> bool:
    return any(isinstance(it.piece, Day) and it.piece.weekday is not None for it in run.found)


def _is_number(token: Token) -> bool:
    return token.number is not None or token.word in VALUES


def _allowed(line: Line, run: Run) -> set[str]:
    """'remind me to tomorrow', 'nice to see you' are no ranges: only a number before 'to' is."""
    return set() if _is_number(line[_lead(line, run) - 2]) else {"to", "not", "last", "half"}


def kept_ranges(line: Line, chosen: list[Run]) -> tuple[Range, ...]:
    """[start, end) of what remains of the text: no joining words, no 'remind me to'."""
    ranges, at = [], 0
    for run in chosen:
        ranges.append((at, line[_lead(line, run)].start))
        at = line[run.end - 1].end
    ranges.append((at, len(line.text)))
    stripped = [_strip(line.text, span, n > 0) for n, span in enumerate(ranges)]
    return _without_openers(line, tuple(span for span in stripped if span[0] < span[1]))


def text_of(line: Line, kept: tuple[Range, ...]) -> str:
    """The message: what was kept, joined by a blank."""
    return " ".join(line.text[start:end] for start, end in kept)


def is_message(line: Line, kept: tuple[Range, ...]) -> bool:
    """Whether some of it is no word of time: then it can be what the person wants to say."""
    words = (token.word for token in _inside(line, kept))
    if any(not (word in TIME_WORDS or word.isdecimal() or word in SIGNS) for word in words):
        return True
    figures = {token.start for token in _inside(line, kept) if token.number is not None}
    return any(it.start in figures and is_carried(line, at) for at, it in enumerate(line.tokens))


def _lead(line: Line, run: Run) -> int:
    """The index of the run's first joining word: 'on', 'at'."""
    start = run.start
    while start > 0 and line.word(start - 1) in LEADING:
        start -= 1
    if line.word(start) == "to" and start < run.start and not line.word(start - 1):
        return start
    while start < run.start and line.word(start) == "to":
        start += 1
    return start


def _inside(line: Line, kept: tuple[Range, ...]) -> Iterator[Token]:
    for start, end in kept:
        for token in line.tokens:
            if start <= token.start and token.end <= end:
                yield token


def _is_blank(sign: str) -> bool:
    """A blank, or a mark of direction and the like, which nobody sees."""
    return sign.isspace() or not sign.isprintable()


def _strip(text: str, span: Range, after_time: bool) -> Range:
    start, end = span
    signs = LEADING_SIGNS if after_time else ""
    while start < end and (_is_blank(text[start]) or text[start] in signs):
        start += 1
    bound = text[start:end].split(" ", 1)[0] if after_time else ""
    start += len(bound) + 1 if bound in GENITIVES and len(bound) < end - start else 0
    trailing = "" if end == len(text) else TRAILING_SIGNS
    while end > start and (_is_blank(text[end - 1]) or text[end - 1] in trailing):
        end -= 1
    return start, end


def _without_openers(line: Line, kept: tuple[Range, ...]) -> tuple[Range, ...]:
    """'remind me to call mum' -> 'call mum'; polite words alone are nothing."""
    opened = any(token.word == "opener" for token in _inside(line, kept))
    spans = [_unopened(line, span, opened) for span in kept] if opened else list(kept)
    rest = tuple(span for span in spans if span[0] < span[1])
    fillers = all(token.word in FILLERS or token.word in SIGNS for token in _inside(line, rest))
    return () if fillers else rest


def _links(line: Line, token: Token) -> bool:
    typed = line.text[token.start : token.end].casefold()
    return token.word in {"link", "to", "of", ","} or typed in LINKS


def _unopened(line: Line, span: Range, opened: bool) -> Range:
    """Without an opener at either end, and what links the message to one elsewhere."""
    start, end = span
    inside = list(_inside(line, (span,)))
    first, last = 0, len(inside)
    while first < last and inside[first].word in {"opener", ",", ":"}:
        first += 1
    linked = first
    while linked < last and _links(line, inside[linked]):
        linked += 1
    first = linked if opened and linked < last else first
    while last > first and inside[last - 1].word in {"opener", "please"}:
        last -= 1
    if first == last:
        return end, end
    start = inside[first].start
    text = line.text[start : inside[last - 1].end]
    elided = next((sign for sign in ELIDED if text.casefold().startswith(sign)), "")
    closed = end if last == len(inside) else inside[last - 1].end
    return start + len(elided), closed

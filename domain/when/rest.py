"""What is left of a text without its time: the message, or a reason to doubt."""

from collections.abc import Iterator

from domain.when.phrase import LEADING, Run
from domain.when.tokens import Line, Token
from domain.when.words import COUNTS, MONTHS, ORDINALS, TENS, UNITS, WEEKDAYS

Range = tuple[int, int]
# Next to a time these belong to it, so a grammar that did not take them has missed something.
BEFORE = frozenset(("quarter", "half", "past", "before", "after", "until", "till", "til", "since"))
BEFORE |= {"between", "from", "except", "not", "every", "each", "next", "last", "to", "within"}
AFTER = frozenset(("ago", "past", "till", "until", "til", "through", "thru", "or", "before"))
RANGES = frozenset(("-", "\u2013", "\u2014", "to", "or", "and", "/"))
OPENERS = (
    ("remind", "me", "to"),
    ("remind", "me", "that"),
    ("remind", "me", "about"),
    ("remind", "me"),
    ("please",),
    ("can", "you"),
    ("could", "you"),
    ("schedule", "a", "message"),
)
FILLERS = frozenset(("please", "pls", "ok", "okay", "thanks", "thank", "you", "sharp", "ish"))
TIME_WORDS = (
    frozenset((*WEEKDAYS, *MONTHS, *UNITS, *COUNTS, *TENS, *ORDINALS, "to", "and", "of", "in", "a"))
    | BEFORE
    | AFTER
    | {"at", "on", "the", "by", "for", "am", "pm", "st", "nd", "rd", "th", "this", "ish"}
)
SIGNS = frozenset("\0.,:;!?-+/\\()[]'\"@#&*\u2013\u2014\u201c\u201d\u2019\u2018")
LEADING_SIGNS = ",:;.!-\u2013\u2014)?"
TRAILING_SIGNS = ",:;-\u2013\u2014(@"


def leaves_doubt(line: Line, chosen: list[Run]) -> bool:
    """Whether a word beside a run belongs to the time and was not understood."""
    for run in chosen:
        before, after = line.word(_lead(line, run) - 1), line.word(run.end)
        ranged = after in RANGES and line[run.end + 1].number is not None
        if before in BEFORE - _allowed(line, run) or after in AFTER or ranged:
            return True
        if line[run.end].glued and after not in LEADING_SIGNS + "\"'\u201d\u2019" and after:
            return True
    return False


def _allowed(line: Line, run: Run) -> set[str]:
    """'remind me to tomorrow', 'nice to see you' are no ranges: only a number before 'to' is."""
    number = line[_lead(line, run) - 2]
    counted = number.number is not None or number.word in COUNTS or number.word in TENS
    return set() if counted else {"to", "not", "last", "half", "each"}


def kept_ranges(line: Line, chosen: list[Run]) -> tuple[Range, ...]:
    """[start, end) of what remains of the text: no joining words, no 'remind me to'."""
    ranges, at = [], 0
    for run in chosen:
        ranges.append((at, line[_lead(line, run)].start))
        at = line[run.end - 1].end
    ranges.append((at, len(line.text)))
    stripped = (_strip(line.text, span, n > 0) for n, span in enumerate(ranges))
    kept = tuple((start, end) for start, end in stripped if start < end)
    return _without_openers(line, kept)


def text_of(line: Line, kept: tuple[Range, ...]) -> str:
    """The message: what was kept, joined by a blank."""
    return " ".join(line.text[start:end] for start, end in kept)


def is_message(line: Line, kept: tuple[Range, ...]) -> bool:
    """Whether some of it is no word of time: then it can be what the person wants to say."""
    words = (token.word for token in _inside(line, kept))
    return any(not (word in TIME_WORDS or word.isdecimal() or word in SIGNS) for word in words)


def _lead(line: Line, run: Run) -> int:
    """The index of the run's first joining word: 'on', 'at'."""
    start = run.start
    while start > 0 and line.word(start - 1) in LEADING:
        start -= 1
    return start


def _inside(line: Line, kept: tuple[Range, ...]) -> Iterator[Token]:
    for start, end in kept:
        for token in line.tokens:
            if start <= token.start and token.end <= end:
                yield token


def _strip(text: str, span: Range, after_time: bool) -> Range:
    start, end = span
    signs = LEADING_SIGNS if after_time else ""
    while start < end and (text[start].isspace() or text[start] in signs):
        start += 1
    trailing = "" if end == len(text) else TRAILING_SIGNS
    while end > start and (text[end - 1].isspace() or text[end - 1] in trailing):
        end -= 1
    return start, end


def _without_to(text: str, span: Range) -> Range:
    """'remind me at 5pm to call mum' leaves 'to call mum', which is 'call mum'."""
    start, end = span
    for word in ("to ", "that "):
        if text[start:end].casefold().startswith(word):
            return start + len(word), end
    return span


def _without_openers(line: Line, kept: tuple[Range, ...]) -> tuple[Range, ...]:
    """'remind me to call mum' -> 'call mum'; polite words alone are nothing."""
    if not kept:
        return kept
    start, end = kept[0]
    opened = True
    while opened:
        opened = False
        at = next((n for n, token in enumerate(line.tokens) if token.start >= start), len(line))
        for words in OPENERS:
            after = line.phrase(at, *words)
            if after and line[after - 1].end <= end:
                start, opened = line[after - 1].end, True
                start = start + len(line.text[start:end]) - len(line.text[start:end].lstrip(" ,:"))
                break
    rest = ((start, end), *kept[1:]) if start < end else kept[1:]
    if rest and kept[0][0] != rest[0][0] and len(rest) < 2:
        rest = (_without_to(line.text, rest[0]),)
    fillers = all(token.word in FILLERS | SIGNS for token in _inside(line, rest))
    return () if fillers else rest

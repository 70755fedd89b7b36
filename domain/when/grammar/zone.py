"""The zone of a clock time: '9am PST', '5pm London time', 'GMT+2', 'my time', '8am Pacific'."""

from domain.time.zone_names import ABBREVIATIONS
from domain.time.zones import find_zone, fixed_zone, read_offset, zone_label, zone_names
from domain.when.grammar.parts import Match, Now, Unsure, Zone
from domain.when.text.lexicon import STRONG
from domain.when.text.tokens import Line

# Abbreviations that are words too count in capitals alone, after a clock time.
WORDS = frozenset(("et", "ct", "mt", "pt", "wat", "wet", "z", "met"))
# Several zones: the one most people mean, and the others to offer.
SEVERAL = {
    "ist": ("Asia/Kolkata", "Europe/Dublin", "Asia/Jerusalem"),
    "cst": ("America/Chicago", "Asia/Shanghai"),
    "ast": ("America/Halifax", "Asia/Riyadh"),
    "gst": ("Asia/Dubai",),
}
REGIONS = {
    "eastern": "America/New_York",
    "central": "America/Chicago",
    "mountain": "America/Denver",
    "pacific": "America/Los_Angeles",
}
PLAIN = frozenset(("at", "on", "in", "the", "am", "pm", "by", "this", "opener"))
LONGEST = 3  # words of a city's name
zone_names()  # read at the start, not while somebody waits


def match(line: Line, at: int, now: Now) -> Match | None:
    """The zone that stands there; asked only behind a clock time."""
    word, typed = line.word(at), line.original(at)
    if typed.isupper() and typed.casefold() in ABBREVIATIONS:
        word = typed.casefold()  # CET is a word in French
    local = line.phrase(at, "my", "time") or line.phrase(at, "local", "time")
    own = word and now.at is not None and word == zone_label(now.at, now.zone).casefold()
    if local or own:
        return Zone(None), local or line.skip(at + 1, "time")
    if word in {"utc", "gmt", "+", "-"}:
        return _offset(line, at)
    named = _named(line, at, word) or _region(line, at)
    return named or _place(line, at, now) or _time_of(line, at)


def _named(line: Line, at: int, word: str) -> Match | None:
    """'PST', 'ET', 'IST'."""
    if word in SEVERAL:
        first, *others = SEVERAL[word]
        return Zone(first, others=tuple(others)), line.skip(at + 1, "time")
    if word in ABBREVIATIONS and (word not in WORDS or line.original(at).isupper()):
        return Zone(ABBREVIATIONS[word]), line.skip(at + 1, "time")
    return None


def _region(line: Line, at: int) -> Match | None:
    """'8am Pacific', '9 am eastern standard time'."""
    first = line.skip(at, "us")
    zone = REGIONS.get(line.word(first))
    if zone is None:
        return None
    after = line.skip(line.skip(first + 1, "standard", "daylight"), "time")
    named = after > first + 1 or line.original(first)[:1].isupper() or line.word(after) == ""
    return (Zone(zone), after) if named else None


def _offset(line: Line, at: int) -> Match | None:
    """'GMT+2', 'UTC-03:30'; a bare plus only when glued to the clock time, a minus is a range."""
    word = line.word(at)
    named = word in {"utc", "gmt"}
    sign = at + 1 if named else at
    if line.word(sign) not in {"+", "-", "\u2212"} or line[sign + 1].number is None:
        return (Zone("UTC"), line.skip(sign, "time")) if named else None
    written = line[sign + 1].glued and line[sign + 1].end - line[sign + 1].start == 4
    exact = line.word(at - 2) == ":" and line.word(at - 4) == ":"  # 08:15:00 -0500
    basic = line.word(at - 2) == "t"
    glued = line[at].glued and line[at + 1].glued
    if not named and written and (exact or basic):
        offset = read_offset(line.text[line[sign].start : line[sign + 1].end])
        name = fixed_zone(offset) if offset is not None else None
        return (Zone(name) if name else Unsure()), sign + 2
    if not named and not (glued and (word == "+" or line.word(at - 4) == "t")):
        return None  # '9:00-10:00' is a range, 'T09:00-04:00' an offset
    end = sign + 2
    if line[end].word == ":" and line[end].glued and line[end + 1].number is not None:
        end += 2
    offset = read_offset(line.text[line[sign].start : line[end - 1].end])
    name = fixed_zone(offset) if offset is not None else None
    return (Zone(name) if name else Unsure()), end


def _place(line: Line, at: int, now: Now) -> Match | None:
    """'London time', 'new york time'; 'in Tokyo' where the text ends and says nothing else."""
    first = line.skip(at, "in")
    for length in range(1, LONGEST + 1):
        last = first + length
        if not line.word(first).isalpha() or not line.word(last - 1):
            break
        zone = find_zone(line.text[line[first].start : line[last - 1].end])
        if line.word(last) == "time":
            return (Zone(zone) if zone else Unsure()), last + 1
        if zone and zone != now.zone and line.word(last) in {"", ".", "!", "?"}:
            sure = first > at and not _has_message(line, at)
            return (Zone(zone) if sure else Unsure()), last
    return None


def _has_message(line: Line, at: int) -> bool:
    """Whether words that are none of time stand before."""
    words = (line.word(n) for n in range(at))
    return any(word.isalpha() and word not in STRONG and word not in PLAIN for word in words)


def _time_of(line: Line, at: int) -> Match | None:
    """'hora de Madrid', 'heure de Paris', 'по Москве'."""
    after = line.phrase(at, "hour~", "of") or line.phrase(at, "timeof")
    if not after:
        return None
    for length in range(LONGEST, 0, -1):
        if line.word(after + length - 1):
            zone = find_zone(line.text[line[after].start : line[after + length - 1].end])
            if zone:
                return Zone(zone), after + length
    return Unsure(), after

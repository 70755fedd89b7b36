"""The zone of a clock time: '9am PST', '5pm London time', 'GMT+2', 'my time'."""

from domain.when.parts import Match, Now, Unsure, Zone
from domain.when.tokens import Line
from domain.zone_names import ABBREVIATIONS
from domain.zones import find_zone, fixed_zone, read_offset

# Abbreviations that are words too count in capitals alone, after a clock time.
WORDS = frozenset(("et", "ct", "mt", "pt", "wat", "wet", "z", "met"))
SEVERAL = frozenset(("ist", "cst", "ast", "gst"))
LONGEST = 3  # words of a city's name


def match(line: Line, at: int, now: Now) -> Match | None:
    """The zone that stands there; asked only behind a clock time."""
    word = line.word(at)
    local = line.phrase(at, "my", "time") or line.phrase(at, "local", "time")
    if local:
        return Zone(None), local
    if word and word == now.label.casefold():
        return Zone(None), line.skip(at + 1, "time")
    if word in {"utc", "gmt", "+"}:
        return _offset(line, at)
    if word in SEVERAL:
        return Unsure(), at + 1
    if word in ABBREVIATIONS and (word not in WORDS or line.original(at).isupper()):
        return Zone(ABBREVIATIONS[word]), line.skip(at + 1, "time")
    return _place(line, at)


def _offset(line: Line, at: int) -> Match | None:
    """'GMT+2', 'UTC-03:30'; a bare plus only when glued to the clock time, a minus is a range."""
    word = line.word(at)
    named = word in {"utc", "gmt"}
    sign = at + 1 if named else at
    if line.word(sign) not in {"+", "-", "\u2212"} or line[sign + 1].number is None:
        return (Zone("UTC"), line.skip(sign, "time")) if named else None
    if not named and not (line[at].glued and line[at + 1].glued):
        return None
    end = sign + 2
    if line[end].word == ":" and line[end].glued and line[end + 1].number is not None:
        end += 2
    offset = read_offset(line.text[line[sign].start : line[end - 1].end])
    name = fixed_zone(offset) if offset is not None else None
    return (Zone(name) if name else Unsure()), end


def _place(line: Line, at: int) -> Match | None:
    """'London time', 'new york time'."""
    first = line.skip(at, "in")
    for length in range(1, LONGEST + 1):
        if line.word(first + length) == "time" and line.word(first).isalpha():
            named = line.text[line[first].start : line[first + length - 1].end]
            zone = find_zone(named)
            return (Zone(zone) if zone else Unsure()), first + length + 1
    return None

"""The pieces of one phrase put together, if they fit."""

from dataclasses import dataclass, replace

from domain.when.day import DAY
from domain.when.parts import Clock, Day, Elapsed, Impossible, Part, Piece, Zone


@dataclass(frozen=True, slots=True)
class Found:
    """A piece and where it stands: token indices [start, end)."""

    piece: Piece
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Reading:
    """At most one piece of each kind. verdict: why nothing of it may be acted on."""

    day: Day | None = None
    clock: Clock | None = None
    part: Part | None = None
    elapsed: Elapsed | None = None
    zone: Zone | None = None
    verdict: Piece | None = None

    @property
    def is_timed(self) -> bool:
        """Whether it gives a time of day."""
        return bool(self.clock or self.part)

    @property
    def is_complete(self) -> bool:
        """Whether it gives a time of day or a length of time."""
        return bool(self.clock or self.part or self.elapsed)


def combined(found: tuple[Found, ...]) -> Reading | None:
    """One reading of all the pieces; None if two of a kind contradict each other."""
    reading: Reading | None = Reading()
    for item in found:
        reading = _with(reading, item.piece) if reading is not None else None
    if reading is None or not reading.elapsed:
        return reading
    timed = bool(reading.clock or reading.part)
    clash = reading.day is not None or (timed and reading.elapsed.seconds)
    return None if clash and reading.verdict is None else reading


def _with(reading: Reading, piece: Piece) -> Reading | None:
    if isinstance(piece, Day):
        return _with_day(reading, piece)
    if isinstance(piece, Clock):
        return None if reading.clock else replace(reading, clock=piece)
    if isinstance(piece, Part):
        return _with_part(reading, piece)
    if isinstance(piece, Elapsed):
        return None if reading.elapsed else replace(reading, elapsed=piece)
    if isinstance(piece, Zone):
        return None if reading.zone else replace(reading, zone=piece)
    return replace(reading, verdict=piece)


def _with_part(reading: Reading, part: Part) -> Reading | None:
    """'early tomorrow morning' is early in the morning; two other parts contradict."""
    given = reading.part
    if given is None:
        return replace(reading, part=part)
    if "early" in (given.name, part.name):
        named = part if given.name == "early" else given
        early = replace(named, usual=named.usual.replace(hour=max(named.usual.hour - 2, 7)))
        return replace(reading, part=early)
    if part.name == given.name or {part.name, given.name} == {"night", "tonight"}:
        return replace(reading, part=replace(given, is_today=given.is_today or part.is_today))
    return None


def _with_day(reading: Reading, day: Day) -> Reading | None:
    """A weekday narrows a date or a week; two different days are no day."""
    given = reading.day
    if given is None:
        return replace(reading, day=day)
    for narrow, wide in ((day, given), (given, day)):
        if narrow.weekday is not None and wide.weekday is None:
            return _narrowed(reading, narrow.weekday, wide)
    same = given.options[0] == day.options[0]
    return reading if same else None


def _narrowed(reading: Reading, weekday: int, wide: Day) -> Reading:
    if wide.week is not None:
        return replace(reading, day=Day((wide.week + weekday * DAY,)))
    near = (day for day in wide.options if day - wide.options[0] < 60 * DAY)
    fitting = tuple(day for day in near if day.weekday() == weekday)
    if not fitting:
        return replace(reading, verdict=Impossible())
    return replace(reading, day=Day(fitting))

"""What the grammar finds in a text, and what it needs to know to read it."""

from dataclasses import dataclass
from datetime import date, datetime, time

Times = tuple[time, ...]


@dataclass(frozen=True, slots=True)
class Now:
    """The moment and the person, as the grammar needs them.

    wall: the person's clock. month_first: how 3/4 is read. sure_of_order: whether the locale
    really says so. language: two letters. at: the instant. zone: IANA name.
    """

    wall: datetime
    language: str = "en"
    month_first: bool = False
    sure_of_order: bool = True
    at: datetime | None = None
    zone: str = ""

    @property
    def today(self) -> date:
        return self.wall.date()


@dataclass(frozen=True, slots=True)
class Day:
    """A day: the first of `options` that is still ahead is meant, `others` are as likely.

    weekday, week (its Monday), month (its first day), number (of the month) and
    feast (month and day) are set where only these were named, to be narrowed by a second part or
    repeated; nth: month, which, and weekday of 'second sunday in may'. weak: may as well be a
    word of the message.
    """

    options: tuple[date, ...]
    others: tuple[date, ...] = ()
    weekday: int | None = None
    week: date | None = None
    weak: bool = False
    month: date | None = None
    number: int | None = None
    feast: tuple[int, int] | None = None
    nth: tuple[int, int, int] | None = None


@dataclass(frozen=True, slots=True)
class Clock:
    """A time of day. is_open: 1 to 11 o'clock without a.m. or p.m. weak: a bare number.

    has_half: a.m. or p.m. was said, so no part of the day can move it.

    more: the further times of 'at 9 and 17'.
    """

    time: time
    is_open: bool = False
    weak: bool = False
    is_midnight: bool = False
    has_half: bool = False
    more: Times = ()


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the day: `usual` if no clock time is given, `until` its last hour (24 = all).

    is_today: 'tonight' and 'this evening' are today's.
    """

    name: str
    usual: time
    until: int
    is_today: bool = False
    weak: bool = False


@dataclass(frozen=True, slots=True)
class Elapsed:
    """A length of time from now. marked: 'in', 'from now' and the like say that it is one."""

    months: int = 0
    days: int = 0
    seconds: int = 0
    marked: bool = False
    weak: bool = False


@dataclass(frozen=True, slots=True)
class Zone:
    """The zone in which a clock time is meant; None is the person's own."""

    name: str | None
    weak: bool = False
    others: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Past:
    """'3 days ago', 'yesterday'."""

    weak: bool = False


@dataclass(frozen=True, slots=True)
class Impossible:
    """'25:00', '31 February'."""

    weak: bool = False


@dataclass(frozen=True, slots=True)
class Every:
    """A repetition: each `interval` of `unit`.

    days: (which of the month or 0, weekday). number: day of the month, -1 the
    last; numbers: further ones. month: of a
    yearly one. weak: an adverb that may describe something else. position: which of the days of
    a month, -1 the last (BYSETPOS).
    """

    unit: str
    interval: int = 1
    days: tuple[tuple[int, int], ...] = ()
    number: int | None = None
    month: int | None = None
    weak: bool = False
    numbers: tuple[int, ...] = ()
    position: int = 0


@dataclass(frozen=True, slots=True)
class Without:
    """The weekdays that a repetition leaves out."""

    weekdays: tuple[int, ...]
    weak: bool = False


@dataclass(frozen=True, slots=True)
class Shift:
    """'half an hour before' a clock time: so many seconds are added to it."""

    seconds: int
    weak: bool = False


@dataclass(frozen=True, slots=True)
class Bound:
    """How long something repeats: until a day, for a length of time, a number of times.

    start: the first day. clock: the hour of today that is the last.
    """

    until: tuple[date, ...] = ()
    count: int = 0
    length: tuple[int, str] | None = None
    start: tuple[date, ...] = ()
    weak: bool = False
    clock: time | None = None


@dataclass(frozen=True, slots=True)
class Unsure:
    """Something about time that the grammar does not know well enough."""

    weak: bool = False


Piece = (
    Day
    | Clock
    | Part
    | Elapsed
    | Zone
    | Past
    | Impossible
    | Every
    | Bound
    | Unsure
    | Without
    | Shift
)
Match = tuple[Piece, int]
"""A piece and the index of the token after it."""

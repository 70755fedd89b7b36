"""The lab in numbers: which days a period has, and what is counted of them."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from domain.manage.line.periods import read_days
from domain.time.zones import day_bounds, to_wall


class Span(StrEnum):
    """How long a period is; the value rides in buttons."""

    DAY = "d"
    WEEK = "w"
    MONTH = "m"


@dataclass(frozen=True, slots=True)
class Period:
    """Days of the lab's calendar, from `first` to `last`, both included."""

    span: Span
    first: date
    last: date

    @property
    def days(self) -> list[date]:
        return [
            self.first + timedelta(days=number)
            for number in range((self.last - self.first).days + 1)
        ]


@dataclass(frozen=True, slots=True)
class Stretches:
    """The parts of a period that are counted by themselves: where they begin, and their edges.

    walls: what the lab's clock shows then. edges: aware UTC, one more than there are parts.
    """

    walls: tuple[datetime, ...]
    edges: tuple[datetime, ...]


@dataclass(frozen=True, slots=True)
class Visits:
    """What was booked in a part of a period, counted by when the visit is.

    wall: when it begins, by the lab's clock. seats: the capacity of its slots. booked: seats
    taken, whatever became of them but cancelled. missed: no-shows. seen: arrived or fulfilled.
    """

    wall: datetime
    seats: int = 0
    booked: int = 0
    seen: int = 0
    missed: int = 0


@dataclass(frozen=True, slots=True)
class Sent:
    """Messages of a part of a period, counted by when they went out or were given up."""

    wall: datetime
    sent: int = 0
    failed: int = 0


@dataclass(frozen=True, slots=True)
class Lateness:
    """Of the messages sent in a period, milliseconds after the planned instant."""

    p50: float
    p95: float
    p99: float


@dataclass(frozen=True, slots=True)
class Numbers:
    """All of a period. lead: median time from booking to visit. oldest_due: seconds.

    lateness: None if nothing was sent.
    """

    period: Period
    visits: tuple[Visits, ...]
    messages: tuple[Sent, ...]
    lead: timedelta | None
    lateness: Lateness | None
    oldest_due: float


@dataclass(frozen=True, slots=True)
class Totals:
    """The sums over a period's stretches."""

    seats: int
    booked: int
    seen: int
    missed: int
    sent: int
    failed: int

    @property
    def used(self) -> float | None:
        """The part of the capacity that is booked, 0 to 1; None without any."""
        return self.booked / self.seats if self.seats else None

    @property
    def no_shows(self) -> float | None:
        """Of those whose visit is over, the part that did not come; None if none is over."""
        over = self.seen + self.missed
        return self.missed / over if over else None


def period_of(span: Span, day: date) -> Period:
    """The day itself, its week from Monday to Sunday, or its month."""
    match span:
        case Span.DAY:
            return Period(span, day, day)
        case Span.WEEK:
            monday = day - timedelta(days=day.weekday())
            return Period(span, monday, monday + timedelta(days=6))
        case Span.MONTH:
            first = day.replace(day=1)
            return Period(span, first, _next_month(first) - timedelta(days=1))


def read(text: str, today: date) -> Period | None:
    """'last week', 'ноябрь', 'gestern'; this week for nothing, None for any other words."""
    if not text.strip():
        return period_of(Span.WEEK, today)
    days = read_days(text, today)
    if days is None:
        return None
    near = (period_of(span, days[0]) for span in Span)
    return next((one for one in near if (one.first, one.last) == days), None)


def before(period: Period) -> Period:
    """The period of the same kind that ends where this one begins."""
    return period_of(period.span, period.first - timedelta(days=1))


def after(period: Period) -> Period:
    """The period of the same kind that begins where this one ends."""
    return period_of(period.span, period.last + timedelta(days=1))


def stretches(period: Period, zone: str) -> Stretches:
    """The hours of a day, else the days. Raises UnknownZone."""
    bounds = [day_bounds(day, zone) for day in period.days]
    begins = [first for first, _ in bounds]
    end = bounds[-1].end
    if period.span is Span.DAY:
        while begins[-1] + timedelta(hours=1) < end:
            begins.append(begins[-1] + timedelta(hours=1))
    return Stretches(tuple(to_wall(at, zone) for at in begins), (*begins, end))


def totals(numbers: Numbers) -> Totals:
    return Totals(
        seats=sum(item.seats for item in numbers.visits),
        booked=sum(item.booked for item in numbers.visits),
        seen=sum(item.seen for item in numbers.visits),
        missed=sum(item.missed for item in numbers.visits),
        sent=sum(item.sent for item in numbers.messages),
        failed=sum(item.failed for item in numbers.messages),
    )


def _next_month(first: date) -> date:
    return (first + timedelta(days=31)).replace(day=1)

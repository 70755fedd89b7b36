"""What several resources have in common: ids, instants, pages, and how they are written."""

import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Annotated, Any, Generic, TypeVar

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    NaiveDatetime,
    PlainSerializer,
    StringConstraints,
    WithJsonSchema,
)

from web.problem import Fault, Stopped, plain

LARGEST = 2**63 - 1
PAGE, LONGEST_PAGE = 50, 200
EARLIEST, LATEST = datetime(2000, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)

DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
INSTANT = re.compile(
    rf"{DAY.pattern}[Tt]\d\d:\d\d(:\d\d(\.\d{{1,6}})?)?([Zz]|[+-]\d\d:\d\d)", re.ASCII
)
WALL = re.compile(rf"{DAY.pattern}T\d\d:\d\d(:\d\d)?", re.ASCII)
AS_INSTANT = {"type": "string", "format": "date-time", "examples": ["2027-03-01T08:15:00Z"]}
AS_WALL = {"type": "string", "pattern": f"^{WALL.pattern}$", "examples": ["2027-03-01T09:00:00"]}
Found = TypeVar("Found")


class Shape(BaseModel):
    """What is sent or asked for: nothing beyond, nothing of another type."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class Nothing(Shape):
    """Nothing is asked for."""


def _in_sight(at: datetime) -> datetime:
    if not EARLIEST <= at < LATEST:
        raise ValueError("has to be between the years 2000 and 2100")
    return at.astimezone(UTC)


def _wall_in_sight(wall: datetime) -> datetime:
    _day_in_sight(wall.date())
    return wall


def _day_in_sight(day: date) -> date:
    if not EARLIEST.date() <= day < LATEST.date():
        raise ValueError("has to be between the years 2000 and 2100")
    return day


def _read_instant(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    if not INSTANT.fullmatch(value):
        raise ValueError("has to be an instant with its offset, as 2027-03-01T08:15:00Z")
    return datetime.fromisoformat(value.upper())


def _read_wall(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    if not WALL.fullmatch(value):
        raise ValueError("has to be a clock on a wall, without an offset, as 2027-03-01T09:00:00")
    return datetime.fromisoformat(value)


def _read_day(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    if not DAY.fullmatch(value):
        raise ValueError("has to be a day, as 2027-03-01")
    return date.fromisoformat(value)


def _read_number(value: Any) -> Any:
    """As JSON Schema has it: 5.0 is an integer."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _without_nul(text: str) -> str:
    if "\0" in text:
        raise ValueError("may not hold NUL")
    return text


Id = Annotated[int, Field(ge=1, le=LARGEST)]
IdSent = Annotated[int, BeforeValidator(_read_number), Field(ge=1, le=LARGEST)]
"""In a body."""
ChatId = Annotated[int, BeforeValidator(_read_number), Field(ge=-LARGEST, le=-1)]
Version = Annotated[int, BeforeValidator(_read_number), Field(ge=1, le=2**31 - 1)]
Instant = Annotated[
    AwareDatetime,
    BeforeValidator(_read_instant),
    AfterValidator(_in_sight),
    WithJsonSchema(AS_INSTANT),
]
"""What a program sends; aware UTC."""
At = Annotated[
    datetime,
    PlainSerializer(plain, return_type=str),
    WithJsonSchema(AS_INSTANT),
]
"""What a program is answered: in UTC, with its Z."""
Day = Annotated[
    date,
    BeforeValidator(_read_day),
    AfterValidator(_day_in_sight),
    WithJsonSchema({"type": "string", "format": "date", "examples": ["2027-03-01"]}),
]
Wall = Annotated[
    NaiveDatetime,
    BeforeValidator(_read_wall),
    AfterValidator(_wall_in_sight),
    WithJsonSchema(AS_WALL),
]
"""What a clock shows, wherever it hangs."""
WallShown = Annotated[datetime, WithJsonSchema(AS_WALL)]
Words = Annotated[str, AfterValidator(_without_nul)]
Zone = Annotated[str, Field(description="IANA time zone", examples=["Europe/Berlin"])]
Limit = Annotated[int, Field(ge=1, le=LONGEST_PAGE, description="of one page")]
Cursor = Annotated[
    str,
    StringConstraints(max_length=200, pattern=r"^[A-Za-z0-9_-]*$"),
    Field(description="`next` of the page before"),
]


class Paged(Shape):
    """Which part of a list is asked for."""

    limit: Limit = PAGE
    cursor: Cursor = ""


class Page(BaseModel):
    """A part of a list."""

    next: str | None = Field(default=None, description="cursor of the next page, null at the end")


@dataclass(frozen=True, slots=True)
class Part(Generic[Found]):
    """What is shown of what was found: one more than fits tells that there is more."""

    items: Sequence[Found]
    is_last: bool

    def next(self, place: Callable[[Found], str]) -> str | None:
        """The cursor of the next part. place: of the last that is shown."""
        return None if self.is_last else cursor_of(place(self.items[-1]))


def part(found: Sequence[Found], asked: Paged) -> Part[Found]:
    return Part(found[: asked.limit], is_last=len(found) <= asked.limit)


def instant(second: int) -> datetime:
    """Of a cursor. One beyond our years is their end."""
    at = datetime.fromtimestamp(min(second, 2**35), UTC)
    return min(max(at, EARLIEST), LATEST)


def cursor_of(place: str) -> str:
    return urlsafe_b64encode(place.encode()).decode().rstrip("=")


def place_of(cursor: str, pattern: str) -> tuple[str, ...] | None:
    """The parts of what cursor_of was given, None for the first page.

    Raises Stopped for one that is none of ours.
    """
    if not cursor:
        return None
    try:
        place = urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode()
    except ValueError:
        place = ""
    found = re.fullmatch(pattern, place, re.ASCII)
    if found is None:
        what = "is no cursor that this list has given"
        raise Stopped(Fault.NOT_UNDERSTOOD, errors=[{"where": "query.cursor", "what": what}])
    return found.groups()


def id_of(cursor: str) -> int:
    """The id that a page comes after; 0 = from the first. Raises Stopped."""
    found = place_of(cursor, r"(\d{1,18})")
    return int(found[0]) if found else 0

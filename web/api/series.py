"""Messages that repeat, of the key's maker."""

from typing import Self

from pydantic import Field, model_validator

from actions.messages import series
from domain import refusals
from domain.account.access import Scope
from domain.messages.schedule import Message
from domain.messages.series import Repeat, Series, SeriesEdit, SeriesStatus
from web.api.messages import (
    EDITED,
    LONGEST,
    OF_PLACE,
    OF_TEXT,
    OutgoingShape,
    Place,
    chat_of,
    outgoing,
)
from web.api.route import Ask, Reply, Route, Table
from web.api.shapes import (
    At,
    Nothing,
    Page,
    Paged,
    Shape,
    Version,
    Wall,
    WallShown,
    Words,
    Zone,
    id_of,
    part,
)

FIELDS = frozenset(Series.__dataclass_fields__)


class NewSeries(Place):
    """What repeats. rrule counts from wall, a clock in zone."""

    text: str = Field(max_length=LONGEST)
    rrule: Words = Field(max_length=500, examples=["FREQ=WEEKLY;BYDAY=MO"])
    wall: Wall
    zone: Zone


class SeriesChange(Shape):
    """What is to be another; the rest stays."""

    text: str | None = Field(default=None, max_length=LONGEST)
    rrule: Words | None = Field(default=None, max_length=500)
    wall: Wall | None = None
    zone: Zone | None = None

    @model_validator(mode="after")
    def _is_something(self) -> Self:
        """Something."""
        if not self.model_fields_set:
            raise ValueError("give text, rrule, wall or zone")
        return self


class Skip(Shape):
    """version: of the series as it was seen, so that a second try skips nothing more."""

    version: Version


class SeriesShape(OutgoingShape):
    """A message that repeats."""

    status: SeriesStatus
    rrule: str
    wall: WallShown
    zone: str
    next_at: At
    is_sending: bool
    halted_for: str | None = Field(description="why it waits for its recipient")


class SeriesList(Page):
    """Series, those that are over too, the oldest first."""

    items: list[SeriesShape]


async def list_series(ask: Ask, asked: Paged) -> Reply:
    """Messages that repeat."""
    call, after = ask.call, id_of(asked.cursor)
    found = await call.read(series.search, call.actor, after=after, most=asked.limit + 1)
    shown = part(found, asked)
    next_one = shown.next(lambda one: str(one.id))
    return Reply(SeriesList(items=[series_shape(one) for one in shown.items], next=next_one))


async def find_series(ask: Ask, _asked: Nothing) -> Reply:
    """A message that repeats."""
    return Reply(series_shape(await ask.call.read(series.find, ask.call.actor, ask.number)))


async def start_series(ask: Ask, asked: NewSeries) -> Reply:
    """Start a message that repeats."""
    call = ask.call
    to = await chat_of(ask, asked)
    address = asked.address_id or 0
    message = Message(asked.text, (), call.now, asked.zone, ask.intent, address, to=to)
    repeat = Repeat(asked.rrule, asked.wall, asked.zone, is_zone_named=True)
    made = await call.write(
        series.start, call.actor, message, repeat, now=call.now, limits=(await call.caps()).limits
    )
    return Reply(series_shape(made), place=f"/series/{made.id}")


async def change_series(ask: Ask, asked: SeriesChange) -> Reply:
    """Change what repeats from its next occurrence on."""
    call = ask.call
    found = await call.read(series.find, call.actor, ask.number)
    edit = SeriesEdit(asked.text, (), _repeat(found.repeat, asked), found.attachment)
    changed = await call.write(series.change, call.actor, ask.number, edit, now=call.now)
    return Reply(series_shape(changed))


async def pause_series(ask: Ask, _asked: Nothing) -> Reply:
    """Send nothing until it is resumed."""
    return Reply(series_shape(await ask.call.write(series.pause, ask.call.actor, ask.number)))


async def resume_series(ask: Ask, _asked: Nothing) -> Reply:
    """Go on."""
    call = ask.call
    return Reply(series_shape(await call.write(series.resume, call.actor, ask.number, call.now)))


async def skip_occurrence(ask: Ask, asked: Skip) -> Reply:
    """Leave out the next occurrence."""
    call = ask.call
    skipped = await call.write(series.skip, call.actor, ask.number, asked.version, now=call.now)
    return Reply(series_shape(skipped))


async def cancel_series(ask: Ask, _asked: Nothing) -> Reply:
    """End it for good."""
    return Reply(series_shape(await ask.call.write(series.cancel, ask.call.actor, ask.number)))


def _repeat(known: Repeat, asked: SeriesChange) -> Repeat | None:
    if (asked.rrule, asked.wall, asked.zone) == (None, None, None):
        return None
    is_named = known.is_zone_named or asked.zone is not None
    rule, wall = asked.rrule or known.rrule, asked.wall or known.wall
    return Repeat(rule, wall, asked.zone or known.zone, is_named)


def series_shape(found: Series) -> SeriesShape:
    repeat = found.repeat
    rule = {"rrule": repeat.rrule, "wall": repeat.wall, "zone": repeat.zone}
    values = {name: getattr(found, name) for name in SeriesShape.model_fields.keys() & FIELDS}
    return SeriesShape.model_validate(values | outgoing(found) | rule)


ROUTES: Table = (
    Route(
        method="GET",
        path="/series",
        scope=Scope.MESSAGES,
        asked=Paged,
        answer=SeriesList,
        handler=list_series,
    ),
    Route(
        method="GET",
        path="/series/{id}",
        scope=Scope.MESSAGES,
        asked=Nothing,
        answer=SeriesShape,
        handler=find_series,
    ),
    Route(
        method="POST",
        path="/series",
        scope=Scope.MESSAGES,
        asked=NewSeries,
        answer=SeriesShape,
        handler=start_series,
        refusals=(
            refusals.RepeatsNever,
            refusals.RepeatsTooOften,
            refusals.TooManySeries,
            *OF_PLACE,
            *OF_TEXT,
        ),
        is_once=True,
    ),
    Route(
        method="PATCH",
        path="/series/{id}",
        scope=Scope.MESSAGES,
        asked=SeriesChange,
        answer=SeriesShape,
        handler=change_series,
        refusals=(refusals.RepeatsNever, refusals.RepeatsTooOften, *EDITED),
    ),
    Route(
        method="POST",
        path="/series/{id}/pause",
        scope=Scope.MESSAGES,
        asked=Nothing,
        answer=SeriesShape,
        handler=pause_series,
        refusals=(refusals.AlreadySent,),
    ),
    Route(
        method="POST",
        path="/series/{id}/resume",
        scope=Scope.MESSAGES,
        asked=Nothing,
        answer=SeriesShape,
        handler=resume_series,
        refusals=(refusals.AlreadySent,),
    ),
    Route(
        method="POST",
        path="/series/{id}/skip",
        scope=Scope.MESSAGES,
        asked=Skip,
        answer=SeriesShape,
        handler=skip_occurrence,
        refusals=(refusals.AlreadySent,),
    ),
    Route(
        method="DELETE",
        path="/series/{id}",
        scope=Scope.MESSAGES,
        asked=Nothing,
        answer=SeriesShape,
        handler=cancel_series,
    ),
)

"""A route as the table has it: the checks of requests and the document are both made of it."""

from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Generic, TypeVar

from pydantic import BaseModel

from domain.account.access import Scope
from domain.audit import Seen
from domain.refusals import NotFound, Refusal
from web.call import Call

Asked = TypeVar("Asked", bound=BaseModel)
READ = "GET"


@dataclass(frozen=True, slots=True)
class Ask:
    """A request that was let in. number: of the path, 0 without one.

    version: of If-Match, 0 for one that nothing has, None = whichever.
    """

    call: Call
    number: int = 0
    version: int | None = None

    @property
    def intent(self) -> str:
        """Names what is asked for, for the action: no other key's request has it."""
        return f"{self.call.caller}:{self.call.intent}"

    async def note_seen(
        self, *, bookings: Collection[int] = (), patients: Collection[int] = ()
    ) -> None:
        """A program is about to read these patients; bookings: whose patients."""
        await self.call.note_seen(Seen.PROGRAM, bookings=bookings, patients=patients)


@dataclass(frozen=True, slots=True)
class Reply:
    """What a route answers. version: for the ETag. place: of what was made, below /api/v1."""

    body: BaseModel
    version: int | None = None
    place: str = ""


@dataclass(frozen=True, kw_only=True)
class Route(Generic[Asked]):
    """asked: what the query of a GET, or the body of all others, has to be.

    refusals: beside those of the door. is_once: it needs an Idempotency-Key, as it makes something
    new. is_versioned: it answers an ETag. is_guarded: it takes one as If-Match.
    """

    method: str
    path: str
    scope: Scope
    asked: type[Asked]
    answer: type[BaseModel]
    handler: Callable[[Ask, Asked], Awaitable[Reply]]
    refusals: tuple[type[Refusal], ...] = ()
    is_once: bool = False
    is_versioned: bool = False
    is_guarded: bool = False

    @property
    def name(self) -> str:
        """find_booking: of its handler."""
        return self.handler.__name__

    @property
    def status(self) -> HTTPStatus:
        return HTTPStatus.CREATED if self.is_once else HTTPStatus.OK

    @property
    def about(self) -> str:
        """What its handler says of itself."""
        return str(self.handler.__doc__).splitlines()[0].rstrip(".")

    @property
    def has_number(self) -> bool:
        return "{id}" in self.path

    @property
    def is_write(self) -> bool:
        return self.method != READ

    @property
    def all_refusals(self) -> tuple[type[Refusal], ...]:
        """NotFound where there is an id."""
        found = (NotFound,) if self.has_number else ()
        return tuple(dict.fromkeys((*found, *self.refusals)))


Table = tuple[Route[Any], ...]

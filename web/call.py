"""One request of somebody who was let in: what every route of ours works with."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import ParamSpec, TypeVar

from aiohttp import web

from actions import readings
from actions.deed import Once, do_once
from actions.journal import Action
from domain.account.access import Scope, WebSession
from domain.account.actor import Actor
from domain.audit import Seen
from domain.caps import Caps
from domain.refusals import ScopeMissing
from web.deps import WebDeps

P = ParamSpec("P")
R = TypeVar("R")


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """now: aware UTC. caller: key:5 or session:7. scopes: of a key, None = a person's browser.

    intent: names what is to be done once, '' for reading.
    """

    deps: WebDeps
    request: web.Request
    actor: Actor
    now: datetime
    caller: str
    scopes: frozenset[Scope] | None = None
    session: WebSession | None = None
    intent: str = ""

    def needs(self, scope: Scope) -> None:
        """Raises ScopeMissing for a key that may not, before anything is looked for."""
        if self.scopes is not None and scope not in self.scopes:
            raise ScopeMissing(str(scope))

    async def read(self, action: Action[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """What the action finds, without a transaction."""
        async with self.deps.database.read() as uow:
            return await action(uow, *args, **kwargs)

    async def caps(self) -> Caps:
        """How much one account may have."""
        return await self.deps.caps(self.deps.database, self.now)

    async def note_seen(
        self, screen: Seen, *, bookings: Collection[int] = (), patients: Collection[int] = ()
    ) -> None:
        """Somebody of the staff is about to see these patients; bookings: whose patients."""
        async with self.deps.database.each() as uow:
            seen = {"bookings": bookings, "patients": patients}
            await readings.note(uow, self.actor, screen, **seen, now=self.now)

    async def read_in_parts(self, action: Action[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """The same in one transaction, which writes nothing."""
        async with self.deps.database.begin() as uow:
            return await action(uow, *args, **kwargs)

    async def write(self, action: Action[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Do it once, in a transaction of its own; a refusal undoes all of it."""
        asked = await self.request.read()
        what = f"{self.request.method} {self.request.path_qs}\n".encode() + asked
        once = Once(self.caller, self.intent, sha256(what).hexdigest())
        return await do_once(self.deps.database, once, self.now, action, *args, **kwargs)

"""One request of somebody who was let in: what every route of ours works with."""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import ParamSpec, TypeVar

from aiohttp import web

from actions.deed import Once, do_once
from actions.journal import Action
from domain.account.access import Scope, WebSession
from domain.account.actor import Actor
from domain.refusals import NotFound
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
        """Raises NotFound for a key that may not: as if there were no such thing."""
        if self.scopes is not None and scope not in self.scopes:
            raise NotFound

    async def read(self, action: Action[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """What the action finds, without a transaction."""
        async with self.deps.database.read() as uow:
            return await action(uow, *args, **kwargs)

    async def write(self, action: Action[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Do it once, in a transaction of its own; a refusal undoes all of it."""
        asked = await self.request.read()
        what = f"{self.request.method} {self.request.path_qs}\n".encode() + asked
        once = Once(self.caller, self.intent, sha256(what).hexdigest())
        return await do_once(self.deps.database, once, self.now, action, *args, **kwargs)

"""The door for programs: a key, its scope and its share, before anything of a request is read."""

import math
import re
import time
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from aiohttp import web

from actions.account import api_key
from domain.account.access import PREFIX, KeyHolder, parse_key
from domain.messages.rate import SECOND, Rate
from domain.refusals import KeyInvalid
from infra.throttle import Allowance, Quota
from web.api.route import Ask, Route
from web.call import Call
from web.deps import WebDeps
from web.problem import Fault, Stopped
from web.strangers import Strangers, address_of

INTENT = re.compile(r"[\x21-\x7e]{1,200}")
BEARER = re.compile(r"bearer +(\S+)", re.IGNORECASE)
STRANGERS = Rate(6 * SECOND, 20)
"""Wrong keys of one address: twenty at once, then ten a minute."""
KNOWN = 1000  # keys that have let somebody in; there are fewer (MOST_KEYS)
CHALLENGE = 'Bearer realm="slotbell"'
LARGEST_ID = 2**63 - 1


@dataclass
class Trace:
    """What the line in the log and the answer's headers say of a request."""

    route: str = ""
    key_id: int | None = None
    per_minute: int = 0
    allowance: Allowance | None = None
    body: bytes = b""  # so that no line repeats it

    @property
    def headers(self) -> Mapping[str, str]:
        """What is left of the key's share."""
        if self.allowance is None:
            return {}
        return {
            "RateLimit-Limit": str(self.per_minute),
            "RateLimit-Remaining": str(self.allowance.left),
            "RateLimit-Reset": str(math.ceil(self.allowance.full_in)),
        }


@dataclass
class KnownKeys:
    """Keys that have let somebody in: whoever has one goes on, though a proxy gives everybody one
    address.
    """

    _ids: OrderedDict[str, None] = field(default_factory=OrderedDict)

    def __contains__(self, short_id: str) -> bool:
        return short_id in self._ids

    def __len__(self) -> int:
        return len(self._ids)

    def add(self, short_id: str) -> None:
        """It is one."""
        self._ids[short_id] = None
        self._ids.move_to_end(short_id)
        if len(self._ids) > KNOWN:
            self._ids.popitem(last=False)

    def drop(self, short_id: str) -> None:
        """It is none any more."""
        self._ids.pop(short_id, None)


class Door:
    """One for a process."""

    def __init__(self, deps: WebDeps) -> None:
        self._deps, self._quota = deps, Quota(deps.redis)
        self._strangers, self._known = Strangers(STRANGERS), KnownKeys()

    async def let_in(self, request: web.Request, route: Route[Any], trace: Trace) -> Ask:
        """Who asks, and for what, as far as the headers say it. Raises Refusal, Stopped."""
        now = self._deps.now()
        holder = await self._holder(request)
        trace.key_id, trace.per_minute = holder.key.id, holder.key.per_minute
        caller = f"key:{holder.key.id}"
        trace.allowance = await self._quota.take(caller, holder.key.per_minute)
        if not trace.allowance.may:
            raise Stopped(Fault.TOO_MANY_REQUESTS, _retry(trace.allowance.next_in))
        call = Call(
            deps=self._deps,
            request=request,
            actor=holder.actor,
            now=now,
            caller=caller,
            scopes=holder.key.scopes,
            intent=_intent(request, route) if route.is_write else "",
        )
        call.needs(route.scope)
        return Ask(call, _number(request), _version(request))

    async def _holder(self, request: web.Request) -> KeyHolder:
        """Raises KeyInvalid, Stopped."""
        text, address, now = _key(request), address_of(request), time.monotonic_ns() // 1000
        short_id = text[len(PREFIX) + 1 :].partition("_")[0]
        wait = self._strangers.wait(address, now)
        if wait and short_id not in self._known:
            raise Stopped(Fault.TOO_MANY_REQUESTS, _retry(wait))
        try:
            parse_key(text)  # what is no key costs no connection
            async with self._deps.database.each() as uow:
                holder = await api_key.come_in(uow, text, self._deps.defaults, self._deps.now())
        except KeyInvalid:
            self._known.drop(short_id)
            self._strangers.refused(address, now)
            raise
        self._known.add(short_id)
        return holder


def _key(request: web.Request) -> str:
    """Raises Stopped without one."""
    given = request.headers.get("Authorization", "")
    found = BEARER.fullmatch(given.strip())
    if found:
        return found[1]
    if key := request.headers.get("X-API-Key", "").strip():
        return key
    raise Stopped(Fault.KEY_MISSING, {"WWW-Authenticate": CHALLENGE})


def _intent(request: web.Request, route: Route[Any]) -> str:
    """What the caller calls it; without a name it is done each time. Raises Stopped."""
    given = request.headers.get("Idempotency-Key")
    if given is None:
        if route.is_once:
            raise Stopped(Fault.INTENT_MISSING)
        return uuid4().hex
    if not INTENT.fullmatch(given):
        raise Stopped(Fault.INTENT_INVALID)
    return given


def _number(request: web.Request) -> int:
    """Of a number that no id has: 0, which nothing has either."""
    number = int(request.match_info.get("id", "0")[:20])
    return number if number <= LARGEST_ID else 0


def _version(request: web.Request) -> int | None:
    """Of If-Match; a tag that is none of ours fits nothing."""
    given = request.headers.get("If-Match", "*").strip()
    found = re.fullmatch(r'"(\d{1,9})"', given, re.ASCII)
    return None if given == "*" else int(found[1]) if found else 0


def _retry(seconds: float) -> dict[str, str]:
    return {"Retry-After": str(max(1, math.ceil(seconds)))}

"""What requests of programs and browsers do, each once: by an intent that they bring along.

As with an update's journal, the result stands in the transaction of the deed: the same request
again does nothing and is answered with what came of the first.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Concatenate, ParamSpec, TypeVar

from actions.journal import DoneElsewhere, decode, encode
from db.account import web_deed as rows
from db.uow import BROKEN, Database, Uow
from domain.refusals import IntentReused, Refusal

P = ParamSpec("P")
R = TypeVar("R")
KEPT_FOR = timedelta(hours=48)


@dataclass(frozen=True, slots=True)
class Once:
    """A request that is done once. caller: such as key:5; request_hash: of what is asked for."""

    caller: str
    intent: str
    request_hash: str


async def do_once(
    database: Database,
    once: Once,
    now: datetime,
    action: Callable[Concatenate[Uow, P], Awaitable[R]],
    /,
    *args: P.args,
    **kwargs: P.kwargs,
) -> R:
    """Do it in a transaction, or give what came of it when it was done. A refusal is not kept.

    Raises what the action raises; IntentReused if the intent was for something else; DoneBefore
    if it was done by a version of this program that knew other types.
    """
    try:
        async with database.begin() as uow:
            if (known := await rows.find(uow, once.caller, once.intent)) is None:
                result = await action(uow, *args, **kwargs)
                await _record(uow, once, rows.Deed(once.request_hash, encode(result)), now)
                return result
    except (Refusal, DoneElsewhere, *BROKEN):
        known = await _found(database, once)
        if known is None:
            raise
    found: R = _result(known, once)
    return found


async def _record(uow: Uow, once: Once, deed: rows.Deed, now: datetime) -> None:
    if not await rows.record(uow, once.caller, once.intent, deed, at=now):
        raise DoneElsewhere


async def _found(database: Database, once: Once) -> rows.Deed | None:
    """The same request, which somebody else has done meanwhile."""
    async with database.read() as uow:
        return await rows.find(uow, once.caller, once.intent)


def _result(known: rows.Deed, once: Once) -> Any:
    if known.request_hash != once.request_hash:
        raise IntentReused
    return decode(known.result)

"""What is kept of a person: all of it in a file, and all of it forgotten."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from db.account import account as accounts
from db.account.personal import export as rows
from db.account.personal import forget as forgetting
from db.uow import Uow
from domain.account.actor import Actor
from domain.account.privacy import Planned, Standing, standing
from domain.refusals import NotFound


@dataclass(frozen=True, slots=True)
class Forgotten:
    """What was cancelled for it."""

    visits: int
    messages: int


async def has_full_texts(uow: Uow, actor: Actor) -> bool:
    """Whether reminders and news name the test."""
    return await accounts.has_full_texts(uow, actor.id)


async def set_full_texts(uow: Uow, actor: Actor, *, is_full: bool) -> None:
    """From now on."""
    await accounts.set_full_texts(uow, actor.id, is_full)


async def planned(uow: Uow, actor: Actor, now: datetime) -> Planned | None:
    """What ends if the actor is forgotten; None if nothing is kept of them."""
    return await rows.planned(uow, actor.id, now)


async def everything(uow: Uow, actor: Actor, now: datetime) -> dict[str, Any]:
    """All that is kept of the actor, as JSON has it."""
    return {"made_at": now.isoformat(), **await rows.everything(uow, actor.id)}


async def forget(
    uow: Uow, actor: Actor, asked_at: datetime, owners: Collection[int], *, now: datetime
) -> Forgotten | None:
    """Cancel what is planned and blank what is kept, for good; a second time changes nothing.

    asked_at: when the person was asked. None if that is long ago. owners: who hears of free seats
    where there is no desk. Who works here is not forgotten: what staff do is the house's. Raises
    NotFound.
    """
    if actor.is_staff:
        raise NotFound
    match standing(asked_at, await planned(uow, actor, now), now):
        case Standing.STALE:
            return None
        case Standing.DONE:
            return Forgotten(0, 0)
    done = await forgetting.forget(uow, actor.id, sorted(owners), now)
    return Forgotten(*(done or (0, 0)))

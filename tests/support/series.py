"""Series for tests: started by the action, settled as the worker settles."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy import text

from actions.messages import series
from db.messages import delivery
from db.uow import Database
from domain.account.actor import Actor
from domain.messages.delivery import (
    Cause,
    Claim,
    Delivered,
    Fault,
    GiveUp,
    Lanes,
    Outcome,
    settlement,
)
from domain.messages.schedule import Message
from domain.messages.series import Repeat, Series
from workers.delivery.series import go_on, hold

DAILY = "FREQ=DAILY"
LEASE = 45.0


async def started(
    database: Database,
    author: Actor,
    repeat: Repeat,
    now: datetime,
    intent: str = "s1",
    words: str = "Stand-up",
) -> Series:
    """A series of this author's."""
    message = Message(words, (), now, repeat.zone, intent)
    async with database.begin() as uow:
        return await series.start(uow, author, message, repeat, now=now)


async def occurrences(database: Database, series_id: int) -> list[tuple[datetime, str]]:
    """Planned instant and status of each, in order."""
    asked = text(
        "SELECT due_at, status FROM scheduled_messages WHERE series_id = :id ORDER BY due_at"
    )
    async with database.read() as uow:
        return [(row.due_at, row.status) for row in await uow.all(asked, {"id": series_id})]


async def claim(database: Database, until: datetime) -> list[Claim]:
    """What is due, taken."""
    async with database.begin() as uow:
        taken = await delivery.claim(uow, until, Lanes(100, 100, 100), uuid4(), lease=LEASE)
    return list(taken.items)


async def begin(database: Database, claimed: Sequence[Claim]) -> set[int]:
    """The last check before the wire."""
    async with database.begin() as uow:
        are_begun = await delivery.begin(uow, claimed, 20)
    return {one.id for one, is_begun in zip(claimed, are_begun, strict=True) if is_begun}


async def settle(
    database: Database, one: Claim, now: datetime, outcome: Outcome | None = None
) -> set[int]:
    """The end of a try and what follows, in one transaction, in the settler's order."""
    what = outcome or Delivered()
    fault = None if isinstance(what, Delivered) else Fault(Cause.NO_ANSWER)
    done = settlement(one, what, fault, begun_at=now - timedelta(milliseconds=30), ended_at=now)
    async with database.begin() as uow:
        held = await hold(uow, [one])
        (is_held,) = await delivery.settle(uow, [done])
        is_done = is_held and isinstance(what, Delivered | GiveUp)
        await go_on(uow, held, [one] if is_done else [], now)
    return {one.id} if is_held else set()


async def sql(database: Database, statement: str, **values: Any) -> None:
    """Change something behind everybody's back."""
    async with database.begin() as uow:
        await uow.run(text(statement), values)

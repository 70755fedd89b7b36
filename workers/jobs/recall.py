"""Recalls in the worker: who is to be asked back now, whom nobody reaches, what was answered."""

from dataclasses import replace
from datetime import datetime

import structlog

from actions.desk.recall import anew
from db.desk import recall as rows
from db.uow import Database, Uow
from domain.desk.recall import REST, Ask, Call, Recall, Skip, State, Wait, next_of

log = structlog.get_logger(__name__)
MOST = 100  # of one transaction


async def go_on(database: Database, now: datetime) -> int:
    """One look; how many were looked at. Any number of workers may do it at once."""
    count = 0
    while True:
        async with database.begin() as uow:
            found = await rows.due(uow, now, MOST)
            for it, is_reached in found:
                await _go_on(uow, it, now, is_reached=is_reached)
        count += len(found)
        if len(found) < MOST:
            return count


async def _go_on(uow: Uow, it: Recall, now: datetime, *, is_reached: bool) -> None:
    match next_of(it, now):
        case Wait(until, is_answered=True):
            await rows.change(uow, _answered(it), look_at=until)
            await rows.unstage(uow, it)
            log.info("recall_answered", recall_id=it.id)
        case Wait(until):
            await rows.look_again(uow, it.id, until)
        case Ask() if is_reached:
            after = replace(it, asked=it.asked + 1, asked_at=now, is_put_off=False)
            await rows.change(uow, after, look_at=now + REST)
            await rows.stage(uow, after, now)
            log.info("recall_asked", recall_id=it.id, time=after.asked)
        case Ask() | Call():
            after = replace(it, state=State.SILENT, asked_at=it.asked_at or now)
            await rows.change(uow, after, look_at=now + REST)
            log.info("recall_silent", recall_id=it.id)
        case Skip():
            await rows.change(uow, anew(it, now), look_at=now)


def _answered(it: Recall) -> Recall:
    return replace(
        it, state=State.ACTIVE, asked=0, asked_at=None, is_put_off=False, round=it.round + 1
    )

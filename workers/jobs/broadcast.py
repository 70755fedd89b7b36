"""Broadcasts in the worker: staged in parts, shown on one card that is edited, and stopped.

Whichever worker looks first does it; a row that another one holds is passed over.
"""

from datetime import datetime, timedelta
from typing import Any

import structlog
from aiogram.types import InlineKeyboardMarkup
from sqlalchemy import Row

from actions.messages.broadcast import PART, stage_part
from db.messages import broadcast as rows
from domain.messages.broadcast import Progress
from infra.telegram import FAILURES
from screens.messages import broadcast as screens
from workers.deps import Deps

log = structlog.get_logger(__name__)
PARTS = 30  # of one look: 150,000 people
EVERY = timedelta(seconds=3)  # between two edits of a card


async def go_on(deps: Deps, now: datetime) -> None:
    """One look: stage what is to be staged, cancel what was stopped, show how far it is."""
    for _ in range(PARTS):
        async with deps.database.begin() as uow:
            number = await stage_part(uow, now)
        if number is None:
            break
        log.info("broadcast_staged", people=number)
    async with deps.database.begin() as uow:
        telling = await uow.all(rows.to_tell(now - EVERY))
    for row in telling:
        await _go_on(deps, row, now)


async def _go_on(deps: Deps, row: Row[Any], now: datetime) -> None:
    if row.status == "stopped":
        await _cancel(deps, row.id)
    async with deps.database.begin() as uow:
        found = await rows.progress(uow, row.id)
        if found is None:
            return
        status = "done" if found.status == "sending" else found.status
        await uow.run(rows.mark_told(row.id, now, found.is_over, status))
    await _tell(deps, row, found, now)


async def _cancel(deps: Deps, broadcast_id: int) -> None:
    """In parts, each committed; the rest with the next look."""
    for _ in range(PARTS):
        async with deps.database.begin() as uow:
            number = await rows.cancel_part(uow, broadcast_id, PART)
        if number < PART:
            return


async def _tell(deps: Deps, row: Row[Any], found: Progress, now: datetime) -> None:
    """Edit the card; whether that works or not, the rows are what counts."""
    if row.card is None:
        return
    rate = deps.settings.send_rate
    screen = screens.progress(found, now - row.made_at, rate)
    fields: dict[str, Any] = {
        "chat_id": row.author_id,
        "message_id": row.card,
        "text": screen.text,
        "parse_mode": "HTML",
    }
    if isinstance(screen.keyboard, InlineKeyboardMarkup):
        fields["reply_markup"] = screen.keyboard.model_dump(exclude_none=True)
    try:
        await deps.wire.send(fields, "editMessageText")
    except FAILURES as error:
        log.info("progress_not_shown", broadcast_id=row.id, error=type(error).__name__)

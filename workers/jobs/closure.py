"""Closures in the worker: offers that run out, and the card that shows how it goes."""

from datetime import datetime, timedelta
from typing import Any

import structlog
from aiogram.types import InlineKeyboardMarkup

from actions.manage.closure import release_expired
from db import undo as undos
from db.manage import closure as rows
from db.manage import closure_hits as hits
from db.uow import Uow
from domain.manage.closure import ClosureCard, Counts
from domain.undo import Undo
from infra.telegram import FAILURES
from screens.manage import closure as screens
from workers.deps import Deps

log = structlog.get_logger(__name__)
EVERY = timedelta(seconds=3)  # between two looks at a card


async def go_on(deps: Deps, now: datetime) -> None:
    """One look: free what was not taken in time, and edit the cards whose numbers changed."""
    async with deps.database.begin() as uow:
        if number := await release_expired(uow, now):
            log.info("offers_freed", seats=number)
        cards = await rows.take_cards(uow, now - EVERY)
    for card in cards:
        await _go_on(deps, card, now)


async def _go_on(deps: Deps, card: ClosureCard, now: datetime) -> None:
    async with deps.database.begin() as uow:
        found = await hits.counts(uow, card.closure_id)
        undo = await _undo(uow, card.undo_id, now)
        shown = _shown(found, undo)
        is_answered = not (found.waiting + found.unreached) or card.ends_at <= now
        is_over = is_answered and undo is None
        await rows.mark_shown(uow, card.closure_id, shown, is_over=is_over, now=now)
    if shown == card.shown or not found.total:
        return
    screen = screens.live(card.closure_id, found, undo)
    fields: dict[str, Any] = {
        "chat_id": card.chat_id,
        "message_id": card.message_id,
        "text": screen.text,
        "parse_mode": "HTML",
    }
    if isinstance(screen.keyboard, InlineKeyboardMarkup):
        fields["reply_markup"] = screen.keyboard.model_dump(exclude_none=True)
    try:
        await deps.wire.send(fields, "editMessageText")
    except FAILURES as error:
        log.info("closure_not_shown", closure_id=card.closure_id, error=type(error).__name__)


async def _undo(uow: Uow, undo_id: int | None, now: datetime) -> Undo | None:
    """The undo as long as there is one."""
    row = None if undo_id is None else await uow.first(undos.undo_by_id(undo_id))
    return undos.undo_of(row) if row and row.state == "open" and row.until > now else None


def _shown(it: Counts, undo: Undo | None) -> str:
    """What the card shows, to see whether it is to be edited."""
    return f"{it.moved} {it.waiting} {it.cancelled} {it.unreached} {undo is not None}"

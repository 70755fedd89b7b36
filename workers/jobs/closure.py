"""Closures in the worker: offers that run out, and the card that shows how it goes."""

from datetime import datetime, timedelta

import structlog

from actions.manage.closure import release_expired
from db import undo as undos
from db.account import account as accounts
from db.manage import closure as rows
from db.manage import closure_hits as hits
from domain.manage.closure import ClosureCard, Counts
from domain.undo import Undo
from infra.telegram import FAILURES
from screens.language import speaking
from screens.manage import closure as screens
from workers.content.chat import edit
from workers.deps import Deps

log = structlog.get_logger(__name__)
EVERY = timedelta(seconds=3)  # between two looks at a card


async def go_on(deps: Deps, now: datetime) -> None:
    """One look: free what was not taken in time, and edit the cards whose numbers changed."""
    async with deps.database.begin() as uow:
        if number := await release_expired(uow, now):
            log.info("offers_freed", seats=number)
    async with deps.database.begin() as uow:
        cards = await rows.take_cards(uow, now - EVERY)
    for card in cards:
        await _go_on(deps, card, now)


async def _go_on(deps: Deps, card: ClosureCard, now: datetime) -> None:
    async with deps.database.begin() as uow:
        found = await hits.counts(uow, card.closure_id)
        undo = await undos.undo_by_id(uow, card.undo_id) if card.undo_id else None
        undo = undo if undo and undo.is_open(now) else None
        shown = _shown(found, undo)
        is_answered = not (found.waiting + found.unreached) or card.ends_at <= now
        is_over = is_answered and undo is None
        locales = await accounts.locales(uow, [card.chat_id])
        await rows.mark_shown(uow, card.closure_id, shown, is_over=is_over, now=now)
    if shown == card.shown or not found.total or not card.message_id:  # made in a browser
        return
    with speaking(locales.get(card.chat_id, "")):
        screen = screens.live(card.closure_id, found, undo)
    try:
        await edit(deps.wire, card.chat_id, card.message_id, screen)
    except FAILURES as error:
        log.info("closure_not_shown", closure_id=card.closure_id, error=type(error).__name__)


def _shown(it: Counts, undo: Undo | None) -> str:
    """What the card shows, to see whether it is to be edited."""
    return f"{it.moved} {it.waiting} {it.cancelled} {it.unreached} {undo is not None}"

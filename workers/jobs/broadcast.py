"""Broadcasts in the worker: staged in parts, shown on one card that is edited, and stopped.

Whichever worker looks first does it; a row that another one holds is passed over.
"""

from datetime import datetime, timedelta

import structlog

from actions.messages.broadcast import PART, stage_part
from db.account import account as accounts
from db.messages import broadcast as rows
from domain.messages.broadcast import ProgressCard
from infra.telegram import FAILURES
from screens.language import speaking
from screens.messages import broadcast as screens
from workers.content.chat import edit
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
        cards = await rows.take_cards(uow, now - EVERY)
    for card in cards:
        await _go_on(deps, card, now)


async def _go_on(deps: Deps, card: ProgressCard, now: datetime) -> None:
    if card.is_stopped:
        await _cancel(deps, card.broadcast_id)
    async with deps.database.begin() as uow:
        progress = await rows.progress(uow, card.broadcast_id)
        if progress is None:
            return
        await rows.mark_shown(uow, progress, now)
        locales = await accounts.locales(uow, [card.author_id])
    if not card.message_id:  # made in a browser
        return
    with speaking(locales.get(card.author_id, "")):
        screen = screens.progress(progress, now - card.made_at, deps.settings.send_rate)
    try:  # whether that works or not, the rows are what counts
        await edit(deps.wire, card.author_id, card.message_id, screen)
    except FAILURES as error:
        log.info("progress_not_shown", broadcast_id=progress.id, error=type(error).__name__)


async def _cancel(deps: Deps, broadcast_id: int) -> None:
    """In parts, each committed; the rest with the next look."""
    for _ in range(PARTS):
        async with deps.database.begin() as uow:
            number = await rows.cancel_part(uow, broadcast_id, PART)
        if number < PART:
            return

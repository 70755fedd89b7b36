"""The cards of patients who wait at a lab: edited as the queue moves."""

from datetime import datetime, timedelta

import structlog

from db.account import account as accounts
from db.booking.before import arrival as rows
from domain.booking.before.arrival import CARD_FOR, EDITS, At, QueueCard, shown
from infra.telegram import FAILURES
from screens.booking.before.arrival import place as drawn
from screens.language import speaking
from workers.content.chat import edit
from workers.deps import Deps

log = structlog.get_logger(__name__)
EVERY = timedelta(seconds=5)  # between two looks at a card
MOST = 100  # cards of one look


async def go_on(deps: Deps, now: datetime) -> None:
    """One look: edit the cards whose place has changed, each at most EDITS times."""
    async with deps.database.begin() as uow:
        cards = await rows.take_cards(uow, now - EVERY, now, MOST)
    for card, made_at in cards:
        await _go_on(deps, card, is_old=now - made_at > CARD_FOR, now=now)


async def _go_on(deps: Deps, card: QueueCard, *, is_old: bool, now: datetime) -> None:
    async with deps.database.begin() as uow:
        place = await rows.place(uow, card.booking_id, now)
        is_edit = shown(place) != card.shown
        is_spent = card.edits + is_edit >= EDITS
        is_open = place.at in {At.WAITING, At.CALLED} and not is_old and not is_spent
        await rows.mark_shown(uow, card.booking_id, shown(place), is_edit=is_edit, is_open=is_open)
        locales = await accounts.locales(uow, [card.chat_id]) if is_edit else {}
    if not is_edit:
        return
    with speaking(locales.get(card.chat_id, "")):
        screen = drawn(place)
    try:
        await edit(deps.wire, card.chat_id, card.message_id, screen)
    except FAILURES as error:
        log.info("queue_not_shown", booking_id=card.booking_id, error=type(error).__name__)

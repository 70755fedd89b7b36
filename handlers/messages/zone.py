"""The person's zone, asked beside the preview: the words of time are then read again in it."""

from dataclasses import replace

from aiogram.types import Message

from actions.account import account
from actions.messages import series
from domain.time.zone_search import One, Several
from fsm.messages.compose import Asking, ScheduleDraft
from handlers.account.timezone import ZoneAt, zone_of
from handlers.messages.question import ask
from handlers.messages.typed_message import read_again
from handlers.turn import Turn
from screens.account.timezone import following
from screens.messages import notes


async def settle(turn: Turn, draft: ScheduleDraft, zone: str) -> None:
    """Keep the zone, and go on with the preview."""
    async with turn.database.begin() as uow:
        actor = await account.set_zone(uow, turn.actor, zone)
        moved = await series.follow_zone(uow, actor, zone, turn.now)
    known = replace(turn, actor=actor)
    unasked = replace(draft, asking=Asking.NOTHING, zones=())
    read = read_again(unasked, turn.actor, actor, turn.now)
    said = [notes.gone_by()] if read.why is not None else []
    said += [following(moved)] if moved else []
    await ask(known, read.draft, " ".join(said))


async def search(turn: Turn, draft: ScheduleDraft, found: One | Several | None) -> None:
    """What a typed place may be."""
    match found:
        case One(zone):
            await settle(turn, draft, zone)
        case Several(zones):
            await ask(turn, replace(draft, zones=zones), notes.which_place())
        case None:
            await ask(turn, draft, notes.no_such_place())


async def place_shared(message: Message, draft: ScheduleDraft, turn: Turn, zone_at: ZoneAt) -> None:
    """Where the person is."""
    zone = zone_of(message, zone_at)
    if zone is None:
        await ask(turn, draft, notes.nowhere())
    else:
        await settle(turn, draft, zone)

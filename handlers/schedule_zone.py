"""The person's zone, asked beside the preview: the words of time are then read again in it."""

from dataclasses import replace

from actions import account
from domain.zone_search import One, Several
from fsm.schedule import Asking, ScheduleDraft
from handlers.schedule_reading import read_again
from handlers.schedule_show import ask
from handlers.schedule_turn import Turn
from screens import schedule_note as notes


async def settle(turn: Turn, draft: ScheduleDraft, zone: str) -> None:
    """Keep the zone, and go on with the preview."""
    async with turn.database.begin() as uow:
        actor = await account.set_zone(uow, turn.actor, zone)
    known = replace(turn, actor=actor)
    unasked = replace(draft, asking=Asking.NOTHING, zones=())
    read = read_again(unasked, turn.actor, actor, turn.now)
    note = notes.gone_by(turn.t) if read.why is not None else ""
    await ask(known, read.draft, note)


async def search(turn: Turn, draft: ScheduleDraft, found: One | Several | None) -> None:
    """What a typed place may be."""
    match found:
        case One(zone):
            await settle(turn, draft, zone)
        case Several(zones):
            await ask(turn, replace(draft, zones=zones), notes.which_place(turn.t))
        case None:
            await ask(turn, draft, notes.no_such_place(turn.t))

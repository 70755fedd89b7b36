"""The person's zone, asked beside the preview: the words of time are then read again in it."""

from dataclasses import replace

from aiogram import F, Router
from aiogram.filters import Command, CommandObject
from aiogram.types import CallbackQuery, Message

from domain.time.zone_search import One, Several, search_zone
from fsm.messages.compose import Asking, Schedule, ScheduleDraft
from handlers.account.timezone import ZoneAt, move, zone_of
from handlers.dialog import Open
from handlers.messages.question import ask
from handlers.messages.typed_message import read_again, words_in
from handlers.turn import Turn
from screens.account.callbacks import ZoneTap
from screens.account.timezone import following
from screens.language import translated
from screens.messages import notes
from screens.messages.callbacks import ScheduleTap


def router() -> Router:
    """Before /timezone: beside an open preview its time is read anew."""
    router = Router(name="message_zone")
    beside = (Schedule.confirming, Open(ScheduleDraft))
    router.message.register(zone_said, Command("timezone", ignore_case=True), *beside, is_zone)
    router.callback_query.register(zone_tapped, ZoneTap.filter(F.zone != ""), *beside)
    return router


async def is_zone(_message: Message, command: CommandObject, turn: Turn) -> bool | dict[str, str]:
    """Filter: one zone stands beside the command."""
    match search_zone(command.args or "", turn.now):
        case One(zone):
            return {"zone": zone}
    return False


async def zone_said(_message: Message, draft: ScheduleDraft, zone: str, turn: Turn) -> None:
    await _settle(turn, draft, zone)


async def zone_tapped(
    _call: CallbackQuery, callback_data: ZoneTap, draft: ScheduleDraft, turn: Turn
) -> None:
    """A button below /timezone: its message becomes the card."""
    await _settle(turn, draft, callback_data.zone)


async def place_typed(message: Message, draft: ScheduleDraft, turn: Turn) -> None:
    """The city the person is in, or what their clock shows."""
    match search_zone(words_in(message).text, turn.now):
        case One(zone):
            await _settle(turn, draft, zone)
        case Several(zones):
            await ask(turn, replace(draft, zones=zones), translated(notes.WHICH_PLACE))
        case None:
            await ask(turn, draft, translated(notes.NO_SUCH_PLACE))


async def place_shared(message: Message, draft: ScheduleDraft, turn: Turn, zone_at: ZoneAt) -> None:
    zone = zone_of(message, zone_at)
    if zone is None:
        await ask(turn, draft, translated(notes.NOWHERE))
    else:
        await _settle(turn, draft, zone)


async def place_tapped(
    _call: CallbackQuery, callback_data: ScheduleTap, draft: ScheduleDraft, turn: Turn
) -> None:
    if callback_data.value < len(draft.zones):
        await _settle(turn, draft, draft.zones[callback_data.value])
    else:
        await ask(turn, draft)


async def _settle(turn: Turn, draft: ScheduleDraft, zone: str) -> None:
    """Keep the zone, and go on with the preview."""
    actor, moved = await move(turn, zone)
    unasked = replace(draft, asking=Asking.NOTHING, zones=())
    read = read_again(unasked, turn.actor, actor, turn.now)
    told = [translated(notes.GONE_BY)] if read.why is not None else []
    told += [following(moved)] if moved else []
    await ask(replace(turn, actor=actor), read.draft, " ".join(told))

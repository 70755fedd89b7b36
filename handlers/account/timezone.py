"""/timezone: in one line, by tapping, by typing a place or one's clock, by a shared location.

A shared place is looked up and forgotten, never kept and never logged.
"""

from collections.abc import Callable
from dataclasses import replace

from aiogram import F, Router
from aiogram.filters import Command, CommandObject, StateFilter
from aiogram.types import CallbackQuery, Message

from actions.messages import series
from domain.account.actor import Actor
from domain.time.zone_search import One, Several, search_zone
from fsm.account.conversations import Timezone, TimezoneDraft
from fsm.draft import Draft, load, new_intent
from handlers.dialog import TYPED, UNREADABLE, Open, ask, begin, finish, look_aside, show
from handlers.turn import Turn
from handlers.typed_words import is_given_up
from screens.account import start
from screens.account import timezone as screens
from screens.account.callbacks import ZoneTap
from screens.screen import Screen

ZoneAt = Callable[[float, float], str | None]
"""From latitude and longitude in degrees to an IANA name; None where there is none, as at sea."""


def router() -> Router:
    router = Router(name="timezone")
    asking = (Timezone.picking, Open(TimezoneDraft))
    router.message.register(timezone_command, Command("timezone", ignore_case=True))
    router.message.register(cancel_typed, F.text.func(is_given_up), *asking)
    router.message.register(zone_typed, TYPED, *asking)
    router.message.register(place_shared, F.location, *asking)
    router.message.register(place_unasked, StateFilter(None), F.location)
    router.message.register(sent_instead, UNREADABLE, *asking)
    router.callback_query.register(page_tapped, ZoneTap.filter(F.zone == ""))
    router.callback_query.register(zone_tapped, ZoneTap.filter())
    return router


async def timezone_command(_message: Message, command: CommandObject, turn: Turn) -> None:
    """Ask for the zone, or take the one that stands beside the command.

    What is typed next belongs to another conversation, if one is open; a zone is tapped then.
    """
    await look_aside(turn)
    words, open_one = command.args or "", await load(turn.state, Draft)
    if open_one is not None and not isinstance(open_one, TimezoneDraft):
        aside = await _read(turn, words, is_aside=True) if words else None
        await show(turn, aside[0] if aside else _question(turn, 0, is_aside=True))
        return
    await begin(turn)
    draft = TimezoneDraft(intent=new_intent())
    await (_answer(turn, draft, words) if words else _ask(turn, draft, _question(turn, 0)))


async def cancel_typed(_message: Message, turn: Turn, draft: TimezoneDraft) -> None:
    """Leave the zone as it is."""
    await finish(turn, draft, start.stopped())


async def zone_typed(_message: Message, turn: Turn, draft: TimezoneDraft) -> None:
    await _answer(turn, draft, turn.words)


async def place_shared(message: Message, turn: Turn, draft: TimezoneDraft, zone_at: ZoneAt) -> None:
    zone = zone_of(message, zone_at)
    if zone is None:
        await _ask(turn, draft, screens.nowhere(turn.actor.zone, turn.now))
    else:
        await finish(turn, draft, await _keep(turn, zone))


async def place_unasked(message: Message, turn: Turn, zone_at: ZoneAt) -> None:
    """A location while nothing is open sets nothing, for it may be sent for any reason."""
    zone = zone_of(message, zone_at)
    if zone is None:
        screen = screens.nowhere_unasked()
    elif zone == turn.actor.zone and turn.actor.zone_known:
        screen = screens.same(zone, turn.now)
    else:
        screen = screens.offer(zone, turn.now)
    await show(turn, screen)


async def sent_instead(_message: Message, turn: Turn, draft: TimezoneDraft) -> None:
    await _ask(turn, draft, screens.untyped(turn.actor.zone, turn.now))


async def page_tapped(_call: CallbackQuery, callback_data: ZoneTap, turn: Turn) -> None:
    """Another page; where nothing is open, what is typed below answers it, too."""
    state = await turn.state.get_state()
    if state is None:
        draft = TimezoneDraft(intent=new_intent(), card=turn.tapped)
        await ask(turn, draft, _question(turn, callback_data.page), Timezone.picking)
    else:
        is_aside = state != Timezone.picking.state
        await show(turn, _question(turn, callback_data.page, is_aside=is_aside))


async def zone_tapped(_call: CallbackQuery, callback_data: ZoneTap, turn: Turn) -> None:
    """A zone is chosen; a button works long after its conversation, for it names all it needs."""
    screen = await _keep(turn, callback_data.zone)
    draft = await load(turn.state, TimezoneDraft)
    # A conversation ends, but its card, if that is another one, stays as it is.
    await (finish(turn, replace(draft, card=None), screen) if draft else show(turn, screen))


async def clock_shown(turn: Turn) -> None:
    """What time it is for the person; asks nothing."""
    await show(turn, _question(turn, 0, is_aside=True))


def zone_of(message: Message, zone_at: ZoneAt) -> str | None:
    """The zone of the location, or of the venue, that was sent; None if it has none."""
    place = message.location
    return None if place is None else zone_at(place.latitude, place.longitude)


def _question(turn: Turn, page: int, *, is_aside: bool = False) -> Screen:
    zone, is_known = turn.actor.zone, turn.actor.zone_known
    return screens.ask(zone, is_known, turn.now, page, is_aside=is_aside)


async def _ask(turn: Turn, draft: TimezoneDraft, screen: Screen) -> None:
    await ask(turn, draft, screen, Timezone.picking, request=screens.share())


async def _answer(turn: Turn, draft: TimezoneDraft, text: str) -> None:
    screen, is_chosen = await _read(turn, text)
    await (finish(turn, draft, screen) if is_chosen else _ask(turn, draft, screen))


async def _read(turn: Turn, text: str, *, is_aside: bool = False) -> tuple[Screen, bool]:
    """The zone that the words name is kept; else they are asked about. Whether it is chosen."""
    match search_zone(text, turn.now):
        case One(zone):
            return await _keep(turn, zone), True
        case Several(zones):
            return screens.which(text, zones, turn.now), False
        case None:
            return screens.unknown(text, turn.actor.zone, turn.now, is_aside=is_aside), False


async def _keep(turn: Turn, zone: str) -> Screen:
    actor, moved = await move(turn, zone)
    return screens.chosen(actor.zone, turn.now, moved)


async def move(turn: Turn, zone: str) -> tuple[Actor, int]:
    """The person in the new zone, and how many of their series go with them.

    Raises UnknownZone for a forged name.
    """
    return await turn.write(series.move_to_zone, turn.actor, zone, turn.now)

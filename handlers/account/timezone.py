"""/timezone: in one line, by tapping, by typing a place or one's clock, by a shared location."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from aiogram import Bot, F, Router
from aiogram.filters import Command, CommandObject, StateFilter
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from actions.account import account
from actions.messages import series
from db.uow import Database
from domain.account.actor import Actor
from domain.time.zone_search import One, Several, search_zone
from fsm.account.conversations import Timezone, TimezoneDraft
from fsm.draft import load, new_intent, save
from handlers import card as show
from handlers.account.place import ZoneAt, zone_of
from handlers.content_types import SENT
from handlers.typed_words import CANCEL, is_one_of
from screens.account import start
from screens.account import timezone as screens
from screens.account.callbacks import ZoneTap
from screens.screen import Screen


@dataclass(frozen=True, slots=True)
class Turn:
    """What these handlers need of what they get by name, in one value. now: aware UTC."""

    actor: Actor
    database: Database
    now: datetime


def router() -> Router:
    """The command, the buttons, and what is typed while a zone is asked for."""
    zone = Router(name="timezone")
    zone.message.filter(turn_given)
    zone.callback_query.filter(turn_given)
    zone.message.register(zone_asked, Command("timezone", ignore_case=True))
    zone.message.register(cancel_typed, Timezone.picking, F.text.func(is_one_of(CANCEL)))
    zone.message.register(zone_typed, Timezone.picking, F.text & ~F.text.startswith("/"))
    zone.message.register(place_shared, Timezone.picking, F.location)
    zone.message.register(place_unasked, StateFilter(None), F.location)
    zone.message.register(sent_instead, Timezone.picking, F.content_type.in_(SENT))
    zone.callback_query.register(page_tapped, ZoneTap.filter(F.zone == ""))
    zone.callback_query.register(zone_tapped, ZoneTap.filter())
    return zone


async def zone_asked(
    message: Message, command: CommandObject, state: FSMContext, bot: Bot, turn: Turn
) -> None:
    """Ask for the zone, or take the one that stands beside the command."""
    await show.end(state, bot)
    if command.args:
        screen, is_done = await answer(command.args, turn)
    else:
        screen, is_done = asked(turn, 0), False
    card = await show.send(message, screen)
    if not is_done:
        await state.set_state(Timezone.picking)
        await save(state, TimezoneDraft(intent=new_intent(), card=card))
        await show.bring_keyboard(state, bot, screens.share())


async def cancel_typed(message: Message, state: FSMContext, bot: Bot) -> None:
    """Leave the zone as it is."""
    await move(message, state, bot, start.stopped())
    await close(state, bot)


async def zone_typed(message: Message, state: FSMContext, bot: Bot, turn: Turn) -> None:
    """A typed answer: the card moves below it."""
    screen, is_done = await answer(message.text or "", turn)
    await move(message, state, bot, screen)
    if is_done:
        await close(state, bot)


async def place_shared(
    message: Message, state: FSMContext, bot: Bot, turn: Turn, zone_at: ZoneAt
) -> None:
    """Where the person is."""
    zone = zone_of(message, zone_at)
    if zone is None:
        await move(message, state, bot, screens.nowhere(turn.actor.zone, turn.now))
    else:
        await move(message, state, bot, await keep(zone, turn))
        await close(state, bot)


async def place_unasked(message: Message, turn: Turn, zone_at: ZoneAt) -> None:
    """A location while nothing is open sets nothing, for it may be sent for any reason."""
    zone = zone_of(message, zone_at)
    if zone is None:
        screen = screens.nowhere_unasked()
    elif zone == turn.actor.zone and turn.actor.zone_known:
        screen = screens.same(zone, turn.now)
    else:
        screen = screens.offer(zone, turn.now)
    await show.send(message, screen)


async def sent_instead(message: Message, state: FSMContext, bot: Bot, turn: Turn) -> None:
    """A photo or the like instead of a place."""
    await move(message, state, bot, screens.untyped(turn.actor.zone, turn.now))


async def page_tapped(call: CallbackQuery, callback_data: ZoneTap, bot: Bot, turn: Turn) -> object:
    """Another page of zones."""
    await show.edit(call, asked(turn, callback_data.page), bot)
    return call.answer()


async def zone_tapped(
    call: CallbackQuery, callback_data: ZoneTap, state: FSMContext, bot: Bot, turn: Turn
) -> object:
    """A zone is chosen; a button works long after its conversation, for it names all it needs."""
    await show.edit(call, await keep(callback_data.zone, turn), bot)
    await close(state, bot)
    return call.answer()


async def turn_given(
    _event: Message | CallbackQuery, actor: Actor, database: Database, now: datetime
) -> dict[str, Any]:
    """A filter that always fits and gives `turn`."""
    return {"turn": Turn(actor, database, now)}


def asked(turn: Turn, page: int) -> Screen:
    """The question, with the zone so far."""
    return screens.ask(turn.actor.zone, turn.actor.zone_known, turn.now, page)


async def answer(text: str, turn: Turn) -> tuple[Screen, bool]:
    """What is shown for a typed zone, and whether one is chosen with it."""
    match search_zone(text, turn.now):
        case One(zone):
            return await keep(zone, turn), True
        case Several(zones):
            return screens.which(text, zones, turn.now), False
        case None:
            return screens.unknown(text, turn.actor.zone, turn.now), False


async def keep(zone: str, turn: Turn) -> Screen:
    """The zone is theirs now. Raises UnknownZone for a forged name."""
    async with turn.database.begin() as uow:
        actor = await account.set_zone(uow, turn.actor, zone)
        moved = await series.follow_zone(uow, actor, zone, turn.now)
    return screens.chosen(actor.zone, turn.now, moved)


async def move(message: Message, state: FSMContext, bot: Bot, screen: Screen) -> None:
    """The conversation's card moves below what was typed."""
    draft = await load(state, TimezoneDraft) or TimezoneDraft(intent=new_intent())
    card = await show.move(message, draft.card, screen, bot)
    await save(state, replace(draft, card=card))


async def close(state: FSMContext, bot: Bot) -> None:
    """The conversation is over, if it is open, and its keyboard goes."""
    if (draft := await load(state, TimezoneDraft)) is not None:
        await show.take_keyboard(bot, state.key.chat_id, draft.prompt)
        await state.clear()

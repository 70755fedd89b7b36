"""/slots for managers: when the lab is open, for what, with how many seats."""

from datetime import date
from typing import Any

from aiogram import F, Router
from aiogram.filters import Command, CommandObject
from aiogram.types import CallbackQuery, Message

from actions.manage import opening_hours
from actions.manage.opening_hours import Known
from domain.refusals import SessionUnclear
from fsm.draft import load, load_intent, new_intent, save
from fsm.manage.conversations import Planning, SessionDraft
from handlers import card as show
from handlers.manage.capacity import seats_screen
from handlers.roles import manager_router
from handlers.turn import Turn
from handlers.typed_day import day_of
from handlers.typed_words import BACK, CANCEL, is_one_of
from screens.manage import opening_hours as screens
from screens.manage.callbacks import OpeningHoursDo, OpeningHoursTap, PlanTap
from screens.screen import Screen


def router() -> Router:
    """The command, the line, the buttons."""
    planned = manager_router("session")
    planned.message.register(asked_for, Command("slots", ignore_case=True))
    planned.message.register(left_by_word, Planning.typing, F.text.func(is_one_of(BACK | CANCEL)))
    typed = F.text & ~F.text.startswith("/")
    planned.message.register(line_typed, Planning.typing, typed)
    taps = planned.callback_query
    taps.register(list_tapped, OpeningHoursTap.filter(F.do == OpeningHoursDo.LIST))
    taps.register(new_tapped, OpeningHoursTap.filter(F.do == OpeningHoursDo.NEW))
    asked = F.do.in_({OpeningHoursDo.OPEN, OpeningHoursDo.ASK_END})
    taps.register(session_tapped, OpeningHoursTap.filter(asked))
    taps.register(end_tapped, OpeningHoursTap.filter(F.do == OpeningHoursDo.END))
    taps.register(make_tapped, PlanTap.filter())
    return planned


async def asked_for(message: Message, command: CommandObject, turn: Turn) -> None:
    """The command: the list, a line of a new session, or a day whose seats are shown."""
    await show.end(turn.state, turn.bot)
    words = command.args or ""
    if not words:
        await show.send(message, await _list(turn, ""))
    elif wanted := _a_day(words, turn):
        await show.send(message, await seats_screen(turn, wanted, 0, ("", None)))
    else:
        await _planned(message, turn, None, words)


async def list_tapped(call: CallbackQuery, turn: Turn) -> Any:
    """Back to all of them."""
    if await load(turn.state, SessionDraft):
        await turn.state.clear()
    return await show.answer(call, await _list(turn, ""), turn.bot)


async def new_tapped(call: CallbackQuery, turn: Turn) -> Any:
    """One line, please."""
    await show.end(turn.state, turn.bot)
    await _keep(turn, call.message.message_id if call.message else None, "")
    return await show.answer(call, screens.ask(""), turn.bot)


async def line_typed(message: Message, turn: Turn) -> None:
    """A line, or another one."""
    draft = await load(turn.state, SessionDraft)
    await _planned(message, turn, draft.card if draft else None, message.text or "")


async def left_by_word(message: Message, turn: Turn) -> None:
    """'back' is no session."""
    draft = await load(turn.state, SessionDraft)
    screen = await _list(turn, "")
    await show.move(message, draft.card if draft else None, screen, turn.bot)
    await turn.state.clear()


async def make_tapped(call: CallbackQuery, callback_data: PlanTap, turn: Turn) -> Any:
    """[Make it]; a second tap, or one after a restart, makes nothing more."""
    draft = await load_intent(turn.state, SessionDraft, callback_data.intent)
    if draft is None or not draft.line:
        return await show.answer(call, await _list(turn, ""), turn.bot)
    try:
        async with turn.database.begin() as uow:
            made = await opening_hours.make(uow, turn.actor, draft.line, draft.intent, turn.now)
    except SessionUnclear as refused:
        return await show.answer(call, screens.ask(screens.unclear(refused)), turn.bot)
    screen = await _list(turn, screens.made(made.slots))
    await show.edit(call, screen, turn.bot)
    await turn.state.clear()
    return call.answer()


async def session_tapped(call: CallbackQuery, callback_data: OpeningHoursTap, turn: Turn) -> Any:
    """One of them, or the question whether to end it. Raises NotFound."""
    async with turn.database.read() as uow:
        known = await opening_hours.find(uow, turn.actor, callback_data.value, turn.now)
    is_asked = callback_data.do is OpeningHoursDo.ASK_END
    coming = (known.slots, known.booked)
    screen = screens.session(known.session, known.tests, coming, is_asked)
    return await show.answer(call, screen, turn.bot)


async def end_tapped(call: CallbackQuery, callback_data: OpeningHoursTap, turn: Turn) -> Any:
    """End it. Raises NotFound if somebody has."""
    async with turn.database.begin() as uow:
        taken = await opening_hours.end(uow, turn.actor, callback_data.value, turn.now)
    return await show.answer(call, screens.ended(taken), turn.bot)


async def _planned(message: Message, turn: Turn, card: int | None, line: str) -> None:
    """The preview of a line, or what is missing in it."""
    intent = new_intent()
    try:
        async with turn.database.read() as uow:
            plan = await opening_hours.plan(uow, turn.actor, line, turn.now)
    except SessionUnclear as refused:
        screen, kept = screens.ask(screens.unclear(refused)), ""
    else:
        counts, kept = (plan.days, plan.slots, plan.clashing), line
        screen = screens.preview(plan.session, plan.tests, counts, intent)
    card = await show.move(message, card, screen, turn.bot)
    await _keep(turn, card, kept, intent)


async def _keep(turn: Turn, card: int | None, line: str, intent: str = "") -> None:
    await turn.state.set_state(Planning.typing)
    await save(turn.state, SessionDraft(intent=intent or new_intent(), card=card, line=line))


async def _list(turn: Turn, note: str) -> Screen:
    async with turn.database.read() as uow:
        lab, found = await opening_hours.active(uow, turn.actor, turn.now)
    return screens.sessions(lab, [_told(one) for one in found], note)


def _told(one: Known) -> Any:
    return (one.session, one.tests, one.slots, one.booked)


def _a_day(words: str, turn: Turn) -> date | None:
    """A day, unless the words are a session's."""
    return None if "every" in words.casefold() or " x" in words else day_of(words, turn)

"""/labs for managers: where there is something to book; and the branch that a patient chooses."""

from dataclasses import replace
from typing import Any

from aiogram import F, Router
from aiogram.filters import Command
from aiogram.types import CallbackQuery, Message

from actions.booking import slot
from actions.manage import catalogue
from actions.manage.catalogue import Seen
from domain.manage.catalogue import LAB_FIELDS, Field
from domain.refusals import Changed, EntryInvalid, NameTaken, NotFound, VisitsAhead
from fsm.draft import load, new_intent, save
from fsm.manage.conversations import EditDraft, Editing
from handlers import card as show
from handlers.roles import manager_router
from handlers.turn import Turn
from handlers.typed_words import BACK, CANCEL, is_one_of
from screens import refusal
from screens.manage import catalogue as screens
from screens.manage.callbacks import LabTap, OfferingDo
from screens.screen import Screen


def router() -> Router:
    """The command, the answers, the buttons."""
    asked = manager_router("offering_lab")
    asked.message.register(asked_for, Command("labs", ignore_case=True))
    asked.message.register(left_by_word, Editing.lab, F.text.func(is_one_of(BACK | CANCEL)))
    asked.message.register(typed, Editing.lab, F.text & ~F.text.startswith("/"))
    asked.message.register(place_shared, Editing.lab, F.location)
    taps = asked.callback_query
    taps.register(list_tapped, LabTap.filter(F.do == OfferingDo.LIST))
    taps.register(lab_tapped, LabTap.filter(F.do == OfferingDo.OPEN))
    taps.register(here_tapped, LabTap.filter(F.do == OfferingDo.HERE))
    taps.register(ask_tapped, LabTap.filter(F.do.in_({OfferingDo.ADD, OfferingDo.FIELD})))
    return asked


async def asked_for(message: Message, turn: Turn) -> None:
    """The command."""
    await show.end(turn.state, turn.bot)
    await show.send(message, await _list(turn, ""))


async def list_tapped(call: CallbackQuery, turn: Turn) -> Any:
    """All of them."""
    if await load(turn.state, EditDraft):
        await turn.state.clear()
    return await show.answer(call, await _list(turn, ""), turn.bot)


async def lab_tapped(call: CallbackQuery, callback_data: LabTap, turn: Turn) -> Any:
    """One lab. Raises NotFound."""
    return await show.answer(call, await _card(turn, callback_data.value, ""), turn.bot)


async def here_tapped(call: CallbackQuery, callback_data: LabTap, turn: Turn) -> Any:
    """The reader works there. Raises NotFound."""
    async with turn.database.begin() as uow:
        await slot.choose_lab(uow, turn.actor, callback_data.value)
    return await show.answer(call, await _card(turn, callback_data.value, ""), turn.bot)


async def ask_tapped(call: CallbackQuery, callback_data: LabTap, turn: Turn) -> Any:
    """A line of a new one, or a field's new value."""
    await show.end(turn.state, turn.bot)
    is_new = callback_data.do is OfferingDo.ADD
    field = callback_data.field
    if field not in LAB_FIELDS:
        raise NotFound
    draft = EditDraft(
        intent=new_intent(),
        card=call.message.message_id if call.message else None,
        number=0 if is_new else callback_data.value,
        field=str(field),
        version=callback_data.version,
    )
    await turn.state.set_state(Editing.lab)
    await save(turn.state, draft)
    screen = screens.ask_lab("") if is_new else screens.ask(field, "")
    return await show.answer(call, screen, turn.bot)


async def typed(message: Message, turn: Turn) -> None:
    """The answer."""
    draft = await load(turn.state, EditDraft)
    if draft is None:
        return
    field, words = Field(draft.field), message.text or ""
    note, number = "", draft.number
    try:
        async with turn.database.begin() as uow:
            if number:
                seen = Seen(number, draft.version)
                await catalogue.change_lab(uow, turn.actor, seen, (field, words), turn.now)
            else:
                number = await catalogue.add_lab(uow, turn.actor, words, turn.now)
    except (EntryInvalid, NameTaken, VisitsAhead) as refused:
        told = refusal.words(refused)
        screen = screens.ask(field, told) if number else screens.ask_lab(told)
        card = await show.move(message, draft.card, screen, turn.bot)
        await save(turn.state, replace(draft, card=card))
        return
    except Changed:
        note = screens.changed()
    await show.move(message, draft.card, await _card(turn, number, note), turn.bot)
    await turn.state.clear()


async def place_shared(message: Message, turn: Turn) -> None:
    """Where it is on the map."""
    draft, place = await load(turn.state, EditDraft), message.location
    if draft is None or place is None or not draft.number or draft.field != Field.PIN:
        return
    note, point = "", (place.latitude, place.longitude)
    try:
        async with turn.database.begin() as uow:
            seen = Seen(draft.number, draft.version)
            await catalogue.set_pin(uow, turn.actor, seen, point, turn.now)
    except Changed:
        note = screens.changed()
    await show.move(message, draft.card, await _card(turn, draft.number, note), turn.bot)
    await turn.state.clear()


async def left_by_word(message: Message, turn: Turn) -> None:
    """'back' is no value."""
    draft = await load(turn.state, EditDraft)
    await show.move(message, draft.card if draft else None, await _list(turn, ""), turn.bot)
    await turn.state.clear()


async def _list(turn: Turn, note: str) -> Screen:
    async with turn.database.read() as uow:
        found = await catalogue.labs(uow, turn.actor)
    return screens.labs(found, turn.actor.is_owner, note)


async def _card(turn: Turn, lab_id: int, note: str) -> Screen:
    async with turn.database.read() as uow:
        row = await catalogue.lab(uow, turn.actor, lab_id)
        here = await slot.lab_for(uow, turn.actor)
    return screens.lab(row, here.id == lab_id, note)

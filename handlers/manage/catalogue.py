"""/tests for managers: what can be booked, edited in place."""

from dataclasses import replace
from typing import Any

from aiogram import F, Router
from aiogram.filters import Command
from aiogram.types import CallbackQuery, Message

from actions.manage import catalogue
from actions.manage.catalogue import Seen
from domain.manage.catalogue import TEST_FIELDS, Field
from domain.refusals import Changed, EntryInvalid, NameTaken, NotFound
from domain.undo import Undo
from fsm.draft import load, new_intent, save
from fsm.manage.conversations import EditDraft, Editing
from handlers import card as show
from handlers.roles import manager_router
from handlers.turn import Turn
from handlers.typed_words import BACK, CANCEL, is_one_of
from screens import refusal
from screens.manage import catalogue as screens
from screens.manage.callbacks import LabTestTap, OfferingDo
from screens.screen import Screen


def router() -> Router:
    """The command, the answers, the buttons."""
    asked = manager_router("offering_test")
    asked.message.register(asked_for, Command("tests", ignore_case=True))
    asked.message.register(left_by_word, Editing.test, F.text.func(is_one_of(BACK | CANCEL)))
    asked.message.register(typed, Editing.test, F.text & ~F.text.startswith("/"))
    taps = asked.callback_query
    taps.register(list_tapped, LabTestTap.filter(F.do == OfferingDo.LIST))
    taps.register(test_tapped, LabTestTap.filter(F.do == OfferingDo.OPEN))
    taps.register(ask_tapped, LabTestTap.filter(F.do.in_({OfferingDo.ADD, OfferingDo.FIELD})))
    taps.register(retire_tapped, LabTestTap.filter(F.do == OfferingDo.RETIRE))
    taps.register(again_tapped, LabTestTap.filter(F.do == OfferingDo.AGAIN))
    return asked


async def asked_for(message: Message, turn: Turn) -> None:
    """The command."""
    await show.end(turn.state, turn.bot)
    await show.send(message, await _list(turn, 0, ""))


async def list_tapped(call: CallbackQuery, callback_data: LabTestTap, turn: Turn) -> Any:
    """A page of the list."""
    if await load(turn.state, EditDraft):
        await turn.state.clear()
    return await show.answer(
        call, await _list(turn, min(callback_data.value, 10_000), ""), turn.bot
    )


async def test_tapped(call: CallbackQuery, callback_data: LabTestTap, turn: Turn) -> Any:
    """One test. Raises NotFound."""
    return await show.answer(call, await _card(turn, callback_data.value, "", None), turn.bot)


async def ask_tapped(call: CallbackQuery, callback_data: LabTestTap, turn: Turn) -> Any:
    """A line of a new one, or a field's new value."""
    await show.end(turn.state, turn.bot)
    is_new = callback_data.do is OfferingDo.ADD
    draft = EditDraft(
        intent=new_intent(),
        card=call.message.message_id if call.message else None,
        number=0 if is_new else callback_data.value,
        field=str(callback_data.field),
        version=callback_data.version,
    )
    await turn.state.set_state(Editing.test)
    await save(turn.state, draft)
    field = callback_data.field
    if field not in TEST_FIELDS:
        raise NotFound
    screen = screens.ask_test("") if is_new else screens.ask(field, "")
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
                await catalogue.change_test(uow, turn.actor, seen, (field, words), turn.now)
            else:
                number = await catalogue.add_test(uow, turn.actor, words, turn.now)
    except (EntryInvalid, NameTaken) as refused:
        told = refusal.words(refused)
        screen = screens.ask(field, told) if number else screens.ask_test(told)
        card = await show.move(message, draft.card, screen, turn.bot)
        await save(turn.state, replace(draft, card=card))
        return
    except Changed:
        note = screens.changed()
    await show.move(message, draft.card, await _card(turn, number, note, None), turn.bot)
    await turn.state.clear()


async def left_by_word(message: Message, turn: Turn) -> None:
    """'back' is no value."""
    draft = await load(turn.state, EditDraft)
    screen = await _list(turn, 0, "")
    await show.move(message, draft.card if draft else None, screen, turn.bot)
    await turn.state.clear()


async def retire_tapped(call: CallbackQuery, callback_data: LabTestTap, turn: Turn) -> Any:
    """Nobody books it any more, for a minute to be undone."""
    note, taken = screens.retired(), None
    try:
        async with turn.database.begin() as uow:
            seen = Seen(callback_data.value, callback_data.version)
            taken = await catalogue.retire(uow, turn.actor, seen, turn.now)
    except Changed:
        note = screens.changed()
    return await show.answer(call, await _card(turn, callback_data.value, note, taken), turn.bot)


async def again_tapped(call: CallbackQuery, callback_data: LabTestTap, turn: Turn) -> Any:
    """It can be booked again."""
    note = ""
    try:
        async with turn.database.begin() as uow:
            seen = Seen(callback_data.value, callback_data.version)
            await catalogue.offer_again(uow, turn.actor, seen, turn.now)
    except Changed:
        note = screens.changed()
    return await show.answer(call, await _card(turn, callback_data.value, note, None), turn.bot)


async def _list(turn: Turn, page: int, note: str) -> Screen:
    async with turn.database.read() as uow:
        found = await catalogue.tests(uow, turn.actor)
    return screens.tests(found, page, note)


async def _card(turn: Turn, test_id: int, note: str, taken: Undo | None) -> Screen:
    async with turn.database.read() as uow:
        row, ahead = await catalogue.test(uow, turn.actor, test_id)
    return screens.test(row, ahead, (note, taken))

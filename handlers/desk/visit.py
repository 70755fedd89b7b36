"""A visit's card: what happened, notes, cancelling, moving."""

from dataclasses import replace
from typing import Any

from aiogram import F, Router
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from actions.desk import day, phone_call, visit
from actions.desk.day import Card
from domain.refusals import Changed, TextEmpty, TextTooLong
from fsm.desk.conversations import CallerDraft, Calling, NoteDraft, Noting
from fsm.draft import load, new_intent, save
from handlers import card as show
from handlers.content_types import SENT
from handlers.desk.phone_call_pick import days_screen
from handlers.desk.phone_call_turn import hold, new_call
from handlers.roles import is_desk, staff_router
from handlers.turn import Turn
from handlers.typed_words import BACK, CANCEL, is_one_of
from screens.desk import visit as screens
from screens.desk.callbacks import VisitDo, VisitTap
from screens.screen import Screen


def router() -> Router:
    """The card's buttons, and the note."""
    cards = staff_router("visit")
    typed = F.text & ~F.text.startswith("/")
    way_out = F.text.func(is_one_of(BACK | CANCEL))
    cards.message.register(left_by_word, Noting.writing, way_out, is_desk, noting)
    cards.message.register(note_typed, Noting.writing, typed, is_desk, noting)
    cards.message.register(
        unreadable_sent, Noting.writing, F.content_type.in_(SENT), is_desk, noting
    )
    cards.callback_query.register(visit_tapped, VisitTap.filter(F.do == VisitDo.OPEN))
    cards.callback_query.register(act_tapped, VisitTap.filter(F.do == VisitDo.ACT))
    cards.callback_query.register(note_tapped, VisitTap.filter(F.do == VisitDo.NOTE), is_desk)
    cards.callback_query.register(cancel_tapped, VisitTap.filter(F.do == VisitDo.CANCEL), is_desk)
    cards.callback_query.register(move_tapped, VisitTap.filter(F.do == VisitDo.MOVE), is_desk)
    return cards


async def noting(_event: Message, state: FSMContext) -> bool | dict[str, Any]:
    """Filter: a note is asked for; hands on the draft."""
    draft = await load(state, NoteDraft)
    return False if draft is None else {"draft": draft}


async def visit_tapped(call: CallbackQuery, callback_data: VisitTap, turn: Turn) -> Any:
    """The card, as it is now."""
    if await load(turn.state, NoteDraft):
        await turn.state.clear()
    return await show.answer(call, await visit_screen(turn, callback_data.id, ""), turn.bot)


async def act_tapped(call: CallbackQuery, callback_data: VisitTap, turn: Turn) -> Any:
    """Something happened; who comes second hears who was faster."""
    seen = (callback_data.id, callback_data.version)
    note = ""
    try:
        async with turn.database.begin() as uow:
            await day.act(uow, turn.actor, seen, callback_data.act, turn.now)
    except Changed:
        note = await _faster(turn, callback_data.id)
    return await show.answer(call, await visit_screen(turn, callback_data.id, note), turn.bot)


async def cancel_tapped(call: CallbackQuery, callback_data: VisitTap, turn: Turn) -> Any:
    """Cancel it at once: it can be undone."""
    try:
        async with turn.database.begin() as uow:
            done = await visit.cancel(uow, turn.actor, callback_data.id, turn.now)
    except Changed:
        note = await _faster(turn, callback_data.id)
        return await show.answer(call, await visit_screen(turn, callback_data.id, note), turn.bot)
    reader = screens.Reader(turn.actor, turn.now)
    return await show.answer(call, screens.cancelled(done.booking, done.undo, reader), turn.bot)


async def move_tapped(call: CallbackQuery, callback_data: VisitTap, turn: Turn) -> Any:
    """To which day? From here on it is as with a caller."""
    await show.end(turn.state, turn.bot)
    async with turn.database.read() as uow:
        it = await visit.find(uow, turn.actor, callback_data.id)
        patient_id = await phone_call.patient_of(uow, turn.actor, callback_data.id)
    card = call.message.message_id if call.message else None
    draft = CallerDraft(
        intent=new_intent(), card=card, patient_id=patient_id, test_id=it.test.id, moving=it.id
    )
    opened = await new_call(turn, draft)
    await turn.state.set_state(Calling.asking)
    await hold(opened)
    return await show.answer(call, await days_screen(opened, ""), turn.bot)


async def note_tapped(call: CallbackQuery, callback_data: VisitTap, turn: Turn) -> Any:
    """What should colleagues know?"""
    await show.end(turn.state, turn.bot)
    async with turn.database.read() as uow:
        it = await visit.find(uow, turn.actor, callback_data.id)
    card = call.message.message_id if call.message else None
    await turn.state.set_state(Noting.writing)
    await save(turn.state, NoteDraft(intent=new_intent(), card=card, booking_id=it.id))
    return await show.answer(call, screens.ask_note(it, ""), turn.bot)


async def note_typed(message: Message, draft: NoteDraft, turn: Turn) -> None:
    """Kept, and the card comes below."""
    try:
        async with turn.database.begin() as uow:
            await day.note(uow, turn.actor, draft.booking_id, message.text or "", turn.now)
    except (TextEmpty, TextTooLong):
        await unreadable_sent(message, draft, turn)
        return
    screen = await visit_screen(turn, draft.booking_id, "")
    await show.move(message, draft.card, screen, turn.bot)
    await turn.state.clear()


async def unreadable_sent(message: Message, draft: NoteDraft, turn: Turn) -> None:
    """No words, or too many."""
    async with turn.database.read() as uow:
        it = await visit.find(uow, turn.actor, draft.booking_id)
    screen = screens.ask_note(it, screens.no_note())
    card = await show.move(message, draft.card, screen, turn.bot)
    await save(turn.state, replace(draft, card=card))


async def left_by_word(message: Message, draft: NoteDraft, turn: Turn) -> None:
    """'back' is no note."""
    screen = await visit_screen(turn, draft.booking_id, "")
    await show.move(message, draft.card, screen, turn.bot)
    await turn.state.clear()


async def visit_screen(turn: Turn, booking_id: int, note: str) -> Screen:
    """The card. Raises NotFound."""
    async with turn.database.read() as uow:
        found = await day.card(uow, turn.actor, booking_id)
    reader = screens.Reader(turn.actor, turn.now)
    return screens.card(found.booking, _seen(found), reader, note)


def _seen(found: Card) -> screens.Seen:
    return screens.Seen(
        fasting=found.fasting,
        sample_taken_at=found.sample_taken_at,
        called_by=found.called_by,
        notes=found.notes,
        version=found.version,
    )


async def _faster(turn: Turn, booking_id: int) -> str:
    async with turn.database.read() as uow:
        it = await visit.find(uow, turn.actor, booking_id)
        last = await day.last(uow, turn.actor, booking_id)
    return screens.faster(last, it.lab.zone)

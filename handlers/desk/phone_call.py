"""/caller for the desk: somebody is on the phone. Typing always searches."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from aiogram import F, Router
from aiogram.filters import Command, CommandObject
from aiogram.types import CallbackQuery, Message

from actions.desk import phone_call, visit
from domain.refusals import Changed, NameInvalid, PhoneInvalid
from fsm.desk.conversations import CallerDraft, Calling
from fsm.draft import new_intent
from handlers import card as show
from handlers.content_types import SENT
from handlers.desk.phone_call_pick import (
    confirmed,
    days_tapped,
    slot_tapped,
    test_tapped,
    tests_tapped,
    time_tapped,
)
from handlers.desk.phone_call_turn import CallerTurn, hold, is_open, new_call, patient_screen
from handlers.roles import desk_router
from handlers.turn import Turn
from handlers.typed_words import CANCEL, is_one_of
from screens import refusal
from screens.desk import phone_call as screens
from screens.desk.callbacks import PhoneCallDo, PhoneCallTap
from screens.language import _

TYPED = F.text & ~F.text.startswith("/")


def router() -> Router:
    """The command, what is typed, and every button of a call."""
    served = desk_router("caller")
    served.message.register(asked_for, Command("caller", ignore_case=True))
    said = served.message
    for state in (Calling.asking, Calling.introducing):
        said.register(left_by_word, state, F.text.func(is_one_of(CANCEL)), is_open)
        said.register(unreadable_sent, state, F.content_type.in_(SENT), is_open)
    said.register(new_typed, Calling.introducing, TYPED, is_open)
    said.register(name_typed, Calling.asking, TYPED, is_open)
    taps = served.callback_query
    for do, handler in TAPS.items():
        taps.register(handler, PhoneCallTap.filter(F.do == do), is_open)
    taps.register(call_over, PhoneCallTap.filter())
    return served


async def asked_for(message: Message, command: CommandObject, turn: Turn) -> None:
    """The command, perhaps with a name beside it."""
    await show.end(turn.state, turn.bot)
    call = await new_call(turn, CallerDraft(intent=new_intent()))
    await turn.state.set_state(Calling.asking)
    if command.args:
        await _search(message, call, command.args)
    else:
        card = await show.send(message, screens.ask(call.frame, ""))
        await hold(call, card=card)


async def name_typed(message: Message, call: CallerTurn) -> None:
    """Look for somebody; whatever was chosen before is another call's."""
    await _search(message, call, message.text or "")


async def new_typed(message: Message, call: CallerTurn) -> None:
    """Add somebody, and go on with them."""
    turn = call.turn
    try:
        async with turn.database.begin() as uow:
            added = await phone_call.add(uow, turn.actor, message.text or "", turn.now)
    except (NameInvalid, PhoneInvalid) as refused:
        note = refusal.words(refused)
        screen = screens.introduce(call.frame, note)
    else:
        call = call.with_draft(patient_id=added, test_id=0, moving=0)
        await turn.state.set_state(Calling.asking)
        screen = await patient_screen(call, "")
    card = await show.move(message, call.draft.card, screen, turn.bot)
    await hold(call, card=card)


async def left_by_word(message: Message, call: CallerTurn) -> None:
    """'cancel' ends the call."""
    await show.end(call.turn.state, call.turn.bot)
    await show.send(message, screens.over())


async def unreadable_sent(message: Message, call: CallerTurn) -> None:
    """A photo is no name."""
    screen = screens.ask(call.frame, "")
    card = await show.move(message, call.draft.card, screen, call.turn.bot)
    await hold(call, card=card)


async def ask_tapped(query: CallbackQuery, call: CallerTurn) -> Any:
    """Somebody else."""
    await call.turn.state.set_state(Calling.asking)
    await hold(call.with_draft(patient_id=0, test_id=0, moving=0))
    return await call.shows(query, screens.ask(call.frame, ""))


async def new_tapped(query: CallbackQuery, call: CallerTurn) -> Any:
    """Somebody new."""
    await call.turn.state.set_state(Calling.introducing)
    await hold(call)
    return await call.shows(query, screens.introduce(call.frame, ""))


async def patient_tapped(
    query: CallbackQuery, callback_data: PhoneCallTap, call: CallerTurn
) -> Any:
    """One of those found, or back to the one chosen."""
    chosen = callback_data.value or call.draft.patient_id
    call = call.with_draft(patient_id=chosen, test_id=0, moving=0, wish="")
    await hold(call)
    return await call.shows(query, await patient_screen(call, ""))


async def visit_tapped(query: CallbackQuery, callback_data: PhoneCallTap, call: CallerTurn) -> Any:
    """A visit of theirs."""
    turn = call.turn
    async with turn.database.read() as uow:
        it = await visit.find(uow, turn.actor, callback_data.value)
    return await call.shows(query, screens.visit(call.frame, it, ""))


async def cancel_tapped(query: CallbackQuery, callback_data: PhoneCallTap, call: CallerTurn) -> Any:
    """Cancel it at once: it can be undone."""
    turn = call.turn
    try:
        async with turn.database.begin() as uow:
            done = await visit.cancel(uow, turn.actor, callback_data.value, turn.now)
    except Changed:
        async with turn.database.read() as uow:
            it = await visit.find(uow, turn.actor, callback_data.value)
        screen = screens.visit(call.frame, it, screens.changed())
    else:
        what = _("Cancelled.")
        screen = screens.done(call.frame, done.booking, what, done.undo)
    return await call.shows(query, screen)


async def call_over(query: CallbackQuery, turn: Turn) -> Any:
    """The call is forgotten, by time or by a restart: begin anew, in this message."""
    await show.end(turn.state, turn.bot)
    card = query.message.message_id if query.message else None
    call = await new_call(turn, CallerDraft(intent=new_intent(), card=card))
    await turn.state.set_state(Calling.asking)
    await hold(call)
    return await call.shows(query, screens.ask(call.frame, screens.forgotten()))


async def _search(message: Message, call: CallerTurn, words: str) -> None:
    turn = call.turn
    async with turn.database.begin() as uow:
        people = await phone_call.search(uow, turn.actor, words, turn.now)
    screen = screens.found(call.frame, words, people)
    card = await show.move(message, call.draft.card, screen, turn.bot)
    await hold(call.with_draft(patient_id=0, test_id=0, moving=0), card=card)


TAPS: Mapping[PhoneCallDo, Callable[..., Awaitable[Any]]] = {
    PhoneCallDo.ASK: ask_tapped,
    PhoneCallDo.NEW: new_tapped,
    PhoneCallDo.PATIENT: patient_tapped,
    PhoneCallDo.VISIT: visit_tapped,
    PhoneCallDo.CANCEL: cancel_tapped,
    PhoneCallDo.BOOK: tests_tapped,
    PhoneCallDo.TEST: test_tapped,
    PhoneCallDo.MOVE: test_tapped,
    PhoneCallDo.DAYS: days_tapped,
    PhoneCallDo.DAY: time_tapped,
    PhoneCallDo.SLOT: slot_tapped,
    PhoneCallDo.CONFIRM: confirmed,
}

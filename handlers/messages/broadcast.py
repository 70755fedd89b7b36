"""/broadcast for managers: to whom, what, and the yes; a worker does the rest."""

import json
from dataclasses import replace
from typing import Any

from aiogram import F, Router
from aiogram.exceptions import TelegramBadRequest
from aiogram.filters import Command
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from actions.booking import slot
from actions.messages import broadcast
from actions.messages.broadcast import BroadcastRequest
from domain.messages.broadcast import LANGUAGE, TEST, Audience, People
from domain.messages.content import LIMIT, Content, Ours, Own, Text, to_json
from domain.refusals import NotFound
from fsm.draft import load, load_intent, new_intent, save
from fsm.messages.broadcast import BroadcastDraft, Broadcasting
from handlers import card as show
from handlers.messages.sent import SENDABLE, attachment_in
from handlers.messages.typed_message import words_of
from handlers.roles import manager_router
from handlers.turn import Turn
from handlers.typed_day import day_of
from handlers.typed_words import BACK, CANCEL, is_one_of
from infra.telegram import Wire
from screens.desk import day as days
from screens.language import translated
from screens.messages import broadcast as screens
from screens.messages.callbacks import BroadcastDo, BroadcastTap, StopTap
from screens.messages.content import calls
from screens.screen import Screen

TYPED = F.text & ~F.text.startswith("/")
MOST_TESTS = 40


def router() -> Router:
    """The command, the conversation, [Stop]."""
    told = manager_router("broadcast")
    told.message.register(asked_for, Command("broadcast", ignore_case=True))
    way_out = F.text.func(is_one_of(BACK | CANCEL))
    for state in (Broadcasting.dating, Broadcasting.writing):
        told.message.register(left_by_word, state, way_out, opened)
    told.message.register(day_typed, Broadcasting.dating, TYPED, opened)
    told.message.register(text_typed, Broadcasting.writing, TYPED, opened)
    told.message.register(file_sent, Broadcasting.writing, F.content_type.in_(SENDABLE), opened)
    taps = told.callback_query
    taps.register(whom_tapped, BroadcastTap.filter(F.do == BroadcastDo.WHOM), this)
    taps.register(kind_tapped, BroadcastTap.filter(F.do == BroadcastDo.KIND), this)
    taps.register(value_tapped, BroadcastTap.filter(F.do == BroadcastDo.VALUE), this)
    taps.register(send_tapped, BroadcastTap.filter(F.do == BroadcastDo.SEND), this)
    taps.register(left, BroadcastTap.filter())
    taps.register(stop_tapped, StopTap.filter())
    return told


async def opened(_event: Message, state: FSMContext) -> bool | dict[str, Any]:
    """Filter: a broadcast is being written; hands on its draft."""
    draft = await load(state, BroadcastDraft)
    return False if draft is None else {"draft": draft}


async def this(
    _event: CallbackQuery, state: FSMContext, callback_data: BroadcastTap
) -> bool | dict[str, Any]:
    """Filter: this very conversation is open."""
    draft = await load_intent(state, BroadcastDraft, callback_data.intent)
    return False if draft is None else {"draft": draft}


async def asked_for(message: Message, turn: Turn) -> None:
    """The command."""
    await show.end(turn.state, turn.bot)
    draft = BroadcastDraft(intent=new_intent())
    card = await show.send(message, screens.whom(draft.intent, ""))
    await _keep(turn, replace(draft, card=card), Broadcasting.choosing)


async def whom_tapped(call: CallbackQuery, draft: BroadcastDraft, turn: Turn) -> Any:
    """Back to the audience."""
    await _keep(turn, replace(draft, kind="", content=""), Broadcasting.choosing)
    return await show.answer(call, screens.whom(draft.intent, ""), turn.bot)


async def kind_tapped(
    call: CallbackQuery, callback_data: BroadcastTap, draft: BroadcastDraft, turn: Turn
) -> Any:
    """A kind of audience; most need a word more."""
    intent = draft.intent
    match callback_data.kind:
        case Audience.DAY:
            await _keep(turn, draft, Broadcasting.dating)
            screen = screens.which_day(intent, "")
        case Audience.TEST:
            async with turn.database.read() as uow:
                tests = await slot.list_tests(uow, size=MOST_TESTS)
            screen = screens.which_test(intent, tests.items)
        case Audience.LANGUAGE:
            async with turn.database.read() as uow:
                found = await broadcast.languages(uow, turn.actor)
            screen = screens.which_language(intent, found)
        case Audience.ALL:
            screen = await _chosen(turn, draft, People(Audience.ALL))
    return await show.answer(call, screen, turn.bot)


async def value_tapped(
    call: CallbackQuery, callback_data: BroadcastTap, draft: BroadcastDraft, turn: Turn
) -> Any:
    """A test or a language; a forged one is none."""
    is_test = callback_data.kind is Audience.TEST and TEST.fullmatch(callback_data.value)
    is_language = callback_data.kind is Audience.LANGUAGE and LANGUAGE.fullmatch(
        callback_data.value
    )
    if not is_test and not is_language:
        raise NotFound
    people = People(callback_data.kind, callback_data.value)
    return await show.answer(call, await _chosen(turn, draft, people), turn.bot)


async def day_typed(message: Message, draft: BroadcastDraft, turn: Turn) -> None:
    """Whose day."""
    found = day_of(message.text or "", turn)
    if found is None:
        screen = screens.which_day(draft.intent, translated(days.NOT_A_DAY))
    else:
        async with turn.database.read() as uow:
            people = await broadcast.of_day(uow, turn.actor, found)
        screen = await _chosen(turn, draft, people)
    await _moved(message, turn, screen)


async def text_typed(message: Message, draft: BroadcastDraft, turn: Turn) -> None:
    """The message is this text."""
    words = words_of(message)
    await _preview(message, draft, turn, Text(words.text[:LIMIT], words.entities))


async def file_sent(message: Message, draft: BroadcastDraft, turn: Turn) -> None:
    """The message is this photo or file."""
    found = attachment_in(message)
    if found is not None:
        await _preview(message, draft, turn, found)


async def left_by_word(message: Message, draft: BroadcastDraft, turn: Turn) -> None:
    """'cancel' is no message."""
    await show.move(message, draft.card, screens.left(), turn.bot)
    await turn.state.clear()


async def send_tapped(call: CallbackQuery, draft: BroadcastDraft, turn: Turn) -> Any:
    """[Send now]; tapped twice it is one broadcast."""
    said = draft.said
    if draft.people is None or said is None:
        raise NotFound
    card = call.message.message_id if call.message else draft.card or 0
    request = BroadcastRequest(draft.people, _own(said), card, draft.intent)
    async with turn.database.begin() as uow:
        number = await broadcast.start(uow, turn.actor, request, turn.now)
    await show.edit(call, screens.started(number), turn.bot)
    await turn.state.clear()
    return call.answer()


async def left(call: CallbackQuery, turn: Turn) -> Any:
    """[Cancel], or a button of a conversation that is over."""
    if await load(turn.state, BroadcastDraft):
        await turn.state.clear()
    return await show.answer(call, screens.left(), turn.bot)


async def stop_tapped(call: CallbackQuery, callback_data: StopTap, turn: Turn) -> Any:
    """[Stop]. Raises NotFound."""
    async with turn.database.begin() as uow:
        found = await broadcast.stop(uow, turn.actor, callback_data.id, turn.now)
    if found.is_over:
        return call.answer(screens.over())
    return await show.answer(call, screens.stopping(), turn.bot)


async def _chosen(turn: Turn, draft: BroadcastDraft, people: People) -> Screen:
    """The audience is known: what shall they hear?"""
    async with turn.database.read() as uow:
        size = await broadcast.size(uow, turn.actor, people, turn.now)
    if not size.people:
        await _keep(turn, draft, Broadcasting.choosing)
        return screens.nobody(draft.intent)
    chosen = replace(draft, kind=str(people.kind), value=people.value, lab_id=people.lab_id)
    await _keep(turn, chosen, Broadcasting.writing)
    return screens.write(draft.intent, size, "")


async def _preview(message: Message, draft: BroadcastDraft, turn: Turn, content: Own) -> None:
    """The message as it will look, and below it to how many it goes."""
    people = draft.people
    if people is None:
        raise NotFound
    try:
        for method, fields in calls(content, turn.actor.id):
            await Wire(turn.bot).send(fields, method)
    except TelegramBadRequest:
        return
    async with turn.database.read() as uow:
        size = await broadcast.size(uow, turn.actor, people, turn.now)
    screen = screens.preview(draft.intent, people, size, turn.send_rate)
    card = await show.move(message, draft.card, screen, turn.bot)
    stored = json.dumps(to_json(content))
    await _keep(turn, replace(draft, card=card, content=stored), Broadcasting.writing)


def _own(content: Content) -> Own:
    """What people write themselves; nothing else is ever in a draft. Raises NotFound."""
    if isinstance(content, Ours):
        raise NotFound
    return content


async def _keep(turn: Turn, draft: BroadcastDraft, state: Any) -> None:
    await turn.state.set_state(state)
    await save(turn.state, draft)


async def _moved(message: Message, turn: Turn, screen: Screen) -> None:
    draft = await load(turn.state, BroadcastDraft)
    if draft is not None:
        card = await show.move(message, draft.card, screen, turn.bot)
        await save(turn.state, replace(draft, card=card))

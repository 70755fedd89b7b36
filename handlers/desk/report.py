"""The desk sends a report: as a reply to a card with a booking's number, or with it as caption."""

from dataclasses import replace
from typing import Any

from aiogram import F, Router
from aiogram.filters import StateFilter
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from actions.desk import report
from actions.desk.report import Wanted
from domain.desk.report import File, number_in, number_of, secret_in
from domain.refusals import Changed, FileUnfit, SecretInvalid, VisitOff
from fsm.desk.conversations import OpenDraft, ReportDraft, Reporting
from fsm.draft import load, load_intent, new_intent, save
from fsm.messages.broadcast import Broadcasting
from fsm.messages.compose import Schedule
from handlers import card as show
from handlers.roles import desk_router
from handlers.turn import Turn
from handlers.typed_words import BACK, CANCEL, is_one_of
from screens import refusal
from screens.desk import report as screens
from screens.desk.callbacks import AgainTap, ReportDo, ReportTap
from screens.screen import Screen

TYPED = F.text & ~F.text.startswith("/")


def router() -> Router:
    """Files with a number, the secret, the buttons."""
    desk = desk_router("report")
    elsewhere = ~StateFilter(Broadcasting, Schedule)  # there a file is the message
    desk.message.register(file_sent, F.document | F.photo, elsewhere, numbered)
    way_out = F.text.func(is_one_of(BACK | CANCEL))
    desk.message.register(left_by_word, Reporting.sending, way_out)
    desk.message.register(secret_typed, Reporting.sending, TYPED, sending)
    desk.message.register(new_secret_typed, Reporting.unlocking, TYPED)
    desk.callback_query.register(choice_tapped, ReportTap.filter())
    desk.callback_query.register(secret_tapped, AgainTap.filter(F.is_secret))
    desk.callback_query.register(again_tapped, AgainTap.filter())
    return desk


async def numbered(message: Message) -> bool | dict[str, Any]:
    """Filter: the caption names a booking, or it answers a card of ours that does."""
    number = number_of(message.caption or "")
    card = message.reply_to_message
    if number is None and card is not None and card.from_user and card.from_user.is_bot:
        number = number_in(card.text or card.caption or "")
    return False if number is None else {"number": number}


async def sending(_event: Message, state: FSMContext) -> bool | dict[str, Any]:
    """Filter: a report is about to be sent, and its secret is asked for."""
    draft = await load(state, ReportDraft)
    return False if draft is None or draft.has_secret else {"draft": draft}


async def file_sent(message: Message, number: int, turn: Turn) -> None:
    """The preview, or why not. Raises NotFound for a number that is none."""
    await show.end(turn.state, turn.bot)
    file = _file(message)
    try:
        async with turn.database.read() as uow:
            asked = await report.ask(uow, turn.actor, number, file)
    except (FileUnfit, VisitOff) as refused:
        await message.answer(refusal.words(refused))
        return
    draft = ReportDraft(
        intent=new_intent(),
        booking_id=number,
        kind=file.kind,
        file_id=file.file_id,
        mime=file.mime,
        name=file.name,
        size=file.size,
        latest=asked.latest.id if asked.latest else 0,
        has_secret=asked.has_secret,
    )
    card = await show.send(message, await _preview(turn, draft, ""))
    await turn.state.set_state(Reporting.sending)
    await save(turn.state, replace(draft, card=card))


async def secret_typed(message: Message, draft: ReportDraft, turn: Turn) -> None:
    """The secret, which does not stay in the chat."""
    note = ""
    try:
        draft = replace(draft, secret=secret_in(message.text or ""), has_secret=True)
    except SecretInvalid as refused:
        note = refusal.words(refused)
    screen = await _preview(turn, draft, note)
    card = await show.move(message, draft.card, screen, turn.bot)
    await show.remove(turn.bot, message.chat.id, message.message_id)
    await save(turn.state, replace(draft, card=card))


async def left_by_word(message: Message, turn: Turn) -> None:
    """'cancel' is no secret."""
    draft = await load(turn.state, ReportDraft)
    await show.move(message, draft.card if draft else None, screens.left(), turn.bot)
    await turn.state.clear()


async def choice_tapped(call: CallbackQuery, callback_data: ReportTap, turn: Turn) -> Any:
    """Send, correct or leave; a second tap finds no conversation."""
    draft = await load_intent(turn.state, ReportDraft, callback_data.intent)
    if draft is None or callback_data.do is ReportDo.LEAVE:
        if draft is not None:
            await turn.state.clear()
        return await show.answer(call, screens.left(), turn.bot)
    replaces = draft.latest if callback_data.do is ReportDo.REPLACE else None
    wanted = Wanted(
        booking_id=draft.booking_id,
        file=draft.file,
        replaces=replaces or None,
        secret=draft.secret,
        intent=draft.intent,
        key=turn.bot.token,
    )
    try:
        async with turn.database.begin() as uow:
            done = await report.send(uow, turn.actor, wanted, turn.now)
    except Changed as refused:
        return call.answer(refusal.words(refused), show_alert=True)
    await show.edit(call, screens.sent(done.report, done.undo, turn.now), turn.bot)
    await turn.state.clear()
    return call.answer()


async def again_tapped(call: CallbackQuery, callback_data: AgainTap, turn: Turn) -> Any:
    """Tell the patient once more. Raises NotFound, Replaced."""
    async with turn.database.begin() as uow:
        done = await report.again(uow, turn.actor, callback_data.id, turn.now)
    return await show.answer(call, screens.sent(done.report, done.undo, turn.now), turn.bot)


async def secret_tapped(call: CallbackQuery, callback_data: AgainTap, turn: Turn) -> Any:
    """Another secret."""
    await show.end(turn.state, turn.bot)
    card = call.message.message_id if call.message else None
    await turn.state.set_state(Reporting.unlocking)
    draft = OpenDraft(intent=new_intent(), card=card, report_id=callback_data.id)
    await save(turn.state, draft)
    return await show.answer(call, screens.ask_secret(), turn.bot)


async def new_secret_typed(message: Message, turn: Turn) -> None:
    """It is kept, and taken out of the chat. Raises NotFound."""
    draft = await load(turn.state, OpenDraft)
    if draft is None:
        return
    secret = (message.text or "", turn.bot.token)
    try:
        async with turn.database.begin() as uow:
            await report.new_secret(uow, turn.actor, draft.report_id, secret, turn.now)
    except SecretInvalid as refused:
        await message.answer(refusal.words(refused))
        return
    await show.move(message, draft.card, screens.unlocked(), turn.bot)
    await show.remove(turn.bot, message.chat.id, message.message_id)
    await turn.state.clear()


async def _preview(turn: Turn, draft: ReportDraft, note: str) -> Screen:
    async with turn.database.read() as uow:
        asked = await report.ask(uow, turn.actor, draft.booking_id, draft.file)
    lost = "" if asked.is_reachable or asked.booking.account_id < 0 else screens.blocked()
    state = (asked.latest, draft.has_secret, note or lost)
    file = (draft.kind, draft.size)
    return screens.preview(draft.intent, asked.booking, file, state)


def _file(message: Message) -> File:
    if message.document:
        it = message.document
        name, mime = it.file_name or "", it.mime_type or ""
        return File("document", it.file_id, mime, name, it.file_size or 0)
    photo = (message.photo or [])[-1]
    return File("photo", photo.file_id, "image/jpeg", "", photo.file_size or 0)

"""A patient opens a report: a secret, three tries, a file that cannot be forwarded."""

from contextlib import suppress
from typing import Any

import structlog
from aiogram import F, Router
from aiogram.exceptions import TelegramBadRequest
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from actions.desk import report
from domain.desk.report import PHOTO, Report
from domain.refusals import Locked, NotFound, Replaced, SecretInvalid, SecretWrong
from fsm.desk.conversations import OpenDraft, Reporting
from fsm.draft import load, new_intent, save
from handlers import card
from handlers.turn import Turn
from handlers.typed_words import BACK, CANCEL, is_one_of
from infra.telegram import FAILURES
from screens import refusal
from screens.account import start
from screens.desk import report as screens
from screens.desk.callbacks import OpenTap
from screens.screen import Screen

log = structlog.get_logger(__name__)


def router() -> Router:
    """[Open], and the secret."""
    opening = Router(name="report_open")
    way_out = F.text.func(is_one_of(BACK | CANCEL))
    opening.message.register(left_by_word, Reporting.opening, way_out)
    typed = F.text & ~F.text.startswith("/")
    opening.message.register(secret_typed, Reporting.opening, typed, proving)
    opening.callback_query.register(open_tapped, OpenTap.filter())
    return opening


async def proving(_event: Message, state: FSMContext) -> bool | dict[str, Any]:
    """Filter: a secret is asked for; hands on the draft."""
    draft = await load(state, OpenDraft)
    return False if draft is None else {"draft": draft}


async def open_tapped(call: CallbackQuery, callback_data: OpenTap, turn: Turn) -> Any:
    """Who are you? Raises NotFound for a foreign report."""
    await card.end(turn.state, turn.bot)
    try:
        async with turn.database.read() as uow:
            await report.look(uow, turn.actor, callback_data.id)
    except Replaced as replaced:
        return await card.answer(call, screens.corrected(replaced.by), turn.bot)
    except Locked as locked:
        return call.answer(refusal.words(locked), show_alert=True)
    sent = await turn.bot.send_message(turn.actor.id, screens.prove().text)
    await turn.state.set_state(Reporting.opening)
    draft = OpenDraft(intent=new_intent(), card=sent.message_id, report_id=callback_data.id)
    await save(turn.state, draft)
    return call.answer()


async def secret_typed(message: Message, draft: OpenDraft, turn: Turn) -> None:
    """Right or wrong, it does not stay in the chat. Raises NotFound, and asks no more then."""
    secret = (message.text or "", turn.bot.token)
    await card.remove(turn.bot, message.chat.id, message.message_id)
    try:
        async with turn.database.begin() as uow:
            found = await report.open_it(uow, turn.actor, draft.report_id, secret, turn.now)
    except SecretInvalid as refused:
        await message.answer(refusal.words(refused))
        return
    except NotFound:  # it was taken back meanwhile
        await turn.state.clear()
        raise
    except Replaced as replaced:
        await turn.state.clear()
        await card.send(message, screens.corrected(replaced.by))
        return
    if isinstance(found, SecretWrong):
        await message.answer(refusal.words(found))
        return
    await turn.state.clear()
    await card.remove(turn.bot, message.chat.id, draft.card)
    if isinstance(found, Locked):
        await message.answer(refusal.words(found))
        await _tell_desk(turn, draft.report_id)
    else:
        await _show(turn, found)


async def left_by_word(message: Message, turn: Turn) -> None:
    """'cancel' is no secret."""
    await card.end(turn.state, turn.bot)
    await card.send(message, start.menu())


async def _show(turn: Turn, it: Report) -> None:
    send = turn.bot.send_photo if it.kind == PHOTO else turn.bot.send_document
    try:
        await send(turn.actor.id, it.file_id, caption=screens.opened(), protect_content=True)
    except TelegramBadRequest:
        log.warning("report_file_gone", report_id=it.id)
        await _say(turn, turn.actor.id, screens.cannot_show())
        await _say(turn, it.sent_by, screens.file_gone(it))


async def _tell_desk(turn: Turn, report_id: int) -> None:
    """Who sent it hears that it is locked; the button under it does the rest."""
    async with turn.database.read() as uow:
        it = await report.locked(uow, turn.actor, report_id)
    await _say(turn, it.sent_by, screens.locked_told(it))


async def _say(turn: Turn, account_id: int, screen: Screen) -> None:
    with suppress(*FAILURES):
        await turn.bot.send_message(account_id, screen.text, reply_markup=screen.keyboard)

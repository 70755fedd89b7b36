"""/audit for managers: the log, searched by whatever is typed while it is open."""

from typing import Any

from aiogram import F, Router
from aiogram.filters import Command, CommandObject
from aiogram.types import CallbackQuery, Message

from actions import audit
from fsm.draft import load, new_intent, save
from fsm.manage.conversations import AuditDraft, Auditing
from handlers import card as show
from handlers.roles import manager_router
from handlers.turn import Turn
from handlers.typed_words import BACK, CANCEL, is_one_of
from screens.account import start
from screens.manage import audit as screens
from screens.manage.callbacks import AuditDo, AuditTap
from screens.screen import Screen


def router() -> Router:
    """The command, the words, the buttons."""
    asked = manager_router("audit")
    asked.message.register(asked_for, Command("audit", ignore_case=True))
    asked.message.register(left_by_word, Auditing.reading, F.text.func(is_one_of(BACK | CANCEL)))
    typed = F.text & ~F.text.startswith("/")
    asked.message.register(words_typed, Auditing.reading, typed)
    asked.callback_query.register(list_tapped, AuditTap.filter(F.do == AuditDo.LIST))
    asked.callback_query.register(entry_tapped, AuditTap.filter(F.do == AuditDo.OPEN))
    asked.callback_query.register(all_tapped, AuditTap.filter(F.do == AuditDo.SEARCH))
    return asked


async def asked_for(message: Message, command: CommandObject, turn: Turn) -> None:
    """The command, perhaps with words."""
    await show.end(turn.state, turn.bot)
    await _searched(message, turn, None, command.args or "")


async def words_typed(message: Message, turn: Turn) -> None:
    """Look for other words."""
    draft = await load(turn.state, AuditDraft)
    await _searched(message, turn, draft.card if draft else None, message.text or "")


async def left_by_word(message: Message, turn: Turn) -> None:
    """'cancel' closes the log."""
    await show.end(turn.state, turn.bot)
    await show.send(message, start.menu())


async def list_tapped(call: CallbackQuery, callback_data: AuditTap, turn: Turn) -> Any:
    """A page of what was looked for."""
    return await show.answer(
        call, await _page(turn, await _words(turn), callback_data.value), turn.bot
    )


async def all_tapped(call: CallbackQuery, turn: Turn) -> Any:
    """Everything again."""
    await _keep(turn, call.message.message_id if call.message else None, "")
    return await show.answer(call, await _page(turn, "", 0), turn.bot)


async def entry_tapped(call: CallbackQuery, callback_data: AuditTap, turn: Turn) -> Any:
    """One entry. Raises NotFound."""
    async with turn.database.read() as uow:
        lab, line = await audit.find(uow, turn.actor, callback_data.value)
    return await show.answer(call, screens.entry(lab, line, callback_data.page), turn.bot)


async def _searched(message: Message, turn: Turn, card: int | None, words: str) -> None:
    screen = await _page(turn, words, 0)
    await _keep(turn, await show.move(message, card, screen, turn.bot), words)


async def _page(turn: Turn, words: str, before: int) -> Screen:
    async with turn.database.read() as uow:
        page = await audit.read(uow, turn.actor, words, before or None, turn.now)
    return screens.entries(page.lab, page.lines, words, (before, page.is_last))


async def _words(turn: Turn) -> str:
    """What is looked for; after a restart everything."""
    draft = await load(turn.state, AuditDraft)
    return draft.words if draft else ""


async def _keep(turn: Turn, card: int | None, words: str) -> None:
    await turn.state.set_state(Auditing.reading)
    await save(turn.state, AuditDraft(intent=new_intent(), card=card, words=words[:200]))

"""/audit for managers: the log, searched by whatever is typed while it is open."""

from aiogram import F, Router
from aiogram.filters import Command, CommandObject
from aiogram.types import CallbackQuery, Message

from actions import audit
from fsm.draft import load, new_intent
from fsm.manage.conversations import AuditDraft, Auditing
from handlers.dialog import LEAVING, TYPED, Open, ask, begin, finish, show
from handlers.roles import is_manager, router_for
from handlers.turn import Turn
from screens.account import start
from screens.manage import audit as screens
from screens.manage.callbacks import AuditDo, AuditTap
from screens.screen import Screen


def router() -> Router:
    router = router_for(is_manager, "audit")
    router.message.register(audit_command, Command("audit", ignore_case=True))
    router.message.register(left_by_word, Auditing.reading, LEAVING, Open(AuditDraft))
    router.message.register(words_typed, Auditing.reading, TYPED, Open(AuditDraft))
    router.callback_query.register(list_tapped, AuditTap.filter(F.do == AuditDo.LIST))
    router.callback_query.register(entry_tapped, AuditTap.filter(F.do == AuditDo.OPEN))
    router.callback_query.register(reading_tapped, AuditTap.filter(F.do == AuditDo.READ))
    router.callback_query.register(all_tapped, AuditTap.filter(F.do == AuditDo.SEARCH))
    return router


async def audit_command(_message: Message, command: CommandObject, turn: Turn) -> None:
    await begin(turn)
    await _search(turn, AuditDraft(intent=new_intent(), words=command.args or ""))


async def words_typed(_message: Message, draft: AuditDraft, turn: Turn) -> None:
    await _search(turn, AuditDraft(intent=new_intent(), card=draft.card, words=turn.words))


async def left_by_word(_message: Message, draft: AuditDraft, turn: Turn) -> None:
    """'cancel' closes the log."""
    await finish(turn, draft, start.menu())


async def list_tapped(_call: CallbackQuery, callback_data: AuditTap, turn: Turn) -> None:
    """A page of what was looked for; after a restart, of everything."""
    draft = await load(turn.state, AuditDraft)
    await show(turn, await _page(turn, draft.words if draft else "", callback_data.value))


async def all_tapped(_call: CallbackQuery, turn: Turn) -> None:
    await _search(turn, AuditDraft(intent=new_intent(), card=turn.tapped))


async def entry_tapped(_call: CallbackQuery, callback_data: AuditTap, turn: Turn) -> None:
    """One entry. Raises NotFound."""
    lab, entry = await turn.read(audit.find, turn.actor, callback_data.value)
    await show(turn, screens.entry(lab, entry, callback_data.page))


async def reading_tapped(_call: CallbackQuery, callback_data: AuditTap, turn: Turn) -> None:
    """Who looked at which patients. Raises NotFound."""
    lab, entry = await turn.read(audit.find_reading, turn.actor, callback_data.value)
    await show(turn, screens.entry(lab, entry, callback_data.page))


async def _search(turn: Turn, draft: AuditDraft) -> None:
    kept = AuditDraft(intent=draft.intent, card=draft.card, words=draft.words[:200])
    await ask(turn, kept, await _page(turn, draft.words, 0), Auditing.reading)


async def _page(turn: Turn, words: str, before: int) -> Screen:
    return screens.entries(
        await turn.read(audit.read, turn.actor, words, before, now=turn.now), words
    )

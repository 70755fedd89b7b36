"""/failed for staff: dead letters by cause, another try, or an end for a reason.

Everybody else falls through to the answer for an unknown command or an old button.
"""

from collections.abc import Awaitable, Callable
from typing import Any

from aiogram import F, Router
from aiogram.filters import Command
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from actions.messages import dead_letters as letters
from db.uow import Uow
from domain.refusals import NotFound, TextEmpty, TextTooLong
from fsm.draft import load, new_intent, save
from fsm.messages.dead_letters import Failed, FailedDraft
from handlers import card as show
from handlers.content_types import SENT
from handlers.roles import desk_router
from handlers.turn import Turn
from handlers.typed_words import BACK, CANCEL, is_one_of
from screens.messages import dead_letters as screens
from screens.messages.callbacks import DeadLetterDo, DeadLetterTap
from screens.screen import Screen

BATCHES = 10  # of one tap; an update has ten seconds
PAGES = 1_000_000
TYPED = F.text & ~F.text.startswith("/")


def router() -> Router:
    """The command, the lists, and the reason."""
    asked = desk_router("failed")
    asked.message.register(asked_for, Command("failed", ignore_case=True))
    way_out = F.text.func(is_one_of(BACK | CANCEL))
    asked.message.register(left_by_word, Failed.reasoning, way_out, opened)
    asked.message.register(reason_typed, Failed.reasoning, TYPED, opened)
    asked.message.register(unreadable_sent, Failed.reasoning, F.content_type.in_(SENT), opened)
    taps = asked.callback_query
    taps.register(groups_tapped, DeadLetterTap.filter(F.do == DeadLetterDo.GROUPS))
    taps.register(list_tapped, DeadLetterTap.filter(F.do == DeadLetterDo.LIST))
    taps.register(letter_tapped, DeadLetterTap.filter(F.do == DeadLetterDo.OPEN))
    taps.register(retry_tapped, DeadLetterTap.filter(F.do == DeadLetterDo.RETRY))
    taps.register(retry_all_tapped, DeadLetterTap.filter(F.do == DeadLetterDo.RETRY_ALL))
    taps.register(
        drop_tapped, DeadLetterTap.filter(F.do.in_({DeadLetterDo.DROP, DeadLetterDo.DROP_ALL}))
    )
    taps.register(reason_tapped, DeadLetterTap.filter(F.do == DeadLetterDo.REASON), opened)
    taps.register(reason_expired, DeadLetterTap.filter(F.do == DeadLetterDo.REASON))
    return asked


async def opened(_event: Message | CallbackQuery, state: FSMContext) -> bool | dict[str, Any]:
    """Filter: a reason is asked for; hands on the draft."""
    draft = await load(state, FailedDraft)
    return False if draft is None else {"draft": draft}


async def asked_for(message: Message, turn: Turn) -> None:
    """The command."""
    await show.end(turn.state, turn.bot)
    await show.send(message, await _groups(turn))


async def groups_tapped(call: CallbackQuery, turn: Turn) -> Any:
    """Back to the causes."""
    await _forget(turn)
    return await show.answer(call, await _groups(turn), turn.bot)


async def list_tapped(call: CallbackQuery, callback_data: DeadLetterTap, turn: Turn) -> Any:
    """A page of a group."""
    await _forget(turn)
    page = min(callback_data.value, PAGES)
    return await show.answer(call, await _list(turn, callback_data.cause, "", page), turn.bot)


async def letter_tapped(call: CallbackQuery, callback_data: DeadLetterTap, turn: Turn) -> Any:
    """One letter, unless somebody was faster."""
    try:
        async with turn.database.read() as uow:
            found = await letters.find(uow, turn.actor, callback_data.value)
    except NotFound:
        screen = await _list(turn, callback_data.cause, screens.gone())
    else:
        screen = screens.card(found, turn.reader, "")
    return await show.answer(call, screen, turn.bot)


async def retry_tapped(call: CallbackQuery, callback_data: DeadLetterTap, turn: Turn) -> Any:
    """Another try of one."""
    try:
        async with turn.database.begin() as uow:
            await letters.retry(uow, turn.actor, callback_data.value, turn.now)
    except NotFound:
        note = screens.gone()
    else:
        note = screens.retried(1, True)
    return await show.answer(call, await _list(turn, callback_data.cause, note), turn.bot)


async def retry_all_tapped(call: CallbackQuery, callback_data: DeadLetterTap, turn: Turn) -> Any:
    """Another try of a group."""
    cause = callback_data.cause

    async def batch(uow: Uow) -> int:
        return await letters.retry_all(uow, turn.actor, cause, turn.now)

    count, is_all = await _in_batches(turn, batch)
    note = screens.retried(count, is_all)
    return await show.answer(call, await _list(turn, cause, note), turn.bot)


async def drop_tapped(call: CallbackQuery, callback_data: DeadLetterTap, turn: Turn) -> Any:
    """Ask for the reason, in this message."""
    await show.end(turn.state, turn.bot)
    one = callback_data.value if callback_data.do == DeadLetterDo.DROP else 0
    card = call.message.message_id if call.message else None
    draft = FailedDraft(intent=new_intent(), card=card, cause=callback_data.cause, message_id=one)
    await turn.state.set_state(Failed.reasoning)
    await save(turn.state, draft)
    return await show.answer(call, screens.ask_reason(draft.cause, one, ""), turn.bot)


async def reason_tapped(
    call: CallbackQuery, callback_data: DeadLetterTap, draft: FailedDraft, turn: Turn
) -> Any:
    """A reason on offer; one of another question shows the open one."""
    if callback_data.cause != draft.cause or callback_data.value >= len(screens.REASONS):
        screen = screens.ask_reason(draft.cause, draft.message_id, "")
    else:
        screen = await _dropped(turn, draft, screens.REASONS[callback_data.value])
        await turn.state.clear()
    return await show.answer(call, screen, turn.bot)


async def reason_expired(call: CallbackQuery, callback_data: DeadLetterTap, turn: Turn) -> Any:
    """The question is over; nothing is done."""
    return await show.answer(call, await _list(turn, callback_data.cause, ""), turn.bot)


async def left_by_word(message: Message, draft: FailedDraft, turn: Turn) -> None:
    """'back' and 'cancel' are no reasons."""
    await show.move(message, draft.card, await _list(turn, draft.cause, ""), turn.bot)
    await turn.state.clear()


async def reason_typed(message: Message, draft: FailedDraft, turn: Turn) -> None:
    """A reason in one's own words."""
    try:
        screen = await _dropped(turn, draft, message.text or "")
    except (TextEmpty, TextTooLong):
        await unreadable_sent(message, draft, turn)
    else:
        await show.move(message, draft.card, screen, turn.bot)
        await turn.state.clear()


async def unreadable_sent(message: Message, draft: FailedDraft, turn: Turn) -> None:
    """No words, or too many."""
    note = screens.no_reason()
    screen = screens.ask_reason(draft.cause, draft.message_id, note)
    card = await show.move(message, draft.card, screen, turn.bot)
    again = FailedDraft(
        intent=draft.intent, card=card, cause=draft.cause, message_id=draft.message_id
    )
    await save(turn.state, again)


async def _dropped(turn: Turn, draft: FailedDraft, reason: str) -> Screen:
    """Close it. Raises TextEmpty, TextTooLong."""
    if draft.message_id:
        try:
            async with turn.database.begin() as uow:
                await letters.drop(uow, turn.actor, draft.message_id, reason, turn.now)
        except NotFound:
            return await _list(turn, draft.cause, screens.gone())
        return await _list(turn, draft.cause, screens.dropped(1, True))

    async def batch(uow: Uow) -> int:
        return await letters.drop_all(uow, turn.actor, draft.cause, reason, turn.now)

    count, is_all = await _in_batches(turn, batch)
    return await _list(turn, draft.cause, screens.dropped(count, is_all))


async def _in_batches(turn: Turn, batch: Callable[[Uow], Awaitable[int]]) -> tuple[int, bool]:
    """Transactions of a bounded size, one after the other; how many rows, and whether all."""
    total = 0
    for _ in range(BATCHES):
        async with turn.database.begin() as uow:
            count = await batch(uow)
        total += count
        if count < letters.BATCH:
            return total, True
    return total, False


async def _groups(turn: Turn) -> Screen:
    async with turn.database.read() as uow:
        found = await letters.groups(uow, turn.actor)
    return screens.groups(found, turn.reader, "")


async def _list(turn: Turn, cause: str, note: str, page: int = 0) -> Screen:
    async with turn.database.read() as uow:
        found = await letters.letters(uow, turn.actor, cause, page)
    return screens.letters(found, turn.reader, note)


async def _forget(turn: Turn) -> None:
    """[Back] leaves the question for a reason."""
    if await load(turn.state, FailedDraft):
        await turn.state.clear()

"""/failed for staff: dead letters by cause, another try, or an end for a reason.

Everybody else falls through to the answer for an unknown command or an old button.
"""

from collections.abc import Awaitable, Callable

from aiogram import F, Router
from aiogram.filters import Command
from aiogram.types import CallbackQuery, Message

from actions.messages import dead_letters as letters
from domain.refusals import NotFound, TextEmpty, TextTooLong
from fsm.draft import new_intent
from fsm.messages.conversations import Failed, FailedDraft
from handlers.dialog import (
    LEAVING,
    TYPED,
    UNREADABLE,
    Open,
    ask,
    begin,
    finish,
    leave,
    look_aside,
    show,
)
from handlers.roles import is_desk, router_for
from handlers.turn import Turn
from screens.language import translated
from screens.messages import dead_letters as screens
from screens.messages.callbacks import DeadLetterDo, DeadLetterTap
from screens.screen import Screen

BATCHES = 10  # of one tap; an update has ten seconds
PAGES = 1_000_000  # no list has more; a forged number must fit the database
OPEN = Open(FailedDraft)


def router() -> Router:
    router = router_for(is_desk, "failed")
    router.message.register(failed_command, Command("failed", ignore_case=True))
    router.message.register(left_by_word, Failed.reasoning, LEAVING, OPEN)
    router.message.register(reason_typed, Failed.reasoning, TYPED, OPEN)
    router.message.register(unreadable_sent, Failed.reasoning, UNREADABLE, OPEN)
    taps = router.callback_query
    taps.register(groups_tapped, DeadLetterTap.filter(F.do == DeadLetterDo.GROUPS))
    taps.register(list_tapped, DeadLetterTap.filter(F.do == DeadLetterDo.LIST))
    taps.register(letter_tapped, DeadLetterTap.filter(F.do == DeadLetterDo.OPEN))
    taps.register(retry_tapped, DeadLetterTap.filter(F.do == DeadLetterDo.RETRY))
    taps.register(retry_all_tapped, DeadLetterTap.filter(F.do == DeadLetterDo.RETRY_ALL))
    drop = F.do.in_({DeadLetterDo.DROP, DeadLetterDo.DROP_ALL})
    taps.register(drop_tapped, DeadLetterTap.filter(drop))
    taps.register(reason_tapped, DeadLetterTap.filter(F.do == DeadLetterDo.REASON), OPEN)
    taps.register(reason_expired, DeadLetterTap.filter(F.do == DeadLetterDo.REASON))
    return router


async def failed_command(_message: Message, turn: Turn) -> None:
    await look_aside(turn)
    await show(turn, await _groups(turn))


async def groups_tapped(_call: CallbackQuery, turn: Turn) -> None:
    """Back to the causes, also from the question for a reason."""
    await show(turn, await _groups(turn))
    await leave(turn, FailedDraft)


async def list_tapped(_call: CallbackQuery, callback_data: DeadLetterTap, turn: Turn) -> None:
    page = min(callback_data.value, PAGES)
    await show(turn, await _list(turn, callback_data.cause, "", page))
    await leave(turn, FailedDraft)


async def letter_tapped(_call: CallbackQuery, callback_data: DeadLetterTap, turn: Turn) -> None:
    """One letter, unless somebody was faster."""
    try:
        found = await turn.read(letters.find, turn.actor, callback_data.value)
    except NotFound:
        screen = await _list(turn, callback_data.cause, translated(screens.GONE))
    else:
        screen = screens.card(found, turn.reader, "")
    await show(turn, screen)


async def retry_tapped(_call: CallbackQuery, callback_data: DeadLetterTap, turn: Turn) -> None:
    try:
        await turn.write(letters.retry, turn.actor, callback_data.value, turn.now)
    except NotFound:
        note = translated(screens.GONE)
    else:
        note = screens.retried(1, is_all=True)
    await show(turn, await _list(turn, callback_data.cause, note))


async def retry_all_tapped(_call: CallbackQuery, callback_data: DeadLetterTap, turn: Turn) -> None:
    cause = callback_data.cause
    count, is_all = await _in_batches(
        lambda: turn.write(letters.retry_all, turn.actor, cause, turn.now)
    )
    await show(turn, await _list(turn, cause, screens.retried(count, is_all=is_all)))


async def drop_tapped(_call: CallbackQuery, callback_data: DeadLetterTap, turn: Turn) -> None:
    """Ask for the reason, in this message."""
    await begin(turn)
    one = callback_data.value if callback_data.do == DeadLetterDo.DROP else 0
    cause = callback_data.cause
    draft = FailedDraft(intent=new_intent(), card=turn.tapped, cause=cause, message_id=one)
    await _ask_reason(turn, draft, "")


async def reason_tapped(
    _call: CallbackQuery, callback_data: DeadLetterTap, draft: FailedDraft, turn: Turn
) -> None:
    """A reason on offer; one of another question shows the open one."""
    if callback_data.cause != draft.cause or callback_data.value >= len(screens.REASONS):
        await _ask_reason(turn, draft, "")
    else:
        await finish(turn, draft, await _drop(turn, draft, screens.REASONS[callback_data.value]))


async def reason_expired(_call: CallbackQuery, callback_data: DeadLetterTap, turn: Turn) -> None:
    """The question is over; nothing is done."""
    await show(turn, await _list(turn, callback_data.cause, ""))


async def left_by_word(_message: Message, draft: FailedDraft, turn: Turn) -> None:
    """'back' and 'cancel' are not taken for reasons."""
    await finish(turn, draft, await _list(turn, draft.cause, ""))


async def reason_typed(message: Message, draft: FailedDraft, turn: Turn) -> None:
    try:
        screen = await _drop(turn, draft, turn.words)
    except (TextEmpty, TextTooLong):
        await unreadable_sent(message, draft, turn)
    else:
        await finish(turn, draft, screen)


async def unreadable_sent(_message: Message, draft: FailedDraft, turn: Turn) -> None:
    """No words, or too many."""
    await _ask_reason(turn, draft, translated(screens.NO_REASON))


async def _ask_reason(turn: Turn, draft: FailedDraft, note: str) -> None:
    screen = screens.ask_reason(draft.cause, draft.message_id, note)
    await ask(turn, draft, screen, Failed.reasoning)


async def _drop(turn: Turn, draft: FailedDraft, reason: str) -> Screen:
    """Close it. Raises TextEmpty, TextTooLong."""
    cause, number = draft.cause, draft.message_id
    if not number:
        count, is_all = await _in_batches(
            lambda: turn.write(letters.drop_all, turn.actor, cause, reason, now=turn.now)
        )
        return await _list(turn, cause, screens.dropped(count, is_all=is_all))
    try:
        await turn.write(letters.drop, turn.actor, number, reason, now=turn.now)
    except NotFound:
        return await _list(turn, cause, translated(screens.GONE))
    return await _list(turn, cause, screens.dropped(1, is_all=True))


async def _in_batches(batch: Callable[[], Awaitable[int]]) -> tuple[int, bool]:
    """Transactions of a bounded size, one after the other; how many rows, and whether all."""
    total = 0
    for _ in range(BATCHES):
        count = await batch()
        total += count
        if count < letters.BATCH:
            return total, True
    return total, False


async def _groups(turn: Turn) -> Screen:
    return screens.groups(await turn.read(letters.groups, turn.actor), turn.reader, "")


async def _list(turn: Turn, cause: str, note: str, page: int = 0) -> Screen:
    return screens.letters(
        await turn.read(letters.letters, turn.actor, cause, page), turn.reader, note
    )

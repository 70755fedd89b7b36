"""Taps in the scheduling conversation; each is checked against the draft that is open."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from aiogram import F
from aiogram.dispatcher.event.telegram import TelegramEventObserver
from aiogram.filters import Filter
from aiogram.types import CallbackQuery, Message

from domain.messages.quick_times import PHRASES, suggested
from domain.time.zone_names import COMMON
from fsm.messages import compose as fsm
from fsm.messages.compose import Asking, ScheduleDraft
from handlers.dialog import bring_keyboard, finish, remove, take_keyboard
from handlers.messages.confirm import (
    CONFIRMING,
    NOT_THERE,
    confirm_tapped,
    expired_tapped,
    permitted,
    what_was_changed,
)
from handlers.messages.media import show_message
from handlers.messages.question import ask
from handlers.messages.typed_message import read_time
from handlers.messages.zone import place_tapped
from handlers.turn import Turn
from screens.language import translated
from screens.messages import compose as screens
from screens.messages import notes
from screens.messages import preview as previews
from screens.messages.callbacks import ScheduleDo, ScheduleTap

ZONES = 10  # on offer at once; others are typed
Step = Callable[[ScheduleDraft, int], ScheduleDraft | None]
STEPS: dict[ScheduleDo, Step] = {
    ScheduleDo.TEXT: lambda draft, _: replace(draft, asking=Asking.TEXT),
    ScheduleDo.TIME: lambda draft, _: replace(draft, asking=Asking.TIME if draft.at else ""),
    ScheduleDo.ZONE: lambda draft, _: replace(draft, asking=Asking.ZONE, zones=COMMON[:ZONES]),
    ScheduleDo.OPTION: fsm.choose,
    ScheduleDo.OTHER: fsm.swap,
    ScheduleDo.MAIL: lambda draft, value: replace(draft, address_id=value),
    ScheduleDo.WHOLE: lambda draft, _: fsm.whole_as_text(draft),
    ScheduleDo.KEEP: lambda draft, _: replace(draft, asking=Asking.NOTHING, wish=""),
    ScheduleDo.VISIT: lambda draft, value: replace(draft, booking_id=value),
    ScheduleDo.TO_ME: lambda draft, _: replace(draft, chat_id=0, chat_title=""),
}
"""Draft and the tap's value to the next draft; None for what is not on offer any more."""


def register(taps: TelegramEventObserver, is_open: Filter) -> None:
    """The buttons, each kind with its handler; last those whose conversation is gone."""
    handlers: tuple[tuple[Callable[..., Any], set[ScheduleDo]], ...] = (
        (step_tapped, set(STEPS)),
        (quick_tapped, {ScheduleDo.QUICK}),
        (place_tapped, {ScheduleDo.PLACE}),
        (show_tapped, {ScheduleDo.SHOW}),
        (elsewhere_tapped, {ScheduleDo.ELSEWHERE}),
        (back_taken, {ScheduleDo.BACK}),
        (cancel_taken, {ScheduleDo.CANCEL}),
        (confirm_tapped, CONFIRMING),
    )
    for handler, buttons in handlers:
        taps.register(handler, ScheduleTap.filter(F.do.in_(buttons)), is_open)
    taps.register(expired_tapped, ScheduleTap.filter())


async def step_tapped(
    _call: CallbackQuery, callback_data: ScheduleTap, draft: ScheduleDraft, turn: Turn
) -> None:
    """Another question, or an answer to the open one."""
    await ask(turn, STEPS[callback_data.do](draft, callback_data.value) or draft)


async def quick_tapped(
    _call: CallbackQuery, callback_data: ScheduleTap, draft: ScheduleDraft, turn: Turn
) -> None:
    """A time on offer; one that has passed meanwhile is replaced by new ones."""
    if suggested(callback_data.value, turn.now, turn.actor.zone) is not None:
        phrase, english = PHRASES[callback_data.value], replace(turn.actor, locale="en")
        draft = read_time(draft, phrase, english, turn.now).draft
    await ask(turn, draft)


async def show_tapped(_call: CallbackQuery, draft: ScheduleDraft, turn: Turn) -> None:
    """The message as it will come, and the question again below it."""
    is_shown = await show_message(turn, draft)
    note = notes.SHOWN_ABOVE if is_shown else notes.MEDIA_GONE
    await ask(turn, draft, translated(note), is_below=True)
    await remove(turn.bot, turn.actor.id, draft.card)


async def elsewhere_tapped(_call: CallbackQuery, draft: ScheduleDraft, turn: Turn) -> None:
    """Bring Telegram's picker, which offers chats alone where this person is an administrator."""
    if not draft.message_id:
        await bring_keyboard(turn.state, turn.bot, screens.picker())


async def chat_shared(message: Message, draft: ScheduleDraft, turn: Turn) -> None:
    """A group or channel is chosen: checked by what Telegram says of both, not by a client."""
    await take_keyboard(turn.bot, turn.actor.id, draft.prompt)
    draft = replace(draft, prompt=None)
    try:
        chat = await permitted(turn, message.chat_shared.chat_id if message.chat_shared else 0)
    except NOT_THERE as refused:
        await ask(turn, draft, notes.not_there(refused))
    else:
        await ask(turn, replace(draft, chat_id=chat.id, chat_title=chat.title))


async def back_taken(_event: CallbackQuery | Message, draft: ScheduleDraft, turn: Turn) -> None:
    """One question earlier; before the first there is the way out, or the card it came from."""
    earlier = fsm.back(draft)
    if earlier is not None:
        await ask(turn, earlier)
    elif fsm.is_change(draft):
        await finish(turn, draft, await what_was_changed(turn, draft))
    else:
        await finish(turn, draft, previews.cancelled(False))


async def cancel_taken(_event: CallbackQuery | Message, draft: ScheduleDraft, turn: Turn) -> None:
    await finish(turn, draft, previews.cancelled(fsm.is_change(draft)))

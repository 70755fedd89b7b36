"""[Send elsewhere]: a group or channel is chosen by Telegram's own picker, and checked."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

from aiogram import F, Router
from aiogram.types import CallbackQuery, Message

from actions.messages import recipient as chats
from domain.refusals import BotMayNotPost, NotAdmin, NotFound, Refusal
from fsm.draft import load
from fsm.messages.compose import ScheduleDraft
from handlers import card
from handlers.messages.media import opened
from handlers.messages.question import ask
from handlers.turn import Turn
from screens.messages import compose as screens
from screens.messages.callbacks import ScheduleDo, ScheduleTap

Opened = Callable[..., Awaitable[bool | dict[str, Any]]]


def register(router: Router, tapped: Opened) -> None:
    """tapped: the filter for taps of an open conversation."""
    taps = router.callback_query
    taps.register(asked, ScheduleTap.filter(F.do == ScheduleDo.ELSEWHERE), tapped)
    taps.register(back_to_me, ScheduleTap.filter(F.do == ScheduleDo.TO_ME), tapped)
    router.message.register(chat_shared, F.chat_shared, opened)


async def asked(call: CallbackQuery, draft: ScheduleDraft, turn: Turn) -> Any:
    """Bring the picker; it offers chats alone where this person is an administrator."""
    if not draft.message_id:
        await card.bring_keyboard(turn.state, turn.bot, screens.picker())
    return call.answer()


async def back_to_me(call: CallbackQuery, draft: ScheduleDraft, turn: Turn) -> Any:
    """To the author after all."""
    await ask(turn, replace(draft, chat_id=0, chat_title=""))
    return call.answer()


async def chat_shared(message: Message, draft: ScheduleDraft, turn: Turn) -> None:
    """Chosen: checked by what Telegram says of both, not by what a client sent."""
    await card.take_keyboard(turn.bot, turn.actor.id, draft.prompt)
    chosen = message.chat_shared.chat_id if message.chat_shared else 0
    settled = replace(await load(turn.state, ScheduleDraft) or draft, prompt=None)
    try:
        async with turn.database.read() as uow:
            chat = await chats.permit(uow, turn.rights.look, turn.actor, chosen)
    except (NotFound, NotAdmin, BotMayNotPost) as refused:
        await ask(turn, settled, why_not(refused))
    else:
        await ask(turn, replace(settled, chat_id=chat.id, chat_title=chat.title))


def why_not(refused: Refusal) -> str:
    """A note above the preview."""
    return screens.why_not(refused)

"""Putting a screen before a person: sent, edited in place, or moved below what they typed.

A conversation is always one live message. Each function returns the id of the message that
shows the screen now, for the draft's `card`.
"""

from dataclasses import replace

from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest, TelegramNotFound
from aiogram.fsm.context import FSMContext
from aiogram.methods import AnswerCallbackQuery
from aiogram.types import (
    CallbackQuery,
    InlineKeyboardMarkup,
    LinkPreviewOptions,
    Message,
    ReplyKeyboardRemove,
)

from fsm.draft import Draft, load, save
from screens.screen import Screen

PLAIN = LinkPreviewOptions(is_disabled=True)
UNCHANGED = "message is not modified"
UNKNOWN = (TelegramBadRequest, TelegramNotFound)
"""How a server answers to what it does not know."""


async def send(message: Message, screen: Screen) -> int:
    """A new message in the chat of `message`."""
    if screen.rich is not None and message.bot is not None:
        try:
            rich = await message.bot.send_rich_message(
                message.chat.id, screen.rich, reply_markup=screen.keyboard
            )
        except UNKNOWN:
            pass  # an older server: the text says the same
        else:
            return rich.message_id
    sent = await message.answer(
        screen.text, reply_markup=screen.keyboard, link_preview_options=PLAIN
    )
    return sent.message_id


async def edit(call: CallbackQuery, screen: Screen, bot: Bot) -> int:
    """The tapped message becomes `screen`; one that cannot be edited is followed by a new one."""
    card = call.message.message_id if call.message else None
    return await edit_card(bot, call.from_user.id, card, screen)


async def answer(call: CallbackQuery, screen: Screen, bot: Bot) -> AnswerCallbackQuery:
    """The tapped message becomes `screen`, and the tap is answered by returning this."""
    await edit(call, screen, bot)
    return call.answer()


async def edit_card(bot: Bot, chat_id: int, card: int | None, screen: Screen) -> int:
    """Message `card` becomes `screen`; without one, or with one gone, a new message is sent."""
    inline = screen.keyboard if isinstance(screen.keyboard, InlineKeyboardMarkup) else None
    if card is not None and await _is_enriched(bot, chat_id, card, screen):
        return card
    if card is not None:
        try:
            await bot.edit_message_text(
                screen.text,
                chat_id=chat_id,
                message_id=card,
                reply_markup=inline,
                link_preview_options=PLAIN,
            )
        except TelegramBadRequest as refused:
            if UNCHANGED in refused.message:
                return card
        else:
            return card
    sent = await bot.send_message(
        chat_id, screen.text, reply_markup=screen.keyboard, link_preview_options=PLAIN
    )
    return sent.message_id


async def _is_enriched(bot: Bot, chat_id: int, card: int, screen: Screen) -> bool:
    """Whether message `card` shows the screen's blocks now; False where there are none."""
    if screen.rich is None:
        return False
    inline = screen.keyboard if isinstance(screen.keyboard, InlineKeyboardMarkup) else None
    try:
        await bot.edit_message_text(
            rich_message=screen.rich, chat_id=chat_id, message_id=card, reply_markup=inline
        )
    except UNKNOWN as refused:
        return UNCHANGED in refused.message
    return True


async def place(event: Message | CallbackQuery, card: int | None, screen: Screen, bot: Bot) -> int:
    """After a tap the message is edited, after a typed answer it moves below that answer."""
    if isinstance(event, CallbackQuery):
        return await edit(event, screen, bot)
    return await move(event, card, screen, bot)


async def move(message: Message, card: int | None, screen: Screen, bot: Bot) -> int:
    """The live message moves below `message`: the new one is sent, then the old one deleted."""
    sent = await send(message, screen)
    await remove(bot, message.chat.id, card)
    return sent


async def remove(bot: Bot, chat_id: int, card: int | None) -> None:
    """Delete message `card`; one that is gone or too old to delete is left as it is."""
    if card is not None:
        try:
            await bot.delete_message(chat_id, card)
        except TelegramBadRequest:
            await disarm(bot, chat_id, card)


async def bring_keyboard(state: FSMContext, bot: Bot, screen: Screen) -> None:
    """Send a reply keyboard for the open conversation, which remembers to take it away."""
    draft = await load(state, Draft)
    if draft is not None and draft.prompt is None:
        chat_id = state.key.chat_id
        sent = await bot.send_message(chat_id, screen.text, reply_markup=screen.keyboard)
        await save(state, replace(draft, prompt=sent.message_id))


async def take_keyboard(bot: Bot, chat_id: int, prompt: int | None) -> None:
    """Take away the reply keyboard that message `prompt` brought, and that message."""
    if prompt is not None:
        gone = await bot.send_message(chat_id, "…", reply_markup=ReplyKeyboardRemove())
        await remove(bot, chat_id, gone.message_id)
        await remove(bot, chat_id, prompt)


async def end(state: FSMContext, bot: Bot) -> Draft | None:
    """Close whatever conversation is open, as every command does; what it was, or None."""
    draft = await load(state, Draft)
    if draft is not None:
        await disarm(bot, state.key.chat_id, draft.card)
        await take_keyboard(bot, state.key.chat_id, draft.prompt)
    await state.clear()
    return draft


async def disarm(bot: Bot, chat_id: int, card: int | None) -> None:
    """Take the buttons off message `card`, as its conversation is over."""
    if card is not None:
        try:
            await bot.edit_message_reply_markup(chat_id=chat_id, message_id=card)
        except TelegramBadRequest:
            return

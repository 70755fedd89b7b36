"""pyTelegramBotAPI: AsyncTeleBot.process_new_updates inside aiohttp, StateMemoryStorage."""

from typing import Any

from telebot import asyncio_helper
from telebot.async_telebot import AsyncTeleBot
from telebot.asyncio_storage import StateMemoryStorage
from telebot.types import InlineKeyboardButton, InlineKeyboardMarkup, Update

from bench.webhook.peers import common


def markup(taps: list[str] | None = None) -> InlineKeyboardMarkup:
    """As common.markup."""
    rows = common.markup(taps)["inline_keyboard"]
    return InlineKeyboardMarkup([[InlineKeyboardButton(**each) for each in row] for row in rows])


async def tapped(bot: AsyncTeleBot, call: Any) -> None:
    """The next step."""
    person, chat = call.from_user.id, call.message.chat.id
    step = int(await bot.get_state(person, chat) or "0") + 1
    await bot.set_state(person, str(step), chat)
    if step == 1:
        await bot.add_data(person, chat, taps=[])
    async with bot.retrieve_data(person, chat) as data:
        data["taps"] = taps = [*data["taps"], call.data]
    words, place = common.step_text(taps), {"chat_id": chat, "message_id": call.message.message_id}
    await bot.edit_message_text(words, **place, reply_markup=markup(taps))
    if step >= common.STEPS:
        await bot.delete_state(person, chat)
    await bot.answer_callback_query(call.id)


async def main() -> None:
    """Serve."""
    memory = await common.remember()
    asyncio_helper.API_URL = common.api() + "/bot{0}/{1}"
    bot = AsyncTeleBot(common.token(), state_storage=StateMemoryStorage())

    @bot.message_handler(func=lambda _message: True, content_types=["text"])
    async def said(message: Any) -> None:
        await bot.send_message(message.chat.id, common.TEXT, reply_markup=markup())

    @bot.callback_query_handler(func=lambda _call: True)
    async def tap(call: Any) -> None:
        await tapped(bot, call)

    async def handle(raw: dict[str, Any]) -> None:
        update = Update.de_json(raw)
        event = update.message or update.callback_query
        await memory.met(update.update_id, event.from_user.id)
        await bot.process_new_updates([update])
        await memory.mark(update.update_id)

    await common.serve(handle)


if __name__ == "__main__":
    common.run(main)

"""python-telegram-bot: Application.process_update inside aiohttp; its own client is httpx."""

from typing import Any

from telegram import InlineKeyboardMarkup, Update
from telegram.ext import Application, CallbackQueryHandler, MessageHandler, TypeHandler, filters

from bench.webhook.peers import common


def markup(taps: list[str] | None = None) -> InlineKeyboardMarkup:
    """As common.markup."""
    return InlineKeyboardMarkup.de_json(common.markup(taps), None)


async def said(update: Update, _context: Any) -> None:
    """A text."""
    await update.message.reply_text(common.TEXT, reply_markup=markup())


async def tapped(update: Update, context: Any) -> None:
    """The next step."""
    call, taps = update.callback_query, context.user_data.setdefault("taps", [])
    taps.append(call.data)
    await call.edit_message_text(common.step_text(taps), reply_markup=markup(taps))
    if len(taps) >= common.STEPS:
        context.user_data.clear()
    await call.answer()


async def main() -> None:
    """Serve."""
    memory = await common.remember()
    builder = Application.builder().token(common.token()).base_url(f"{common.api()}/bot")
    builder = builder.updater(None).connection_pool_size(256).concurrent_updates(True)
    app = builder.build()

    async def meet(update: Update, _context: Any) -> None:
        await memory.met(update.update_id, update.effective_user.id)

    app.add_handler(TypeHandler(Update, meet), group=-1)
    app.add_handler(MessageHandler(filters.TEXT, said))
    app.add_handler(CallbackQueryHandler(tapped))
    await app.initialize()
    await app.start()

    async def handle(raw: dict[str, Any]) -> None:
        update = Update.de_json(raw, app.bot)
        await app.process_update(update)
        await memory.mark(update.update_id)

    await common.serve(handle)


if __name__ == "__main__":
    common.run(main)

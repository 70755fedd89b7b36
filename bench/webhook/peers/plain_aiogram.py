"""Plain aiogram 3: SimpleRequestHandler in the foreground, MemoryStorage."""

from collections.abc import Awaitable, Callable
from typing import Any

from aiogram import Bot, Dispatcher, F
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.fsm.storage.memory import MemoryStorage
from aiogram.types import (
    CallbackQuery,
    InlineKeyboardMarkup,
    Message,
    TelegramObject,
    Update,
)
from aiogram.webhook.aiohttp_server import SimpleRequestHandler, setup_application
from aiohttp import web

from bench.webhook.peers import common


class Flow(StatesGroup):
    """Between two taps."""

    one = State()
    two = State()


def markup(taps: list[str] | None = None) -> InlineKeyboardMarkup:
    """As common.markup."""
    return InlineKeyboardMarkup.model_validate(common.markup(taps))


async def next_step(call: CallbackQuery, state: FSMContext, to: State | None) -> object:
    """One more tap."""
    taps = [*(await state.get_data()).get("taps", []), call.data]
    assert isinstance(call.message, Message)
    await call.message.edit_text(common.step_text(taps), reply_markup=markup(taps))
    if to is None:
        await state.clear()
    else:
        await state.update_data(taps=taps)
        await state.set_state(to)
    return call.answer()


async def third(call: CallbackQuery, state: FSMContext) -> object:
    """The last one."""
    return await next_step(call, state, None)


async def second(call: CallbackQuery, state: FSMContext) -> object:
    """The one between."""
    return await next_step(call, state, Flow.two)


async def first(call: CallbackQuery, state: FSMContext) -> object:
    """The first one."""
    return await next_step(call, state, Flow.one)


async def said(message: Message) -> None:
    """A text."""
    await message.answer(common.TEXT, reply_markup=markup())


def remembering(memory: common.Memory) -> Callable[..., Awaitable[Any]]:
    """The read before, the mark after."""

    async def remember(
        handler: Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]],
        event: Update,
        data: dict[str, Any],
    ) -> Any:
        await memory.met(event.update_id, data["event_from_user"].id)
        result = await handler(event, data)
        await memory.mark(event.update_id)
        return result

    return remember


async def main() -> None:
    """Serve."""
    memory = await common.remember()
    server = TelegramAPIServer.from_base(common.api())
    bot = Bot(common.token(), session=AiohttpSession(api=server))
    dispatcher = Dispatcher(storage=MemoryStorage())
    dispatcher.update.outer_middleware(remembering(memory))
    dispatcher.callback_query.register(third, Flow.two)
    dispatcher.callback_query.register(second, Flow.one)
    dispatcher.callback_query.register(first)
    dispatcher.message.register(said, F.text)
    app = web.Application()
    handler = SimpleRequestHandler(
        dispatcher, bot, handle_in_background=False, secret_token=common.secret()
    )
    handler.register(app, path=common.PATH)
    setup_application(app, dispatcher, bot=bot)
    await common.serve_app(app)


if __name__ == "__main__":
    common.run(main)

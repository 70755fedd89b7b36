"""What an error of Telegram's means for a message: sent, not sent, or nobody knows."""

import asyncio
import gc
import re
import weakref
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest
from aiogram.methods import GetChatMemberCount
from aiogram.methods.base import Response
from aiohttp import web

from bot.local.stack import free_port
from domain.messages.delivery import Cause, Fault
from infra import telegram

TOKEN = "123456:" + "x" * 35
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@asynccontextmanager
async def wire(handler: Handler | None) -> AsyncGenerator[telegram.Wire, None]:
    """A wire to a real server that answers as told; without one nobody listens."""
    port = free_port()
    app = web.Application()
    if handler is not None:
        app.router.add_post("/bot{token}/{method}", handler)
    runner = web.AppRunner(app)
    await runner.setup()
    if handler is not None:
        await web.TCPSite(runner, "127.0.0.1", port).start()
    bot = telegram.open_bot(TOKEN, f"http://127.0.0.1:{port}")
    try:
        yield telegram.Wire(bot)
    finally:
        await bot.session.close()
        await runner.cleanup()


async def fault_of(handler: Handler | None) -> Fault:
    async with wire(handler) as open_wire:
        with pytest.raises(telegram.FAILURES) as caught:
            await open_wire.send({"chat_id": 7, "text": "hello"})
    return telegram.classify(caught.value)


async def test_a_server_that_knows_no_moments_gets_their_words_and_is_remembered() -> None:
    asked: list[str] = []

    async def old(request: web.Request) -> web.Response:
        body = await request.json()
        asked.append(body["text"])
        if "<tg-time" not in asked[-1] or body.get("parse_mode") != "HTML":
            return web.Response(text='{"ok":true,"result":{"message_id":1}}')
        said = (
            'Bad Request: can\'t parse entities: Unsupported start tag "tg-time" at byte offset 3'
        )
        return web.json_response({"ok": False, "error_code": 400, "description": said}, status=400)

    told = 'On <tg-time unix="5" format="t"><b>Friday</b></tg-time>'
    async with wire(old) as open_wire:
        for method in ("wire", "bot"):
            if method == "wire":
                await open_wire.send({"chat_id": 7, "text": told, "parse_mode": "HTML"})
            else:
                assert (await open_wire.bot.send_message(7, told)).message_id == 1
        await open_wire.send({"chat_id": 7, "text": "<tg-time> is a tag"})
    assert asked == [told, "On <b>Friday</b>", "On <b>Friday</b>", "<tg-time> is a tag"]


def refusing(code: int, description: str, **parameters: int) -> Handler:
    async def answer(_request: web.Request) -> web.Response:
        body = {"ok": False, "error_code": code, "description": description}
        return web.json_response(body | {"parameters": parameters}, status=code)

    return answer


@pytest.mark.parametrize(
    ("code", "description", "cause"),
    [
        (403, "Forbidden: bot was blocked by the user", Cause.BLOCKED),
        (403, "Forbidden: user is deactivated", Cause.BLOCKED),
        (400, "Bad Request: chat not found", Cause.NO_CHAT),
        (403, "Forbidden: bot was kicked from the supergroup chat", Cause.REMOVED),
        (403, "Forbidden: bot is not a member of the channel chat", Cause.REMOVED),
        (400, "Bad Request: not enough rights to send text messages to the chat", Cause.NO_RIGHTS),
        (400, "Bad Request: need administrator rights in the channel chat", Cause.NO_RIGHTS),
        (400, "Bad Request: CHAT_WRITE_FORBIDDEN", Cause.NO_RIGHTS),
        (400, "Bad Request: wrong file identifier/HTTP URL specified", Cause.MEDIA_GONE),
        (400, "Bad Request: FILE_REFERENCE_EXPIRED", Cause.MEDIA_GONE),
        (400, 'Bad Request: failed to send message #2: "WRONG_FILE_ID"', Cause.MEDIA_GONE),
        (400, "Bad Request: message text is empty", Cause.BAD_REQUEST),
        (413, "Request Entity Too Large", Cause.BAD_REQUEST),
        (401, "Unauthorized", Cause.UNAUTHORIZED),
        (404, "Not Found", Cause.UNAUTHORIZED),
        (500, "Internal Server Error", Cause.SERVER_ERROR),
        (500, "Internal Server Error: restart", Cause.SERVER_ERROR),
        (409, "Conflict", Cause.BAD_REQUEST),
    ],
)
async def test_a_refusal_is_named_by_its_cause(code: int, description: str, cause: Cause) -> None:
    fault = await fault_of(refusing(code, description))
    assert fault.cause is cause
    assert description in str(fault)


async def test_a_flood_wait_says_how_long() -> None:
    fault = await fault_of(refusing(429, "Too Many Requests: retry after 7", retry_after=7))
    assert (fault.cause, fault.wait) == (Cause.FLOODED, timedelta(seconds=7))


async def test_nobody_listening_means_not_sent() -> None:
    fault = await fault_of(None)
    assert fault.cause is Cause.NOT_REACHED
    assert not fault.is_unknown


async def test_a_cut_connection_means_that_nobody_knows() -> None:
    async def cut(request: web.Request) -> web.Response:
        assert request.transport is not None
        request.transport.close()
        return web.Response()

    fault = await fault_of(cut)
    assert fault.cause is Cause.NO_ANSWER
    assert fault.is_unknown


async def test_no_answer_in_time_means_that_nobody_knows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(telegram, "TIMEOUT", 0.2)
    leave = asyncio.Event()

    async def hang(_request: web.Request) -> web.Response:
        await leave.wait()
        return web.Response()

    async with wire(hang) as open_wire:
        with pytest.raises(telegram.FAILURES) as caught:
            await open_wire.send({"chat_id": 7, "text": "hello"})
        leave.set()
    assert telegram.classify(caught.value).cause is Cause.NO_ANSWER


@pytest.mark.parametrize("status", [200, 502, 504])
async def test_html_instead_of_json_means_that_nobody_knows(status: int) -> None:
    async def html(_request: web.Request) -> web.Response:
        return web.Response(status=status, text="<html>Bad Gateway</html>")

    fault = await fault_of(html)
    assert fault.cause is Cause.SERVER_ERROR
    assert fault.is_unknown


async def test_a_yes_is_believed_without_reading_the_rest() -> None:
    async def yes(request: web.Request) -> web.Response:
        assert await request.json() == {"chat_id": 7, "text": "hello"}
        return web.json_response({"ok": True, "result": {"message_id": 1}})

    async with wire(yes) as open_wire:
        await open_wire.send({"chat_id": 7, "text": "hello"})


async def test_a_model_of_answers_is_kept() -> None:
    async with wire(None) as open_wire:
        method = GetChatMemberCount(chat_id=7)
        open_wire.bot.session.check_response(open_wire.bot, method, 200, '{"ok":true,"result":3}')
    kept = weakref.ref(Response[int])
    gc.collect()
    assert kept() is not None


async def test_aiograms_own_calls_are_read_the_same() -> None:
    async with wire(None) as open_wire:
        with pytest.raises(telegram.FAILURES) as caught:
            await open_wire.bot.send_message(7, "hello")
    assert telegram.classify(caught.value).cause is Cause.NOT_REACHED


async def test_no_error_holds_the_token() -> None:
    for handler in (None, refusing(403, "Forbidden: bot was blocked by the user")):
        assert not re.search(r"\d{6}:", str(await fault_of(handler)))

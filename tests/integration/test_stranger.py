"""What strangers send that is no HTTP, or ends in the middle: no answer worth it, and no log."""

import asyncio
from urllib.parse import urlsplit

import pytest

from bot.webhook import SECRET_HEADER
from tests.support.bot import SECRET, Bot

POST = f"POST /telegram/webhook HTTP/1.1\r\nHost: x\r\n{SECRET_HEADER}"
BROKEN = {
    "control character": f"{POST}: {SECRET}\x01\r\n\r\n",
    "blank in a name": f"{POST} : {SECRET}\r\n\r\n",
    "long header": f"{POST}: {SECRET * 2000}\r\n\r\n",
    "chunk size": f"{POST}: {SECRET}\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nAda",
    "no gzip": f"{POST}: {SECRET}\r\nContent-Encoding: gzip\r\nContent-Length: 3\r\n\r\nAda",
    "cut off": f'{POST}: {SECRET}\r\nContent-Length: 50\r\n\r\n{{"Ada"',
}


@pytest.mark.parametrize("sent", BROKEN.values(), ids=BROKEN)
async def test_broken_http_puts_neither_secret_nor_traceback_into_the_log(
    running_bot: Bot, sent: str
) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", urlsplit(running_bot.url).port)
    writer.write(sent.encode("latin-1"))
    writer.write_eof()
    await reader.read()
    writer.close()
    async with running_bot.http.get(running_bot.url + "/healthz") as answer:
        assert answer.status == 200
    written = running_bot.written.getvalue()
    assert SECRET not in written
    assert "Traceback" not in written
    assert running_bot.outcomes() == []

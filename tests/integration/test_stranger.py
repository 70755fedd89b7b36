"""What strangers send that is no HTTP, or ends in the middle: at most one line in the log."""

import asyncio
import json
from urllib.parse import urlsplit

import pytest

from bot.webhook import SECRET_HEADER
from tests.support.bot import SECRET, Bot
from tests.support.waiting import once_true

START = "POST /telegram/webhook HTTP/1.1\r\nHost: x\r\n"
POST = f"{START}{SECRET_HEADER}"
BROKEN = {
    "control character": f"{POST}: {SECRET}\x01\r\n\r\n",
    "blank in a name": f"{POST} : {SECRET}\r\n\r\n",
    "long header": f"{POST}: {SECRET * 2000}\r\n\r\n",
    "chunk size": f"{POST}: {SECRET}\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nAda",
    "no gzip": f"{POST}: {SECRET}\r\nContent-Encoding: gzip\r\nContent-Length: 3\r\n\r\nAda",
    "no gzip, no secret": f"{START}Content-Encoding: gzip\r\nContent-Length: 3\r\n\r\nAda",
    "no deflate, no secret": f"{START}Content-Encoding: deflate\r\nContent-Length: 3\r\n\r\nAda",
    "no gzip, elsewhere": "POST /x HTTP/1.1\r\nHost: x\r\nContent-Encoding: gzip\r\n"
    "Content-Length: 3\r\n\r\nAda",
    "chunk size, no secret": f"{START}Transfer-Encoding: chunked\r\n\r\nzz\r\nAda",
    "cut off, no secret": f'{START}Content-Length: 50\r\n\r\n{{"Ada"',
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
    assert "Ada" not in written
    assert running_bot.outcomes() == []
    told = [json.loads(line) for line in written.splitlines()]
    assert [line["event"] for line in told if line["level"] != "info"] in ([], ["request_broken"])


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "br", "zstd"])  # br, zstd: not installed
async def test_garbage_without_the_secret_is_told_in_one_line(
    running_bot: Bot, encoding: str
) -> None:
    headers = {"Content-Encoding": encoding}
    async with running_bot.post(b"\xff garbage " * 5000, headers) as answer:
        assert answer.status in (400, 401)

    async def is_told() -> bool:
        return bool(running_bot.lines("request_broken"))

    await once_true(is_told)
    told = running_bot.lines("request_broken")
    assert [(line["level"], line["error"]) for line in told] == [
        ("warning", "ContentEncodingError")
    ]

"""A Bot API that says yes to everything and notes what came when; a process of its own.

`python -m bench.null_api`: prints its address, then answers until it is stopped. GET /record
answers [[arrived at, path, body], ...] since the last GET /record; instants are time.time().
"""

import asyncio
import json
import time
from typing import cast

import uvloop

ME = {"id": 1, "is_bot": True, "first_name": "null", "username": "null_bot"}
CHAT = {"id": 7, "type": "private", "first_name": "A"}
SENT = {"message_id": 1, "date": 1_790_000_000, "chat": CHAT, "from": ME, "text": "x"}
END = b"\r\n\r\n"
LENGTH = b"content-length:"


def _answer(content: bytes) -> bytes:
    head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
    return (head % len(content)).encode() + content


YES = _answer(json.dumps({"ok": True, "result": SENT}, separators=(",", ":")).encode())
WHO = _answer(json.dumps({"ok": True, "result": ME}, separators=(",", ":")).encode())


class NullApi(asyncio.Protocol):
    """One connection. Notes a request once its body is complete; reads the body later."""

    def __init__(self, record: list[tuple[float, bytes, bytes]]) -> None:
        self._record = record
        self._buffer = b""
        self._transport: asyncio.WriteTransport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the way to answer."""
        self._transport = cast(asyncio.WriteTransport, transport)

    def data_received(self, data: bytes) -> None:
        """Answer every request that is complete."""
        self._buffer += data
        while (start := self._buffer.find(END)) >= 0:
            head = self._buffer[:start].lower()
            place = head.find(LENGTH)
            length = int(head[place + len(LENGTH) :].split(b"\r\n", 1)[0]) if place >= 0 else 0
            body_at = start + len(END)
            if len(self._buffer) < body_at + length:
                return
            path = self._buffer[: self._buffer.find(b"\r\n")].split(b" ")[1]
            body = self._buffer[body_at : body_at + length]
            self._buffer = self._buffer[body_at + length :]
            self._write(path, body)

    def _write(self, path: bytes, body: bytes) -> None:
        assert self._transport is not None
        if path == b"/record":
            told = [(at, where.decode(), what.decode()) for at, where, what in self._record]
            self._record.clear()
            self._transport.write(_answer(json.dumps(told).encode()))
        elif path.endswith(b"/getMe"):
            self._transport.write(WHO)
        else:
            self._record.append((time.time(), path, body))
            self._transport.write(YES)


async def _serve() -> None:
    record: list[tuple[float, bytes, bytes]] = []
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: NullApi(record), "127.0.0.1", 0, backlog=1024)
    port = server.sockets[0].getsockname()[1]
    print(f"null api: http://127.0.0.1:{port}", flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    uvloop.run(_serve())

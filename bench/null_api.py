"""A Bot API that says yes to everything and notes what came when; a process of its own.

`python -m bench.null_api`: prints its address, then answers until it is stopped. GET /record
answers [[arrived at, path, body], ...] since the last GET /record; instants are time.time().
"""

import asyncio
import json
import time
from collections.abc import Callable
from typing import cast

import uvloop

ME = {"id": 1, "is_bot": True, "first_name": "null", "username": "null_bot"}
CHAT = {"id": 7, "type": "private", "first_name": "A"}
SENT = {"message_id": 1, "date": 1_790_000_000, "chat": CHAT, "from": ME, "text": "x"}
END = b"\r\n\r\n"
LENGTH = b"content-length:"


def answer(content: bytes) -> bytes:
    """A response of HTTP with this JSON."""
    head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
    return (head % len(content)).encode() + content


YES = answer(json.dumps({"ok": True, "result": SENT}, separators=(",", ":")).encode())
WHO = answer(json.dumps({"ok": True, "result": ME}, separators=(",", ":")).encode())


class Requests(asyncio.Protocol):
    """One connection. Takes a request once its body is complete."""

    def __init__(self) -> None:
        self._buffer = b""
        self._transport: asyncio.WriteTransport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the way to answer."""
        self._transport = cast(asyncio.WriteTransport, transport)

    def data_received(self, data: bytes) -> None:
        """Take every request that is complete."""
        self._buffer += data
        while (start := self._buffer.find(END)) >= 0:
            head = self._buffer[:start]
            length = int(header(head, LENGTH) or 0)
            body_at = start + len(END)
            if len(self._buffer) < body_at + length:
                return
            body = self._buffer[body_at : body_at + length]
            self._buffer = self._buffer[body_at + length :]
            self.take(head, head.split(b" ", 2)[1], body)

    def take(self, head: bytes, path: bytes, body: bytes) -> None:
        """Answer one request."""
        raise NotImplementedError

    def write(self, response: bytes) -> None:
        """Send bytes back."""
        assert self._transport is not None
        self._transport.write(response)


def header(head: bytes, name: bytes) -> bytes:
    """The value of a header, named in small letters with its colon; empty if there is none."""
    place = head.lower().find(name)
    return head[place + len(name) :].split(b"\r\n", 1)[0].strip() if place >= 0 else b""


class NullApi(Requests):
    """Notes requests; reads their bodies later."""

    def __init__(self, record: list[tuple[float, bytes, bytes]]) -> None:
        super().__init__()
        self._record = record

    def take(self, _head: bytes, path: bytes, body: bytes) -> None:
        """Note it and say yes."""
        if path == b"/record":
            told = [(at, where.decode(), what.decode()) for at, where, what in self._record]
            self._record.clear()
            self.write(answer(json.dumps(told).encode()))
        elif path.endswith(b"/getMe"):
            self.write(WHO)
        else:
            self._record.append((time.time(), path, body))
            self.write(YES)


async def serve(connection: Callable[[], Requests]) -> None:
    """Print the address, then answer for ever."""
    loop = asyncio.get_running_loop()
    server = await loop.create_server(connection, "127.0.0.1", 0, backlog=1024)
    port = server.sockets[0].getsockname()[1]
    print(f"null api: http://127.0.0.1:{port}", flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    arrived: list[tuple[float, bytes, bytes]] = []
    uvloop.run(serve(lambda: NullApi(arrived)))

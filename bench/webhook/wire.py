"""How updates are brought: a bare HTTP client, for it shares the machine with the bot."""

import asyncio
import time
from collections import deque
from collections.abc import AsyncGenerator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import cast

from bench.null_api import END, LENGTH, header

PATH = "/telegram/webhook"
SECRET = "bench-secret-0123456789"
HEADER = "X-Telegram-Bot-Api-Secret-Token"
LINES = 100  # connections at most, as Telegram's max_connections


@dataclass(frozen=True, slots=True)
class Reply:
    """The webhook's answer to one update."""

    status: int
    body: bytes


class Line(asyncio.Protocol):
    """One kept connection; one request at a time."""

    def __init__(self) -> None:
        self._buffer = b""
        self._waiting: asyncio.Future[Reply] | None = None
        self._out: asyncio.WriteTransport | None = None

    @property
    def is_waiting(self) -> bool:
        """Whether its answer has not come."""
        return self._waiting is None or not self._waiting.done() or self._waiting.cancelled()

    @property
    def is_open(self) -> bool:
        """Whether it can be asked."""
        return self._out is not None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the way to ask."""
        self._out = cast(asyncio.WriteTransport, transport)

    def connection_lost(self, _error: Exception | None) -> None:
        """Whoever waits is told."""
        self._out = None
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_exception(ConnectionResetError())

    def ask(self, request: bytes) -> "asyncio.Future[Reply]":
        """Send a request."""
        assert self._out is not None
        self._waiting = asyncio.get_running_loop().create_future()
        self._out.write(request)
        return self._waiting

    def close(self) -> None:
        """Hang up."""
        if self._out is not None:
            self._out.close()

    def data_received(self, data: bytes) -> None:
        """Hand the answer over once it is complete."""
        self._buffer += data
        start = self._buffer.find(END)
        if start < 0:
            return
        head, body_at = self._buffer[:start], start + len(END)
        if b"chunked" in head.lower():
            end = self._buffer.find(b"0" + END, start) + len(END) + 1
        else:
            end = body_at + int(header(head, LENGTH) or 0)
        if not body_at <= end <= len(self._buffer):
            return
        reply = Reply(int(head[9:12]), self._buffer[body_at:end])
        self._buffer = self._buffer[end:]
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_result(reply)


@dataclass(frozen=True, slots=True)
class Ack:
    """How long an update took to be acknowledged. due: when it was to be sent (perf_counter)."""

    due: float
    seconds: float


def _taken(lines: deque[Line]) -> Iterator[Line]:
    while lines:
        yield lines.pop()


@dataclass
class Hook:
    """A bot's webhook, over kept connections."""

    port: int
    acks: list[Ack] = field(default_factory=list)
    refused: int = 0  # answers other than 200
    _free: deque[Line] = field(default_factory=deque)
    _gate: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(LINES))

    async def post(self, update: bytes, due: float | None = None) -> Reply:
        """Bring one update. due: perf_counter() from which its ack counts, now without one."""
        begun = time.perf_counter() if due is None else due
        try:
            async with self._gate, self._line() as line:
                reply = await line.ask(self._head % len(update) + update)
        finally:
            self.acks.append(Ack(begun, time.perf_counter() - begun))
        self.refused += reply.status != 200
        return reply

    @asynccontextmanager
    async def _line(self) -> AsyncGenerator[Line, None]:
        line = next((each for each in _taken(self._free) if each.is_open), None)
        if line is None:
            loop = asyncio.get_running_loop()
            _, line = await loop.create_connection(Line, "127.0.0.1", self.port)
        try:
            yield line
        finally:
            if line.is_waiting:
                line.close()  # nobody waits for its answer, which may still come
            else:
                self._free.append(line)

    @property
    def _head(self) -> bytes:
        return (
            f"POST {PATH} HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\n{HEADER}: {SECRET}\r\n"
            "Content-Type: application/json\r\nAccept-Encoding: gzip, deflate\r\n"
            "Content-Length: %d\r\n\r\n"
        ).encode()

    def close(self) -> None:
        """Hang up."""
        for line in self._free:
            line.close()
        self._free.clear()

"""Sending to programs: no redirects, no cookies, nothing of an answer but its status, and no way
into a private network.

Whoever may name an address could make us ask for what only we can reach. So every address that a
name has is looked at, the connection goes to the very ones that were looked at, and the socket
looks once more.
"""

import asyncio
import socket
from collections.abc import AsyncGenerator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from datetime import timedelta
from ipaddress import ip_address
from ssl import SSLContext
from typing import Any

from aiohttp import (
    ClientConnectorError,
    ClientError,
    ClientSession,
    ClientTimeout,
    DummyCookieJar,
    InvalidURL,
    TCPConnector,
)
from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.client_exceptions import ConnectionTimeoutError

from domain.messages.delivery import LONGEST_HINT, Cause, Fault
from domain.messages.webhook import may_reach
from infra.webhook.message import Post

TIMEOUT = 10.0  # seconds for one request; less than what is left of a lease
CONNECT = 5.0  # of these, to look the name up and to connect
LOOKUPS = 4  # names that are looked up at once: a slow name server holds up no other lookups
GONE, TOO_MANY, UNAVAILABLE, ERROR = 410, 429, 503, 500

FAILURES = (ClientError, TimeoutError, OSError, InvalidURL)
"""What a request can raise; everything else is a bug of ours."""


class Barred(OSError):
    """An address where no program may be told of anything."""


class Guard(AbstractResolver):
    """Looks names up, and lets no address pass that is inside of a private network."""

    def __init__(self, *, may_loop: bool) -> None:
        self._may_loop = may_loop
        self._threads = ThreadPoolExecutor(LOOKUPS, "lookup")

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        """Its addresses. Raises Barred if one of them is inside: then none can be trusted."""
        loop = asyncio.get_running_loop()
        found = await loop.run_in_executor(self._threads, self._look_up, host, port, family)
        for _, address in found:
            self.check(address)
        return [
            ResolveResult(
                hostname=host,
                host=address,
                port=port,
                family=kind,
                proto=socket.IPPROTO_TCP,
                flags=socket.AI_NUMERICHOST | socket.AI_NUMERICSERV,
            )
            for kind, address in found
        ]

    def socket_for(self, info: Any) -> socket.socket:
        """The last look, at the very address that is connected to. Raises Barred."""
        family, kind, proto, _, address = info
        self.check(str(address[0]))
        return socket.socket(family, kind, proto)

    def check(self, address: str) -> None:
        """Raises Barred."""
        try:
            is_outside = may_reach(ip_address(address), may_loop=self._may_loop)
        except ValueError:
            is_outside = False
        if not is_outside:
            raise Barred

    async def close(self) -> None:
        self._threads.shutdown(wait=False, cancel_futures=True)

    def _look_up(
        self, host: str, port: int, family: socket.AddressFamily
    ) -> list[tuple[socket.AddressFamily, str]]:
        found = socket.getaddrinfo(host, port, family, socket.SOCK_STREAM)
        return [(kind, str(address[0])) for kind, _, _, _, address in found]


class Poster:
    """Sends to programs."""

    def __init__(self, session: ClientSession) -> None:
        self._session = session

    async def send(self, post: Post) -> Fault | None:
        """Send it within TIMEOUT; what went wrong, None if the program took it.

        Raises nothing that a program or network does.
        """
        try:
            async with self._session.post(
                post.url, data=post.body, headers=post.headers, allow_redirects=False
            ) as answer:
                return _of_status(answer.status, answer.headers.get("Retry-After", ""))
        except FAILURES as error:
            return classify(error)


@asynccontextmanager
async def open_poster(
    *, may_loop: bool = False, trust: SSLContext | None = None
) -> AsyncGenerator[Poster, None]:
    """A Poster. may_loop: this machine may be reached, too. trust: whose certificates are believed,
    by default those the system believes.
    """
    guard = Guard(may_loop=may_loop)
    connector = TCPConnector(
        resolver=guard,
        use_dns_cache=False,  # a name is looked at anew each time
        socket_factory=guard.socket_for,
        force_close=True,
        ssl=trust or True,
    )
    timeout = ClientTimeout(total=TIMEOUT, connect=CONNECT, sock_connect=CONNECT)
    jar = DummyCookieJar()
    async with ClientSession(
        connector=connector, timeout=timeout, cookie_jar=jar, auto_decompress=False
    ) as session:
        try:
            yield Poster(session)
        finally:
            await guard.close()


def classify(error: BaseException) -> Fault:
    """What a failed request means for its event."""
    if isinstance(error, InvalidURL) or _is_barred(error):
        return Fault(Cause.HOOK_BARRED)
    is_unsent = isinstance(error, ClientConnectorError | ConnectionTimeoutError)
    cause = Cause.HOOK_NOT_REACHED if is_unsent else Cause.HOOK_NO_ANSWER
    return Fault(cause, type(error).__name__)


def _is_barred(error: BaseException) -> bool:
    inner = error.os_error if isinstance(error, ClientConnectorError) else error
    return isinstance(inner, Barred)


def _of_status(status: int, retry_after: str) -> Fault | None:
    """Nothing of what the program says is kept beside its status."""
    if 200 <= status < 300:
        return None
    detail = f"HTTP {status}"
    if status == GONE:
        return Fault(Cause.HOOK_GONE, detail)
    if status in {TOO_MANY, UNAVAILABLE}:
        return Fault(Cause.HOOK_BUSY, detail, wait=_wait_of(retry_after))
    return Fault(Cause.HOOK_ERROR if status >= ERROR else Cause.HOOK_REFUSED, detail)


def _wait_of(retry_after: str) -> timedelta:
    """Seconds; a date, which few send, counts as no hint."""
    seconds = int(retry_after) if retry_after.isdecimal() and len(retry_after) < 9 else 0
    return min(timedelta(seconds=seconds), LONGEST_HINT)

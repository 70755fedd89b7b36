"""Requests to programs: none goes into a private network, whatever a name or an answer says."""

import asyncio
import socket
import time
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any

import pytest

from bot.local.stack import free_port
from domain.messages.delivery import Cause
from infra.webhook import sender
from infra.webhook.message import Post
from infra.webhook.sender import open_poster
from tests.support.mail_server import certificate, trusting
from tests.support.receiver import Receiver, receiver

OUTSIDE = "93.184.216.34"


@pytest.fixture
async def program() -> AsyncGenerator[Receiver, None]:
    async with receiver() as running:
        yield running


def post(url: str) -> Post:
    return Post(url, b"{}", {"webhook-id": "msg_1"})


async def cause(url: str, *, may_loop: bool = False) -> Cause | None:
    """What a request meets."""
    async with open_poster(may_loop=may_loop) as poster:
        fault = await poster.send(post(url))
    return None if fault is None else fault.cause


def port_of(program: Receiver) -> int:
    return int(program.url.split(":")[2].split("/")[0])


@pytest.mark.parametrize(
    "host",
    [
        *("localhost", "LOCALHOST", "127.0.0.1", "127.0.0.2", "0.0.0.0", "[::1]"),
        *("[::ffff:127.0.0.1]", "[::]", "2130706433", "017700000001", "0x7f000001", "127.1"),
        *("0177.0.0.1", "127.0.1", "①②⑦.0.0.1", "169.254.169.254", "10.0.0.1", "[fe80::1%25lo]"),
    ],
)
async def test_no_spelling_of_an_address_inside_is_connected_to(
    program: Receiver, host: str
) -> None:
    found = await cause(f"http://{host}:{port_of(program)}/hook")
    assert found is Cause.HOOK_BARRED
    assert program.came == []


class Names:
    """A name server: the answers to each look-up, the last one again and again."""

    def __init__(self, *answers: list[str]) -> None:
        self.answers = list(answers)
        self.asked = 0

    def look_up(self, _host: str, port: int, *_args: Any, **_facts: Any) -> list[Any]:
        found = self.answers[min(self.asked, len(self.answers) - 1)]
        self.asked += 1
        return [
            (
                socket.AF_INET6 if ":" in one else socket.AF_INET,
                socket.SOCK_STREAM,
                socket.IPPROTO_TCP,
                "",
                (one, port, 0, 0) if ":" in one else (one, port),
            )
            for one in found
        ]


@pytest.mark.parametrize(
    "addresses",
    [
        ["127.0.0.1"],
        ["10.1.2.3"],
        ["169.254.169.254"],
        [OUTSIDE, "127.0.0.1"],
        ["127.0.0.1", OUTSIDE],
        ["::1"],
        ["fe80::1%lo"],
        ["fd00:ec2::254"],
        ["::ffff:127.0.0.1"],
        ["::ffff:10.0.0.1"],
        ["64:ff9b::7f00:1"],
        ["2606:4700:4700::1111", "fc00::1"],
        ["not an address"],
    ],
)
async def test_a_name_that_leads_inside_is_connected_to_nowhere(
    program: Receiver, addresses: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    names = Names(addresses)
    monkeypatch.setattr(socket, "getaddrinfo", names.look_up)
    connected: list[Any] = []
    made = sender.Guard.socket_for

    def noted(guard: sender.Guard, info: Any) -> socket.socket:
        connected.append(info)
        return made(guard, info)

    monkeypatch.setattr(sender.Guard, "socket_for", noted)
    found = await cause(f"http://program.example:{port_of(program)}/hook")
    assert found is Cause.HOOK_BARRED
    assert (program.came, connected, names.asked) == ([], [], 1)


async def test_what_was_looked_at_is_what_is_connected_to(
    program: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A name server that answers otherwise the second time is not asked a second time."""
    names = Names(["127.0.0.1"], ["10.0.0.1"])
    monkeypatch.setattr(socket, "getaddrinfo", names.look_up)
    assert await cause(f"http://rebound.example:{port_of(program)}/hook", may_loop=True) is None
    assert (len(program.came), names.asked) == (1, 1)
    assert program.came[0].headers["Host"] == f"rebound.example:{port_of(program)}"


async def test_a_name_is_looked_at_anew_with_each_request(
    program: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = Names(["127.0.0.1"], ["10.0.0.1"])
    monkeypatch.setattr(socket, "getaddrinfo", names.look_up)
    async with open_poster(may_loop=True) as poster:
        url = f"http://rebound.example:{port_of(program)}/hook"
        assert await poster.send(post(url)) is None
        fault = await poster.send(post(url))
    assert fault is not None
    assert fault.cause is Cause.HOOK_BARRED


async def test_the_socket_looks_once_more(
    program: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever a resolver let pass."""

    async def careless(_guard: sender.Guard, host: str, port: int = 0, **_facts: Any) -> Any:
        return [
            {
                "hostname": host,
                "host": "127.0.0.1",
                "port": port,
                "family": socket.AF_INET,
                "proto": 0,
                "flags": 0,
            }
        ]

    monkeypatch.setattr(sender.Guard, "resolve", careless)
    found = await cause(f"http://program.example:{port_of(program)}/hook")
    assert found is Cause.HOOK_BARRED
    assert program.came == []


async def test_a_name_that_nobody_knows_is_no_doubt() -> None:
    assert await cause("https://nobody.invalid/hook") is Cause.HOOK_NOT_REACHED


async def test_a_name_server_that_is_silent_holds_nobody_up(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def slow(*_args: Any, **_facts: Any) -> list[Any]:
        time.sleep(3)
        return []

    monkeypatch.setattr(socket, "getaddrinfo", slow)
    monkeypatch.setattr(sender, "CONNECT", 0.3)
    begun = time.monotonic()
    assert await cause("https://slow.example/hook") is Cause.HOOK_NOT_REACHED
    assert time.monotonic() - begun < 2


@asynccontextmanager
async def speaking(*parts: bytes, every: float = 0.0) -> AsyncGenerator[str, None]:
    """A server that answers with these bytes, the last of them again and again."""
    ended: list[asyncio.StreamWriter] = []

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        ended.append(writer)
        await reader.readuntil(b"\r\n\r\n")
        try:
            for part in parts:
                writer.write(part)
            while not writer.is_closing():
                await asyncio.sleep(every)
                writer.write(parts[-1])
                await writer.drain()
        except ConnectionError:
            return

    port = free_port()
    server = await asyncio.start_server(talk, "127.0.0.1", port)
    try:
        yield f"http://localhost:{port}/hook"
    finally:
        server.close()
        for writer in ended:
            writer.close()


async def test_of_an_answer_that_never_ends_only_the_status_is_read() -> None:
    head = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
    async with speaking(head, b"10000\r\n" + b"x" * 65536 + b"\r\n") as url:
        begun = time.monotonic()
        assert await cause(url, may_loop=True) is None
        assert time.monotonic() - begun < 3


async def test_headers_that_never_end_are_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sender, "TIMEOUT", 1.0)
    async with speaking(b"HTTP/1.1 200 OK\r\n", b"X: y\r\n", every=0.1) as url:
        assert await cause(url, may_loop=True) is Cause.HOOK_NO_ANSWER
    async with speaking(b"HTTP/1.1 200 OK\r\nX: ", b"y" * 9000) as url:
        assert await cause(url, may_loop=True) is Cause.HOOK_NO_ANSWER
    async with speaking(b"no HTTP at all\r\n\r\n") as url:
        assert await cause(url, may_loop=True) is Cause.HOOK_NO_ANSWER


async def test_over_tls_it_goes_to_whom_is_believed_alone() -> None:
    async with receiver(certificate()) as program:
        async with open_poster(may_loop=True, trust=trusting()) as poster:
            assert await poster.send(post(program.url)) is None
        assert await cause(program.url, may_loop=True) is Cause.HOOK_NOT_REACHED
    assert len(program.came) == 1


async def test_a_cookie_is_not_kept(program: Receiver) -> None:
    program.headers["Set-Cookie"] = "who=you; Path=/"
    async with open_poster(may_loop=True) as poster:
        for _ in range(2):
            assert await poster.send(post(program.url)) is None
    assert not any("Cookie" in one.headers for one in program.came)

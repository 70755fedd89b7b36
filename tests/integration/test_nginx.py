"""nginx as production has it: what it lets through, and what strangers cannot do to the others."""

import asyncio
import contextlib
import json
import re
import time
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest

from bot.webhook import BODY_LIMIT, PATH, SECRET_HEADER
from tests.support import nginx
from tests.support.bot import SECRET, Bot
from tests.support.nginx import Front, Line, ask, head

KNOWN = {SECRET_HEADER: SECRET}
UPDATE = json.dumps({"update_id": 1}).encode()
RIGHT = head(PATH, KNOWN, len(UPDATE)) + UPDATE
HEALTH = head("/healthz", {}, method="GET")
OTHER = "127.0.0.2"  # another address than the attacker's
MEMORY = 80  # MB, its limit in docker-compose.yml


def port_of(bot: Bot) -> int:
    port = urlsplit(bot.url).port
    assert port
    return port


@pytest.fixture
def front(running_bot: Bot) -> Iterator[Front]:
    """nginx in front of a bot that runs."""
    with nginx.in_front_of(port_of(running_bot), SECRET) as one:
        yield one


async def test_an_update_with_the_secret_reaches_the_bot(running_bot: Bot, front: Front) -> None:
    assert await ask(front, RIGHT) == 200
    assert running_bot.metric("updates_total", handler="none", outcome="ignored") == 1


WRONG: tuple[dict[str, str], ...] = (
    {},
    {SECRET_HEADER: ""},
    {SECRET_HEADER: "x"},
    {SECRET_HEADER: SECRET[:-1]},
    {SECRET_HEADER: SECRET + "x"},
    {SECRET_HEADER: "x" + SECRET},
    {SECRET_HEADER: SECRET.upper()},
    {SECRET_HEADER: SECRET.replace("-", "_")},
    {SECRET_HEADER: "${WEBHOOK_SECRET}"},
    {SECRET_HEADER: ".*"},
    {"X-Telegram-Bot-Api-Secret": SECRET},
)


def addresses() -> Iterator[str]:
    """Loopback addresses that have not asked before, as too many questions of one are refused."""
    return (f"127.0.1.{number}" for number in range(1, 255))


async def test_without_the_secret_no_body_is_read_and_the_bot_is_not_asked(
    running_bot: Bot, front: Front
) -> None:
    for headers, place in zip(WRONG, addresses(), strict=False):
        found = await ask(front, head(PATH, headers, len(UPDATE)) + UPDATE, place)
        unread = await ask(front, head(PATH, headers, 10 * BODY_LIMIT), place)
        assert (headers, found, unread) == (headers, 401, 401)
    for reason in ("missing_secret", "wrong_secret"):
        assert running_bot.metric("webhook_refused_total", reason=reason) == 0


@pytest.mark.parametrize("headers", [{}, {SECRET_HEADER: ""}, {SECRET_HEADER: "x"}])
async def test_an_empty_secret_opens_to_nobody(running_bot: Bot, headers: dict[str, str]) -> None:
    with nginx.in_front_of(port_of(running_bot), "") as shut:
        assert await ask(shut, head(PATH, headers, len(UPDATE)) + UPDATE) == 401


@pytest.mark.parametrize("secret", ["s" * 16, "A-z_09" * 42 + "abcd"])
async def test_a_secret_of_any_length_is_known(running_bot: Bot, secret: str) -> None:
    with nginx.in_front_of(port_of(running_bot), secret) as one:
        # Right for nginx alone, so the answer is the bot's.
        sent = head(PATH, {SECRET_HEADER: secret}, len(UPDATE)) + UPDATE
        assert await ask(one, sent) == 401
    assert running_bot.metric("webhook_refused_total", reason="wrong_secret") == 1


async def test_a_body_over_the_limit_is_refused_and_one_at_the_limit_arrives(
    running_bot: Bot, front: Front
) -> None:
    assert await ask(front, head(PATH, KNOWN, BODY_LIMIT + 1)) == 413
    update = UPDATE + b" " * (BODY_LIMIT - len(UPDATE))
    assert await ask(front, head(PATH, KNOWN, BODY_LIMIT) + update) == 200
    chunked = head(PATH, KNOWN | {"Transfer-Encoding": "chunked"})
    chunks = (b"8000\r\n" + b" " * 0x8000 + b"\r\n") * (BODY_LIMIT // 0x8000 + 1)
    assert await ask(front, chunked + chunks) == 413
    assert running_bot.metric("webhook_refused_total", reason="too_large") == 0


DOORS = (
    ("GET", "/api/openapi.json", 200),
    ("GET", "/api/v1/labs", 401),
    ("GET", "/api/../metrics", 404),
    ("GET", "/readyz", 404),
    ("GET", "/metrics", 404),
    ("GET", "//metrics", 404),
    ("GET", "/healthz/../metrics", 404),
    ("GET", "/%6detrics", 404),
    ("GET", "/", 404),
    ("GET", "/nothing", 404),
    ("GET", "/nginx", 404),
    ("GET", "/without-secret", 404),
    ("GET", "/from-elsewhere", 404),
    ("POST", PATH + "/", 404),
    ("POST", PATH + "x", 404),
    ("POST", "/", 404),
    ("GET", PATH, 403),
    ("PUT", PATH, 403),
    ("POST", "/healthz", 403),
    ("GET", "/healthz", 200),
    ("GET", "/desk", 401),
    ("GET", "/desk/week", 401),
    ("GET", "/desk/events", 401),
    ("GET", "/desk/static/0/desk.js", 200),
    ("GET", "/desks", 404),
    ("GET", "/desk/../metrics", 404),
)


async def test_nothing_but_the_webhook_the_api_and_healthz_passes(front: Front) -> None:
    for (method, path, status), place in zip(DOORS, addresses(), strict=False):
        found = await ask(front, head(path, KNOWN, 0, method), place)
        assert (method, path, found) == (method, path, status)


async def test_plain_http_leads_to_https(front: Front) -> None:
    async with nginx.line(front.http, tls=False) as one:
        one.writer.write(head(PATH, KNOWN, 2))
        assert await one.status() == 301
    async with nginx.line(front.inside, tls=False) as one:
        one.writer.write(head("/nginx", {}, method="GET"))
        assert await one.status() == 200


async def served(front: Front, address: str = OTHER) -> None:
    """Others are answered, at once: the third try is not another hour's luck."""
    for _ in range(3):
        begun = time.monotonic()
        assert await ask(front, RIGHT, address) == 200
        assert time.monotonic() - begun < 2


async def test_32_unfinished_bodies_cost_neither_memory_nor_disk_nor_others(front: Front) -> None:
    before = front.megabytes()
    async with contextlib.AsyncExitStack() as stack:
        lines = [await stack.enter_async_context(nginx.line(front.https)) for _ in range(32)]
        for one in lines:
            one.writer.write(head(PATH, {}, 1_000_000) + b"x" * 900_000)
        await served(front)
        assert not front.put_aside()
        assert front.megabytes() - before < 10
        statuses = [await one.status() for one in lines]
        await asyncio.gather(*(one.is_cut() for one in lines))  # nobody can hold one for long
    assert set(statuses) <= {401, 429, 0}
    assert statuses.count(401) >= 16


HELLO = b"\x16\x03\x01\x40\x00\x01\x01\xff\xf0\x03\x03"  # announces 128 kB
ATTACKS = {
    "no secret, slow body": (head(PATH, {}, 1_000_000) + b"x", True),
    "secret, slow body": (head(PATH, KNOWN, 200_000) + b"x" * 1000, True),
    "slow body elsewhere": (head("/healthz", {}, 1_000_000) + b"x", True),
    "head without end": (head(PATH, {})[:-2] + b"A: " + b"x" * 1500, True),
    "one byte": (b"P", True),
    "silence after TLS": (b"", True),
    "silence": (b"", False),
    "half a hello": (HELLO + b"x" * 1000, False),
    "endless hello": ((HELLO + b"x" * 16378) + (HELLO[:5] + b"x" * 16384) * 6, False),
}


async def hold(
    stack: contextlib.AsyncExitStack,
    port: int,
    sent: bytes,
    *,
    tls: bool,
    count: int = 508,
    place: str = "127.0.0.1",
) -> list[Line]:
    """Open connections from one address, as fast as they come, and leave them as they are."""
    lines = []
    for _ in range(count):
        with contextlib.suppress(ConnectionError):  # refused: that, too, is an answer
            one = await stack.enter_async_context(nginx.line(port, place, tls=tls))
            one.writer.write(sent)
            lines.append(one)
    return lines


@pytest.mark.parametrize(("sent", "tls"), ATTACKS.values(), ids=ATTACKS)
async def test_508_slow_connections_of_one_address_starve_nobody(
    front: Front, sent: bytes, tls: bool
) -> None:
    async with contextlib.AsyncExitStack() as stack:
        assert len(await hold(stack, front.https, sent, tls=tls)) > 400
        await served(front)
        assert front.megabytes() < 0.6 * MEMORY
        assert not front.put_aside()
    said = front.process.output().splitlines()
    assert len(said) < 20, "strangers do not fill the log"
    assert SECRET not in front.process.output()


@pytest.mark.parametrize("sent", [b"", b"P", head("/", {}, 1_000_000), head("/", {}, 99) + b"x"])
async def test_800_connections_to_plain_http_starve_nobody(front: Front, sent: bytes) -> None:
    async with contextlib.AsyncExitStack() as stack:
        await hold(stack, front.http, sent, tls=False, count=800)
        await served(front)
        assert front.megabytes() < 0.6 * MEMORY
    assert len(front.process.output().splitlines()) < 20, "strangers do not fill the log"


@pytest.mark.parametrize("door", ["https", "http"])
async def test_one_address_has_no_more_connections_than_its_share(front: Front, door: str) -> None:
    async with contextlib.AsyncExitStack() as stack:
        lines = await hold(stack, getattr(front, door), b"", tls=False, count=800)
        await served(front)
        open_ones = [one for one in lines if not one.reader.at_eof()]
    assert 500 < len(open_ones) <= 640


async def test_a_stranger_who_asks_without_pause_waits_and_telegram_does_not(front: Front) -> None:
    wrong = head(PATH, {}, 2) + b"{}"
    statuses = [await ask(front, wrong) for _ in range(100)]
    assert set(statuses) == {401, 429}
    assert statuses[0] == 401
    assert await ask(front, wrong, OTHER) == 401, "others are counted by themselves"
    assert {await ask(front, RIGHT) for _ in range(60)} == {200}


async def test_telegrams_hundred_connections_are_served_at_once(front: Front) -> None:
    async with contextlib.AsyncExitStack() as stack:
        lines = await hold(stack, front.https, head(PATH, KNOWN, len(UPDATE)), tls=True, count=100)
        for one in lines:
            one.writer.write(UPDATE)
        assert [await one.status() for one in lines] == [200] * 100


async def test_telegrams_networks_alone_are_let_in_where_that_is_chosen(running_bot: Bot) -> None:
    here = {"91.108.4.0/22 telegram;": f"{OTHER} telegram;"}
    with nginx.in_front_of(port_of(running_bot), SECRET, "telegram", here) as one:
        assert await ask(one, RIGHT) == 403
        assert await ask(one, head(PATH, {}, 2) + b"{}") == 401
        assert await ask(one, head("/healthz", {}, method="GET")) == 200
        assert await ask(one, RIGHT, OTHER) == 200
        async with contextlib.AsyncExitStack() as stack:
            lines = await hold(stack, one.https, b"", tls=False, count=100)
            await served(one)
            assert await ask(one, RIGHT) == 0, "an address has 64 connections"
            assert sum(not line.reader.at_eof() for line in lines) <= 64
            assert await ask(one, HEALTH, "127.0.0.3") == 200


@pytest.mark.parametrize("who", ["telegram", "anywhere"])
async def test_three_hundred_open_pages_leave_room_for_more_and_for_telegram(
    running_bot: Bot, who: str
) -> None:
    here = {"91.108.4.0/22 telegram;": f"{OTHER} telegram;"}
    offices = [f"127.0.3.{number}" for number in range(1, 9)]
    with nginx.in_front_of(port_of(running_bot), SECRET, who, here) as one:
        async with contextlib.AsyncExitStack() as stack:
            lines = [
                line
                for office in offices
                for line in await hold(stack, one.https, b"", tls=False, count=38, place=office)
            ]
            assert await ask(one, HEALTH, offices[0]) == 200
            await served(one)
            assert sum(not line.reader.at_eof() for line in lines) == 304


async def test_all_others_together_leave_telegrams_connections_alone(running_bot: Bot) -> None:
    here = {"91.108.4.0/22 telegram;": f"{OTHER} telegram;"}
    with nginx.in_front_of(port_of(running_bot), SECRET, "telegram", here) as one:
        async with contextlib.AsyncExitStack() as stack:
            lines = [
                line
                for number in range(1, 10)
                for line in await hold(
                    stack, one.https, b"", tls=False, count=64, place=f"127.0.3.{number}"
                )
            ]
            assert await ask(one, HEALTH, "127.0.3.10") == 0
            await served(one)
            assert sum(not line.reader.at_eof() for line in lines) <= 512


@pytest.mark.parametrize("word", ["", "telegramm", "Anywhere ", "0.0.0.0/0"])
async def test_a_wrong_word_for_the_sender_opens_to_nobody(running_bot: Bot, word: str) -> None:
    with nginx.in_front_of(port_of(running_bot), SECRET, word) as shut:
        assert await ask(shut, RIGHT) == 403


def test_the_networks_are_those_that_telegram_publishes() -> None:
    """https://core.telegram.org/bots/webhooks names two."""
    found = re.findall(r"(\S+) telegram;", nginx.CONF.read_text())
    assert found == ["149.154.160.0/20", "91.108.4.0/22"]


def test_a_missing_nginx_is_told_with_the_way_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    monkeypatch.setattr(nginx, "BESIDE_PATH", ())
    with pytest.raises(AssertionError, match="apt-get install -y nginx-light"):
        nginx.program()

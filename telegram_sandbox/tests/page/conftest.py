"""The chat page under test: the sandbox as a process, a real browser, a scripted bot."""

import asyncio
import contextlib
import shutil
import sys
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import aiohttp
import pytest_asyncio
from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.types import CallbackQuery, Message, Update
from playwright.async_api import (
    Browser,
    BrowserContext,
    Page,
    ViewportSize,
    async_playwright,
    expect,
)

TOKEN = "4242:page-tests-speak-to-the-sandbox-only"
ROOT = Path(__file__).parents[2]
WITHIN = 30_000  # milliseconds in which a page on a busy machine shows what it should
expect.set_options(timeout=WITHIN)
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def chromium() -> str:
    """Path of the browser; a clear failure where there is none."""
    for name in NAMES:
        if path := shutil.which(name):
            return path
    raise AssertionError(
        "No Chromium found: the tests of the chat page need a browser. "
        "On Debian or Ubuntu: apt-get install -y chromium fonts-noto-color-emoji"
    )


class Robot:
    """A bot whose every step a test decides: aiogram's own client and getUpdates."""

    def __init__(self, bot: Bot, people: "People") -> None:
        self.bot = bot
        self._people = people
        self._waiting: list[Update] = []
        self._offset = 0

    async def _update(self) -> Update:
        while not self._waiting:
            self._waiting = await self.bot.get_updates(offset=self._offset, timeout=10)
        update = self._waiting.pop(0)
        self._offset = update.update_id + 1
        return update

    async def meets(self, first_name: str, **fields: Any) -> int:
        """A new person writes /start, for a bot may not begin; the id of the chat."""
        chat = await self._people.add(first_name, **fields)
        await self._people.post(f"/people/{chat}/messages", {"text": "/start"})
        assert (await self.hears()).chat.id == chat
        return chat

    async def hears(self) -> Message:
        """The next update, which must be a message."""
        update = await self._update()
        assert update.message, f"a message was expected, not {update}"
        return update.message

    async def is_tapped(self) -> CallbackQuery:
        """The next update, which must be a tap."""
        update = await self._update()
        assert update.callback_query, f"a tap was expected, not {update}"
        return update.callback_query

    async def sees(self, kind: str) -> Any:
        """The next update, which must be of this kind."""
        update = await self._update()
        found = getattr(update, kind)
        assert found, f"{kind} was expected, not {update}"
        return found


class People:
    """The sandbox's people side, as far as the tests arrange things there."""

    def __init__(self, url: str, http: aiohttp.ClientSession) -> None:
        self.url = url
        self._http = http

    async def post(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        """POST JSON to the people's side."""
        async with self._http.post(f"{self.url}/sandbox{path}", json=body) as answer:
            assert answer.status < 300, await answer.text()
            done: dict[str, Any] = await answer.json()
            return done

    async def add(self, first_name: str, **fields: Any) -> int:
        """Add a person; their id, which is also the chat's."""
        person = await self.post("/people", {"first_name": first_name, **fields})
        return int(person["id"])

    async def reset(self) -> None:
        """Forget everything of the test before."""
        await self.post("/reset", {})


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def sandbox_url() -> AsyncIterator[str]:
    """A sandbox of its own, as people start it."""
    command = ("-m", "telegram_sandbox", "--port", "0", "--token", TOKEN, "--no-limits")
    process = await asyncio.create_subprocess_exec(
        sys.executable, *command, cwd=ROOT, stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout
    try:
        line = (await asyncio.wait_for(process.stdout.readline(), 30)).decode()
        assert line.startswith("sandbox: http"), f"the sandbox did not start: {line!r}"
        yield line.removeprefix("sandbox: ").strip()
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.terminate()
        await asyncio.wait_for(process.wait(), 10)


@pytest_asyncio.fixture(loop_scope="session")
async def people(sandbox_url: str) -> AsyncIterator[People]:
    """An empty sandbox."""
    async with aiohttp.ClientSession() as http:
        side = People(sandbox_url, http)
        await side.reset()
        yield side


@pytest_asyncio.fixture(loop_scope="session")
async def robot(people: People) -> AsyncIterator[Robot]:
    """A bot that does nothing by itself."""
    server = TelegramAPIServer.from_base(people.url)
    async with Bot(TOKEN, session=AiohttpSession(api=server)) as bot:
        yield Robot(bot, people)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    """One headless Chromium for all tests of the page."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium(), args=list(QUIET))
        yield browser
        await browser.close()


@pytest_asyncio.fixture(loop_scope="session")
async def context(browser: Browser) -> AsyncIterator[BrowserContext]:
    """A fresh browser profile on a wide screen, far from UTC."""
    context = await browser.new_context(
        viewport=ViewportSize(width=1280, height=800),
        locale="en-GB",
        timezone_id="Asia/Kathmandu",
        reduced_motion="reduce",
    )
    context.set_default_timeout(WITHIN)
    yield context
    await context.close()


@pytest_asyncio.fixture(loop_scope="session")
async def page(context: BrowserContext, people: People) -> AsyncIterator[Page]:
    """A page that fails its test for any error in its scripts or breach of its policy."""
    page = await context.new_page()
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", _noting(wrong))
    yield page
    assert not wrong, wrong


def _noting(wrong: list[str]) -> Callable[[Any], None]:
    def note(message: Any) -> None:
        # A failed load is told apart: tests that cut the line provoke it.
        if message.type == "error" and "Failed to load resource" not in message.text:
            wrong.append(message.text)

    return note

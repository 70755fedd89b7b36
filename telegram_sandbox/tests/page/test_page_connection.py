"""The chat page when its connection is cut, slow, or leads to a sandbox that began anew."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from urllib.parse import urlsplit

import pytest
from playwright.async_api import Page, Route, expect

from page.conftest import People, Robot

pytestmark = pytest.mark.asyncio(loop_scope="session")


class Line:
    """A telephone line to the sandbox that can be cut: a TCP proxy on the loopback."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self._target = (parts.hostname, parts.port)
        self._server: asyncio.Server | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self.port = 0

    async def open(self) -> str:
        """Take calls, on the same port as before."""
        self._server = await asyncio.start_server(self._call, "127.0.0.1", self.port)
        self.port = self._server.sockets[0].getsockname()[1]
        return f"http://127.0.0.1:{self.port}"

    async def cut(self) -> None:
        """Drop every connection and refuse new ones."""
        assert self._server
        self._server.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _call(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task
        assert self._server
        if not self._server.is_serving():  # it came through while the line was being cut
            writer.transport.abort()
            return
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        out_reader, out_writer = await asyncio.open_connection(*self._target)
        try:
            await asyncio.gather(self._pump(reader, out_writer), self._pump(out_reader, writer))
        except (ConnectionError, asyncio.CancelledError):
            pass
        finally:
            for end in (writer, out_writer):
                end.transport.abort()

    @staticmethod
    async def _pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
        writer.close()


@pytest.fixture
async def line(people: People) -> AsyncIterator[Line]:
    line = Line(people.url)
    yield line
    with contextlib.suppress(Exception):
        await line.cut()


async def test_what_happened_while_the_line_was_cut_is_shown_once(
    page: Page, people: People, robot: Robot, line: Line
) -> None:
    chat = await robot.meets("Alice")
    gone = await robot.bot.send_message(chat, "Deleted meanwhile")
    await page.goto(f"{await line.open()}/?people=Alice")
    await expect(page.get_by_text("Deleted meanwhile")).to_be_visible()
    await line.cut()
    await expect(page.get_by_text("Connection lost")).to_be_visible()
    await robot.bot.send_message(chat, "While you were away")
    await robot.bot.delete_message(chat, gone.message_id)
    await line.open()
    await expect(page.get_by_text("While you were away")).to_have_count(1)
    await expect(page.get_by_text("Deleted meanwhile")).to_have_count(0)
    await robot.bot.send_message(chat, "And live again")
    await expect(page.get_by_text("And live again")).to_have_count(1)
    await expect(page.get_by_role("article")).to_have_count(3)
    await expect(page.get_by_text("Connection lost")).to_have_count(0)


async def test_a_sandbox_begun_anew_is_shown_as_it_now_is(
    page: Page, people: People, robot: Robot, line: Line
) -> None:
    chat = await robot.meets("Alice")
    await robot.bot.send_message(chat, "Of the old days")
    await page.goto(f"{await line.open()}/?people=Alice")
    await expect(page.get_by_text("Of the old days")).to_be_visible()
    await line.cut()
    await people.reset()
    assert await people.add("Alice", id=chat) == chat
    await people.post(f"/people/{chat}/messages", {"text": "Hello again"})
    await line.open()
    await expect(page.get_by_text("Hello again")).to_have_count(1)
    await expect(page.get_by_text("Of the old days")).to_have_count(0)
    await robot.bot.send_message(chat, "Welcome back")
    await expect(page.get_by_role("article")).to_have_count(2)


async def test_a_sandbox_begun_anew_before_a_readers_eyes_is_shown_as_it_now_is(
    page: Page, people: People, robot: Robot
) -> None:
    """The stream went on, and the messages of the old days with it."""
    chat = await robot.meets("Alice")
    await robot.bot.send_message(chat, "Of the old days")
    await page.goto(f"{people.url}/?people=Alice")
    await expect(page.get_by_text("Of the old days")).to_be_visible()
    is_there = asyncio.Event()

    async def ask_then(route: Route) -> None:
        await is_there.wait()
        await route.continue_()

    # A page that asks between the two steps is told, and rightly shows, that nobody is there.
    await page.route("**/sandbox/**", ask_then)
    await people.reset()
    assert await people.add("Alice", id=chat) == chat
    await people.post(f"/people/{chat}/messages", {"text": "Hello again"})
    is_there.set()
    await expect(page.get_by_text("Hello again")).to_have_count(1)
    await expect(page.get_by_text("Of the old days")).to_have_count(0)


async def test_a_person_who_is_gone_is_said_to_be_gone(
    page: Page, people: People, robot: Robot, line: Line
) -> None:
    await robot.meets("Alice")
    await page.goto(f"{await line.open()}/?people=Alice")
    await expect(page.get_by_role("article")).to_have_count(1)
    await line.cut()
    await people.reset()
    await line.open()
    await expect(page.get_by_text("This person is no longer in the sandbox.")).to_be_visible()
    await expect(page.get_by_role("textbox", name="Message to the bot")).to_be_hidden()
    await page.get_by_role("button", name="Begin again").click()
    await page.get_by_role("button", name="Start", exact=True).click()
    assert (await robot.hears()).text == "/start"


async def test_what_could_not_be_sent_says_so_and_is_sent_on_request(
    page: Page, people: People, robot: Robot, line: Line
) -> None:
    await page.goto(f"{await line.open()}/?people=Alice")
    await expect(page.get_by_role("button", name="Start", exact=True)).to_be_visible()
    await line.cut()
    await page.get_by_role("textbox", name="Message to the bot").fill("Into the void")
    await page.keyboard.press("Enter")
    await expect(page.get_by_text("Not sent.")).to_be_visible()
    await line.open()
    await page.get_by_role("button", name="Try again").click()
    assert (await robot.hears()).text == "Into the void"
    await expect(page.get_by_text("Not sent.")).to_have_count(0)
    await expect(page.get_by_role("article")).to_have_count(1)


async def test_a_message_the_stream_tells_of_before_its_answer_is_shown_once(
    page: Page, people: People, robot: Robot
) -> None:
    seen = asyncio.Event()

    async def late(route: Route) -> None:
        answer = await route.fetch()
        await seen.wait()
        await route.fulfill(response=answer)

    chat = await robot.meets("Alice")
    await page.goto(f"{people.url}/?people=Alice")
    await expect(page.get_by_role("article")).to_have_count(1)
    await page.route("**/messages", late)
    composer = page.get_by_role("textbox", name="Message to the bot")
    for _ in range(2):
        await composer.fill("Twice")
        await composer.press("Enter")
    assert [(await robot.hears()).text for _ in range(2)] == ["Twice", "Twice"]
    await expect(page.locator("article[data-state=sending]")).to_have_count(0)
    await expect(page.get_by_text("Twice", exact=True)).to_have_count(2)
    async with page.expect_response("**/messages"):
        seen.set()
    await robot.bot.send_message(chat, "Heard both")
    await expect(page.get_by_text("Heard both")).to_be_visible()
    await expect(page.get_by_role("article")).to_have_count(4)

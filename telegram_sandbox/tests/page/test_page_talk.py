"""The chat page carries words both ways: at once, once, and only to whom they belong."""

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


async def test_a_typed_message_reaches_the_bot_and_its_answer_the_page(
    page: Page, people: People, robot: Robot
) -> None:
    await page.goto(f"{people.url}/?people=Alice")
    alice = page.get_by_role("region", name="Alice")
    await alice.get_by_role("textbox", name="Message to the bot").fill("Good morning")
    await page.keyboard.press("Enter")
    heard = await robot.hears()
    assert (heard.text, heard.from_user and heard.from_user.first_name) == ("Good morning", "Alice")
    await robot.bot.send_message(heard.chat.id, "Good morning, Alice")
    await expect(alice.get_by_role("article")).to_have_count(2)
    await expect(alice.get_by_text("Good morning", exact=True)).to_have_count(1)
    await expect(alice.get_by_text("Good morning, Alice")).to_have_count(1)
    await expect(alice.get_by_role("textbox", name="Message to the bot")).to_have_value("")


async def test_typed_formatting_reaches_the_bot_as_entities(
    page: Page, people: People, robot: Robot
) -> None:
    await page.goto(f"{people.url}/?people=Alice")
    await page.get_by_role("textbox", name="Message to the bot").fill(
        "🙂 take **two** pills, 2*3*4"
    )
    await page.keyboard.press("Enter")
    heard = await robot.hears()
    assert heard.text == "🙂 take two pills, 2*3*4"
    assert [(e.type, e.offset, e.length) for e in heard.entities or []] == [("bold", 8, 3)]


async def test_shift_enter_makes_a_new_line(page: Page, people: People, robot: Robot) -> None:
    await page.goto(f"{people.url}/?people=Alice")
    await page.get_by_role("textbox", name="Message to the bot").press_sequentially("one")
    await page.keyboard.press("Shift+Enter")
    await page.keyboard.type("two")
    await page.keyboard.press("Enter")
    assert (await robot.hears()).text == "one\ntwo"


async def test_start_begins_an_empty_chat(page: Page, people: People, robot: Robot) -> None:
    await page.goto(f"{people.url}/?people=Alice")
    await page.get_by_role("button", name="Start", exact=True).click()
    assert (await robot.hears()).text == "/start"
    await expect(page.get_by_role("button", name="Start", exact=True)).to_have_count(0)
    await expect(page.get_by_role("article")).to_have_count(1)


async def test_an_edit_changes_in_place_and_moves_nothing(
    page: Page, people: People, robot: Robot
) -> None:
    chat = await robot.meets("Alice")
    sent = [
        await robot.bot.send_message(chat, f"Number {number}\nwith a second line")
        for number in range(12)
    ]
    await page.goto(f"{people.url}/?people=Alice")
    article = page.get_by_role("article").filter(has_text="Number 5")
    await article.scroll_into_view_if_needed()
    before = await article.bounding_box()
    await article.evaluate("node => { window.article = node }")
    await robot.bot.edit_message_text(
        "Changed\nwith a second line", chat_id=chat, message_id=sent[5].message_id
    )
    changed = page.get_by_role("article").filter(has_text="Changed")
    await expect(changed).to_contain_text("edited")
    await expect(page.get_by_role("article")).to_have_count(13)
    assert await changed.bounding_box() == before
    assert await changed.evaluate("node => node === window.article"), "the same node, not a new one"


async def test_a_deleted_message_vanishes(page: Page, people: People, robot: Robot) -> None:
    chat = await robot.meets("Alice")
    sent = await robot.bot.send_message(chat, "Soon gone")
    await robot.bot.send_message(chat, "Stays")
    await page.goto(f"{people.url}/?people=Alice")
    await expect(page.get_by_text("Soon gone")).to_be_visible()
    await robot.bot.delete_message(chat, sent.message_id)
    await expect(page.get_by_text("Soon gone")).to_have_count(0)
    await expect(page.get_by_role("article")).to_have_count(2)


async def test_a_text_over_the_limit_arrives_in_parts_each_shown_once(
    page: Page, people: People, robot: Robot
) -> None:
    await page.goto(f"{people.url}/?people=Alice")
    text = "".join(f"{number:05} " for number in range(1000)).strip()
    await page.get_by_role("textbox", name="Message to the bot").fill(text)
    await page.keyboard.press("Enter")
    first, second = await robot.hears(), await robot.hears()
    assert first.text
    assert second.text
    assert (first.text + second.text).replace(" ", "") == text.replace(" ", "")
    await expect(page.get_by_role("article")).to_have_count(2)
    await robot.bot.send_message(first.chat.id, "Read")
    await expect(page.get_by_role("article")).to_have_count(3)


async def test_a_reload_shows_the_same_people_and_chats(
    page: Page, people: People, robot: Robot
) -> None:
    await page.goto(f"{people.url}/?people=Alice,Bob")
    alice = page.get_by_role("region", name="Alice")
    await alice.get_by_role("textbox", name="Message to the bot").fill("Remember me")
    await page.keyboard.press("Enter")
    heard = await robot.hears()
    await robot.bot.send_message(heard.chat.id, "I do")
    await expect(alice.get_by_role("article")).to_have_count(2)
    before = await alice.get_by_role("log").inner_text()
    await page.reload()
    await expect(alice.get_by_role("article")).to_have_count(2)
    assert await alice.get_by_role("log").inner_text() == before
    await expect(page.get_by_role("region", name="Bob")).to_be_visible()
    assert page.url.endswith("?people=Alice,Bob")


async def test_two_people_do_not_see_each_others_messages(
    page: Page, people: People, robot: Robot
) -> None:
    await page.goto(f"{people.url}/?people=Alice,Bob")
    alice, bob = (page.get_by_role("region", name=name) for name in ("Alice", "Bob"))
    await alice.get_by_role("textbox", name="Message to the bot").fill("Only mine")
    await page.keyboard.press("Enter")
    heard = await robot.hears()
    await bob.get_by_role("textbox", name="Message to the bot").fill("Bob speaks")
    await page.keyboard.press("Enter")
    other = await robot.hears()
    await robot.bot.send_message(heard.chat.id, "For Alice")
    await robot.bot.send_message(other.chat.id, "For Bob")
    await expect(alice.get_by_text("For Alice")).to_be_visible()
    await expect(bob.get_by_text("For Bob")).to_be_visible()
    assert await bob.get_by_role("article").count() == 2
    assert await alice.get_by_role("article").count() == 2


async def test_a_person_is_added_in_the_page(page: Page, people: People, robot: Robot) -> None:
    await page.goto(people.url)
    await page.get_by_role("button", name="Add person", exact=True).click()
    dialog = page.get_by_role("dialog", name="Add a person")
    await dialog.get_by_role("textbox", name="First name").fill("Chen")
    await dialog.get_by_role("combobox", name="Language").select_option("zh")
    await dialog.get_by_role("button", name="Add").click()
    chen = page.get_by_role("region", name="Chen")
    await chen.get_by_role("textbox", name="Message to the bot").fill("Hello")
    await page.keyboard.press("Enter")
    heard = await robot.hears()
    assert heard.from_user
    assert (heard.from_user.first_name, heard.from_user.language_code) == ("Chen", "zh")
    assert page.url.endswith("?people=Chen")


async def reads_further_up(page: Page, people: People, robot: Robot) -> int:
    """Somebody with a long chat has scrolled up; the chat's id."""
    chat = await robot.meets("Alice")
    for number in range(30):
        await robot.bot.send_message(chat, f"Number {number}")
    await page.goto(f"{people.url}/?people=Alice")
    await expect(page.get_by_text("Number 29")).to_be_in_viewport()
    await page.get_by_role("log").hover()
    await page.mouse.wheel(0, -900)
    await expect(page.get_by_role("button", name="To the newest message")).to_be_visible()
    return chat


async def test_a_reader_further_up_is_not_moved_and_told_of_news(
    page: Page, people: People, robot: Robot
) -> None:
    chat = await reads_further_up(page, people, robot)
    log, pill = page.get_by_role("log"), page.get_by_role("button", name="To the newest message")
    top = await log.evaluate("log => log.scrollTop")
    await robot.bot.send_message(chat, "News")
    await page.get_by_role("button", name="1 new message").wait_for()
    assert await log.evaluate("log => log.scrollTop") == top
    await page.get_by_role("button", name="1 new message").click()
    await expect(page.get_by_text("News")).to_be_in_viewport()
    await expect(pill).to_be_hidden()


ANSWERED_AT_ONCE = """() => {
    const list = document.querySelector(".log-list");
    new MutationObserver((_changes, me) => {
        me.disconnect();
        const answer = document.createElement("div");
        answer.style.height = "400px";
        list.append(answer);
    }).observe(list, { childList: true });
}"""
BELOW = "log => log.scrollHeight - log.scrollTop - log.clientHeight"


async def test_an_answer_in_the_same_frame_as_ones_own_message_is_seen(
    page: Page, people: People, robot: Robot
) -> None:
    await reads_further_up(page, people, robot)
    log = page.get_by_role("log")
    await page.evaluate(ANSWERED_AT_ONCE)
    await page.get_by_role("textbox", name="Message to the bot").fill("Hello")
    await page.keyboard.press("Enter")
    await robot.hears()
    await page.wait_for_timeout(300)
    assert await log.evaluate(BELOW) < 48


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


async def test_a_bot_that_works_is_seen_typing(page: Page, people: People, robot: Robot) -> None:
    chat = await robot.meets("Alice")
    await page.goto(f"{people.url}/?people=Alice")
    await expect(page.get_by_text("with Sandbox bot", exact=True)).to_be_visible()
    await robot.bot.send_chat_action(chat, "typing")
    await expect(page.get_by_text("is typing")).to_be_visible()
    await robot.bot.send_message(chat, "Done")
    await expect(page.get_by_text("is typing")).to_have_count(0)


async def test_blocking_the_bot_tells_it_and_unblocking_too(
    page: Page, people: People, robot: Robot
) -> None:
    await page.goto(f"{people.url}/?people=Alice")
    await page.get_by_role("button", name="Menu of Alice").click()
    await page.get_by_role("menuitem", name="Block the bot").click()
    blocked = await robot.sees("my_chat_member")
    assert blocked.new_chat_member.status == "kicked"
    await expect(page.get_by_role("textbox", name="Message to the bot")).to_be_hidden()
    await page.get_by_role("button", name="Unblock").click()
    assert (await robot.sees("my_chat_member")).new_chat_member.status == "member"
    await expect(page.get_by_role("textbox", name="Message to the bot")).to_be_focused()

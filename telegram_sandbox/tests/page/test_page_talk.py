"""The chat page carries words both ways: at once, once, and only to whom they belong."""

import pytest
from playwright.async_api import Page, expect

from page.conftest import People, Robot

pytestmark = pytest.mark.asyncio(loop_scope="session")


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

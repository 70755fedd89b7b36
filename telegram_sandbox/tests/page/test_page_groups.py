"""Groups on the chat page: founded, filled, read, written to, and given to the bot."""

import pytest
from aiogram.types import KeyboardButton, KeyboardButtonRequestChat, ReplyKeyboardMarkup
from playwright.async_api import Page, expect

from page.conftest import People, Robot

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def found(page: Page, robot: Robot, title: str) -> int:
    """Found a group as the first person; its id."""
    await page.get_by_role("button", name="Add group").click()
    await page.get_by_label("Title").fill(title)
    await page.get_by_role("button", name="Add", exact=True).click()
    await expect(page.get_by_role("region", name=f"Group: {title}")).to_be_visible()
    added = await robot.sees("my_chat_member")
    assert added.new_chat_member.status == "member"
    return int(added.chat.id)


async def test_a_group_is_founded_filled_read_and_written_to(
    page: Page, people: People, robot: Robot
) -> None:
    await robot.meets("Alice")
    await people.add("Bob")
    await page.goto(f"{people.url}/?people=Alice")
    number = await found(page, robot, "Team")
    column = page.get_by_role("region", name="Group: Team")
    await expect(column).to_contain_text("Alice (creator)")
    await column.get_by_role("button", name="Add or change somebody").click()
    await page.get_by_role("dialog").get_by_role("combobox").first.select_option(label="Bob")
    await page.get_by_role("button", name="Set").click()
    await expect(column).to_contain_text("Bob (member)")
    await robot.bot.send_message(number, "Standup")
    await expect(column.get_by_role("listitem")).to_contain_text("Standup")
    await column.get_by_label("Write as").select_option(label="Bob")
    await column.get_by_label("Message to Team").fill("Coming")
    await column.get_by_role("button", name="Send").click()
    await expect(column.get_by_role("listitem").nth(1)).to_have_text("Bob Coming")


async def test_a_group_is_given_to_the_bot_that_asks_for_one(
    page: Page, people: People, robot: Robot
) -> None:
    chat = await robot.meets("Alice")
    await page.goto(f"{people.url}/?people=Alice")
    number = await found(page, robot, "Team")
    asked = KeyboardButtonRequestChat(request_id=7, chat_is_channel=False)
    keys = ReplyKeyboardMarkup(keyboard=[[KeyboardButton(text="Choose", request_chat=asked)]])
    await robot.bot.send_message(chat, "Where?", reply_markup=keys)
    await page.get_by_role("button", name="Choose", exact=True).click()
    await page.get_by_role("dialog").get_by_role("button", name="Choose", exact=True).click()
    shared = (await robot.hears()).chat_shared
    assert shared is not None
    assert (shared.request_id, shared.chat_id) == (7, number)

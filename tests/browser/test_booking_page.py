"""A patient books by clicking, in a real browser, with the real bot and worker behind it."""

import re

import pytest
from playwright.async_api import Browser, Locator, ViewportSize, expect

from bot.local.stack import Stack

pytestmark = pytest.mark.asyncio(loop_scope="session")
PHONE = ViewportSize(width=390, height=844)
DAY = re.compile(r"^\d{1,2}$")
TIME = re.compile(r"^\d{2}:\d{2}")


async def answered(chat: Locator, words: str) -> Locator:
    """The bot's newest message, once it holds these words."""
    newest = chat.get_by_role("article").last
    await expect(newest).to_contain_text(words, timeout=30_000)
    return newest


async def test_a_slot_is_booked_by_clicking_on_a_phone(stack: Stack, browser: Browser) -> None:
    context = await browser.new_context(viewport=PHONE, locale="en-GB")
    page = await context.new_page()
    await page.goto(f"{stack.sandbox_url}/?people=Nora")
    chat = page.get_by_role("region", name="Nora")
    await chat.get_by_role("button", name="Start").click()
    await answered(chat, "Hello Nora")
    await chat.get_by_role("button", name="Book a test").click()
    await answered(chat, "Which test?")
    await chat.get_by_role("button", name="Complete blood count").click()
    await answered(chat, "Which day?")
    await chat.get_by_role("button", name=DAY, disabled=False).last.click()
    await answered(chat, "What time")
    morning = chat.get_by_role("button", name="Morning")
    if await morning.count():
        await morning.click()
    await chat.get_by_role("button", name=TIME).first.click()
    await answered(chat, "Who is it for?")
    await chat.get_by_role("button", name="Me: Nora").click()
    await answered(chat, "Shall I book this?")
    await chat.get_by_role("button", name="Confirm").click()
    booked = await answered(chat, "Booked.")
    await expect(booked).to_contain_text("Booking number: 1")
    await expect(booked).to_contain_text("Complete blood count")
    await expect(chat.get_by_role("button", name="Cancel booking")).to_be_visible()
    width = "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
    assert await page.evaluate(width), "no sideways scrolling"
    await context.close()


async def test_a_message_typed_in_the_page_comes_back_on_its_second(
    stack: Stack, browser: Browser
) -> None:
    context = await browser.new_context(locale="en-GB")
    page = await context.new_page()
    await page.goto(f"{stack.sandbox_url}/?people=Omar")
    chat = page.get_by_role("region", name="Omar")
    box = chat.get_by_role("textbox", name="Message to the bot")
    await box.fill("/schedule in 2 seconds Water the plants")
    await box.press("Enter")
    await chat.get_by_role("button", name="Confirm").click()
    await expect(chat.get_by_role("article").last).to_have_text(
        re.compile("^Water the plants"), timeout=30_000
    )
    await context.close()

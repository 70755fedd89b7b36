"""The chat page is for everybody: by keyboard, by screen reader, on a phone, in the dark."""

import re

import pytest
from aiogram.types import BotCommand, DisabledButton, InlineKeyboardButton, InlineKeyboardMarkup
from playwright.async_api import Browser, Page, expect

from page.conftest import People, Robot

pytestmark = pytest.mark.asyncio(loop_scope="session")

AA = 4.5  # WCAG 2.2, 1.4.3
PAIRS = """
    ink/paper ink/surface ink/raised ink/mine ink/code ink/tint dim/paper dim/surface dim/raised
    mine-dim/mine accent-ink/surface accent-ink/raised accent-ink/tint accent-ink/mine
    on-accent/accent on-accent/success on-accent/danger danger-ink/raised danger-ink/mine
    toast-ink/toast
"""


def calendar() -> InlineKeyboardMarkup:
    """A month as the bot draws it: seven columns, weekends disabled."""

    def day(number: int) -> InlineKeyboardButton:
        if number % 7 in {6, 0}:
            return InlineKeyboardButton(text=str(number), disabled=DisabledButton())
        return InlineKeyboardButton(text=str(number), callback_data=f"day{number}")

    weeks = [[day(week * 7 + column) for column in range(1, 8)] for week in range(5)]
    return InlineKeyboardMarkup(inline_keyboard=weeks)


async def test_a_chat_is_held_by_keyboard_alone(page: Page, people: People, robot: Robot) -> None:
    chat = await robot.meets("Alice")
    await robot.bot.send_message(chat, "Which day?", reply_markup=calendar())
    await page.goto(f"{people.url}/?people=Alice")
    composer = page.get_by_role("textbox", name="Message to the bot")
    await page.get_by_role("button", name="1", exact=True).wait_for()
    for _ in range(20):
        await page.keyboard.press("Tab")
        if await page.evaluate("document.activeElement.closest('.keyboard') !== null"):
            break
    await expect(page.get_by_role("button", name="1", exact=True)).to_be_focused()
    await page.keyboard.press("ArrowRight")
    await page.keyboard.press("ArrowDown")
    await expect(page.get_by_role("button", name="9", exact=True)).to_be_focused()
    await page.keyboard.press("Enter")
    assert (await robot.is_tapped()).data == "day9"
    for _ in range(5):
        await page.keyboard.press("Tab")
        if await composer.evaluate("input => input === document.activeElement"):
            break
    await page.keyboard.type("Thanks")
    await page.keyboard.press("Enter")
    assert (await robot.hears()).text == "Thanks"
    await expect(composer).to_be_focused()


async def test_commands_are_offered_completed_and_sent(
    page: Page, people: People, robot: Robot
) -> None:
    await people.add("Alice")
    await page.goto(f"{people.url}/?people=Alice")
    composer = page.get_by_role("textbox", name="Message to the bot")
    await composer.wait_for()
    names = {"book": "Book a slot", "bookings": "My bookings", "help": "Help"}
    commands = [BotCommand(command=name, description=words) for name, words in names.items()]
    await robot.bot.set_my_commands(commands)
    await page.get_by_role("button", name="Commands").click()
    options = page.get_by_role("option")
    await expect(options).to_have_count(3)
    await page.keyboard.press("Escape")
    await expect(options).to_have_count(0)
    await composer.press_sequentially("/bo")
    await expect(options).to_have_count(2)
    await page.keyboard.press("Tab")
    await expect(composer).to_have_value("/book ")
    await composer.fill("/b")
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("Enter")
    assert (await robot.hears()).text == "/bookings"
    await page.get_by_role("button", name="Commands").click()
    await options.filter(has_text="/help").click()
    assert (await robot.hears()).text == "/help"


async def test_a_message_is_answered_by_keyboard(page: Page, people: People, robot: Robot) -> None:
    chat = await robot.meets("Alice")
    sent = await robot.bot.send_message(chat, "First")
    await robot.bot.send_message(chat, "Second")
    await page.goto(f"{people.url}/?people=Alice")
    await expect(page.get_by_role("article")).to_have_count(3)
    await page.get_by_role("textbox", name="Message to the bot").focus()
    await page.keyboard.press("Control+ArrowUp")
    await page.keyboard.press("Control+ArrowUp")
    await page.keyboard.type("To the first")
    await page.keyboard.press("Enter")
    heard = await robot.hears()
    assert heard.reply_to_message
    assert heard.reply_to_message.message_id == sent.message_id


async def test_screen_readers_find_landmarks_names_and_the_live_log(
    page: Page, people: People, robot: Robot
) -> None:
    chat = await robot.meets("Alice")
    await robot.bot.send_message(chat, "Which day?", reply_markup=calendar())
    await page.goto(f"{people.url}/?people=Alice")
    alice = page.get_by_role("region", name="Alice")
    await expect(alice.get_by_role("log")).to_have_attribute("aria-live", "polite")
    await expect(page.get_by_role("navigation", name="People")).to_be_visible()
    await expect(page.get_by_role("main")).to_be_visible()
    await expect(page.get_by_role("banner")).to_contain_text("Nothing leaves this machine")
    label = await alice.get_by_role("article").last.get_attribute("aria-label")
    assert label
    assert re.fullmatch(r".+, \d\d:\d\d", label)
    nameless = await page.evaluate(
        """[...document.querySelectorAll("button, a, input, textarea, select, [role=button]")]
            .filter((e) => e.checkVisibility())
            .filter((e) => !(e.getAttribute("aria-label") || e.textContent || "").trim())
            .map((e) => e.outerHTML)"""
    )
    assert nameless == []
    assert await page.get_by_role("button").count() > 35


async def test_the_focus_is_always_visible(page: Page, people: People, robot: Robot) -> None:
    chat = await robot.meets("Alice")
    await robot.bot.send_message(chat, "Which day?", reply_markup=calendar())
    await page.goto(f"{people.url}/?people=Alice")
    await page.get_by_role("button", name="1", exact=True).wait_for()
    rings = set()
    for _ in range(12):
        await page.keyboard.press("Tab")
        rings.add(
            await page.evaluate(
                "(() => { const s = getComputedStyle(document.activeElement);"
                " return document.activeElement === document.body"
                " || (s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 2) })()"
            )
        )
    assert rings == {True}


@pytest.mark.parametrize("width", [360, 320])
async def test_a_phone_shows_a_month_without_sideways_scrolling(
    page: Page, people: People, robot: Robot, width: int
) -> None:
    await page.set_viewport_size({"width": width, "height": 740})
    chat = await robot.meets("Alice")
    await people.add("Bartholomew-Maximilian", last_name="of the very long family name")
    await robot.bot.send_message(chat, "W" * 400, reply_markup=calendar())
    await page.goto(f"{people.url}/?people=Alice,Bartholomew-Maximilian")
    last = page.get_by_role("button", name="35", exact=True)
    await expect(last).to_be_in_viewport(ratio=1)
    assert await page.evaluate("document.documentElement.scrollWidth") <= width
    beyond = await page.evaluate(
        """(width) => [...document.querySelectorAll("main *, .top, .note, .add")]
            .filter((e) => e.checkVisibility() && e.getBoundingClientRect().right > width + 0.5)
            .map((e) => e.className)""",
        width,
    )
    assert beyond == []
    box = await last.bounding_box()
    assert box
    assert box["width"] >= 36
    assert box["height"] >= 40


async def test_a_phone_switches_between_people_and_counts_what_is_unread(
    page: Page, people: People, robot: Robot
) -> None:
    await page.set_viewport_size({"width": 360, "height": 740})
    await people.add("Alice")
    other = await robot.meets("Bob")
    await page.goto(f"{people.url}/?people=Alice,Bob")
    alice, bob = (page.get_by_role("region", name=name) for name in ("Alice", "Bob"))
    await expect(alice).to_be_visible()
    await expect(bob).to_be_hidden()
    await robot.bot.send_message(other, "Psst")
    await page.get_by_role("button", name="Bob 1 unread").click()
    await expect(alice).to_be_hidden()
    await expect(bob.get_by_text("Psst")).to_be_in_viewport()
    await expect(page.get_by_role("button", name="Bob", exact=True)).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_the_colours_of_words_have_contrast(
    browser: Browser, people: People, scheme: str
) -> None:
    context = await browser.new_context(color_scheme="dark" if scheme == "dark" else "light")
    page = await context.new_page()
    await page.goto(people.url)
    ratios = await page.evaluate(
        """(pairs) => {
            const root = getComputedStyle(document.documentElement);
            const light = (name) => {
                const hex = root.getPropertyValue(`--${name}`).trim();
                const parts = [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16) / 255);
                const linear = (c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
                const [red, green, blue] = parts.map(linear);
                return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
            };
            return pairs.map((pair) => {
                const [a, b] = pair.split("/").map(light);
                return [pair, (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05)];
            });
        }""",
        PAIRS.split(),
    )
    await context.close()
    assert {pair: round(ratio, 2) for pair, ratio in ratios if not ratio >= AA} == {}


async def test_on_a_phone_each_plus_says_what_it_adds(page: Page, people: People) -> None:
    for name in ("Alice", "Bob", "Clara", "Dora", "Eve", "Frank", "Gina"):
        await people.add(name)
    await page.set_viewport_size({"width": 390, "height": 780})
    await page.goto(f"{people.url}/?people=Alice")
    for words in ("person", "group"):
        await expect(page.locator(".add-words", has_text=words)).to_be_visible()
    chips = page.locator(".chips:not(.group-chips)")
    await expect(chips).to_be_visible()
    assert await chips.evaluate("it => it.scrollWidth > it.clientWidth")  # the edge fades
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")

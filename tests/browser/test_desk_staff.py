"""Stories of managers and owners in a real browser, whose other half is told in the chat."""

import asyncio
import re
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
import pytest_asyncio
from playwright.async_api import Browser, BrowserContext, Locator, Page, expect

from actions.caps import FRESH
from bot.local.stack import Stack
from db.uow import Database
from telegram_sandbox.driver import Person, Sandbox
from tests.browser.looking import sign_in
from tests.browser.test_desk import WAIT, chat, database, free_day
from tests.support.bookings import value
from tests.support.series import sql

__all__ = ("chat", "database")
pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def otto(chat: Sandbox, database: Database) -> Person:
    """An owner."""
    person = await chat.person("Otto")
    await person.says("/start")
    await person.sees("Hello")
    owner = "UPDATE accounts SET role = 'owner', staff_name = 'Otto' WHERE id = :id"
    await sql(database, owner, id=person.id)
    return person


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def desk(browser: Browser, otto: Person) -> AsyncIterator[BrowserContext]:
    context = await sign_in(browser, otto)
    yield context
    await context.close()


async def hello(chat: Sandbox, name: str) -> Person:
    person = await chat.person(name)
    await person.says("/start")
    await person.sees("Hello")
    return person


async def drag(page: Page, one: Locator, goal: Locator) -> None:
    """As a hand does it: it moves before the page scrolls."""
    await one.hover()
    await page.mouse.down()
    for place in (one, goal, goal):
        box = await place.bounding_box()
        assert box
        x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
        await page.mouse.move(x + 3, y + 3, steps=4)
    await page.mouse.up()


async def test_a_visit_is_dragged_to_another_time_and_the_patient_is_told(
    stack: Stack, page: Page, chat: Sandbox, database: Database
) -> None:
    wall = await free_day(database)
    vera = await hello(chat, "Vera")
    await vera.says(f"/book cbc {wall:%d %B %Y} {wall:%H:%M}")
    await vera.sees("Shall I book this?")
    await vera.taps("Confirm")
    await vera.sees("Booked.")
    await page.goto(f"{stack.bot_url}/desk/week?day={wall:%Y-%m-%d}")
    await page.get_by_role("button", name="Show who is booked").click()
    visit = page.locator("[data-move]", has_text="Vera")
    await expect(visit).to_be_visible()
    await page.set_viewport_size({"width": 1280, "height": 2400})  # all of the week is in view
    free = page.locator("td").filter(has=page.locator("[data-slot]"), has_not=visit)
    goal = free.last
    slot = await goal.locator("[data-slot]").get_attribute("data-slot")
    await drag(page, visit, goal.locator("[data-slot]"))
    await expect(page.get_by_role("heading", name="Move: Vera")).to_be_visible(timeout=WAIT)
    await expect(page.get_by_text("They get a message in a minute")).to_be_visible()
    found = "SELECT slot_id FROM bookings ORDER BY id DESC LIMIT 1"
    assert str(await value(database, found)) != slot, "nothing is done before the yes"
    await page.get_by_role("button", name="Move it").click()
    await expect(page.get_by_text("is moved.")).to_be_visible()
    assert str(await value(database, found)) == slot
    assert "moved" not in vera.transcript()
    await vera.sees("moved", within=90)


async def test_a_number_set_in_the_browser_is_met_in_the_chat(
    stack: Stack, page: Page, chat: Sandbox, database: Database
) -> None:
    wall = await free_day(database)
    walt = await hello(chat, "Walt")
    await walt.says(f"/book cbc {wall:%d %B %Y} {wall:%H:%M}")
    await walt.taps("Confirm")
    await walt.sees("Booked.")
    await page.goto(f"{stack.bot_url}/desk/settings")
    await page.get_by_role("textbox", name="Visits to come").fill("1")
    await page.get_by_role("button", name="Save: Visits to come").click()
    await expect(page.get_by_text("Visits to come: 1. It holds")).to_be_visible()
    await asyncio.sleep(FRESH.total_seconds() + 0.5)
    other = wall + timedelta(days=1)
    await walt.says(f"/book lipid {other:%d %B %Y} {wall:%H:%M}")
    await walt.taps("Confirm")
    await walt.sees("You already have one visit to come")
    await page.get_by_role("button", name="Undo").click()
    await expect(page.get_by_text("Undone.")).to_be_visible()
    assert await value(database, "SELECT number FROM house_settings") is None


async def test_a_colleague_is_invited_promoted_and_let_go_at_once(
    stack: Stack, page: Page, browser: Browser, chat: Sandbox
) -> None:
    await page.goto(f"{stack.bot_url}/desk/team")
    await page.get_by_label("What is their name?").fill("Xenia")
    await page.get_by_role("radio", name=re.compile("^desk")).check()
    await page.get_by_role("button", name="Make the invitation").click()
    link = await page.locator(".secret").inner_text()
    xenia = await chat.person("Xenia")
    await xenia.says(f"/start {link.partition('start=')[2]}")
    await xenia.sees("Welcome, Xenia. You are now: desk.")
    theirs = await sign_in(browser, xenia)
    other = await theirs.new_page()
    await page.goto(f"{stack.bot_url}/desk/team")
    await page.get_by_role("combobox", name="Role of Xenia").select_option("collector")
    await page.get_by_role("button", name="Change the role of Xenia").click()
    await expect(page.get_by_text("The role is changed")).to_be_visible()
    await xenia.sees("You are now: collector.")
    await other.goto(f"{stack.bot_url}/desk")
    await expect(other.get_by_role("heading", level=1)).to_have_text("Please sign in")
    line = page.locator("li", has_text="Xenia")
    await line.locator("summary").click()
    await line.get_by_role("button", name="Yes, revoke").click()
    await xenia.sees("You are not staff here any more.")
    await expect(page.locator("li", has_text="Xenia")).to_have_count(0)
    await theirs.close()


async def test_a_broadcast_written_in_the_browser_arrives_in_the_chats(
    stack: Stack, page: Page, chat: Sandbox, otto: Person
) -> None:
    yuri = await hello(chat, "Yuri")
    await page.goto(f"{stack.bot_url}/desk/broadcasts")
    await page.get_by_label("Your message").fill("We are closed on Friday.")
    await page.get_by_role("button", name="Show who gets it").click()
    await expect(page.get_by_role("heading", name="To everybody")).to_be_visible()
    await page.get_by_role("button", name="Send it to me alone").click()
    await otto.sees("We are closed on Friday.")
    assert "Friday" not in yuri.transcript()
    await page.get_by_role("button", name="Send now").click()
    await yuri.sees("We are closed on Friday.", within=30)
    await expect(page.locator("#sent li").first).to_contain_text("Done.", timeout=WAIT)


async def test_what_is_chosen_for_an_audience_chooses_it(stack: Stack, page: Page) -> None:
    await page.goto(f"{stack.bot_url}/desk/broadcasts")
    await page.get_by_label("Which test?").select_option(index=1)
    await expect(page.get_by_role("radio", name="Patients of a test")).to_be_checked()


async def test_a_webhook_is_made_and_its_secret_shown_once(stack: Stack, page: Page) -> None:
    await page.goto(f"{stack.bot_url}/desk/team")
    await page.get_by_role("link", name="Programs that are told").click()
    await page.get_by_label("Where does it listen?").fill("https://example.com/hook")
    await page.get_by_role("button", name="Make the webhook").click()
    await expect(page.locator(".secret")).to_contain_text("whsec_")
    await page.goto(f"{stack.bot_url}/desk/team/webhooks")
    await expect(page.locator(".secret")).to_have_count(0)
    await page.get_by_text("End it …").click()
    await page.get_by_role("button", name="Yes, end it").click()
    await expect(page.get_by_text("told nothing any more")).to_be_visible()

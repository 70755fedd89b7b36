"""An empty house set up by clicking alone, and booked; two people at one test; a second branch."""

import re
from collections.abc import AsyncIterator, Iterator

import pytest
import pytest_asyncio
from playwright.async_api import Browser, BrowserContext, Page, expect

from bot.local.stack import Stack
from db.base import open_engine
from db.uow import Database
from telegram_sandbox.driver import Person, Sandbox
from tests.browser.looking import LINK, WIDTHS, faults_everywhere, is_fault
from tests.support.bookings import value
from tests.support.house import house
from tests.support.series import sql

pytestmark = pytest.mark.asyncio(loop_scope="session")
PRICE = "SELECT price::text FROM tests WHERE code = :code"


@pytest.fixture(scope="module")
def stack(
    postgres_server: str,
    template_database: str,
    redis_server: str,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Stack]:
    """A house that is empty at first."""
    home = tmp_path_factory.mktemp("empty")
    with house(home, postgres_server, template_database, redis_server) as running:
        yield running


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def database(stack: Stack) -> AsyncIterator[Database]:
    engine = open_engine(stack.backends.database_url)
    yield Database(engine)
    await engine.dispose()


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def chat(stack: Stack) -> AsyncIterator[Sandbox]:
    async with Sandbox(stack.sandbox_url) as driver:
        yield driver


async def comes_in(browser: Browser, chat: Sandbox, database: Database, name: str) -> Page:
    """An owner, by the link that the chat gives; in which no script may complain."""
    person: Person = await chat.person(name)
    await person.says("/start")
    await person.sees("Hello")
    owner = "UPDATE accounts SET role = 'owner', staff_name = :name WHERE id = :id"
    await sql(database, owner, id=person.id, name=name)
    context = await browser.new_context(
        locale="en-GB", viewport=WIDTHS[1280], reduced_motion="reduce"
    )
    await person.says("/dashboard")
    found = LINK.search((await person.sees("The front desk in your browser")).text)
    assert found
    page = await context.new_page()
    page.on("pageerror", lambda error: pytest.fail(str(error)))
    page.on("console", lambda line: pytest.fail(line.text) if is_fault(line) else None)
    await page.goto(found[0])
    await page.get_by_role("button", name="Sign in").click()
    return page


async def press(page: Page, button: str) -> None:
    await page.get_by_role("button", name=button, exact=True).click()


async def heads(page: Page, words: str) -> None:
    """Which page it is; and it is one for everybody, at every width."""
    await expect(page.get_by_role("heading", level=1)).to_contain_text(words)
    path = page.url.partition("/desk/")[2].partition("?")[0]
    name = re.sub(r"\W+", "-", path)
    found = await faults_everywhere(page, name)
    assert not found, "\n".join(found)


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def olga(
    browser: Browser, chat: Sandbox, database: Database, stack: Stack
) -> AsyncIterator[Page]:
    """Her tab, when all of the setup is done on the web."""
    page = await comes_in(browser, chat, database, "Olga")
    await heads(page, "Setting up your lab")
    await page.get_by_role("button", name="Go on: Name").click()
    await page.get_by_label("What is your lab called?").fill("L")
    await press(page, "Go on")
    await expect(page.get_by_role("alert")).to_contain_text("too short")
    await page.get_by_label("What is your lab called?").fill("Lab Linden")
    await heads(page, "Name")
    await press(page, "Go on")
    await page.get_by_label("What is its address?").fill("1 Linden Street, Berlin")
    await press(page, "Go on")
    await heads(page, "On the map")
    await page.goto(f"{stack.bot_url}/desk/week")  # left, and taken up again
    await page.goto(f"{stack.bot_url}/desk/house/setup")
    await page.get_by_role("link", name="On the map").click()
    await page.get_by_label("Where is its door?").fill("19.0176, 72.8562")
    await press(page, "Go on")
    await expect(page.get_by_text("Asia/Kolkata")).to_be_visible()
    await page.get_by_label("Which city's clock").fill("Berlin")
    await press(page, "Change: Time zone")
    await heads(page, "Is this right?")
    await expect(page.get_by_text("Europe/Berlin")).to_be_visible()
    await press(page, "That is right")
    for day in ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"):
        await page.get_by_label(day, exact=True).check()
    await page.get_by_label("From", exact=True).fill("07:00")
    await page.get_by_label("Until", exact=True).first.fill("20:00")
    await page.get_by_label("Minutes of one time").fill("15")
    await page.get_by_role("button", name="Show what it makes").first.click()
    await expect(page.get_by_role("alert")).to_contain_text("How many people at once?")
    await page.get_by_label("People at once").fill("3")
    await page.get_by_role("button", name="Show what it makes").first.click()
    await heads(page, "When can patients come?")
    await press(page, "Make it")
    await page.get_by_label(re.compile("TSH")).fill("sixteen")
    await page.get_by_label(re.compile(r" CBC$")).fill("9.50")
    await press(page, "Offer these tests")
    await heads(page, "Which tests do you offer?")
    await page.get_by_label(re.compile("TSH")).fill("16")
    await press(page, "Offer these tests")
    await page.get_by_role("radio", name=re.compile("^desk")).check()
    await page.get_by_label("What is their name?").fill("Dana")
    await press(page, "Make the link")
    await heads(page, "Whom do you want to invite first?")
    await page.get_by_role("button", name="Go on with the setup").click()
    await heads(page, "Your lab is open")
    yield page
    await page.context.close()


async def test_an_empty_house_is_set_up_and_booked_in_the_browser(
    stack: Stack, olga: Page, database: Database, chat: Sandbox
) -> None:
    loaded = "img => img.complete && img.naturalWidth > 100"
    assert await olga.get_by_alt_text("QR code").evaluate(loaded)
    await olga.goto(f"{stack.bot_url}/desk/patients")
    await olga.get_by_label("name and phone number").fill("Ann Lee +49 30 1234567")
    await press(olga, "Add")
    await (
        olga.get_by_role("button", name="Book a visit")
        .or_(olga.get_by_role("link", name="Book a visit"))
        .click()
    )
    await olga.get_by_role("link", name="Blutbild").click()
    await olga.get_by_label("Times").get_by_role("link").last.click()
    await press(olga, "Book it")
    await expect(olga.get_by_text("is made")).to_be_visible()
    assert await value(database, "SELECT price::text FROM bookings") == "9.50"
    nora = await chat.person("Nora")
    await nora.says("/start")
    await nora.sees("I can book lab tests for you")
    await nora.says("/book tsh tomorrow 9am")
    await nora.sees("Shall I book this?")


@pytest.mark.parametrize(
    "path", ["", "/hours/1", "/seats", "/tests", "/tests/1", "/labs", "/labs/1"]
)
async def test_a_page_of_the_house_is_for_everybody(stack: Stack, olga: Page, path: str) -> None:
    await olga.goto(f"{stack.bot_url}/desk/house{path}")
    await heads(olga, "")


async def test_of_two_who_edit_a_test_at_once_the_second_reads_and_saves_again(
    stack: Stack, browser: Browser, olga: Page, chat: Sandbox, database: Database
) -> None:
    otto = await comes_in(browser, chat, database, "Otto")
    number = await value(database, "SELECT id FROM tests WHERE code = 'TSH'")
    for page in (olga, otto):
        await page.goto(f"{stack.bot_url}/desk/house/tests/{number}")
    await otto.get_by_label("Price").fill("18")
    await press(otto, "Save")
    await expect(otto.get_by_text("Saved.")).to_be_visible()
    await olga.get_by_label("Price").fill("17")
    await olga.get_by_label("Minutes").fill("12")
    await press(olga, "Save")
    await expect(olga.get_by_role("alert")).to_contain_text("Somebody has changed that meanwhile")
    await expect(olga.locator(".card")).to_contain_text("Otto changed test")
    await expect(olga.locator(".card dd")).to_have_text(
        re.compile(r"16\.00 → 18\.00\s*You typed: 17")
    )
    await heads(olga, "TSH")
    assert await value(database, PRICE, code="TSH") == "18.00"
    await press(olga, "Save")
    await expect(olga.get_by_text("Saved.")).to_be_visible()
    assert await value(database, PRICE, code="TSH") == "17.00"
    assert await value(database, "SELECT minutes FROM tests WHERE code = 'TSH'") == 12
    await otto.context.close()


async def test_without_scripts_hours_end_and_come_back_and_seats_are_added(
    stack: Stack, browser: Browser, olga: Page, database: Database
) -> None:
    plain: BrowserContext = await browser.new_context(
        java_script_enabled=False, storage_state=await olga.context.storage_state()
    )
    page = await plain.new_page()
    await page.goto(f"{stack.bot_url}/desk/house")
    await page.get_by_role("button", name=re.compile("^End it")).click()
    await press(page, "Yes, end it")
    await expect(page.get_by_text("No sessions yet")).to_be_visible()
    await page.get_by_role("button", name="Undo").first.click()
    await page.goto(f"{stack.bot_url}/desk/house/seats")
    day = await page.get_by_label("Another day").input_value()
    await page.get_by_role("link", name=re.compile("›")).click()
    await page.get_by_role("button", name="One seat more: 19:00, all of them").click()
    await expect(page.get_by_text("Changed: 4 times.")).to_be_visible()
    more = "SELECT count(*) FROM time_slots WHERE capacity = 4"
    assert await value(database, more) == 4, day
    await page.get_by_role("button", name="Undo").first.click()
    assert await value(database, more) == 0
    await plain.close()


async def test_a_second_branch_is_added_and_the_frame_switches_to_it(
    stack: Stack, olga: Page, database: Database
) -> None:
    await olga.goto(f"{stack.bot_url}/desk/house/labs")
    await expect(olga.get_by_label("The branch that you see")).to_have_count(0)
    await olga.get_by_label("Name").fill("Branch South")
    await olga.get_by_label("Address").fill("5 Park Road")
    await olga.get_by_label("City, for its clock").fill("Mumbai")
    await press(olga, "Add it")
    await heads(olga, "Branch South")
    await olga.goto(f"{stack.bot_url}/desk/week")
    await expect(olga.locator(".head .sub")).to_have_text("Lab Linden")
    await olga.get_by_label("The branch that you see").select_option("Branch South")
    await press(olga, "Go there")
    await heads(olga, "Week")
    await expect(olga.locator(".head .sub")).to_have_text("Branch South")
    await expect(olga.get_by_label("The branch that you see")).to_have_value("2")

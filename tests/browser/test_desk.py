"""The front desk in a real browser, over the real bot and worker: signing in, the live day, undo.

Every page is held against axe's rules at two widths, light and dark. SHOTS=folder keeps pictures.
"""

import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
import pytest_asyncio
from playwright.async_api import (
    Browser,
    BrowserContext,
    Page,
    Route,
    expect,
)

from bot.local.stack import Stack
from db.base import open_engine
from db.uow import Database
from telegram_sandbox.driver import Person, Sandbox
from tests.browser.looking import WIDTHS, faults, faults_everywhere, sign_in
from tests.support.bookings import value
from tests.support.clinic import soon
from tests.support.desk import DEAD, visit_at
from tests.support.mini_app import fragment, init_data
from tests.support.series import sql
from tests.support.zone import ZONE

pytestmark = pytest.mark.asyncio(loop_scope="session")
WAIT = 30_000


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def database(stack: Stack) -> AsyncIterator[Database]:
    engine = open_engine(stack.backends.database_url)
    yield Database(engine)
    await engine.dispose()


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def chat(stack: Stack) -> AsyncIterator[Sandbox]:
    async with Sandbox(stack.sandbox_url) as driver:
        yield driver


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def olga(chat: Sandbox, database: Database) -> Person:
    """The owner, and a day on which much has happened."""
    person = await chat.person("Olga")
    await person.says("/start")
    await person.sees("Hello")
    owner = "UPDATE accounts SET role = 'owner', staff_name = 'Olga' WHERE id = :id"
    await sql(database, owner, id=person.id)
    await a_day(database, person.id)
    return person


async def a_day(database: Database, account: int) -> None:
    names = ("Ann Lee", "Bo Chen", "Maria-Luisa Fernández de la Cruz", "Émile Zola", "Ida Berg")
    states = ("fulfilled", "no_show", "arrived", "arrived", "booked")
    now = datetime.now(UTC).replace(minute=0, second=0, microsecond=0)
    for place, (name, state) in enumerate(zip(names, states, strict=True)):
        at = now + (place - 2) * timedelta(minutes=45)
        number = await visit_at(database, at, name, account=account)
        changed = "UPDATE bookings SET status = :status, arrived_at = now() WHERE id = :id"
        await sql(database, changed, status=state, id=number)
    await sql(database, DEAD, author=account, count=3)


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def desk(browser: Browser, olga: Person) -> AsyncIterator[BrowserContext]:
    context = await sign_in(browser, olga)
    yield context
    await context.close()


PATHS = (
    "/desk",
    "/desk/visits/1",
    "/desk/visits/5/move",
    "/desk/browsers",
    "/desk/nothing",
    "/desk/week",
    "/desk/week?visits=1",
    "/desk/patients?q=ida",
    "/desk/patients/5",
    "/desk/book?patient=5",
    "/desk/book?patient=5&test=1",
    "/desk/followups",
    "/desk/messages?cause=blocked",
    "/desk/close?first=2027-01-04T09:00&end=2027-01-04T10:00",
    "/desk/numbers?span=day",
    "/desk/audit",
    "/desk/team",
    "/desk/team/webhooks",
    "/desk/settings",
    "/desk/broadcasts",
    "/desk/workers",
)


@pytest.mark.parametrize("path", PATHS)
async def test_a_page_is_for_everybody_at_every_width(stack: Stack, page: Page, path: str) -> None:
    answer = await page.goto(stack.bot_url + path)
    assert answer
    found = await faults_everywhere(page, re.sub(r"[/?&=]", "-", path.strip("/")))
    assert not found, "\n".join(found)


async def free_day(database: Database) -> datetime:
    """The lab's clock at a free time of another day."""
    found = f"""SELECT starts_at AT TIME ZONE '{ZONE}' FROM time_slots
                 WHERE status = 'open' AND booked < capacity
                   AND starts_at > now() + interval '30 hours' ORDER BY starts_at LIMIT 1"""
    wall = await value(database, found)
    assert isinstance(wall, datetime)
    return wall


async def test_a_booking_made_in_chat_appears_on_the_open_page_and_goes_its_way(
    stack: Stack, page: Page, chat: Sandbox, database: Database
) -> None:
    wall = await free_day(database)
    await page.goto(f"{stack.bot_url}/desk?day={wall:%Y-%m-%d}")
    await expect(page.locator("body.is-live")).to_be_attached(timeout=WAIT)
    nora = await chat.person("Nora")
    await nora.says("/start")
    await nora.sees("Hello")
    await nora.says(f"/book cbc {wall:%d %B %Y} {wall:%H:%M}")
    await nora.sees("Shall I book this?")
    await nora.taps("Confirm")
    await nora.sees("Booked.")
    line = page.locator(".visits li", has_text="Nora")
    await expect(line).to_contain_text("booked", timeout=WAIT)
    await line.get_by_role("button", name="Arrived").click()
    await expect(page.get_by_role("heading", level=1)).to_contain_text("still to come")
    await page.get_by_role("button", name="Yes: Arrived").click()
    await expect(line).to_contain_text("here", timeout=WAIT)
    await line.get_by_role("button", name="Put back").click()
    await expect(line).to_contain_text("booked", timeout=WAIT)
    await line.get_by_role("link", name="Nora").click()
    await page.get_by_role("button", name="Cancel it").click()
    await expect(page.get_by_text("is cancelled.")).to_be_visible()
    await expect(page.locator(".left").first).to_have_text(re.compile(r"0:\d\d"))
    await page.get_by_role("button", name="Undo").click()
    await expect(page.get_by_text("nobody was told")).to_be_visible()
    status = "SELECT status FROM bookings ORDER BY id DESC LIMIT 1"
    assert await value(database, status) == "booked"
    assert "cancelled" not in nora.transcript()


async def test_acts_of_the_sheet_change_it_in_place_and_keep_the_focus(
    stack: Stack, page: Page, database: Database, olga: Person
) -> None:
    number = await visit_at(database, soon() + timedelta(seconds=7), "Pia Lund", account=olga.id)
    at = f"SELECT starts_at AT TIME ZONE '{ZONE}' FROM time_slots ORDER BY id DESC LIMIT 1"
    day = await value(database, at)
    await page.goto(f"{stack.bot_url}/desk?day={day:%Y-%m-%d}")
    line = page.locator(f"#v{number}")
    await page.evaluate("window.scrollTo(0, 60); window.kept = true")
    await line.get_by_role("button", name="Arrived").click()
    await expect(line).to_contain_text("here", timeout=WAIT)
    assert await page.evaluate("window.kept"), "the page was not left"
    assert await value(database, "SELECT status FROM bookings WHERE id = :id", id=number) == (
        "arrived"
    )


async def test_without_scripts_pages_are_read_and_forms_are_sent(
    stack: Stack, browser: Browser, desk: BrowserContext, database: Database, olga: Person
) -> None:
    number = await visit_at(database, soon() + timedelta(seconds=9), "Ole Dahl", account=olga.id)
    plain = await browser.new_context(
        java_script_enabled=False, storage_state=await desk.storage_state()
    )
    page = await plain.new_page()
    await page.goto(f"{stack.bot_url}/desk/visits/{number}")
    await page.get_by_role("button", name="Arrived").click()
    await expect(page.locator(".card .sub")).to_contain_text("here")
    await page.get_by_label("What should colleagues know?").fill("left arm")
    await page.get_by_role("button", name="Keep the note").click()
    await expect(page.get_by_text("left arm")).to_be_visible()
    await plain.close()


async def test_it_is_used_by_keyboard_alone(stack: Stack, page: Page) -> None:
    await page.goto(f"{stack.bot_url}/desk")
    await page.keyboard.press("Tab")
    await expect(page.get_by_role("link", name="Skip to the page")).to_be_focused()
    await page.keyboard.press("Enter")
    await page.keyboard.press("Tab")
    focused = "document.activeElement.closest('main') !== null"
    assert await page.evaluate(focused)


async def test_inside_of_telegram_the_dashboard_opens_without_a_question(
    stack: Stack, browser: Browser, olga: Person
) -> None:
    context = await browser.new_context(viewport=WIDTHS[390])
    app = await context.new_page()
    door = f"{stack.bot_url}/desk/app"
    await app.goto(door)
    await expect(app.get_by_text("Open the bot in Telegram")).to_be_visible()
    assert not await faults(app, "")
    data = init_data(stack.token, olga.id)
    await app.goto(f"{door}?from=chat{fragment(data)}")
    await expect(app.get_by_role("heading", level=1)).to_contain_text("Today")
    assert "tgWebAppData" not in app.url
    await app.go_back()
    assert data not in app.url
    thief = await (await browser.new_context()).new_page()
    await thief.goto(door + fragment(data))
    await expect(thief.get_by_role("heading", level=1)).to_have_text("Please sign in")
    await thief.context.close()
    await context.close()


async def test_telegrams_web_version_is_sent_to_a_tab_of_its_own(
    stack: Stack, browser: Browser, olga: Person
) -> None:
    page = await browser.new_page()
    data = fragment(init_data(stack.token, olga.id))

    async def embedded(route: Route) -> None:
        shown = f'<iframe src="https://lab.example/desk/app{data}"></iframe>'
        await route.fulfill(body=shown, content_type="text/html")

    async def answered(route: Route) -> None:
        path = route.request.url.removeprefix("https://lab.example")
        await route.fulfill(response=await route.fetch(url=stack.bot_url + path))

    await page.route("https://lab.example/**", answered)
    for host, is_shown in (("web.telegram.org", True), ("evil.example", False)):
        await page.route(f"https://{host}/", embedded)
        await page.goto(f"https://{host}/")
        framed = page.frame_locator("iframe").get_by_text("opens in a tab of its own")
        if is_shown:
            await expect(framed).to_be_visible()
        else:
            await expect(framed).to_have_count(0)
    await page.close()


async def test_whoever_loses_the_role_is_shown_the_door(
    stack: Stack, page: Page, database: Database, olga: Person
) -> None:
    await page.goto(f"{stack.bot_url}/desk")
    changed = "UPDATE accounts SET role = :role WHERE id = :id"
    await sql(database, changed, role="patient", id=olga.id)
    try:
        await page.goto(f"{stack.bot_url}/desk/week")
        await expect(page.get_by_role("heading", level=1)).to_have_text("Please sign in")
    finally:
        await sql(database, changed, role="owner", id=olga.id)

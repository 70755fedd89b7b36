"""The front desk in a real browser, over the real bot and worker: signing in, the live day, undo.

Every page is held against axe's rules at two widths, light and dark. SHOTS=folder keeps pictures.
"""

import os
import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser, BrowserContext, ConsoleMessage, Page, ViewportSize, expect

from bot.local.stack import Stack
from db.base import open_engine
from db.uow import Database
from telegram_sandbox.driver import Person, Sandbox
from tests.support.desk import DEAD, visit_at
from tests.support.series import sql

pytestmark = pytest.mark.asyncio(loop_scope="session")
AXE = (Path(__file__).parents[1] / "data/axe.min.js").read_text()
SHOTS = os.environ.get("SHOTS", "")
WIDTHS = {1280: ViewportSize(width=1280, height=800), 390: ViewportSize(width=390, height=844)}
SCHEMES = ("light", "dark")
LINK = re.compile(r"http://\S+/desk/in/[\w-]+")
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
    """Signed in by the link that the chat gives."""
    context = await browser.new_context(
        locale="en-GB", viewport=WIDTHS[1280], reduced_motion="reduce"
    )
    await olga.says("/dashboard")
    answer = await olga.sees("The front desk in your browser")
    found = LINK.search(answer.text)
    assert found
    page = await context.new_page()
    await page.goto(found[0])
    await page.get_by_role("button", name="Sign in").click()
    await expect(page.get_by_role("heading", level=1)).to_contain_text("Today")
    await page.close()
    yield context
    await context.close()


@pytest_asyncio.fixture(loop_scope="session")
async def page(desk: BrowserContext) -> AsyncIterator[Page]:
    """A tab, in which no script may complain."""
    page = await desk.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda line: complaints.append(line.text) if is_fault(line) else None)
    yield page
    await page.close()
    assert not complaints


def is_fault(line: ConsoleMessage) -> bool:
    """A page that is not there is not one."""
    return line.type == "error" and "404" not in line.text


async def faults(page: Page) -> list[str]:
    """What axe finds, by rule and place."""
    await page.evaluate(AXE)
    found: dict[str, Any] = await page.evaluate("axe.run({resultTypes: ['violations']})")
    return [
        f"{rule['id']}: {node['html'][:150]}"
        for rule in found["violations"]
        for node in rule["nodes"]
    ]


PATHS = (
    "/desk",
    "/desk/visits/1",
    "/desk/visits/5/move",
    "/desk/browsers",
    "/desk/nothing",
    "/desk/week",
    "/desk/patients?q=ida",
    "/desk/patients/5",
    "/desk/book?patient=5",
    "/desk/book?patient=5&test=1",
    "/desk/messages?cause=blocked",
    "/desk/workers",
)


@pytest.mark.parametrize("path", PATHS)
async def test_a_page_is_for_everybody_at_every_width(stack: Stack, page: Page, path: str) -> None:
    answer = await page.goto(stack.bot_url + path)
    assert answer
    found = []
    for width, size in WIDTHS.items():
        await page.set_viewport_size(size)
        for scheme in SCHEMES:
            await page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            found += [f"{width} {scheme} {one}" for one in await faults(page)]
            if SHOTS:
                name = re.sub(r"[/?&=]", "-", path.strip("/")) + f"-{width}-{scheme}.png"
                await page.screenshot(path=Path(SHOTS) / name, full_page=True)
        wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        if await page.evaluate(wide) > 0:
            found.append(f"{width}: scrolls sideways")
    assert not found, "\n".join(found)

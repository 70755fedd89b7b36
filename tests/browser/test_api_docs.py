"""Swagger's page of the REST API: it shows every route, tries one, and breaks no policy."""

import pytest
from playwright.async_api import Browser, expect

from bot.local.stack import Stack
from web.api import ROUTES

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_the_page_shows_and_tries_every_route(stack: Stack, browser: Browser) -> None:
    context = await browser.new_context(viewport={"width": 1280, "height": 900})
    page, said, fetched = await context.new_page(), list[str](), list[str]()
    page.on("console", lambda line: said.append(line.text) if line.type == "error" else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("request", lambda request: fetched.append(request.url))
    await page.goto(f"{stack.bot_url}/api/docs")
    await expect(page.locator(".opblock")).to_have_count(len(ROUTES), timeout=30_000)
    assert said == []
    assert all(url.startswith((stack.bot_url, "data:")) for url in fetched), fetched
    await page.locator("#operations-labs-list_labs .opblock-summary-control").click()
    await page.locator("#operations-labs-list_labs button.execute").click()
    await expect(page.locator(".live-responses-table")).to_contain_text("key_missing")
    await context.close()

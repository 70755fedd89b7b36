"""Signing in, and looking at a page as everybody might: axe's rules, two widths, light and dark."""

import os
import re
from pathlib import Path
from typing import Any, Literal

from playwright.async_api import Browser, BrowserContext, ConsoleMessage, Page, ViewportSize, expect

from telegram_sandbox.driver import Person

AXE = (Path(__file__).parents[1] / "data/axe.min.js").read_text()
LINK = re.compile(r"http://\S+/desk/in/[\w-]+")
SHOTS = os.environ.get("SHOTS", "")
WIDTHS = {1280: ViewportSize(width=1280, height=800), 390: ViewportSize(width=390, height=844)}
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
WHOLE = {(1280, "light"), (390, "dark")}
"""Where all rules are looked at; at the others those that light and width change."""
COLOURS = "runOnly: ['color-contrast', 'scrollable-region-focusable', 'target-size']"


def is_fault(line: ConsoleMessage) -> bool:
    """A page that is not there, or not for everybody, is not one."""
    return line.type == "error" and not re.search("status of 4(0[149]|12|22)", line.text)


async def faults(page: Page, rules: str) -> list[str]:
    """What axe finds, by rule and place."""
    await page.evaluate(AXE)
    found: dict[str, Any] = await page.evaluate(f"axe.run({{{rules}}})")
    return [
        f"{rule['id']}: {node['html'][:150]}"
        for rule in found["violations"]
        for node in rule["nodes"]
    ]


async def faults_everywhere(page: Page, name: str) -> list[str]:
    """Of the page that is open. SHOTS=folder keeps pictures by this name."""
    found = []
    for width, size in WIDTHS.items():
        await page.set_viewport_size(size)
        for scheme in SCHEMES:
            await page.emulate_media(color_scheme=scheme)
            rules = "" if (width, scheme) in WHOLE else COLOURS
            found += [f"{width} {scheme} {one}" for one in await faults(page, rules)]
            if SHOTS:
                shot = Path(SHOTS) / f"{name}-{width}-{scheme}.png"
                await page.screenshot(path=shot, full_page=True)
        wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        if await page.evaluate(wide) > 0:
            found.append(f"{width}: scrolls sideways")
    await page.set_viewport_size(WIDTHS[1280])
    await page.emulate_media(color_scheme="light")
    return found


async def sign_in(browser: Browser, person: Person) -> BrowserContext:
    """A browser of theirs, let in by the link that the chat gives."""
    context = await browser.new_context(
        locale="en-GB", viewport=WIDTHS[1280], reduced_motion="reduce"
    )
    await person.says("/dashboard")
    found = LINK.search((await person.sees("The front desk in your browser")).text)
    assert found
    page = await context.new_page()
    await page.goto(found[0])
    await page.get_by_role("button", name="Sign in").click()
    await expect(page.get_by_role("heading", level=1)).to_contain_text("Today")
    await page.close()
    return context

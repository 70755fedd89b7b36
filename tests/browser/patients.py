"""Pictures of all that a patient sees, at a phone's width, in each language, for somebody to read.

`python -m tests.browser.patients FOLDER [CODE ...]` leaves sheets of eight screens and their texts,
in which a button with a label that is too wide for its place is marked.
"""

import infra.telegram_models  # noqa: F401 - before aiogram

# isort: split
import asyncio
import sys
import tempfile
from base64 import b64encode
from collections.abc import Awaitable
from dataclasses import dataclass, field
from functools import partial
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.async_api import Page, async_playwright

from bot.local.stack import Stack
from db.base import open_engine
from db.migrate import migrate
from db.uow import Database
from screens.booking.callbacks import BookingsDo, BookingsTap
from screens.language import SPOKEN
from telegram_sandbox.driver import Person, Sandbox
from tests.browser.conftest import QUIET, chromium
from tests.browser.looking import WIDTHS
from tests.e2e.test_language_story import begin
from tests.support import servers
from tests.support.clinic import change, on, open_clinic, times_of
from tests.support.house import house
from tests.support.series import sql
from tests.support.staff import arrives

ACROSS, DOWN = 4, 2
STILL = 0.4  # seconds in which nothing more comes
FONT = Path(__file__).parents[2] / "infra/chart/fonts/NotoSansDevanagari.ttf"
STYLE = """
    @font-face { font-family: Hindi; src: url(data:font/ttf;base64,%s) }
    :root { --font: system-ui, "DejaVu Sans", Hindi, sans-serif !important }
"""
WRAPPED = """labels => [...labels].filter(it => it.getClientRects().length &&
    it.offsetHeight > 1.5 * parseFloat(getComputedStyle(it).lineHeight)).map(it => it.innerText)"""
TODAY = """
    UPDATE time_slots AS s SET starts_at = begin, ends_at = begin + interval '1 hour'
      FROM bookings AS b, LATERAL (SELECT
           date_trunc('minute', now()) + (30 + b.id) * interval '1 minute' AS begin) AS at
     WHERE b.slot_id = s.id
"""
DUE = """UPDATE scheduled_messages SET due_at = date_trunc('second', clock_timestamp()),
                fire_at = date_trunc('second', clock_timestamp())
          WHERE id = (SELECT min(id) FROM scheduled_messages WHERE status = 'scheduled'
                         AND content ->> 'kind' = 'reminder'
                         AND (content ->> 'asks' = 'fasting') IS NOT DISTINCT FROM :asks)"""


@dataclass
class Walk:
    """One patient on the way through all of it."""

    person: Person
    chat: Sandbox
    page: Page
    database: Database
    code: str
    pictures: list[bytes] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)

    async def says(self, words: str) -> None:
        await self.person.says(words)
        await self.look()

    async def taps(self, label: str, *more: str) -> None:
        """The button that says so in their language; `more` ones are of no interest before it."""
        for one in (label, *more):
            await self.person.taps(begin(self.code, one))
            await self.look()

    async def taps_at(self, label: str) -> None:
        """One that says the same in every language."""
        await self.person.taps(label)
        await self.look()

    async def opens(self, number: int = 1) -> None:
        """A visit's card."""
        await self.says("/bookings")
        tap = BookingsTap(do=BookingsDo.OPEN, value=number).pack()
        await self.person.forges(tap, (await self.person.last()).id)
        await self.look()

    async def look(self, after: float = STILL) -> None:
        """Keep what is on the screen now."""
        await self.chat.settled()
        await asyncio.sleep(after)
        self.pictures.append(await self.page.screenshot())
        last = await self.person.last()
        wide = await self.page.eval_on_selector_all(".key-text", WRAPPED)
        keys = "".join(f"\n    [{label}]{' TOO WIDE' * (label in wide)}" for label in last.buttons)
        toast = f"\n  (toast: {self.person.toast()})" if self.person.toast() else ""
        self.texts.append(f"--- {len(self.texts) + 1}\n{last.text}{keys}{toast}")

    async def until(self, source: str, act: Awaitable[None]) -> None:
        """Something is done behind their back, and a message follows."""
        await act
        await self.person.sees(begin(self.code, source), within=60)
        await self.look()


async def books(walk: Walk) -> None:
    """A visit for two tests, for somebody who is new."""
    await walk.says("/start")
    await walk.taps("Book a test")
    await walk.says("cbc")
    await walk.taps_at(str(on(3).day))
    await walk.taps("Morning")
    await walk.taps_at("09:00")
    await walk.taps("Someone else")
    await walk.says("Tom Lovelace")
    await walk.says("12.03.2018")
    await walk.taps("Add a test")
    await walk.says("lipid")
    await walk.taps("Confirm")


async def changes_it(walk: Walk) -> None:
    """All but that."""
    await walk.opens()
    await walk.taps("Move")
    await walk.taps("‹ Back")
    await walk.opens()
    await walk.taps("Earlier, if possible", "Stop waiting", "Cancel booking", "Keep it")


async def is_reminded(walk: Walk) -> None:
    """By both messages that ask."""
    due = partial(sql, walk.database, DUE)
    await walk.until("Your appointment", due(asks=None))
    await walk.taps("Details", "I am coming")
    await walk.until("Have they eaten since {time}?", due(asks=True))
    await walk.taps("Yes")


async def is_too_late(walk: Walk) -> None:
    """The desk is told."""
    await sql(walk.database, "UPDATE tests SET move_hours = 336, cancel_hours = 336")
    await walk.opens()
    await walk.taps("Tell the desk", "I cannot come")
    await walk.says("/move")
    await sql(walk.database, "UPDATE tests SET move_hours = 0, cancel_hours = 0")


async def waits(walk: Walk) -> None:
    """For a seat of a full day, until there is one."""
    first, last = times_of(on(5))[0], times_of(on(5))[-1]
    where = "starts_at BETWEEN :first AND :last"
    await change(walk.database, "booked = capacity", where, first=first, last=last)
    await walk.says(f"/book tsh {on(5):%d.%m.%Y}")
    await walk.taps("Join the waiting list", "Only {day}", "Any time of the day", "Me: {name}")
    await walk.taps("Wait for a seat")
    await walk.says("/bookings")
    freed = change(walk.database, "booked = 0", "starts_at = :first", first=first)
    await walk.until("A seat is free for you", freed)
    await walk.taps("Details", "Take it")


async def comes(walk: Walk) -> None:
    """The day has come."""
    await sql(walk.database, "UPDATE tests SET turnaround_hours = 24")
    await sql(walk.database, TODAY)
    await walk.look(after=5)
    for what in ("15 min late", "I am here"):
        await walk.opens()
        await walk.taps(what)
    await walk.says("/start here_1")


async def sets(walk: Walk) -> None:
    """What there is beside visits."""
    await walk.says("/quiet")
    await walk.taps("Reminders wait", "Other hours", "‹ Back", "Everything silently")
    await walk.says("/privacy")
    await walk.taps("Name the test", "Delete all of it", "Go on", "No, delete nothing")
    await walk.says("/people")
    await walk.taps_at("Tom")
    await walk.taps("Remove")
    for command in ("language", "help", "timezone", "email", "branch", "cancel"):
        await walk.says(f"/{command}")
    await walk.says(f"/schedule {on(2):%d.%m.%Y} 18:00 Call Ada")
    await walk.taps("Confirm")
    await walk.says("/scheduled")
    await walk.says("xyzzy")


STEPS = (books, changes_it, is_reminded, is_too_late, waits, comes, sets)


def sheets(pictures: list[bytes], folder: Path, code: str) -> None:
    """Several on each, from left to right."""
    size = WIDTHS[390]
    for number, first in enumerate(range(0, len(pictures), ACROSS * DOWN), 1):
        sheet = Image.new("RGB", (ACROSS * size["width"], DOWN * size["height"]))
        for at, each in enumerate(pictures[first : first + ACROSS * DOWN]):
            down, across = divmod(at, ACROSS)
            place = across * size["width"], down * size["height"]
            sheet.paste(Image.open(BytesIO(each)), place)
        sheet.save(folder / f"{code}-{number}.png")


async def walked(code: str, folder: Path, stack: Stack) -> None:
    engine = open_engine(stack.backends.database_url)
    async with Sandbox(stack.sandbox_url) as chat, async_playwright() as player:
        database = Database(engine)
        await arrives(chat, database, "Dora", "desk")
        ada = await chat.person("Ada", last_name="Lovelace", language_code=code)
        browser = await player.chromium.launch(executable_path=chromium(), args=list(QUIET))
        page = await browser.new_page(
            viewport=WIDTHS[390], reduced_motion="reduce", bypass_csp=True
        )
        await page.goto(f"{stack.sandbox_url}/?people={ada.id}")
        await page.add_style_tag(content=STYLE % b64encode(FONT.read_bytes()).decode())
        walk = Walk(ada, chat, page, database, code)
        try:
            for step in STEPS:
                await step(walk)
        finally:
            (folder / f"{code}.txt").write_text("\n".join(walk.texts))
            sheets(walk.pictures, folder, code)
            await browser.close()
    await engine.dispose()


async def opened(url: str) -> None:
    await migrate(url, app_url=servers.as_app(url))
    await servers.keep_awake(url)
    engine = open_engine(url)
    await open_clinic(Database(engine))
    await engine.dispose()


def main(folder: str, *codes: str) -> None:
    Path(folder).mkdir(parents=True, exist_ok=True)
    with (
        servers.postgres() as postgres,
        servers.redis() as redis,
        servers.database(postgres) as url,
    ):
        servers.run(opened(url))
        for code in codes or SPOKEN:
            with (
                tempfile.TemporaryDirectory() as home,
                house(Path(home), postgres, servers.name_of(url), redis) as stack,
            ):
                asyncio.run(walked(code, Path(folder), stack))


if __name__ == "__main__":
    main(*sys.argv[1:])

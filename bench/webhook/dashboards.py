"""What open dashboards cost the bot: texts with none open, and with many, slice by slice in turn.

A page listens as a browser's does, and fetches the live part when it is told that the day changed.
"""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from statistics import median

import aiohttp

from bench.house import START_WITHIN, TOKEN, say, tell
from bench.webhook.crowd import WORDS, at_most
from bench.webhook.measure import AT_ONCE, Slice, figures, measured, ratio
from bench.webhook.site import Bot, Site
from domain.keys import Keys
from web import tokens

OPEN = 200
OWNER = 77
EACH = 5  # pages of one browser
EVERY = 2.0  # seconds between two changes of the day
NONE, MANY = "0 open", "open"
SESSIONS = """
    INSERT INTO web_sessions (account_id, browser, refresh_hash, made_at, renewed_at, expires_at)
    SELECT $1, 'Bench', 'r' || n, now(), now(), now() + interval '1 hour'
      FROM generate_series(1, $2::int) AS n RETURNING id
"""
CHANGE = (
    "INSERT INTO audit_log (at, actor_id, action, subject) VALUES (now(), $1, 'benched', 'day')"
)


@dataclass
class Told:
    """How often pages were told of a change, and fetched the day."""

    pages: int = 0
    fetched: int = 0


async def dashboards(site: Site, bot: Bot, *, rounds: int, texts: int, pages: int = OPEN) -> None:
    """Two lines: while nothing changes, and while the day changes every EVERY seconds.

    rate, cpu: with pages in terms of without, in the same round, the median of the rounds.
    """
    await site.db.execute(
        "INSERT INTO accounts (id, locale, role) VALUES ($1, 'en', 'owner') ON CONFLICT DO NOTHING",
        OWNER,
    )
    people = site.strangers(200)
    jobs = [partial(bot.crowd.say, people[n % len(people)], WORDS) for n in range(texts)]
    await at_most(AT_ONCE, jobs)
    for name, is_changing in (("dashboards", False), ("dashboards_changing", True)):
        rows: dict[str, list[Slice]] = {NONE: [], MANY: []}
        told = Told()
        for turn in range(rounds):
            kinds = (NONE, MANY) if turn % 2 == 0 else (MANY, NONE)
            for kind in kinds:
                async with opened(site, bot, pages if kind == MANY else 0, told):
                    work = partial(at_most, AT_ONCE, jobs)
                    found = await _during(site, bot, work, is_changing=is_changing)
                rows[kind].append(found)
                say(f"{name} {turn + 1}, {kind}: {found.ms(found.bot):.2f} ms, {found.per_s:.0f}/s")
        rates = [b.per_s / a.per_s for a, b in zip(rows[NONE], rows[MANY], strict=True)]
        cpu = ratio(rows, MANY, NONE)
        for kind, mine in rows.items():
            tell(name, bot=bot.name, dashboards=pages if kind == MANY else 0, **figures(mine))
        tell(
            f"{name}_ratio",
            rate=round(median(rates), 3),
            best_rate=round(_best(rows[MANY]) / _best(rows[NONE]), 3),
            rates=[round(one, 3) for one in rates],
            cpu=vars(cpu),
            told=told.pages,
            fetched=told.fetched,
        )


def _best(rows: Sequence[Slice]) -> float:
    return max(one.per_s for one in rows)


async def _during(
    site: Site, bot: Bot, work: Callable[[], Awaitable[object]], *, is_changing: bool
) -> Slice:
    task = asyncio.create_task(_change(site)) if is_changing else None
    try:
        return await measured(site, bot, work)
    finally:
        if task is not None:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task


async def _change(site: Site) -> None:
    """As somebody's deed; on a connection of its own, for the site's is counting."""
    async with site.house.database.engine.connect() as connection:
        raw = (await connection.get_raw_connection()).driver_connection
        while raw is not None:
            await asyncio.sleep(EVERY)
            await raw.execute(CHANGE, OWNER)


@asynccontextmanager
async def opened(site: Site, bot: Bot, pages: int, told: Told) -> AsyncGenerator[None, None]:
    """So many pages are open and listen, EACH in one browser."""
    rows = await site.db.fetch(SESSIONS, OWNER, -(-pages // EACH))
    now = datetime.now(UTC)
    cookies = [tokens.sign(Keys.of(TOKEN), row["id"], now) for row in rows]
    url = f"http://127.0.0.1:{bot.crowd.hook.port}/desk"
    listening = asyncio.Semaphore(0)
    async with aiohttp.ClientSession(
        connector=aiohttp.TCPConnector(limit=0), timeout=aiohttp.ClientTimeout(total=None)
    ) as http:
        tasks = [
            asyncio.create_task(_page(http, url, cookies[n // EACH], listening, told))
            for n in range(pages)
        ]
        async with asyncio.timeout(START_WITHIN):
            for _ in tasks:
                await listening.acquire()
        await asyncio.sleep(1)
        try:
            yield
        finally:
            broken = [one for one in tasks if one.done()]
            for one in tasks:
                one.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
    if broken:
        raise RuntimeError(f"{len(broken)} pages were not open to the end")


async def _page(
    http: aiohttp.ClientSession, url: str, cookie: str, listening: asyncio.Semaphore, told: Told
) -> None:
    headers = {"Cookie": f"slotbell_access={cookie}", "User-Agent": "Mozilla/5.0 (bench)"}
    async with http.get(f"{url}/events", headers=headers) as stream:
        stream.raise_for_status()
        listening.release()
        async for line in stream.content:
            if line == b"event: changed\n":
                told.pages += 1
                async with http.get(f"{url}/day", headers=headers) as answer:
                    answer.raise_for_status()
                    await answer.read()
                told.fetched += 1

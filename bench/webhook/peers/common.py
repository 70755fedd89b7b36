"""What every peer does: one read of the person first, one mark of the update last.

Any text is answered with TEXT and five buttons, as Slotbell answers words that it does not know;
any tap with the next of three steps, by editing the message and answering the tap. What was tapped
is kept in the framework's own storage in memory. The last step shows no buttons.
"""

import asyncio
import hmac
import json
import os
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import asyncpg
import uvloop
from aiohttp import web

TEXT = "I did not understand that. Here is what I can do:"
MENU = (
    (("Book a test", "st1:b"),),
    (("My bookings", "st1:l"), ("Schedule a message", "st1:s")),
    (("My messages", "st1:w"), ("Help", "st1:h")),
)
STEPS = 3
PATH, HEADER = "/telegram/webhook", "X-Telegram-Bot-Api-Secret-Token"
CONNECTIONS = 10  # as Slotbell's
MET = """
SELECT a.id, a.zone, a.locale, a.role, a.reachable,
       EXISTS (SELECT 1 FROM handled_updates AS h WHERE h.id = $1) AS is_duplicate
  FROM (SELECT 1 AS one) AS o LEFT JOIN accounts AS a ON a.id = $2
"""
MARK = "INSERT INTO handled_updates (id) VALUES ($1) ON CONFLICT DO NOTHING"
Handle = Callable[[dict[str, Any]], Awaitable[dict[str, Any] | None]]
"""Takes an update, answers a call that rides in the reply."""


def api() -> str:
    """The null API's address."""
    return os.environ["TELEGRAM_API_URL"]


def token() -> str:
    """The bot's."""
    return os.environ["BOT_TOKEN"]


def secret() -> str:
    """What Telegram sends along with every update."""
    return os.environ["WEBHOOK_SECRET"]


def step_text(taps: list[str]) -> str:
    """The words after a tap."""
    return f"Step {len(taps)} of {STEPS}: {', '.join(taps)}. What next?"


def markup(taps: list[str] | None = None) -> dict[str, Any]:
    """The buttons after these taps, as JSON of the Bot API."""
    rows = () if taps and len(taps) >= STEPS else MENU
    return {"inline_keyboard": [[{"text": t, "callback_data": d} for t, d in row] for row in rows]}


@dataclass(frozen=True)
class Memory:
    """Postgres, as Slotbell asks it."""

    pool: Any  # of asyncpg's

    async def met(self, update_id: int, person: int) -> None:
        """Who it is, and whether the update is done."""
        await self.pool.fetchrow(MET, update_id, person)

    async def mark(self, update_id: int) -> None:
        """The update is done."""
        await self.pool.execute(MARK, update_id)


async def remember() -> Memory:
    """Open it."""
    size = {"min_size": CONNECTIONS, "max_size": CONNECTIONS}
    return Memory(await asyncpg.create_pool(os.environ["DATABASE_URL"], **size))


async def serve_app(app: web.Application) -> None:
    """For ever."""
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", int(os.environ["PORT"])).start()
    print("ready", flush=True)
    await asyncio.Event().wait()


async def serve(handle: Handle) -> None:
    """For frameworks without a webhook of their own in aiohttp."""

    async def take(request: web.Request) -> web.Response:
        if not hmac.compare_digest(request.headers.get(HEADER, ""), secret()):
            return web.Response(status=401)
        call = await handle(json.loads(await request.read()))
        return web.json_response(call) if call else web.Response()

    app = web.Application()
    app.router.add_post(PATH, take)
    await serve_app(app)


def run(main: Callable[[], Any]) -> None:
    """The command line of every peer."""
    uvloop.run(main())

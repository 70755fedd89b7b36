"""The limit: a bare asyncio loop that knows every message by heart and sends it at its instant.

`python -m bench.bare URL JSON` with the fields of a Plan. The same HTTP client as the worker's
(aiohttp, JSON bodies, 32 senders under uvloop), and nothing else: no database, no Redis, no
retries, no throttle; killed, it has lost everything.
"""

import asyncio
import json
import sys
import time
from collections.abc import Iterator

import aiohttp
import uvloop

from bench.plan import Plan

SENDERS = 32
COARSE = 0.002  # uvloop's timers wake up to 1.3 ms early
JSON = {"Content-Type": "application/json"}


async def until(at: float) -> None:
    """Sleep until time.time() shows `at`, and not a moment less."""
    while (rest := at - time.time()) > 0:  # noqa: ASYNC110 - an instant is no event
        await asyncio.sleep(rest - COARSE / 2 if rest > COARSE else 0)


async def _send(session: aiohttp.ClientSession, url: str, number: int, text: str) -> None:
    body = json.dumps({"chat_id": number, "text": text}, separators=(",", ":")).encode()
    async with session.post(f"{url}/bot1:x/sendMessage", data=body, headers=JSON) as answer:
        await answer.read()


async def _sender(
    session: aiohttp.ClientSession, url: str, numbers: Iterator[int], p: Plan
) -> None:
    for number in numbers:
        await until(p.at(number))
        await _send(session, url, number + 1, p.text(number))


async def _main(url: str, plan: Plan) -> None:
    numbers = iter(range(plan.count))
    async with aiohttp.ClientSession() as session, asyncio.TaskGroup() as tasks:
        for _ in range(SENDERS):
            tasks.create_task(_sender(session, url, numbers, plan))


if __name__ == "__main__":
    uvloop.run(_main(sys.argv[1], Plan(**json.loads(sys.argv[2]))))

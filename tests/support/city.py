"""Several bots behind production's nginx and several workers, all of them processes, and a crowd
that books and schedules.
"""

import asyncio
import json
import os
import secrets
import signal
import sys
from collections import Counter
from collections.abc import AsyncGenerator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bot.local import child
from bot.local.stack import Backends, clean_environment, free_port
from infra import probe
from telegram_sandbox.driver import Person, Sandbox
from tests.support import nginx, tokens, zygote
from tests.support.clinic import tomorrow
from tests.support.workers import ROOT, until
from tests.support.zone import ZONE

WITHIN = 120.0  # seconds that somebody waits for an answer, among hundreds on a busy machine
AT_ONCE = 40  # people; Telegram opens as many connections to a webhook
SCALE = 0.25  # of the pauses between deliveries of an update
HOURS = [f"{hour:02}:{minute:02}" for hour in range(8, 12) for minute in (0, 15, 30, 45)]
"""The clinic's mornings."""


@dataclass
class City:
    """The sandbox speaks to nginx alone."""

    home: Path
    environment: dict[str, str]
    telegram: Sandbox
    ports: list[int]
    bots: list[child.Child] = field(default_factory=list)
    workers: list[child.Child] = field(default_factory=list)

    async def bot(self, port: int) -> None:
        """One more; waits until it serves."""
        await self._start(self.bots, ("bot", "serve"), port)

    async def worker(self) -> None:
        """One more; waits until it works."""
        await self._start(self.workers, ("workers",), free_port())

    async def renew(self) -> None:
        """One after the other ends in order, and another one takes its place."""
        for number, port in enumerate(self.ports):
            await asyncio.to_thread(self.bots[number].stop, signal.SIGTERM, 30)
            await self.bot(port)
        for worker in list(self.workers):
            await self.worker()
            await asyncio.to_thread(worker.stop, signal.SIGTERM, 30)

    async def _start(self, beside: list[child.Child], words: tuple[str, ...], port: int) -> None:
        process = zygote.start(
            (sys.executable, "-m", *words),
            self.home / f"{words[0]}{len(beside)}.log",
            env=self.environment | {"PORT": str(port), "WORKER_PORT": str(port)},
            cwd=self.home,
        )
        beside.append(process)
        place = "readyz" if words[0] == "bot" else "healthz"
        await until(lambda: probe.answers(f"http://127.0.0.1:{port}/{place}", 1), process)

    def handled(self, number: int) -> list[dict[str, Any]]:
        """What a bot's log says of updates, oldest first."""
        lines = (json.loads(line) for line in self.bots[number].output().splitlines() if line)
        return [line for line in lines if line["event"] == "update_handled"]

    def errors(self) -> list[str]:
        """Lines of any process that tell of a bug."""
        said = [line for one in (*self.bots, *self.workers) for line in one.output().splitlines()]
        return [line for line in said if '"level": "error"' in line or "Traceback" in line]


@contextmanager
def _telegram(home: Path, token: str) -> Iterator[child.Child]:
    """A sandbox that trusts the tests' certificate."""
    words = (sys.executable, "-m", "telegram_sandbox", "--token", token, "--no-limits")
    process = child.start(
        [*words, "--redelivery-scale", str(SCALE)],
        home / "sandbox.log",
        env=dict(os.environ) | {"SSL_CERT_FILE": str(nginx.PEM)},
        cwd=ROOT,
    )
    try:
        yield process
    finally:
        process.stop(signal.SIGKILL)


@asynccontextmanager
async def city(
    home: Path, backends: Backends, *, bots: int, workers: int
) -> AsyncGenerator[City, None]:
    """So many of them, over a database that has a clinic."""
    token = f"{secrets.randbelow(9 * 10**9) + 10**9}:{secrets.token_urlsafe(24)}"
    secret, ports = secrets.token_urlsafe(24), [free_port() for _ in range(bots)]
    servers = " ".join(f"server 127.0.0.1:{port};" for port in ports)
    moves = {"server bot:8080 resolve;": servers}
    with nginx.in_front_of(ports[0], secret, moves=moves) as front, _telegram(home, token) as one:
        await until(lambda: "sandbox: http" in one.output(), one)
        url = one.output().split("sandbox: ", 1)[1].split()[0]
        environment = clean_environment() | {
            "BOT_TOKEN": token,
            "WEBHOOK_SECRET": secret,
            "PUBLIC_URL": f"https://localhost:{front.https}",
            "TELEGRAM_API_URL": url,
            "DATABASE_URL": backends.database_url,
            "REDIS_URL": backends.redis_url,
            "FSM_STORAGE": "redis",
            "FLOOD_LIMIT": "0",
            "SEND_RATE": "0",
            "DEFAULT_ZONE": ZONE,
            "LOG_FORMAT": "json",
            "PYTHONUNBUFFERED": "1",
        }
        async with Sandbox(url) as telegram:
            built = City(home, environment, telegram, ports)
            try:
                await asyncio.gather(*(built.bot(port) for port in ports))
                await asyncio.gather(*(built.worker() for _ in range(workers)))
                yield built
            finally:
                for process in (*built.bots, *built.workers):
                    process.stop(signal.SIGKILL)
                tokens.search_logs(home)


async def books(person: Person, hour: str) -> None:
    """Tap by tap, one answer after the other."""
    await person.says("/book cbc")
    await person.sees("Which day?", within=WITHIN)
    await person.taps(str(tomorrow().day), within=WITHIN)
    await person.sees("What time on", within=WITHIN)
    await person.taps("Morning", within=WITHIN)
    await person.taps(hour, within=WITHIN)
    await person.sees("Who is it for?", within=WITHIN)
    await person.taps("Me: ", within=WITHIN)
    await person.sees("Shall I book this?", within=WITHIN)
    await person.taps("Confirm", within=WITHIN)
    await person.sees("Booked. See you on", within=WITHIN)


async def schedules(person: Person, words: str, seconds: int) -> None:
    """A message to oneself."""
    await person.says(f"/schedule in {seconds} seconds {words}")
    await person.taps("Confirm", within=WITHIN)


async def crowd(telegram: Sandbox, count: int, seconds: int) -> list[Person]:
    """So many people, AT_ONCE of them at a time: each books an hour of tomorrow's morning, and
    schedules a message of its own words.
    """
    people = [await telegram.person(f"Patient {number}") for number in range(count)]
    places = asyncio.Semaphore(AT_ONCE)

    async def comes(number: int) -> None:
        async with places:
            await books(people[number], HOURS[number % len(HOURS)])
            await schedules(people[number], words_of(number), seconds)

    async with asyncio.TaskGroup() as coming:
        for number in range(count):
            coming.create_task(comes(number))
    return people


def words_of(number: int) -> str:
    """What this person wants to be told."""
    return f"Take pill number {number}."


def doubled(calls: list[dict[str, Any]]) -> list[tuple[str, str]]:
    """Chats and words of messages that arrived more than once."""
    came = Counter(
        (str(call["params"]["chat_id"]), call["params"]["text"])
        for call in calls
        if call["message_id"]
    )
    return [which for which, times in came.items() if times > 1]

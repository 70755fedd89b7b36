"""Real worker processes beside a real sandbox, for the stories of delivery."""

import asyncio
import os
import secrets
import signal
import sys
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bot.local import child
from bot.local.stack import Backends, clean_environment, free_port
from infra import probe
from telegram_sandbox.driver import Person, Sandbox
from tests.support import tokens, zygote
from tests.support.messages import AUTHOR
from tests.support.waiting import WITHIN

ROOT = Path(__file__).parents[2]


@dataclass
class House:
    """A sandbox, its driver, and the workers that were started."""

    home: Path
    backends: Backends
    telegram: Sandbox
    token: str
    author: Person
    workers: list[child.Child] = field(default_factory=list)

    async def worker(self, **extra: str) -> child.Child:
        """Start one more worker and wait until it is healthy. extra: environment variables."""
        log = self.home / f"worker{len(self.workers)}.log"
        process = await start(log, self.backends, self.telegram.url, self.token, **extra)
        self.workers.append(process)
        return process

    async def sent(self, count: int, chat_id: int | None = None) -> list[dict[str, Any]]:
        """Wait for that many accepted messages; answers the record of all of them."""
        deadline = asyncio.get_running_loop().time() + WITHIN
        while True:
            calls = await self.telegram.record("sendMessage", chat_id)
            done = [call for call in calls if call["status"] == 200]
            if len(done) >= count:
                return done
            if asyncio.get_running_loop().time() > deadline:
                raise AssertionError(f"{len(done)} of {count} messages came: {self.output()}")
            await asyncio.sleep(0.05)

    def output(self) -> str:
        """What the workers said."""
        return "\n".join(worker.output() for worker in self.workers)[-4000:]


async def start(
    log: Path, backends: Backends, telegram: str, token: str, **extra: str
) -> child.Child:
    """Start a worker and wait until it is healthy. telegram: its URL; extra: environment."""
    port = free_port()
    inherited = filter(None, [os.environ.get("PYTHONPATH")])
    environment = clean_environment() | {
        "BOT_TOKEN": token,
        "BOT_MODE": "polling",
        "DATABASE_URL": backends.database_url,
        "REDIS_URL": backends.redis_url,
        "TELEGRAM_API_URL": telegram,
        "HOST": "127.0.0.1",
        "WORKER_PORT": str(port),
        "LOG_FORMAT": "json",
        "SEND_RATE": "0",
        "PYTHONUNBUFFERED": "1",
        "PYTHONPATH": os.pathsep.join([*inherited, str(ROOT)]),
    }
    command = (sys.executable, "-m", "workers")
    process = zygote.start(command, log, env=environment | extra, cwd=log.parent)
    await until(lambda: probe.answers(f"http://127.0.0.1:{port}/healthz", 1), process)
    return process


async def until(true: Callable[[], bool], process: child.Child) -> None:
    """Poll a question asked in a thread until it is answered yes, or the process ends."""
    deadline = asyncio.get_running_loop().time() + WITHIN
    while not await asyncio.to_thread(true):
        assert process.is_running, process.output()
        assert asyncio.get_running_loop().time() < deadline, process.output()
        await asyncio.sleep(0.02)


async def ended(process: child.Child) -> int:
    """Wait until a process ended by itself; its exit status."""
    return await asyncio.to_thread(process.process.wait, WITHIN)


@asynccontextmanager
async def house(home: Path, backends: Backends) -> AsyncGenerator[House, None]:
    """A sandbox with one person, AUTHOR, who has talked to the bot; no worker yet."""
    token = f"{secrets.randbelow(9 * 10**9) + 10**9}:{secrets.token_urlsafe(24)}"
    served = (sys.executable, "-m", "telegram_sandbox", "--token", token, "--no-limits")
    sandbox = zygote.start(served, home / "sandbox.log", env=dict(os.environ), cwd=ROOT)
    workers: list[child.Child] = []
    try:
        await until(lambda: "sandbox: http" in sandbox.output(), sandbox)
        url = sandbox.output().split("sandbox: ", 1)[1].split()[0]
        async with Sandbox(url) as telegram:
            author = await telegram.person("Alice", id=AUTHOR)
            await author.says("/start")
            yield House(home, backends, telegram, token, author, workers)
    finally:
        for process in (*workers, sandbox):
            process.stop(signal.SIGKILL)
        tokens.search_logs(home)

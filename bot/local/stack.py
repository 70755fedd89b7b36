"""The whole house as child processes: sandbox, bot and worker over one database and one Redis.

Shared by the demo, the smoke test and the end-to-end tests. Children are on a leash
(bot.local.child): they end with the process that started them.
"""

import asyncio
import contextlib
import importlib.util
import os
import secrets
import signal
import socket
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from bot.commands.data import fill
from bot.local import child
from bot.local.servers import Postgres, Redis
from db.migrate import migrate
from infra import log, probe
from infra.settings import MigrateSettings, Settings

START_WITHIN = 60.0  # seconds, for a slow machine; a warm one needs two
STOP_WITHIN = 10.0
STEP = 0.05
NO_SANDBOX = "the sandbox is not installed; in a clone: pip install ./telegram_sandbox"


class StackFailed(Exception):
    """A process did not come up. str() is one line with its name and its last words."""


@dataclass(frozen=True)
class Backends:
    database_url: str
    redis_url: str


@dataclass(frozen=True)
class Options:
    """How to run. `extra` overrides environment variables of bot and worker.

    first: number of the sandbox's first message and update. Over a database that remembers an
    earlier sandbox they must go on, or the new ones are taken for redelivered old ones.
    bot: the bot's id; a new one with each stack if not given.
    keep: folder in which the sandbox's chats outlive it; they want the bot to keep its id.
    """

    sandbox_port: int = 0
    limits: bool = True
    first: int = 1
    bot: int | None = None
    keep: Path | None = None
    extra: Mapping[str, str] = field(default_factory=dict)


OF_NOBODY = range(20_000, 32_000)  # ports: Linux's own begin at 32,768, macOS's at 49,152


def free_port() -> int:
    """A TCP port of 127.0.0.1 that is free now.

    One that the system does not give to outgoing connections, which could take it before it is
    listened at.
    """
    drawn = (secrets.choice(OF_NOBODY) for _ in OF_NOBODY)
    return next(port for port in drawn if is_free(port))


def is_free(port: int) -> bool:
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def clean_environment() -> dict[str, str]:
    """Ours without any of Slotbell's own variables, so that children get what we say alone."""
    own = {name.upper() for name in Settings.model_fields | MigrateSettings.model_fields}
    return {name: value for name, value in os.environ.items() if name.upper() not in own}


def until(true: Callable[[], bool], watched: tuple[child.Child, ...], within: float) -> None:
    """Poll until something holds. Raises StackFailed if time is up or a watched child ended."""
    deadline = time.monotonic() + within
    while not true():
        for process in watched:
            if not process.is_running:
                raise StackFailed(f"{process.name} ended at its start: {last_words(process)}")
        if time.monotonic() > deadline:
            words = "; ".join(f"{process.name}: {last_words(process)}" for process in watched)
            raise StackFailed(f"not ready within {within:g} s ({words})")
        time.sleep(STEP)


def last_words(process: child.Child) -> str:
    """The last line a child wrote, masked."""
    lines = process.output().strip().splitlines()
    return log.mask(lines[-1]) if lines else f"it said nothing, see {process.log}"


class Stack:
    """Sandbox, bot and worker; `home` holds their logs. Use start_sandbox, start, stop."""

    def __init__(self, home: Path, backends: Backends, options: Options | None = None) -> None:
        self.home = home.resolve()
        self.backends = backends
        self.options = options or Options()
        number = self.options.bot or secrets.randbelow(9 * 10**9) + 10**9
        self.token = f"{number}:{secrets.token_urlsafe(24)}"
        self.sandbox_url = ""
        self.bot_url = f"http://127.0.0.1:{free_port()}"
        self.worker_url = f"http://127.0.0.1:{free_port()}"
        self.children: dict[str, child.Child] = {}
        self._environment = clean_environment() | {
            "BOT_TOKEN": self.token,
            "BOT_MODE": "webhook",
            "WEBHOOK_SECRET": secrets.token_urlsafe(24),
            "DATABASE_URL": backends.database_url,
            "REDIS_URL": backends.redis_url,
            "HOST": "127.0.0.1",
            "PUBLIC_URL": self.bot_url,
            "PORT": self.bot_url.rsplit(":", 1)[1],
            "WORKER_PORT": self.worker_url.rsplit(":", 1)[1],
            "LOG_FORMAT": "json",
            "PYTHONUNBUFFERED": "1",
        }

    def start_sandbox(self) -> None:
        """Start the sandbox without waiting for it. Raises StackFailed if it is not installed."""
        found = importlib.util.find_spec("telegram_sandbox")
        if found is None or found.origin is None:  # a mere folder of this name has no origin
            raise StackFailed(NO_SANDBOX)
        limits = "--limits" if self.options.limits else "--no-limits"
        port = str(self.options.sandbox_port)
        numbers = ("--port", port, "--first", str(self.options.first), "--name", "Slotbell")
        keep = ("--keep", str(self.options.keep)) if self.options.keep else ()
        self._launch("sandbox", "telegram_sandbox", *numbers, "--token", self.token, limits, *keep)

    def start(self) -> None:
        """Start the bot and the worker and wait until all is ready. Raises StackFailed."""
        if "sandbox" in self.children:
            self.await_sandbox()
        self.start_bot()
        self.start_worker()
        self.await_ready()

    def start_all(self, zone: str) -> None:
        """Start everything over a schema that is up to date and a lab in `zone` (IANA name).

        Raises StackFailed.
        """
        self.start_sandbox()
        asyncio.run(_prepare(self.backends.database_url, zone))
        self.start()

    def use_sandbox(self, url: str, token: str) -> None:
        self.sandbox_url, self.token = url, token
        self._environment["BOT_TOKEN"] = token

    def start_bot(self, *, with_worker: bool = False) -> None:
        self._launch("bot", "bot", "serve", *(["--with-worker"] if with_worker else []))

    def start_worker(self) -> None:
        self._launch("worker", "workers")

    def await_ready(self, within: float = START_WITHIN) -> None:
        """Wait until the bot and the worker say that they are ready. Raises StackFailed."""
        watched = tuple(self.children.values())
        until(lambda: probe.answers(f"{self.bot_url}/readyz"), watched, within)
        until(lambda: probe.answers(f"{self.worker_url}/healthz"), watched, within)

    def stop(self) -> None:
        """Stop everything in order: no new updates first, then the bot, then the worker."""
        for name in ("bot", "worker", "sandbox"):
            if process := self.children.pop(name, None):
                process.stop(signal.SIGTERM, STOP_WITHIN)

    def kill(self, name: str) -> None:
        self.children.pop(name).stop(signal.SIGKILL)

    def await_sandbox(self) -> None:
        """Wait for the sandbox's address. Raises StackFailed."""
        process = self.children["sandbox"]
        until(lambda: "sandbox: http" in process.output(), (process,), START_WITHIN)
        self.sandbox_url = process.output().split("sandbox: ", 1)[1].split()[0]

    def environment(self) -> dict[str, str]:
        return {**self._environment, "TELEGRAM_API_URL": self.sandbox_url, **self.options.extra}

    def _launch(self, name: str, module: str, *arguments: str) -> None:
        command = (sys.executable, "-m", module, *arguments)
        self.children[name] = child.start(
            command,
            self.home / "logs" / f"{name}.log",
            env=self.environment() if name != "sandbox" else clean_environment(),
            cwd=self.home,  # no .env here
        )


async def _prepare(url: str, zone: str) -> None:
    await migrate(url)
    await fill(url, zone)


@contextlib.contextmanager
def servers(home: Path, *, durable: bool, say: Callable[[str], None]) -> Iterator[Backends]:
    """DATABASE_URL and REDIS_URL of the environment, or servers of our own in `home`.

    `say` is told what the operator should know. Raises EmbeddedFailed.
    """
    database_url, redis_url = os.environ.get("DATABASE_URL"), os.environ.get("REDIS_URL")
    with contextlib.ExitStack() as running:
        if not database_url:
            postgres = running.enter_context(Postgres(home, durable=durable))
            database_url = postgres.url()
            for note in postgres.notes:
                say(note)
        if not redis_url:
            redis_url = running.enter_context(Redis(home, durable=durable)).url
        yield Backends(database_url, redis_url)

"""`slotbell demo`: the whole house on this machine, and a chat page to try it in."""

import asyncio
import json
import os
import signal
import sys
import time
from collections import deque
from collections.abc import Callable
from http import HTTPStatus
from pathlib import Path
from types import FrameType

import aiohttp
import click

from bot.local import child
from bot.local.servers import EmbeddedFailed
from bot.local.stack import Options, Stack, StackFailed, free_port, is_free, last_words, servers
from infra import log
from infra.settings import DataSettings

HOME = Path(".slotbell") / "demo"
PORT = 8090  # of the chat page; another free one if it is taken
PEOPLE = "Alice,Bob,Olga"
OWNER = {"first_name": "Olga", "id": 700_000_007}  # runs the lab
BOT = 4_242_424_242  # the bot's id: messages of the last time are still its own
ZONE = DataSettings.model_fields["default_zone"].default
FAILED = 1  # exit status

LOOK_EVERY = 0.25  # seconds
FALLS, FALLS_WITHIN = 3, 60.0  # more falls than that, within so many seconds, end the stack
LOUD = ("error", "critical")


@click.command()
@click.option("--home", type=click.Path(path_type=Path), default=HOME, show_default=True)
@click.option(
    "--port",
    default=0,
    envvar="PORT",
    show_envvar=True,
    help=f"Of the chat page; {PORT} or any free one if not given.",
)
def demo(home: Path, port: int) -> None:
    """Chat with the bot in your browser: everything runs here, nothing leaves this machine."""
    for number in (signal.SIGINT, signal.SIGTERM):  # shells start `&` jobs deaf to SIGINT
        signal.signal(number, _interrupt)
    try:
        _run(home.resolve(), port or (PORT if is_free(PORT) else free_port()))
    except KeyboardInterrupt:
        click.echo("\nStopped; your data is kept for the next time.")
    except child.Held as held:
        click.echo(f"slotbell: a demo of this folder is already running: {held.by}", err=True)
        click.echo(
            "Stop it first, or start another one with: slotbell demo --home FOLDER", err=True
        )
        sys.exit(FAILED)
    except (EmbeddedFailed, StackFailed) as failed:
        click.echo(f"slotbell: {failed}", err=True)
        sys.exit(FAILED)


def _interrupt(_number: int, _frame: FrameType | None) -> None:
    """Ctrl-C and SIGTERM alike: everything is stopped in order."""
    raise KeyboardInterrupt


def _run(home: Path, port: int) -> None:
    with child.hold(home / "demo.lock", f"process {os.getpid()}") as lock:
        click.echo("Starting Slotbell…")
        with servers(home, durable=True, say=_note) as backends:
            options = Options(
                sandbox_port=port,
                first=int(time.time()),
                bot=BOT,
                keep=home / "chats",
                extra=_environment(),
            )
            stack = Stack(home, backends, options)
            try:
                stack.start_all(options.extra["DEFAULT_ZONE"])
                asyncio.run(_let_in(stack.sandbox_url))
                url = f"{stack.sandbox_url}/?people={PEOPLE}"
                lock.tell(f"process {os.getpid()}, {url}")
                _welcome(url, home)
                Supervisor(stack, _note).watch()
            finally:
                stack.stop()


def _environment() -> dict[str, str]:
    return {
        "ENV": "development",
        "DEFAULT_ZONE": os.environ.get("DEFAULT_ZONE", ZONE),
        "ADMIN_IDS": os.environ.get("ADMIN_IDS", str(OWNER["id"])),
    }


async def _let_in(sandbox_url: str) -> None:
    """The owner is there before the page opens, under the id that the bot knows her by."""
    async with (
        aiohttp.ClientSession(sandbox_url) as client,
        client.post("/sandbox/people", json=OWNER) as answer,
    ):
        if answer.status != HTTPStatus.CONFLICT:  # there since the last time
            answer.raise_for_status()


def _welcome(url: str, home: Path) -> None:
    click.echo(f"\n  Open  {click.style(url, bold=True)}\n")
    click.echo("  Try   /start    /book cbc tomorrow 9am    /schedule in 1 minute Call mum")
    click.echo("  Olga  runs the lab: /day    /close tomorrow 9-12    /stats    /dashboard")
    click.echo(f"  Logs  {home / 'logs'}      Stop with Ctrl-C\n")


def _note(text: str) -> None:
    click.echo(f"  {text}")


class Supervisor:
    """Looks after the children of a stack until one falls too often."""

    def __init__(self, stack: Stack, say: Callable[[str], None]) -> None:
        self._stack, self._say = stack, say
        self._read: dict[str, int] = {}
        self._falls: deque[float] = deque(maxlen=FALLS)

    def watch(self) -> None:
        """Look after the stack for ever. Raises StackFailed when it cannot be kept up."""
        while True:
            self.look()
            time.sleep(LOOK_EVERY)

    def look(self) -> None:
        """One look: tell new errors, restart what fell. Raises StackFailed."""
        for name, process in list(self._stack.children.items()):
            for line in self._new_lines(process):
                if said := console_text(name, line):
                    self._say(said)
            if not process.is_running:
                self._pick_up(name, process)

    def _pick_up(self, name: str, process: child.Child) -> None:
        now = time.monotonic()
        often = len(self._falls) == FALLS and now - self._falls[0] < FALLS_WITHIN
        self._falls.append(now)
        if often or name == "sandbox":
            raise StackFailed(f"{name} ended: {last_words(process)}")
        self._say(f"{name} ended (status {process.process.returncode}); starting it again.")
        self._read.pop(name, None)
        (self._stack.start_bot if name == "bot" else self._stack.start_worker)()

    def _new_lines(self, process: child.Child) -> list[str]:
        output = process.output()
        seen = self._read.get(process.name, 0)
        complete = output.rfind("\n") + 1
        self._read[process.name] = max(seen, complete)
        return output[seen:complete].splitlines()


def console_text(name: str, line: str) -> str | None:
    """What the console says of a line of a child's log: errors, and what is not a log line."""
    try:
        fields = json.loads(line)
    except ValueError:
        return None if name == "sandbox" or not line.strip() else f"{name}: {log.mask(line)}"
    if not isinstance(fields, dict) or fields.get("level") not in LOUD:
        return None
    reason = str(fields.get("exception", "")).strip().splitlines()[-1:]
    return log.mask(f"{name}: {fields.get('event')} {' '.join(reason)}".strip())

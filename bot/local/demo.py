"""`slotbell demo`: the whole house on this machine, and a chat page to try it in."""

import asyncio
import os
import signal
import sys
import time
from pathlib import Path
from types import FrameType

import aiohttp
import click

from bot.commands.data import fill
from bot.local import lockfile
from bot.local.prepare import servers
from bot.local.server_paths import EmbeddedFailed
from bot.local.stack import Backends, Options, Stack, StackFailed, free_port, is_free
from bot.local.supervise import Supervisor
from db.migrate import migrate
from infra.settings import DataSettings

HOME = Path(".slotbell") / "demo"
PORT = 8090  # of the chat page; another free one if it is taken
PEOPLE = "Alice,Bob,Olga"
OWNER = {"first_name": "Olga", "id": 700_000_007}  # runs the lab
ZONE = DataSettings.model_fields["default_zone"].default
FAILED = 1  # exit status


@click.command()
@click.option("--home", type=click.Path(path_type=Path), default=HOME, show_default=True)
@click.option("--port", default=0, help=f"Of the chat page; {PORT} or any free one if not given.")
def demo(home: Path, port: int) -> None:
    """Chat with the bot in your browser: everything runs here, nothing leaves this machine."""
    for number in (signal.SIGINT, signal.SIGTERM):  # shells start `&` jobs deaf to SIGINT
        signal.signal(number, _interrupt)
    try:
        _run(home.resolve(), port or (PORT if is_free(PORT) else free_port()))
    except KeyboardInterrupt:
        click.echo("\nStopped; your data is kept for the next time.")
    except lockfile.Held as held:
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
    with lockfile.hold(home / "demo.lock", f"process {os.getpid()}") as lock:
        click.echo("Starting Slotbell…")
        with servers(home, durable=True, say=_note) as backends:
            options = Options(sandbox_port=port, first=int(time.time()), extra=_environment())
            stack = Stack(home, backends, options)
            try:
                _start(stack, backends)
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


def _start(stack: Stack, backends: Backends) -> None:
    stack.start_sandbox()
    asyncio.run(_prepare(backends))
    stack.start()
    asyncio.run(_let_in(stack.sandbox_url))


async def _prepare(backends: Backends) -> None:
    await migrate(backends.database_url)
    await fill(backends.database_url, _environment()["DEFAULT_ZONE"])


async def _let_in(sandbox_url: str) -> None:
    """The owner is there before the page opens, under the id that the bot knows her by."""
    async with (
        aiohttp.ClientSession(sandbox_url) as client,
        client.post("/sandbox/people", json=OWNER) as answer,
    ):
        answer.raise_for_status()


def _welcome(url: str, home: Path) -> None:
    click.echo(f"\n  Open  {click.style(url, bold=True)}\n")
    click.echo("  Try   /start    /book cbc tomorrow 9am    /schedule in 1 minute Call mum")
    click.echo("  Olga  runs the lab: /day    /close tomorrow 9-12    /team    /stats")
    click.echo(f"  Logs  {home / 'logs'}      Stop with Ctrl-C\n")


def _note(text: str) -> None:
    click.echo(f"  {text}")

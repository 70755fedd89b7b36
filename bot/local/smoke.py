"""`slotbell smoke`: the whole stack once, headless, with a scripted patient as its judge.

The patient is a process of its own that lives through a story over HTTP alone
(telegram_sandbox.story). What it was told in chat is held here against what Postgres remembers,
and the moment a message reached the sandbox against the instant it was due at.
"""

import asyncio
import json
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

import click
from sqlalchemy import func, select

from bot.local.servers import EmbeddedFailed
from bot.local.stack import Backends, Options, Stack, StackFailed, servers
from db.booking.booking import bookings
from db.messages.schedule import scheduled_messages
from db.uow import open_database

LATE = 100.0  # milliseconds after its instant at which a message counts as late
WITHIN = 90.0  # seconds for the patient's whole visit
NAME, PHONE = "Pat", "+4915112345678"
# By tapping where buttons are sure to be there, by typing a day that is sure to be open.
BOOKING = f"""\
says /book
taps Complete blood count
sees Which day
says next monday
sees What time
says 9:30
taps Me: {NAME}
taps Confirm
sees Booked
says /bookings
sees 09:30: Complete blood count
"""
MESSAGE = """\
says /schedule in 3 seconds Take the samples to the fridge
taps Confirm
sees I'll send it
gets Take the samples to the fridge
"""
FAILED = 1  # exit status


@dataclass(frozen=True)
class Remembered:
    """What Postgres holds of the visit: bookings made, and when the message was due (unix s)."""

    bookings: int
    due_at: float | None


@click.command()
def smoke() -> None:
    """Start everything, book a slot, deliver a message; status 0 only if all of it happened."""
    try:
        with tempfile.TemporaryDirectory(prefix="sbs-", ignore_cleanup_errors=True) as home:
            verdict = _run(Path(home))
    except (EmbeddedFailed, StackFailed) as failed:
        click.echo(f"slotbell: {failed}", err=True)
        verdict = {"booked": False, "lateness_ms": None, "ok": False}
    click.echo(json.dumps(verdict))
    sys.exit(0 if verdict["ok"] else FAILED)


def _run(home: Path) -> dict[str, object]:
    with servers(home, durable=False, say=lambda _note: None) as backends:
        stack = Stack(home, backends, Options(extra={"ENV": "development"}))
        try:
            stack.start_all("Europe/Berlin")
            seen = _visit(stack.sandbox_url)
            return _verdict(seen, asyncio.run(_remembered(backends)))
        finally:
            stack.stop()


def _visit(url: str) -> dict[str, object]:
    """Let the patient visit; its words go to our output, its last line says how far it came."""
    who = ("--url", url, "--name", NAME, "--phone", PHONE)
    done = subprocess.run(  # noqa: S603 - our own fixed command, no shell
        [sys.executable, "-m", "telegram_sandbox.story", *who],
        input=BOOKING + MESSAGE,
        stdout=subprocess.PIPE,
        text=True,
        timeout=WITHIN,
        check=False,
    )
    *transcript, last = done.stdout.strip().splitlines() or [""]
    click.echo("\n".join(transcript))
    seen: dict[str, object] = json.loads(last) if last.startswith("{") else {}
    return seen


async def _remembered(backends: Backends) -> Remembered:
    async with open_database(backends.database_url) as database, database.read() as uow:
        made = await uow.first(select(func.count()).where(bookings.c.status == "booked"))
        due = await uow.first(
            select(scheduled_messages.c.due_at)
            .where(scheduled_messages.c.status == "sent")
            .order_by(scheduled_messages.c.id.desc())
        )
    return Remembered(made[0] if made else 0, due[0].timestamp() if due else None)


def _verdict(seen: dict[str, object], remembered: Remembered) -> dict[str, object]:
    done, arrived = seen.get("done"), seen.get("got_at")
    was_told = isinstance(done, int) and done >= len(BOOKING.splitlines())
    booked = was_told and remembered.bookings == 1
    lateness = None
    if isinstance(arrived, float) and remembered.due_at is not None:
        lateness = round((arrived - remembered.due_at) * 1000, 3)
    ok = booked and lateness is not None and 0 <= lateness < LATE
    return {"booked": booked, "lateness_ms": lateness, "ok": ok}

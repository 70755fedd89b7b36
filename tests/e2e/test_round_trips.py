"""What a tap costs on the wire to Postgres."""

from pathlib import Path

import pytest

from db.uow import Database
from fsm import bookmarks
from telegram_sandbox.driver import Sandbox
from tests.support import bot
from tests.support.clinic import change, ready
from tests.support.round_trips import counted

pytestmark = pytest.mark.usefixtures("clinic")


async def test_confirm_takes_three_round_trips(
    chat: Sandbox,
    database: Database,
    database_url: str,
    redis_url: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The person is met, the wish looked at, the booking placed with the update's mark.

    The first ones prepare statements: the least counts. Bookmarks are written by somebody else,
    and meanwhile not at all: on a busy machine there would be one beside each.
    """
    monkeypatch.setattr(bookmarks, "PAUSE", 60.0)
    await change(database, "capacity = 20", where="true")
    took = []
    async with counted(database_url, tmp_path) as wire:
        settings = bot.settings_for(chat.url, wire.url, redis_url)
        async with bot.running(settings) as running:
            for number in range(6):
                person = await chat.person(f"Ann {chr(97 + number)}")
                await ready(person)
                await chat.settled()
                before = wire.count
                await person.taps("Confirm")
                await person.sees("Booked. See you on")
                await chat.settled()
                took.append(wire.count - before)
            assert set(running.outcomes()) <= {"handled", "duplicate"}
    assert min(took) == 3, took

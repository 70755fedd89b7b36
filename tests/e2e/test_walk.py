"""What happens at a tap can be read without running up and down the house."""

import sys
from inspect import isfunction

import aiogram
import pytest
from aiogram.types import Update

from telegram_sandbox.driver import Sandbox
from tests.support import pseudo
from tests.support.bot import Bot
from tests.support.waiting import once_true
from tests.support.walk import Walk, walking

pytestmark = pytest.mark.usefixtures("clinic")
FILES, RETURNS = 26, 20  # of [Confirm]; see tests/support/walk.py


@pytest.fixture(autouse=True)
def _drawn_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the second drawing that tests add; see tests/support/pseudo.py."""
    for module in list(sys.modules.values()):
        for name, value in list(vars(module).items()):
            if isfunction(value) and value.__code__.co_filename == pseudo.__file__:
                monkeypatch.setattr(module, name, getattr(value, "__wrapped__", value))


async def test_confirm_is_read_in_few_files(
    chat: Sandbox, running_bot: Bot, monkeypatch: pytest.MonkeyPatch
) -> None:
    walks: dict[int, Walk] = {}  # by update; one that is brought again is a short one
    feed = running_bot.dispatcher.feed_update

    async def walked(bot: aiogram.Bot, update: Update) -> object:
        with walking() as walk:
            done = await feed(bot, update)
        walks.setdefault(update.update_id, walk)
        return done

    async def is_asked() -> bool:
        return len(walks) == 1

    async def is_booked() -> bool:
        return len(walks) == 2

    monkeypatch.setattr(running_bot.dispatcher, "feed_update", walked)
    alice = await chat.person("Alice")
    await alice.says("/book cbc tomorrow 9:00")
    await alice.sees("Shall I book this?")
    await once_true(is_asked)
    await alice.taps("Confirm")
    await alice.sees("Booked. See you on")
    await once_true(is_booked)
    confirm = walks[max(walks)]
    sys.stdout.write(f"{confirm}\n")  # pytest -s shows it
    assert confirm.files <= FILES, confirm
    assert confirm.returns <= RETURNS, confirm

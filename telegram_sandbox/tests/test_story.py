"""A story as lines of text, played by a process."""

import asyncio
import json
import sys
import time
from collections.abc import AsyncIterator

import pytest
from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

from stage import Stage, staged
from telegram_sandbox.story import Unreadable, lines_of

MENU = InlineKeyboardMarkup(
    inline_keyboard=[[InlineKeyboardButton(text="Pick me", callback_data="picked")]]
)


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    async with staged() as stage:
        yield stage


async def shop(stage: Stage) -> None:
    """A bot that shows a menu, then says two things."""
    offset = 0
    while True:
        for update in await stage.bot.get_updates(offset=offset, timeout=20):
            offset = update.update_id + 1
            if update.message:
                await stage.bot.send_message(update.message.chat.id, "Menu", reply_markup=MENU)
            if update.callback_query:
                await stage.bot.answer_callback_query(update.callback_query.id, "Well picked")
                await stage.bot.send_message(update.callback_query.from_user.id, "Bye now")
                await stage.bot.send_message(update.callback_query.from_user.id, "Bye")


async def played(stage: Stage, story: str, *options: str) -> tuple[int, str, str]:
    """Status, output and errors of the process."""
    command = (sys.executable, "-m", "telegram_sandbox.story", "--url", stage.url, *options)
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(*command, stdin=pipe, stdout=pipe, stderr=pipe)
    bot = asyncio.create_task(shop(stage))
    output, errors = await process.communicate(story.encode())
    bot.cancel()
    return process.returncode or 0, output.decode(), errors.decode()


async def test_a_story_that_comes_true_ends_with_when_the_last_message_was_sent(
    stage: Stage,
) -> None:
    began = time.time()
    story = "says /start\ntaps pick\n\nsees well picked\ngets Bye\n"
    status, output, _ = await played(stage, story, "--name", "Zoe")
    *conversation, last = output.splitlines()
    told = json.loads(last)
    assert (status, told["done"]) == (0, 4)
    assert began < told["got_at"] < time.time()
    assert conversation[0] == "Zoe #1: /start"
    assert "toast: Well picked" in conversation


async def test_a_story_ends_at_the_first_line_that_does_not_come_true(stage: Stage) -> None:
    story = "says /start\nsees Menu\ngets Men\nsees Menu\n"
    status, output, _ = await played(stage, story, "--within", "0.5")
    assert status == 1
    assert json.loads(output.splitlines()[-1]) == {"done": 2, "got_at": None}


async def test_a_line_that_cannot_be_played_is_told_before_anything_is_said(stage: Stage) -> None:
    status, output, errors = await played(stage, "says hello\nthinks of lunch\n")
    assert (status, output) == (2, "")
    assert errors == "story: cannot play 'thinks of lunch'\n"
    assert not await stage.bot.get_updates()


@pytest.mark.parametrize("line", ["says", "shouts hello", "taps   "])
def test_a_line_needs_a_verb_and_words(line: str) -> None:
    with pytest.raises(Unreadable):
        lines_of(line)

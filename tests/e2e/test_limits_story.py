"""Stories of an account that is full: it reads why, and makes room."""

import pytest

from infra.settings import Settings
from telegram_sandbox.driver import Person, Sandbox
from tests.support.bot import Bot


@pytest.fixture
def bot_settings(bot_settings: Settings) -> Settings:
    return bot_settings.model_copy(update={"max_messages": 2, "max_series": 1})


@pytest.fixture
async def alice(chat: Sandbox, running_bot: Bot) -> Person:
    return await chat.person("Alice")


async def plans(alice: Person, words: str, seen: str) -> None:
    await alice.says(f"/schedule {words}")
    await alice.sees("Your message:")
    await alice.taps("Confirm")
    await alice.sees(seen)


async def test_the_message_that_has_no_room_is_planned_after_another_is_cancelled(
    alice: Person,
) -> None:
    await plans(alice, "tomorrow 9am Tea", "Done.")
    await plans(alice, "tomorrow 10am Milk", "Done.")
    await alice.says("/schedule tomorrow 11am Bread")
    await alice.sees("Your message:\n\nBread")
    await alice.taps("Confirm")
    await alice.sees("as many messages waiting as I keep: 2. Cancel one first: /scheduled")
    assert "Cancel one first" in alice.toast()
    await alice.says("/scheduled")
    await alice.sees("Upcoming")
    await alice.taps("1")
    await alice.sees("Your message:\n\nTea")
    await alice.taps("Cancel message")
    await alice.taps("Yes, cancel")
    await alice.sees("Cancelled.")
    await plans(alice, "tomorrow 11am Bread", "Done.")


async def test_a_second_series_has_no_room_and_a_message_has(alice: Person) -> None:
    await plans(alice, "every monday 9am Tea", "Done.")
    await alice.says("/schedule every tuesday 9am Milk")
    await alice.sees("Your message:")
    await alice.taps("Confirm")
    await alice.sees("as many messages that repeat as I keep: 1. Cancel one first: /scheduled")
    await plans(alice, "tomorrow 9am Bread", "Done.")

"""The time zone in a line, in taps, in a person's words; forged names are refused."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

from telegram_sandbox.driver import Sandbox
from tests.support.bot import Bot
from tests.support.zone import SHOWN


async def zone_of(bot: Bot, person: int) -> str | None:
    """What the database says."""
    async with bot.deps.database.read() as uow:
        row = await uow.first(text("SELECT zone FROM accounts WHERE id = :id"), {"id": person})
    assert row is not None
    zone: str | None = row.zone
    return zone


@pytest.mark.parametrize(
    ("words", "zone"),
    [
        ("Berlin", "Europe/Berlin"),
        ("asia/kolkata", "Asia/Kolkata"),
        ("new york", "America/New_York"),
        ("  PST ", "America/Los_Angeles"),
    ],
)
async def test_one_line_is_enough(chat: Sandbox, running_bot: Bot, words: str, zone: str) -> None:
    alice = await chat.person("Alice")
    await alice.says(f"/timezone {words}")
    shown = await alice.sees("Done: your time zone is")
    assert zone.replace("_", " ") in shown.text
    assert " there." in shown.text
    assert await zone_of(running_bot, alice.id) == zone


async def test_the_question_shows_the_guess_and_a_tap_decides(
    chat: Sandbox, running_bot: Bot
) -> None:
    alice = await chat.person("Alice")
    await alice.says("/timezone")
    asked = await alice.sees(f"I assume your time zone is {SHOWN}.")
    await alice.taps("Next")
    assert (await alice.sees("I assume your time zone")).id == asked.id
    await alice.taps("Previous")
    await alice.sees("I assume your time zone")
    await alice.taps("Lisbon")
    chosen = await alice.sees("Done: your time zone is Europe/Lisbon.")
    assert chosen.id == asked.id
    assert await zone_of(running_bot, alice.id) == "Europe/Lisbon"
    await alice.says("Madrid")
    await alice.sees("I did not understand that")


async def test_a_typed_answer_moves_the_card_below_it(chat: Sandbox, running_bot: Bot) -> None:
    alice = await chat.person("Alice")
    await alice.says("/timezone")
    await alice.sees("I assume your time zone")
    await alice.says("Xyzzyville")
    await alice.sees("I know no time zone called “Xyzzyville”.")
    await alice.says("+05:30")
    await alice.sees("Which one do you mean")
    await alice.taps("Kolkata")
    await alice.sees("Done: your time zone is Asia/Kolkata.")
    await chat.settled()
    moved, keyboard = 2, 2  # what asked for a location, and what took its button away
    assert len(await chat.record("deleteMessage", alice.id)) == moved + keyboard


async def test_cancel_can_be_typed_and_keeps_the_zone(chat: Sandbox, running_bot: Bot) -> None:
    alice = await chat.person("Alice")
    await alice.says("/timezone")
    await alice.sees("I assume your time zone")
    await alice.says("never mind")
    await alice.sees("Cancelled. Nothing was saved.")
    assert await zone_of(running_bot, alice.id) is None


async def test_the_time_on_ones_clock_is_enough(chat: Sandbox, running_bot: Bot) -> None:
    alice = await chat.person("Alice")
    await alice.says(f"/timezone {datetime.now(UTC) + timedelta(hours=9):%H:%M}")
    await alice.sees("Which one do you mean")
    await alice.taps("Tokyo")
    await alice.sees("Done: your time zone is Asia/Tokyo.")


async def test_a_photo_instead_of_a_place_is_answered(chat: Sandbox, running_bot: Bot) -> None:
    alice = await chat.person("Alice")
    await alice.says("/timezone")
    await alice.sees("I assume your time zone")
    await alice.sends_photo()
    await alice.sees("I can only read text here.")
    await alice.says("Rome")
    await alice.sees("Done: your time zone is Europe/Rome.")


@pytest.mark.parametrize("zone", ["Mars/Base", "europe/berlin", "<b>", "'; DROP", "{name}"])
async def test_a_forged_zone_is_refused_and_nothing_changes(
    chat: Sandbox, running_bot: Bot, zone: str
) -> None:
    alice = await chat.person("Alice")
    await alice.says("/timezone")
    asked = await alice.sees("I assume your time zone")
    await alice.forges(f"tz1:{zone}:0", asked.id)
    await alice.sees(f"I know no time zone called “{zone}”.")
    await chat.settled()
    assert running_bot.outcomes()[-1] == "refused"
    assert await zone_of(running_bot, alice.id) is None


async def test_a_page_beyond_the_last_shows_the_last(chat: Sandbox, running_bot: Bot) -> None:
    alice = await chat.person("Alice")
    await alice.says("/timezone")
    asked = await alice.sees("I assume your time zone")
    await alice.forges(f"tz1::{2**62}", asked.id)
    await alice.sees("I assume your time zone")
    assert any("Previous" in label for label in alice.buttons())
    assert not any("Next" in label for label in alice.buttons())


@pytest.mark.parametrize("words", ["x" * 4096, "🎂", "مكة", "<b>Berlin</b>", "'; DROP TABLE x"])
async def test_any_words_are_answered(chat: Sandbox, running_bot: Bot, words: str) -> None:
    alice = await chat.person("Alice")
    await alice.says("/timezone")
    await alice.sees("I assume your time zone")
    await alice.says(words)
    await alice.sees("I know no time zone called")


async def test_choosing_a_zone_costs_eight_statements(chat: Sandbox, running_bot: Bot) -> None:
    alice = await chat.person("Alice")
    await alice.says("/timezone")
    await alice.sees("I assume your time zone")
    await alice.taps("Lisbon")
    await alice.sees("Done")
    await chat.settled()
    # Who, series and their locks, quiet hours and reminders, the zone, the result, the keyboard.
    assert running_bot.lines()[-1]["queries"] == 8

"""Stories of strangers who look at tests and times, and of a patient's calendar."""

import asyncio
import re
from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from typing import Any

import icalendar
import pytest
from pydantic import SecretStr

from db.uow import Database
from infra.settings import Settings
from telegram_sandbox.driver import Sandbox
from tests.support import bot
from tests.support.bot import Bot
from tests.support.clinic import nine, open_clinic, ready, rows
from tests.support.series import sql

TIME = re.compile(r'href="https://t\.me/\w+\?start=(book_\d+_\d+)"[^>]*>09:00<')
FEED = re.compile(r"/b/calendar/(\d+-[0-9a-f]{32})\.ics")


@pytest.fixture
async def open_bot(bot_settings: Settings, database: Database) -> AsyncIterator[Bot]:
    """A bot that shows its page to strangers."""
    await open_clinic(database)
    async with bot.running(bot_settings.model_copy(update={"public_page": True})) as one:
        yield one


def event_in(text: str) -> Any:
    """The one event of a calendar."""
    (event,) = icalendar.Calendar.from_ical(text).walk("VEVENT")
    return event


async def page(running: Bot, path: str) -> tuple[int, str]:
    async with running.http.get(running.url + path) as answer:
        return answer.status, await answer.text()


async def test_a_stranger_finds_a_test_a_time_and_the_chat(
    chat: Sandbox, open_bot: Bot, database: Database
) -> None:
    status, text = await page(open_bot, "/b")
    assert (status, "Complete blood count" in text, "€" in text) == (200, True, True)
    found = re.search(r'href="(/b/labs/\d+/tests/\d+)"><strong>Complete', text)
    assert found
    status, text = await page(open_bot, f"{found[1]}?from={nine().date()}")
    times = TIME.search(text)
    assert times
    alice = await chat.person("Alice")
    await alice.says(f"/start {times[1]}")
    asked = await alice.sees("09:00")
    assert "Complete blood count" in asked.text
    assert "Alice" not in text


@pytest.mark.parametrize(
    "path",
    [
        *("/b/labs/9", "/b/labs/1/tests/99", "/b/labs/999999999999999999", "/b/nothing"),
        *("/b/calendar/1-00000000000000000000000000000000.ics", "/b/calendar/1-.ics"),
    ],
)
async def test_what_is_not_there_is_not_found(open_bot: Bot, path: str) -> None:
    assert (await page(open_bot, path))[0] == 404


@pytest.mark.parametrize("day", ["yesterday", "1999-01-01", "9999-12-31", "2026-13-40", "%00"])
async def test_any_day_shows_a_page(open_bot: Bot, day: str) -> None:
    assert (await page(open_bot, f"/b/labs/1/tests/1?from={day}"))[0] == 200


async def test_without_a_word_of_the_operator_strangers_see_nothing(
    running_bot: Bot, database: Database
) -> None:
    await open_clinic(database)
    for path in ("/b", "/b/labs/1", "/b/labs/1/tests/1"):
        assert (await page(running_bot, path))[0] == 404


async def test_a_link_to_a_time_that_is_gone_offers_others(
    chat: Sandbox, open_bot: Bot, database: Database
) -> None:
    ((slot_id,),) = await rows(database, "SELECT min(id) FROM time_slots WHERE starts_at > now()")
    await sql(database, "UPDATE time_slots SET booked = capacity WHERE id = :id", id=slot_id)
    alice = await chat.person("Alice")
    await alice.says(f"/start book_1_{slot_id}")
    await alice.sees("That time has just been taken")
    await alice.says("/start book_1_999999")
    await alice.sees("Which test")
    await alice.says("/start book_x")
    await alice.sees("Hello")


async def test_a_patients_visits_stand_in_their_calendar_until_the_address_changes(
    chat: Sandbox, open_bot: Bot, database: Database
) -> None:
    alice = await chat.person("Alice")
    await ready(alice)
    await alice.taps("Confirm")
    await alice.sees("Booked")
    await alice.says("/bookings")
    await alice.taps("In my calendar")
    await alice.sees("always up to date")
    await alice.taps("Get the address")
    first = FEED.search((await alice.sees("Whoever has the address")).text)
    assert first
    status, text = await page(open_bot, first[0])
    assert (status, "Alice" in text) == (200, False)
    event = event_in(text)
    assert event["DTSTART"].dt == nine()
    assert event["DTEND"].dt > nine() + timedelta(minutes=5)
    assert (event["UID"], event["SEQUENCE"]) == ("booking-1@slotbell", 1)
    await alice.taps("New address")
    second = FEED.search((await alice.sees("Whoever has the address")).text)
    assert second
    assert second[1] != first[1]
    assert [(await page(open_bot, one[0]))[0] for one in (first, second)] == [404, 200]
    await sql(database, "UPDATE bookings SET status = 'cancelled', version = 2")
    event = event_in((await page(open_bot, second[0]))[1])
    assert (event["STATUS"], event["SEQUENCE"]) == ("CANCELLED", 2)
    await alice.taps("Stop it")
    await alice.sees("always up to date")
    assert (await page(open_bot, second[0]))[0] == 404
    await alice.taps("Get the address")
    third = FEED.search((await alice.sees("Whoever has the address")).text)
    assert third
    assert third[1] not in {first[1], second[1]}


async def test_another_secret_key_keeps_the_address_as_long_as_the_old_one_reads(
    chat: Sandbox, bot_settings: Settings, database: Database
) -> None:
    await open_clinic(database)
    old, new = "o" * 40, "n" * 40
    async with bot.running(bot_settings.model_copy(update={"secret_key": SecretStr(old)})):
        alice = await chat.person("Alice")
        await ready(alice)
        await alice.taps("Confirm")
        await alice.sees("Booked")
        await alice.says("/bookings")
        await alice.taps("In my calendar")
        await alice.taps("Get the address")
        found = FEED.search((await alice.sees("Whoever has the address")).text)
        assert found
    both = bot_settings.model_copy(update={"secret_key": SecretStr(f"{new},{old}")})
    async with bot.running(both) as later:
        assert (await page(later, found[0]))[0] == 200
    async with bot.running(bot_settings.model_copy(update={"secret_key": SecretStr(new)})) as later:
        assert (await page(later, found[0]))[0] == 404


async def test_while_nothing_answers_strangers_are_asked_to_come_again(
    open_bot: Bot, lock_out: Callable[[bool], None]
) -> None:
    paths = ("/b", "/b/labs/1/tests/1", f"/b/calendar/1-{'0' * 32}.ics")
    await asyncio.to_thread(lock_out, True)
    try:
        assert [(await page(open_bot, path))[0] for path in paths] == [503] * 3
    finally:
        await asyncio.to_thread(lock_out, False)
    assert [(await page(open_bot, path))[0] for path in paths] == [200, 200, 404]

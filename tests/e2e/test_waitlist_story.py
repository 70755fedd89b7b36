"""Three people and one seat: it is held for one at a time, and each is asked in their language."""

import asyncio
import signal
from datetime import UTC, datetime

import pytest
import redis as redis_client

from db.uow import Database
from domain.booking.lab import Lab
from infra.settings import Settings
from telegram_sandbox.driver import Message, Person, Sandbox
from tests.support import bot
from tests.support.bot import Bot
from tests.support.clinic import (
    bookings_of,
    change,
    close_times,
    nine,
    on,
    ready,
    rows,
    seats,
    times_of,
)
from tests.support.series import sql
from tests.support.staff import arrives
from tests.support.waiting import WITHIN
from tests.support.workers import House

UNSENT = "SELECT FROM wait_offers WHERE message IS NULL"
TIME_OUT = """
    UPDATE wait_offers SET until = now() - interval '1 second', asked_at = now() - interval '1 hour'
     WHERE state = 'open'
"""


def awake() -> str:
    """A zone in which it is noon or so: nobody is asked at night."""
    ahead = 12 - datetime.now(UTC).hour
    return f"Etc/GMT{-ahead:+d}" if ahead else "Etc/GMT"


@pytest.fixture
async def full(chat: Sandbox, running_bot: Bot, clinic: Lab, database: Database) -> Person:
    """Alice, who has the one seat that there is: tomorrow at nine."""
    await close_times(database, but=(nine(),))
    await change(database, "capacity = 1")
    alice = await arrives(chat, database, "Alice", "patient")
    await ready(alice)
    await alice.taps("Confirm")
    await alice.sees("Booked.")
    return alice


async def comes(chat: Sandbox, database: Database, name: str) -> Person:
    person = await arrives(chat, database, name, "patient")
    zone = "UPDATE accounts SET zone = :zone WHERE id = :id"
    await sql(database, zone, zone=awake(), id=person.id)
    return person


async def waits(person: Person) -> Message:
    """From the full day to the list, in as few taps as there are questions."""
    await person.says("/book cbc tomorrow")
    await person.sees("Which day?")
    await person.taps("Join the waiting list")
    await person.sees("Which days would suit you?")
    await person.taps("Only")
    await person.sees("What time of the day")
    await person.taps("Any time of the day")
    await person.sees("Who is it for?")
    await person.taps("Me")
    await person.sees("Shall I put you on the waiting list?")
    await person.taps("Wait for a seat")
    return await person.sees("You are on the waiting list.")


async def until_settled(database: Database) -> None:
    """Which message asks is known; a worker that dies before leaves it without an end."""
    async with asyncio.timeout(WITHIN):
        while await rows(database, UNSENT):  # noqa: ASYNC110 - a row is no event
            await asyncio.sleep(0.05)


async def states(database: Database) -> list[str]:
    found = await rows(database, "SELECT state FROM wait_offers ORDER BY id")
    return [str(row[0]) for row in found]


async def test_a_freed_seat_goes_from_one_to_the_next_until_somebody_takes_it(
    full: Person, chat: Sandbox, database: Database, worker: None
) -> None:
    bob, clara = await comes(chat, database, "Bob"), await comes(chat, database, "Clara")
    await waits(bob)
    await clara.says("/language deutsch")
    await clara.sees("Deutsch")
    await clara.says("/book cbc morgen")
    await clara.taps("Auf die Warteliste")
    await clara.says("morgen vormittag")
    await clara.taps("Ich")
    await clara.taps("Auf einen Platz warten")
    await clara.sees("Sie stehen auf der Warteliste.")
    await full.says("/bookings")
    await full.taps("09:00")
    await full.taps("Cancel booking")
    await full.taps("Yes, cancel")
    await full.sees("Your seat is free for others now")
    assert await seats(database, nine()) == 1
    asked = await bob.sees("A seat is free for you")
    answers = ["Take it", "Not this one", "Stop waiting"]
    assert asked.buttons == [*answers, "Details"]
    assert "It is yours until" in asked.text
    assert "Complete blood count" not in asked.text
    await bob.taps("Details")
    named = await bob.sees("Complete blood count")
    assert (named.id, named.buttons) == (asked.id, answers)
    assert "Ein Platz ist" not in clara.transcript()
    await sql(database, TIME_OUT)
    frei = await clara.sees("Ein Platz ist für Sie frei", within=30)
    late = await bob.sees("That seat is not held for you any more.", within=30)
    assert late.id == asked.id
    key = asked.key("Take it")
    assert key is not None
    await bob.forges(key["callback_data"], asked.id)
    assert "You are still on the waiting list." in late.text
    await bob.forges(key["callback_data"].replace(":1", ":2"), asked.id)
    await bob.sees("That was not found")
    await clara.taps("Nehmen")
    await clara.sees("Gebucht")
    again = frei.key("Nehmen")
    assert again is not None
    await clara.forges(again["callback_data"], frei.id)
    await chat.settled()
    assert await bookings_of(database, clara) == [("booked",)]
    assert await bookings_of(database, bob) == []
    assert await seats(database, nine()) == 1
    assert await states(database) == ["missed", "taken"]


async def test_not_this_one_waits_on_and_stop_ends_it(
    full: Person, chat: Sandbox, database: Database, worker: None
) -> None:
    bob = await comes(chat, database, "Bob")
    await waits(bob)
    await bob.says("/bookings")
    shown = await bob.sees("You wait for:")
    assert "Complete blood count" in shown.text
    await full.says("/bookings")
    await full.taps("09:00")
    await full.taps("Cancel booking")
    await full.taps("Yes, cancel")
    await bob.sees("A seat is free for you")
    await bob.taps("Not this one")
    await bob.sees("That seat goes to the next person.")
    assert await seats(database, nine()) == 0
    await bob.taps("Stop waiting")
    await bob.sees("You are off the waiting list.")
    await bob.says("/bookings")
    assert "You wait for" not in (await bob.sees("You have no bookings yet.")).text
    assert await states(database) == ["declined"]


async def test_a_visit_moves_to_an_earlier_time_on_its_own_row(
    full: Person, chat: Sandbox, database: Database, worker: None
) -> None:
    for at in (later(), sooner()):
        await change(database, "status = 'open', capacity = 1", "starts_at = :at", at=at)
    bob = await comes(chat, database, "Bob")
    await ready(bob, "/book cbc in 2 days 9am")
    await bob.taps("Confirm")
    await bob.sees("Booked.")
    await bob.says("/bookings")
    await bob.taps("09:00")
    await bob.taps("Earlier, if possible")
    shown = await bob.sees("These earlier times are free:")
    assert "08:30" in shown.buttons[0]
    await bob.taps("08:30")
    await bob.sees("Shall I move this visit?")
    await bob.taps("Back")
    await change(database, "booked = 1", "starts_at = :at", at=sooner())
    await bob.says("/bookings")
    await bob.taps("09:00")
    await bob.taps("Earlier, if possible")
    shown = await bob.sees("I will write to you as soon as an earlier time is free.")
    assert "Stop waiting" in shown.buttons
    await full.says("/bookings")
    await full.taps("09:00")
    await full.taps("Cancel booking")
    await full.taps("Yes, cancel")
    await bob.sees("An earlier time is free for you")
    await bob.taps("Take it")
    await bob.sees("Moved. See you on")
    assert await bookings_of(database, bob) == [("booked",)]
    version = "SELECT version FROM bookings WHERE account_id = :id"
    assert await rows(database, version, id=bob.id) == [(2,)]
    assert await seats(database, nine()) == 1
    assert await seats(database, later()) == 0


def sooner() -> datetime:
    """In two days at half past eight."""
    return times_of(on(2))[2]


def later() -> datetime:
    """In two days at nine."""
    return times_of(on(2))[4]


async def test_a_restart_in_the_middle_of_joining_goes_on_from_the_test(
    chat: Sandbox, database: Database, bot_settings: Settings, clinic: Lab
) -> None:
    async with bot.running(bot_settings):
        await close_times(database, but=(nine(),))
        await change(database, "capacity = 1, booked = 1")
        bob = await comes(chat, database, "Bob")
        await bob.says("/book cbc tomorrow")
        await bob.taps("Join the waiting list")
        await bob.sees("Which days would suit you?")
        await chat.settled()
    async with bot.running(bot_settings):
        await bob.taps("Only")
        await bob.sees("Which day?")
        await waits(bob)


async def test_a_killed_worker_and_an_empty_redis_lose_no_seat(
    chat: Sandbox, database: Database, running_bot: Bot, clinic: Lab, house: House, redis_url: str
) -> None:
    await close_times(database, but=(nine(),))
    await change(database, "capacity = 1, booked = 1")
    bob = await comes(chat, database, "Bob")
    await waits(bob)
    await change(database, "booked = 0")
    worker = await house.worker()
    asked = await bob.sees("A seat is free for you", within=30)
    assert await seats(database, nine()) == 1
    await until_settled(database)
    worker.stop(signal.SIGKILL)
    with redis_client.Redis.from_url(redis_url) as client:
        client.flushdb()
    await sql(database, TIME_OUT)
    await house.worker()
    assert (await bob.sees("not held for you any more", within=30)).id == asked.id
    assert await seats(database, nine()) == 0
    assert await states(database) == ["missed"]

"""A reminder asks whether one comes: the desk sees the answer, another time asks again."""

import pytest

from db.uow import Database
from telegram_sandbox.driver import Message, Person, Sandbox
from tests.support.bot import Bot
from tests.support.clinic import LATER, ready, rows
from tests.support.series import sql
from tests.support.staff import arrives

pytestmark = pytest.mark.usefixtures("clinic", "worker")
DUE = """UPDATE scheduled_messages SET due_at = date_trunc('second', clock_timestamp()),
                fire_at = date_trunc('second', clock_timestamp())
          WHERE id = (SELECT min(id) FROM scheduled_messages
                       WHERE status = 'scheduled' AND content ->> 'kind' = 'reminder')"""


@pytest.fixture
async def alice(chat: Sandbox, running_bot: Bot) -> Person:
    person = await chat.person("Alice")
    await ready(person, LATER)
    await person.taps("Confirm")
    await person.sees("Booked")
    return person


async def reminded(database: Database, person: Person) -> Message:
    """The next reminder comes now."""
    await person.says("/start")
    await person.sees("Hello")
    await sql(database, DUE)
    return await person.sees("Your appointment", within=30)


async def coming(database: Database) -> object:
    return (await rows(database, "SELECT coming_at IS NOT NULL FROM bookings"))[0][0]


async def test_the_desk_sees_who_comes_and_a_moved_visit_asks_again(
    alice: Person, chat: Sandbox, database: Database
) -> None:
    shown = await reminded(database, alice)
    assert shown.buttons == ["I am coming", "Move", "Cannot come", "Details"]
    dora = await arrives(chat, database, "Dora", "desk")
    await dora.says("/day in 2 days")
    assert "coming" not in (await dora.sees("1 to come")).text
    await alice.taps("I am coming")
    await alice.sees("The lab knows that you are coming.")
    await dora.says("/day in 2 days")
    assert "1 to come · 1 have said so" in (await dora.sees("coming")).text
    again = await reminded(database, alice)
    assert again.buttons == ["Move", "Cannot come", "Details"]
    await alice.taps("Move")
    await alice.says("in 3 days 9:30")
    await alice.taps("Move it")
    await alice.sees("Moved.")
    assert await coming(database) is False
    first = shown.key("I am coming")
    assert first is not None
    await alice.forges(first["callback_data"], shown.id)
    await alice.sees("This visit has changed since.")
    assert await coming(database) is False
    history = "SELECT array_agg(kind ORDER BY id) FROM booking_events"
    assert await rows(database, history) == [(["booked", "coming", "moved"],)]


async def test_a_reminder_names_the_test_to_whoever_asks_and_to_nobody_beside_them(
    alice: Person, chat: Sandbox, database: Database
) -> None:
    shown = await reminded(database, alice)
    assert "blood" not in shown.text.casefold()
    await alice.taps("Details")
    full = await alice.sees("Complete blood count")
    assert (full.id, full.buttons) == (shown.id, ["I am coming", "Move", "Cannot come"])
    bob = await chat.person("Bob")
    await bob.says("/start")
    hello = await bob.sees("Hello")
    key = shown.key("Details")
    assert key is not None
    await bob.forges(key["callback_data"], hello.id)
    await bob.sees("That was not found")
    await alice.says("/privacy")
    await alice.taps("Name the test")
    await alice.sees("name the test.")
    again = await reminded(database, alice)
    assert "Complete blood count" in again.text
    assert "Details" not in again.buttons


async def test_who_cannot_come_gives_the_seat_back(alice: Person, database: Database) -> None:
    shown = await reminded(database, alice)
    await alice.taps("Cannot come")
    await alice.sees("Cancel this booking?")
    await alice.taps("Yes, cancel")
    await alice.sees("seat is free for others now")
    first = shown.key("I am coming")
    assert first is not None
    await alice.forges(first["callback_data"], shown.id)
    await alice.sees("This visit has changed since.")
    assert await coming(database) is False


async def test_nobody_answers_for_somebody_else(
    alice: Person, chat: Sandbox, database: Database
) -> None:
    shown = await reminded(database, alice)
    bob = await chat.person("Bob")
    await bob.says("/start")
    hello = await bob.sees("Hello")
    key = shown.key("I am coming")
    assert key is not None
    await bob.forges(key["callback_data"], hello.id)
    await bob.sees("That was not found")
    assert await coming(database) is False

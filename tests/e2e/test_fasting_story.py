"""A fasting test: asked on the morning and when it is booked too late; the desk sees the answer."""

import pytest

from db.uow import Database
from infra.settings import FsmStorage, Settings
from telegram_sandbox.driver import Message, Person, Sandbox
from tests.e2e.test_language_story import english_in, said
from tests.e2e.test_together_story import knows
from tests.support import bot
from tests.support.bot import Bot
from tests.support.clinic import rows, tomorrow
from tests.support.series import sql
from tests.support.staff import arrives

pytestmark = pytest.mark.usefixtures("clinic")
DUE = """UPDATE scheduled_messages SET due_at = date_trunc('second', clock_timestamp()),
                fire_at = date_trunc('second', clock_timestamp())
          WHERE status = 'scheduled' AND content ->> 'asks' = 'fasting'"""
LATE = "UPDATE tests SET fasting_hours = 40 WHERE code = 'LIPID'"


@pytest.fixture
async def fasting(chat: Sandbox, running_bot: Bot) -> Person:
    """Somebody with a fasting test tomorrow at nine."""
    person = await chat.person("Alice")
    await person.says("/book lipid tomorrow 9am")
    await person.sees("Shall I book this?")
    await person.taps("Confirm")
    await person.sees("Booked")
    return person


async def asked(database: Database, person: Person) -> Message:
    """It is the morning."""
    await person.says("/start")
    await person.sees("Hello")
    await sql(database, DUE)
    question = await person.sees("Have you eaten since 00:00?", within=30)
    assert "Lipid" not in question.text
    return question


async def kept(database: Database) -> list[tuple[object, ...]]:
    return await rows(database, "SELECT fasting FROM bookings ORDER BY id")


@pytest.mark.usefixtures("worker")
async def test_who_ate_is_offered_later_times_and_the_desk_sees_it(
    fasting: Person, chat: Sandbox, database: Database
) -> None:
    shown = await asked(database, fasting)
    assert shown.buttons == ["No", "I ate"]
    dora = await arrives(chat, database, "Dora", "desk")
    key = shown.key("I ate")
    assert key is not None
    await dora.says("/start")
    await dora.forges(key["callback_data"], (await dora.sees("Hello")).id)
    await dora.sees("That was not found")
    assert await kept(database) == [(None,)]
    await fasting.taps("I ate")
    offered = await fasting.sees("These times leave you enough time to fast:")
    assert await kept(database) == [("broken",)]
    await dora.says("/day tomorrow")
    assert "ate" in (await dora.sees("1 to come")).text
    await dora.taps("09:00 Alice")
    await dora.sees("booked, ate")
    first = offered.buttons[0]
    await fasting.taps(first)
    await fasting.sees("Shall I move this visit?")
    await fasting.taps("Move it")
    await fasting.sees("Moved.")
    assert await kept(database) == [(None,)]
    await fasting.forges(key["callback_data"], shown.id)
    await fasting.sees("This visit has changed since.")
    waits = """SELECT count(*) FROM scheduled_messages
                WHERE status = 'scheduled' AND content ->> 'asks' = 'fasting'"""
    assert await rows(database, waits) == [(1,)]


@pytest.mark.usefixtures("worker")
async def test_who_has_not_eaten_says_so(fasting: Person, database: Database) -> None:
    await asked(database, fasting)
    await fasting.taps("No")
    await fasting.sees("Please eat nothing until your visit")
    assert await kept(database) == [("kept",)]
    history = "SELECT array_agg(kind ORDER BY id) FROM booking_events"
    assert await rows(database, history) == [(["booked", "fasting_kept"],)]


async def test_who_books_when_fasting_has_begun_is_asked_first_over_a_restart(
    chat: Sandbox, bot_settings: Settings, database: Database
) -> None:
    await sql(database, LATE)
    held = bot_settings.model_copy(update={"fsm_storage": FsmStorage.REDIS})
    ines = await chat.person("Inés", language_code="es")
    since = said("es", "Have you eaten since {time}?").split("{")[0].strip()
    async with bot.running(held):
        await ines.says(f"/book lipid {tomorrow():%d.%m.%Y} 9:00")
        shown = await ines.sees(since)
        assert not english_in(shown.text, "es")
    async with bot.running(held):
        await ines.taps(said("es", "I ate"))
        later = await ines.sees(said("es", "These times leave you enough time to fast:"))
        assert later.buttons
        assert await kept(database) == []
        await ines.says(f"{tomorrow():%d.%m.%Y} 9:00")
        await ines.sees(since)
        await ines.says("no")
        await ines.sees(said("es", "Shall I book this?"))
        await ines.taps(said("es", "Confirm"))
        await ines.sees(said("es", "Booking number: {number}").split("{")[0].strip())
    assert await kept(database) == [("kept",)]


async def test_of_several_people_each_is_known_not_to_have_eaten(
    chat: Sandbox, running_bot: Bot, database: Database
) -> None:
    await sql(database, LATE)
    alice = await chat.person("Alice")
    await alice.says("/start")
    await alice.sees("Hello")
    await knows(database, alice, "Leo Lee")
    await alice.says("/book lipid tomorrow 9am for somebody")
    await alice.sees("Have you eaten since")
    await alice.says("no")
    await alice.sees("Who is it for?")
    await alice.says("me and Leo")
    await alice.sees("Shall I book this?")
    await alice.taps("Confirm")
    await alice.sees("Booked for 2 people.")
    await chat.settled()
    assert await kept(database) == [("kept",), ("kept",)]

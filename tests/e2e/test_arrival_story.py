"""A patient at the door: the code, the place in the queue as it moves, coming late."""

import pytest

from db.uow import Database
from telegram_sandbox.driver import Message, Person, Sandbox
from tests.e2e.test_language_story import english_in, said
from tests.support.bot import Bot
from tests.support.clinic import ready, rows, soon
from tests.support.series import sql
from tests.support.staff import arrives

pytestmark = pytest.mark.usefixtures("clinic")


async def bring_forward(database: Database) -> None:
    """Whoever has a visit has it today, in half an hour."""
    begin = f"timestamptz '{soon().isoformat()}'"
    await sql(
        database,
        f"""UPDATE time_slots SET starts_at = {begin} + id * interval '1 second',
                   ends_at = {begin} + interval '2 hours' WHERE booked > 0""",
    )


async def visits(chat: Sandbox, database: Database, *names: str, code: str = "en") -> list[Person]:
    """People whose visits are today."""
    people = []
    for number, name in enumerate(names):
        person = await chat.person(name, language_code=code)
        await person.says(f"/book cbc tomorrow {9 + number}:00")
        await person.sees(said(code, "Shall I book this?"))
        await person.taps(said(code, "Confirm"))
        await person.sees(said(code, "Booking number: {number}").split("{")[0].strip())
        people.append(person)
    await bring_forward(database)
    return people


async def opened(person: Person) -> Message:
    await person.says("/bookings")
    await person.taps("Complete")
    return await person.sees("Booking number")


async def status(database: Database) -> list[tuple[object, ...]]:
    return await rows(database, "SELECT status FROM bookings ORDER BY id")


@pytest.mark.usefixtures("worker")
async def test_the_place_in_the_queue_is_kept_up_to_date(
    chat: Sandbox, running_bot: Bot, database: Database
) -> None:
    alice, bob = await visits(chat, database, "Alice", "Bob")
    carl = await arrives(chat, database, "Carl", "collector")
    dora = await arrives(chat, database, "Dora", "desk")
    assert "I am here" in (await opened(alice)).buttons
    await alice.taps("I am here")
    await alice.sees("You are next.")
    await bob.says("/start here_1")
    waiting = await bob.sees("One person is before you.")
    assert "That takes about" in waiting.text
    assert await status(database) == [("arrived",), ("arrived",)]
    await dora.says("/day")
    assert "2 here" in (await dora.sees("here")).text
    await dora.taps("Alice")
    await dora.sees("here, said so themselves")
    await carl.says("/next")
    await carl.sees("Booking No. 1")
    await alice.sees("It is your turn. Please come in.", within=30)
    moved = await bob.sees("You are next.", within=30)
    assert moved.id == waiting.id
    await carl.taps("Sample taken")
    await alice.sees("Your visit is done.", within=30)
    edits = await rows(database, "SELECT max(edits) <= 40, count(*) FROM queue_cards")
    assert edits == [(True, 2)]


async def test_the_door_answers_kindly_whoever_reads_it(
    chat: Sandbox, running_bot: Bot, database: Database
) -> None:
    zoe = await chat.person("Zoé", language_code="fr")
    await zoe.says("/start here_1")
    shown = await zoe.sees(said("fr", "You have no visit here today."))
    assert not english_in(shown.text, "fr")
    await ready(alice := await chat.person("Alice"))
    await alice.taps("Confirm")
    await alice.sees("Booked")
    await alice.says("/start here_1")
    await alice.sees("Your next visit:")
    await bring_forward(database)
    await alice.says("/start here_9")
    await alice.sees("You have no visit here today.")
    assert await status(database) == [("booked",)]
    card = await opened(alice)
    key = card.key("I am here")
    assert key is not None
    await zoe.says("/help")
    await zoe.forges(key["callback_data"], (await zoe.last()).id)
    await zoe.sees("C’est introuvable.")
    assert await status(database) == [("booked",)]


async def test_who_is_late_tells_the_desk_and_may_take_another_time(
    chat: Sandbox, running_bot: Bot, database: Database
) -> None:
    [alice] = await visits(chat, database, "Alice")
    dora = await arrives(chat, database, "Dora", "desk")
    await opened(alice)
    await alice.taps("15 min late")
    await alice.sees("The lab knows that you come at about")
    await opened(alice)
    card = await alice.sees("Booked")
    assert "The lab knows that you come at about" in card.text
    await dora.says("/day")
    assert "min late" in (await dora.sees("1 to come")).text
    await dora.taps("Alice")
    await dora.sees("booked, late, comes at about")
    history = "SELECT array_agg(kind ORDER BY id) FROM booking_events"
    assert await rows(database, history) == [(["booked", "late"],)]


async def test_a_manager_prints_the_code_for_the_door(mira: Person, database: Database) -> None:
    await mira.says("/labs")
    await mira.taps("Slotbell Lab")
    await mira.sees("You work here.")
    await mira.taps("Code for the door")
    await mira.sees("?start=here_1")

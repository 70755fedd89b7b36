"""Stories of a family that comes together: several people, one card, one Confirm."""

import pytest

from db.uow import Database
from infra.settings import Settings
from telegram_sandbox.driver import Person, Sandbox
from tests.support import bot
from tests.support.bot import Bot
from tests.support.clinic import bookings_of, change, close_times, ready, rows, times_of, tomorrow
from tests.support.series import sql

pytestmark = pytest.mark.usefixtures("clinic")
WHEN = (
    "SELECT p.name, to_char(s.starts_at AT TIME ZONE l.zone, 'HH24:MI'), b.status"
    " FROM bookings AS b JOIN patients AS p ON p.id = b.patient_id"
    " JOIN time_slots AS s ON s.id = b.slot_id JOIN labs AS l ON l.id = s.lab_id ORDER BY b.id"
)


async def knows(database: Database, alice: Person, *names: str, is_new: bool = False) -> None:
    """Alice has booked for these before, and for herself, unless is_new."""
    for number, name in enumerate(("Alice", *names)):
        if number or not is_new:
            await sql(
                database,
                "INSERT INTO patients (account_id, name, is_self)"
                f" VALUES ({alice.id}, '{name}', {not number})",
            )


TEXTS = {
    "en": "Several people/Me: Alice/Continue/Chosen: /Confirm/Booked for 2 people",
    "de": "Mehrere Personen/Ich: Alice/Weiter/Gewählt: /Bestätigen/Für 2 Personen gebucht",
}


@pytest.mark.parametrize("code", TEXTS)
async def test_two_come_beside_each_other_and_one_of_them_cancels(
    chat: Sandbox, bot_settings: Settings, database: Database, code: str
) -> None:
    several, me, go_on, chosen, confirm, booked = TEXTS[code].split("/")
    await change(database, "capacity = 1", where="true")
    alice = await chat.person("Alice", language_code=code)
    async with bot.running(bot_settings):
        await alice.says("/start")
        await chat.settled()
        await knows(database, alice, "Leo Lee", is_new=code == "en")
        await alice.says("/book cbc tomorrow 9am for somebody")
        await chat.settled()
        await alice.taps(several)
        await chat.settled()
        await alice.taps("Leo Lee")
        asked = await alice.sees(f"{chosen}Leo Lee")
    async with bot.running(bot_settings):  # who was ticked is forgotten, and shown so
        await alice.taps(me)
        asked = await alice.sees(f"{chosen}Alice")
        assert "Leo" not in asked.text
        continue_ = [label for label in asked.buttons if label.startswith(go_on)]
        assert not continue_, "one alone is nobody together"
        await alice.taps("Leo Lee")
        asked = await alice.sees("Leo Lee")
        await alice.taps(go_on)
        asked = await alice.sees("09:15")
        assert "09:00" in asked.text
        tap = asked.key(confirm)
        assert tap is not None
        await alice.taps(confirm)
        done = await alice.sees(booked)
        made = await rows(database, WHEN)
        assert {name for name, _, _ in made} == {"Alice", "Leo Lee"}
        assert [at[1:] for at in made] == [("09:00", "booked"), ("09:15", "booked")]
        await alice.forges(tap["callback_data"], asked.id)
        await chat.settled()
        assert (await alice.last()).text == done.text, "a second tap shows the same"
        assert len(await bookings_of(database, alice)) == 2
        selves = await rows(database, "SELECT name FROM patients WHERE is_self")
        assert selves == [("Alice",)], "who has never come is remembered once"


async def test_me_and_somebody_known_are_two_people_and_no_name(
    chat: Sandbox, running_bot: Bot, database: Database
) -> None:
    alice = await chat.person("Alice")
    await alice.says("/start")
    await alice.sees("Hello")
    await knows(database, alice, "Mary Jones", is_new=True)
    await alice.says("/book cbc tomorrow 9am for me and Mary")
    asked = await alice.sees("The price is for each person.")
    assert "Alice: " in asked.text
    assert "Mary Jones: " in asked.text
    await alice.taps("Confirm")
    await alice.sees("Booked for 2 people.")
    assert {name for name, _, _ in await rows(database, WHEN)} == {"Alice", "Mary Jones"}


async def test_seats_that_go_before_confirm_book_nobody_and_offer_other_times(
    chat: Sandbox, running_bot: Bot, database: Database
) -> None:
    await change(database, "capacity = 1", where="true")
    await close_times(database, but=tuple(times_of(tomorrow())[4:10]))
    alice, bob = await chat.person("Alice"), await chat.person("Bob")
    await alice.says("/start")
    await chat.settled()
    await knows(database, alice, "Leo Lee", "Kim Lee")
    await alice.says("/book cbc tomorrow 9am for somebody")
    await alice.sees("Who is it for?")
    await alice.says("me and Leo")
    asked = await alice.sees("Shall I book this?")
    assert "Alice: " in asked.text
    assert "Leo Lee: " in asked.text
    await ready(bob, "/book cbc tomorrow 9:15")
    await bob.taps("Confirm")
    await bob.sees("Booked.")
    await alice.taps("Confirm")
    taken = await alice.sees("not enough seats beside each other")
    assert await bookings_of(database, alice) == []
    assert [label.split(", ")[1][:5] for label in taken.buttons[:2]] == ["09:30", "09:45"]
    await alice.taps("09:45")
    await alice.sees("10:00")
    await alice.taps("Confirm")
    done = await alice.sees("Booked for 2 people.")
    assert {time for _, time, _ in (await rows(database, WHEN))[1:]} == {"09:45", "10:00"}
    await alice.taps(next(label for label in done.buttons if label.startswith("Leo Lee")))
    await alice.sees("Leo Lee")
    await alice.taps("Cancel booking")
    await alice.sees("Cancel this booking?")
    await alice.taps("Yes, cancel")
    await chat.settled()
    left = [(name, status) for name, _, status in await rows(database, WHEN) if name != "Bob"]
    assert sorted(left, key=str) == [("Alice", "booked"), ("Leo Lee", "cancelled")]


@pytest.mark.parametrize(
    ("line", "born"),
    [
        ("book cbc tomorrow 9am for Mary Jones", "When was Mary Jones born?"),
        ("CBC buchen für Mary Jones morgen 9 Uhr", "Wann ist Mary Jones geboren?"),
        ("/book tomorrow 9am for Mary Jones", ""),
    ],
)
async def test_a_name_that_is_typed_with_the_wish_is_kept(
    chat: Sandbox, running_bot: Bot, database: Database, line: str, born: str
) -> None:
    code = "de" if born.startswith("Wann") else "en"
    alice = await chat.person("Alice", language_code=code)
    await alice.says(line)
    if not born:
        await alice.sees("Which test?")
        await alice.taps("Complete blood count")
    await alice.sees(born or "When was Mary Jones born?")
    await alice.says("12.03.1958")
    await alice.sees("Mary Jones, 12")
    await alice.taps("Bestätigen" if code == "de" else "Confirm")
    await chat.settled()
    assert await rows(database, WHEN) == [("Mary Jones", "09:00", "booked")]
    await alice.says("/book lipid tomorrow 10am for mary jones")
    shown = await alice.sees("Mary Jones, 12")
    assert "10:00" in shown.text, "who is known is asked nothing more"

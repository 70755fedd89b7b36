"""A patient moves a visit in chat: by a tap, in words; and what cannot be moved."""

import pytest

from db.uow import Database
from telegram_sandbox.driver import Person, Sandbox
from tests.support.bot import Bot
from tests.support.clinic import bookings_of, change, nine, on, ready, rows, seats

pytestmark = pytest.mark.usefixtures("clinic")


@pytest.fixture
async def alice(chat: Sandbox, running_bot: Bot) -> Person:
    """Somebody with a visit tomorrow at nine."""
    person = await chat.person("Alice")
    await ready(person)
    await person.taps("Confirm")
    await person.sees("Booked")
    return person


async def starts(database: Database) -> list[str]:
    """When the visits are that hold a seat, by the lab's clock."""
    query = """SELECT to_char(starts_at AT TIME ZONE zone, 'YYYY-MM-DD HH24:MI')
                 FROM bookings JOIN time_slots ON time_slots.id = slot_id
                 JOIN labs ON labs.id = lab_id WHERE bookings.status = 'booked' ORDER BY 1"""
    return [str(row[0]) for row in await rows(database, query)]


async def test_the_nearest_free_time_is_three_taps_away(alice: Person, database: Database) -> None:
    await alice.taps("Move")
    asked = await alice.sees("When would you like to come instead?")
    assert "Until now:" in asked.text
    assert [label.split(" · ")[0][-5:] for label in asked.buttons[:3]] == [
        "08:30",
        "08:45",
        "09:15",
    ]
    await alice.taps("09:15")
    sure = await alice.sees("Shall I move this visit?")
    assert sure.buttons == ["Move it", "‹ Back", "Cancel"]
    await alice.taps("Move it")
    done = await alice.sees("Moved. See you on")
    assert "I will remind you a day before" in done.text or "two hours before" in done.text
    assert await starts(database) == [f"{on(1)} 09:15"]
    assert await seats(database, nine()) == 0
    again = sure.key("Move it")
    assert again is not None
    await alice.says("/bookings")
    await alice.forges(again["callback_data"], (await alice.sees("Your bookings")).id)
    await alice.sees("Moved. See you on")
    assert await bookings_of(database, alice) == [("booked",)]


@pytest.mark.parametrize(
    ("line", "day", "clock"),
    [
        ("move my visit to the day after tomorrow 9:30", 2, "09:30"),
        ("/move in 3 days 8:15", 3, "08:15"),
        ("can I reschedule my cbc to tomorrow 10am?", 1, "10:00"),
        ("/reschedule tomorrow 11:00", 1, "11:00"),
    ],
)
async def test_in_ones_own_words(
    alice: Person, database: Database, line: str, day: int, clock: str
) -> None:
    await alice.says(line)
    await alice.sees("Shall I move this visit?")
    await alice.says("yes")
    await alice.sees("Moved. See you on")
    assert await starts(database) == [f"{on(day)} {clock}"]


async def test_a_day_alone_asks_for_the_time_and_back_leads_out(
    alice: Person, database: Database
) -> None:
    await alice.says("/bookings")
    await alice.taps("09:00 · Complete")
    await alice.taps("Move")
    await alice.sees("When would you like to come instead?")
    await alice.says("day after tomorrow")
    await alice.sees("What time on")
    await alice.taps("Back")
    await alice.sees("Which day")
    await alice.taps("Back")
    await alice.sees("Your visit stays as it is.")
    await alice.says("/move")
    await alice.taps("Other days")
    await alice.sees("Which day")
    await alice.says("in 2 days 3pm")
    await alice.sees("Shall I move this visit?")
    await alice.says("make that a phone number")
    await alice.sees("Please tap Move it")
    await alice.taps("Cancel")
    await alice.sees("Your visit stays as it is.")
    assert await starts(database) == [f"{on(1)} 09:00"]


async def test_of_several_visits_one_is_asked_for(alice: Person, database: Database) -> None:
    await alice.says("/book tsh in 3 days 9:00")
    await alice.taps("Confirm")
    await alice.sees("Booked")
    await alice.says("move my appointment to the day after tomorrow")
    await alice.sees("Which visit shall I move?")
    await alice.taps("TSH")
    await alice.sees("What time on")
    await alice.says("9:45")
    await alice.taps("Move it")
    await alice.sees("Moved.")
    await alice.says("move my cbc to tomorrow 9:45")
    await alice.sees("Shall I move this visit?")
    assert await starts(database) == [f"{on(1)} 09:00", f"{on(2)} 09:45"]


async def test_a_seat_that_is_gone_meanwhile_offers_others_and_the_old_one_stays(
    alice: Person, database: Database
) -> None:
    await alice.says("/move tomorrow 9:15")
    await alice.sees("Shall I move this visit?")
    await change(database, "booked = capacity", "booked = 0")
    await alice.taps("Move it")
    await alice.sees("has just been taken")
    assert await starts(database) == [f"{on(1)} 09:00"]
    assert await seats(database, nine()) == 1


async def test_what_has_begun_is_not_moved(alice: Person, database: Database) -> None:
    await alice.says("/move tomorrow 9:15")
    await alice.sees("Shall I move this visit?")
    await change(database, "starts_at = now() - interval '1 minute'", "booked > 0")
    await alice.taps("Move it")
    await alice.sees("Booking number")
    await alice.says("/move")
    await alice.sees("Your bookings.")


async def test_only_the_time_can_be_chosen(alice: Person, database: Database) -> None:
    await alice.taps("Move")
    asked = await alice.sees("When would you like to come instead?")
    first = asked.key("09:15")
    assert first is not None
    data = first["callback_data"]
    for do in ("t", "g", "q", "p", "o", "n"):
        forged = data.split(":")
        forged[2], forged[3] = do, "2"
        await alice.forges(":".join(forged), asked.id)
    await alice.shares_contact()
    await alice.sees("I can only read text here")
    await alice.says("tomorrow 9:15")
    await alice.taps("Move it")
    await alice.sees("Moved.")
    assert await rows(database, "SELECT test_id, count(*) FROM bookings GROUP BY 1") == [(1, 1)]


async def test_nobody_moves_the_visit_of_somebody_else(
    alice: Person, chat: Sandbox, database: Database
) -> None:
    bob = await chat.person("Bob")
    await bob.says("/bookings")
    shown = await bob.sees("You have no bookings yet.")
    [(number,)] = await rows(database, "SELECT id FROM bookings")
    await bob.forges(f"mv1:{number}:0:0", shown.id)
    await bob.sees("That was not found")
    await alice.taps("Move")
    key = (await alice.sees("instead?")).key("09:15")
    assert key is not None
    await bob.forges(key["callback_data"], shown.id)
    await bob.sees("That was not found")
    assert await starts(database) == [f"{on(1)} 09:00"]


async def test_it_is_moved_in_the_patients_language(alice: Person, database: Database) -> None:
    await alice.says("/language deutsch")
    await alice.sees("Deutsch")
    await alice.says("Termin auf morgen 9:15 verschieben")
    asked = await alice.sees("Bisher")
    assert "Blutbild" in asked.text
    assert "blood" not in asked.text
    await alice.says("ja")
    done = await alice.sees("Terminnummer")
    assert "Blutbild" in done.text
    assert await starts(database) == [f"{on(1)} 09:15"]

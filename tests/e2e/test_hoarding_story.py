"""One account cannot take all seats: the cap, the alert, and all of it freed and given back."""

import pytest

from db.uow import Database
from infra.settings import Settings
from screens.manage.callbacks import AccountDo, AccountTap
from telegram_sandbox.driver import Person, Sandbox
from tests.e2e.test_closure_story import books, skips_the_undo
from tests.support.clinic import QUARTER, bookings_of, nine, ready, rows, seats
from tests.support.series import sql
from tests.support.staff import arrives

HELD = "SELECT count(*) FROM bookings WHERE account_id = :id AND status = 'booked'"


@pytest.fixture
def bot_settings(bot_settings: Settings) -> Settings:
    """A cap that a story meets soon."""
    return bot_settings.model_copy(update={"visits_to_come": 6, "visits_a_day": 3})


async def books_for(person: Person, name: str, line: str) -> None:
    """Under a name of their invention; not further than the answer."""
    await person.says(f"/book cbc {line}")
    await person.sees("Shall I book this?")
    await person.taps("Back")
    await person.sees("Who is it for?")
    await person.says(name)
    await person.sees(f"Patient: {name}")
    await person.taps("Confirm")


async def ready_in(person: Person, line: str, question: str) -> None:
    await person.says(line)
    await person.sees(question)


async def hoards(eve: Person) -> None:
    """As many as there may be, under six names, and three more tries."""
    for number, line in enumerate(["tomorrow 9:00", "tomorrow 9:15", "tomorrow 9:30"]):
        await books_for(eve, f"Ida Ray{'abc'[number]}", line)
        await eve.sees("Booked.")
    await books_for(eve, "Ida Rayd", "tomorrow 9:45")
    await eve.sees("You already have 3 visits on that day")
    for number in range(3):
        await books_for(eve, f"Ida Ray{'efg'[number]}", f"in 2 days {9 + number}:00")
        await eve.sees("Booked.")
    for number in range(3):
        await books_for(eve, f"Ida Ray{'hij'[number]}", f"in 3 days {9 + number}:00")
        await eve.sees("You already have 6 visits to come")


async def test_at_the_cap_one_of_the_visits_moves_instead(
    chat: Sandbox, mira: Person, database: Database
) -> None:
    ann = await arrives(chat, database, "Ann", "patient")
    for name, clock in (("Ida Raya", "9:00"), ("Ida Rayb", "9:15"), ("Ida Rayc", "9:30")):
        await books_for(ann, name, f"tomorrow {clock}")
        await ann.sees("Booked.")
    await books_for(ann, "Ida Rayd", "in 2 days 9:00")
    await ann.sees("Booked.")
    await books_for(ann, "Ida Raye", "tomorrow 9:45")
    shown = await ann.sees("Move one of these instead?")
    assert [label.split(" · ")[0][-5:] for label in shown.buttons[:-2]] == [
        *("09:00", "09:15", "09:30")
    ]
    assert shown.buttons[-2:] == ["Another day", "Cancel"]
    await ann.taps("09:15")
    sure = await ann.sees("Shall I move this visit?")
    assert "Ida Rayb" in sure.text
    assert "09:45" in sure.text
    await ann.taps("Move it")
    await ann.sees("Moved.")
    assert await seats(database, nine() + 3 * QUARTER) == 1
    assert await seats(database, nine() + QUARTER) == 0
    await ann.says("/language deutsch")
    await ann.sees("Deutsch")
    await sql(database, "UPDATE tests SET move_hours = 336")
    await ready_in(ann, "/book tsh tomorrow 10:00", "buchen?")
    await ann.taps("Bestätigen")
    late = await ann.sees("an diesem Tag")
    assert not [one for one in late.buttons if "09:00" in one]
    await sql(database, "UPDATE tests SET move_hours = 0")
    await ann.taps("Anderer Tag")
    await ann.says("morgen 10:00")
    await ann.taps("Bestätigen")
    await ann.sees("Sie haben an diesem Tag schon 3 Termine, mehr gehen nicht.")
    await ann.taps("09:30")
    await ann.sees("Bisher")


@pytest.mark.timeout(120)
async def test_a_hoarder_is_stopped_told_of_and_freed(
    chat: Sandbox, mira: Person, database: Database, worker: None
) -> None:
    eve = await arrives(chat, database, "Eve", "patient")
    await hoards(eve)
    assert await rows(database, HELD, id=eve.id) == [(6,)]
    alert = await mira.sees("One account takes many seats", within=20)
    assert f"Account {eve.id}" in alert.text
    assert "Ida" not in alert.text
    await mira.taps("Free all of this account")
    asked = await mira.sees("Free all 6 visits to come?")
    assert "Ida Raya" in asked.text
    await mira.taps("Yes, free all")
    await mira.sees("Freed: 6 visits.")
    assert await rows(database, HELD, id=eve.id) == [(0,)]
    assert await seats(database, nine()) == 1  # held for the undo
    await mira.taps("Undo")
    await mira.sees("Undone.")
    assert await rows(database, HELD, id=eve.id) == [(6,)]
    await mira.forges(AccountTap(do=AccountDo.FREE, id=eve.id).pack(), alert.id)
    await mira.sees("Freed: 6 visits.")
    await skips_the_undo(database)
    told = await eve.sees("The lab cancelled all your 6 appointments to come", within=20)
    assert "One account took many seats" in told.text
    written = "SELECT action, actor_id FROM audit_log WHERE subject = 'account' ORDER BY id"
    assert await rows(database, written) == [
        ("account_freed", mira.id),
        ("account_freed_undone", mira.id),
        ("account_freed", mira.id),
    ]
    alerts = "SELECT count(*) FROM scheduled_messages WHERE content ->> 'what' = 'hoarding'"
    assert await rows(database, alerts) == [(1,)]
    bob = await arrives(chat, database, "Bob", "patient")
    await books(bob)
    assert await bookings_of(database, bob) == [("booked",)]


async def test_who_has_the_test_that_day_is_shown_the_booking(
    alice: Person, database: Database
) -> None:
    await ready(alice, "/book cbc tomorrow 10am")
    await alice.taps("Confirm")
    shown = await alice.sees("You already have CBC that day:")
    assert "09:00" in shown.text
    assert await bookings_of(database, alice) == [("booked",)]
    await alice.taps("Another day")
    await alice.sees("Which day?")
    await alice.says("in 2 days 10:00")
    await alice.sees("Shall I book this?")
    await alice.taps("Confirm")
    await alice.sees("Booked.")
    await ready(alice, "/book cbc tomorrow 11:00")
    await alice.taps("Confirm")
    await alice.taps("Show that booking")
    await alice.sees("Booking number: 1")
    await alice.taps("Cancel booking")
    await alice.taps("Yes, cancel")
    await books(alice, "/book cbc tomorrow 11:00")


async def test_the_desk_books_for_a_caller_beyond_the_cap(
    alice: Person, dora: Person, database: Database
) -> None:
    for test, hour in (("lipid", 10), ("glucose", 11)):
        await books(alice, f"/book {test} tomorrow {hour}:00")
    await ready(alice, "/book lipid in 2 days 9:00")
    await alice.taps("Confirm")
    await alice.sees("Booked.")
    await dora.says("/caller alice")
    await dora.taps("1")
    await dora.taps("Book a visit")
    await dora.taps("Complete blood")
    await dora.taps("Tomorrow")
    await dora.taps("14:00")
    await dora.taps("Book it")
    await dora.sees("Booked.")
    assert await rows(database, HELD, id=alice.id) == [(5,)]


async def test_freeing_is_for_managers_alone(
    alice: Person, dora: Person, database: Database
) -> None:
    for person in (alice, dora):
        for do in AccountDo:
            shown = await person.last()
            await person.forges(AccountTap(do=do, id=alice.id).pack(), shown.id)
            await person.sees("This button is from an older version.")
    assert await bookings_of(database, alice) == [("booked",)]

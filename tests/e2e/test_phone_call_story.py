"""Stories of /caller: the desk books, moves and cancels for people on the phone."""

import pytest
from sqlalchemy import text

from db.uow import Database
from fsm.draft import new_intent
from screens.callback_values import UndoTap
from screens.desk.callbacks import PhoneCallDo, PhoneCallTap
from telegram_sandbox.driver import Person, Sandbox
from tests.support.clinic import bookings_of, nine, rows, seats
from tests.support.staff import arrives
from tests.support.zone import FULL_PHONE, PHONE


async def status(database: Database) -> list[tuple[object, ...]]:
    return await rows(database, "SELECT status FROM bookings ORDER BY id")


async def test_somebody_new_is_booked_on_the_phone(dora: Person, database: Database) -> None:
    await dora.says("/caller")
    await dora.sees("Who is calling?")
    await dora.says("Nadia")
    await dora.sees("I found nobody by “Nadia”.")
    await dora.taps("New patient")
    await dora.sees("Type their name and phone number")
    await dora.says("Nadia Okafor 12")
    await dora.sees("I cannot read that phone number.")
    await dora.says(f"Nadia Okafor {PHONE}")
    await dora.sees("No bot: tell them now.")
    await dora.taps("Book a visit")
    await dora.taps("Lipid")
    await dora.taps("Tomorrow")
    await dora.taps("09:15")
    shown = await dora.sees("Read out: Eat nothing for 9 to 12 hours before")
    assert f"Nadia Okafor, {FULL_PHONE}" in shown.text
    await dora.taps("Book it")
    await dora.sees("Booking No. 2: booked")
    assert await rows(database, "SELECT account_id < 0 FROM bookings WHERE id = 2") == [(True,)]
    told = "SELECT count(*) FROM scheduled_messages WHERE booking_id = 2"
    assert await rows(database, told) == [(0,)]


async def test_a_number_that_was_not_given_is_added_later(dora: Person, database: Database) -> None:
    await dora.says("/caller")
    await dora.taps("New patient")
    await dora.says("Herbert Grün")
    await dora.sees("No phone number yet: type it, and I keep it.")
    await dora.says(PHONE)
    shown = await dora.sees("Saved.")
    assert FULL_PHONE in shown.text
    assert "No phone number" not in shown.text
    found = "SELECT phone FROM patients WHERE name = 'Herbert Grün'"
    assert await rows(database, found) == [(FULL_PHONE,)]
    await dora.says(PHONE)  # they have one, so it is looked for
    await dora.sees("Which one?")


async def test_a_visit_is_found_by_a_misheard_name_moved_and_put_back(
    alice: Person, dora: Person, database: Database
) -> None:
    await dora.says("/caller alise")
    await dora.sees("1. Alice, next: tomorrow 09:00")
    await dora.taps("1")
    await dora.sees("Has the bot: is told of changes.")
    await dora.taps("tomorrow 09:00, CBC")
    await dora.sees("Booking No. 1: booked")
    await dora.taps("Move")
    await dora.taps("Tomorrow")
    await dora.taps("10:30")
    await dora.sees("Moved.")
    await dora.sees("You can undo this for")
    await dora.taps("Undo")
    await dora.sees("Undone. It is as it was, and nobody was told.")
    assert await bookings_of(database, alice) == [("booked",)]
    assert await seats(database, nine()) == 1
    news = "SELECT status FROM scheduled_messages WHERE content ->> 'kind' = 'news'"
    assert await rows(database, news) == [("cancelled",)]


async def test_a_cancelled_visit_is_gone_for_the_patient_and_can_come_back(
    chat: Sandbox, alice: Person, dora: Person, database: Database
) -> None:
    emil = await arrives(chat, database, "Emil", "manager")
    for one in (dora, emil):
        await one.says("/caller alice")
        await one.taps("1")
        await one.taps("tomorrow 09:00, CBC")
        await one.sees("Booking No. 1: booked")
    await dora.taps("Cancel it")
    await dora.sees("Booking No. 1: cancelled")
    await emil.taps("Cancel it")  # somebody was faster with the same
    await emil.sees("Booking No. 1: cancelled")
    with pytest.raises(AssertionError):
        await emil.taps("Undo", within=0.1)
    await alice.says("/bookings")
    await alice.sees("ancelled")
    await dora.taps("Undo")
    await dora.sees("Undone.")
    assert await status(database) == [("booked",)]


async def test_a_patient_who_forges_a_call_or_an_undo_gets_nowhere(
    alice: Person, dora: Person, database: Database
) -> None:
    await alice.says("/caller alice")
    await alice.sees("I do not know the command /caller")
    await dora.says("/caller alice")
    await dora.taps("1")
    await dora.taps("tomorrow 09:00, CBC")
    await dora.taps("Cancel it")
    await dora.sees("cancelled")
    await alice.says("/start")
    shown = await alice.sees("Hello")
    forged = [PhoneCallTap(intent=new_intent(), do=do, value=1).pack() for do in PhoneCallDo]
    for data in (*forged, UndoTap(id=1).pack()):
        await alice.forges(data, shown.id)
        await alice.sees("This button is from an older version.")
    assert await status(database) == [("cancelled",)]


async def test_a_call_that_was_forgotten_begins_anew(
    chat: Sandbox, alice: Person, dora: Person, database: Database
) -> None:
    await dora.says("/caller alice")
    shown = await dora.sees("Which one?")
    await dora.says("/start")
    await dora.sees("Hello")
    await dora.forges(PhoneCallTap(intent=new_intent(), do=PhoneCallDo.BOOK).pack(), shown.id)
    await dora.sees("I have forgotten what was chosen.")
    await dora.says("x" * 5000)
    await dora.sees("I found nobody by")
    await dora.sends_photo()
    await dora.sees("Who is calling?")
    await dora.says("cancel")
    await dora.sees("The call is over.")


async def test_the_last_seat_is_lost_to_a_patient_and_the_desk_is_told(
    alice: Person, dora: Person, database: Database
) -> None:
    await dora.says("/caller alice")
    await dora.taps("1")
    await dora.taps("Book a visit")
    await dora.taps("Lipid")
    await dora.taps("Tomorrow")
    await dora.taps("11:00")
    await dora.sees("Read out:")
    async with database.begin() as uow:
        others = "UPDATE time_slots SET capacity = 1, booked = 1 WHERE booked = 0"
        await uow.run(text(others))
    await dora.taps("Book it")
    await dora.sees("That time has just been taken.")

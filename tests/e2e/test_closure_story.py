"""Stories of /close: patients hear of other times, staff see how it goes, a mistake is undone."""

from datetime import timedelta

import pytest
from sqlalchemy import text

from db.uow import Database
from fsm.draft import new_intent
from screens.booking.callbacks import OfferTap
from screens.manage.callbacks import CallsTap, ClosureDo, ClosureTap
from telegram_sandbox.driver import Person, Sandbox
from tests.support.clinic import bookings_of, nine, ready, rows, seats, tomorrow
from tests.support.staff import arrives

LINE = "/close tomorrow 8:30-10 analyser down"


async def books(person: Person, line: str = "/book cbc tomorrow 9am") -> None:
    await ready(person, line)
    await person.taps("Confirm")
    await person.sees("Booked.")


@pytest.fixture
async def alice(chat: Sandbox, mira: Person, database: Database) -> Person:
    """A patient, tomorrow at nine."""
    alice = await arrives(chat, database, "Alice", "patient")
    await books(alice)
    return alice


async def skips_the_undo(database: Database) -> None:
    """Five minutes later: news are due, and nothing can be undone."""
    async with database.begin() as uow:
        soon = "date_trunc('second', now()) + interval '1 second'"
        await uow.run(text(f"UPDATE undos SET until = {soon} WHERE state = 'open'"))
        await uow.run(
            text(
                f"UPDATE scheduled_messages SET due_at = {soon}, fire_at = {soon}"
                " WHERE undo_id IS NOT NULL AND status = 'scheduled'"
            )
        )


async def test_patients_are_offered_times_and_one_of_each_kind_answers(
    chat: Sandbox, mira: Person, alice: Person, database: Database, worker: None
) -> None:
    bob = await arrives(chat, database, "Bob", "patient")
    await books(bob, "/book lipid tomorrow 9:15")
    eve = await arrives(chat, database, "Eve", "patient")
    await books(eve, "/book cbc tomorrow 9:30")
    await eve.blocks()
    await mira.says(LINE)
    shown = await mira.sees("3 patients: 3 fit the same day, 1 is fasting.")
    assert "analyser down" in shown.text
    await mira.taps("Offer new times")
    await mira.sees("3 patients hear of it in 5 minutes; until then you can undo it.")
    await skips_the_undo(database)
    await alice.sees("These times are held for you until", within=20)
    await bob.sees("These times are held for you until", within=20)
    await alice.taps(", 10:00")
    await alice.sees("Thank you. Your appointment is now:")
    await bob.taps("Cancel my visit")
    await bob.sees("Your visit is cancelled.")
    await mira.sees("Moved: 1, waiting: 0, cancelled: 1, not reached: 1.", within=30)
    await mira.taps("Call list")
    await mira.sees("📵 09:30 Eve")
    await mira.taps("Eve")
    await mira.sees("Booking No. 3: booked")
    assert await seats(database, nine()) == 0
    assert await rows(database, "SELECT count(*) FROM closure_offers WHERE booking_id < 3") == [
        (0,)
    ]


async def test_a_closure_is_undone_and_nobody_was_told(
    mira: Person, alice: Person, database: Database
) -> None:
    await mira.says(LINE)
    await mira.sees("1 patient: 1 fits the same day.")
    await mira.taps("Only cancel")
    await mira.sees("Closed.")
    assert await bookings_of(database, alice) == [("cancelled",)]
    await mira.taps("Undo")
    await mira.sees("Undone.")
    assert await bookings_of(database, alice) == [("booked",)]
    assert "closed" not in alice.transcript()
    assert await rows(database, "SELECT count(*) FROM time_slots WHERE status <> 'open'") == [(0,)]


async def test_nothing_happens_before_the_choice(
    mira: Person, alice: Person, database: Database
) -> None:
    for line in ("/close", "/close banana", "/close tomorrow 12-9"):
        await mira.says(line)
        await mira.sees("/close tomorrow 9-12 analyser down")
    await mira.says("tomorrow")
    await mira.sees("1 patient")
    await mira.taps("Abort")
    await mira.sees("Nothing was changed.")
    assert await rows(database, "SELECT count(*) FROM closures") == [(0,)]


async def test_two_managers_close_the_same_hours_and_the_second_is_told(
    chat: Sandbox, mira: Person, alice: Person, database: Database
) -> None:
    otto = await arrives(chat, database, "Otto", "manager")
    for one in (mira, otto):
        await one.says(LINE)
        await one.sees("1 patient")
    await mira.taps("Offer new times")
    await mira.sees("The patient hears of it")
    await otto.taps("Only cancel")
    await otto.sees("Nothing is open then, so there is nothing to close.")
    assert await bookings_of(database, alice) == [("booked",)]


async def test_what_patients_forge_closes_nothing_and_takes_nobodys_time(
    chat: Sandbox, mira: Person, alice: Person, database: Database
) -> None:
    await mira.says(LINE)
    await mira.taps("Offer new times")
    await mira.sees("The patient hears of it")
    bob = await arrives(chat, database, "Bob", "patient")
    await bob.says("/close tomorrow")
    await bob.sees("I do not know the command /close")
    await bob.says("/start")
    shown = await bob.sees("Hello")
    forged = [ClosureTap(intent=new_intent(), do=do).pack() for do in ClosureDo]
    for data in (*forged, CallsTap(id=1).pack()):
        await bob.forges(data, shown.id)
        await bob.sees("This button is from an older version.")
    ((slot,),) = await rows(database, "SELECT min(slot_id) FROM closure_offers")
    assert isinstance(slot, int)
    for one in (OfferTap(booking=1, slot=slot), OfferTap(booking=1, slot=0)):
        await bob.forges(one.pack(), shown.id)
        await bob.sees("That was not found.")
    assert await bookings_of(database, alice) == [("booked",)]


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("3-5 {month} Christmas", ("3 {mon} – ", "5 {mon}: Christmas")),
        ("from 3 {month} to 5 {month}", ("3 {mon} – ", "5 {mon}")),
        ("3. – 5. {month} holiday", ("3 {mon} – ", "5 {mon}: holiday")),
        ("3 {month} holiday", ("3 {mon}: holiday",)),
        ("3 {month} 9-12 stocktaking", ("3 {mon}, 09:00-12:00: stocktaking",)),
        ("3 {month} to 5 {month} holidays", ("3 {mon} – ", "5 {mon}: holidays")),
        ("3 {month} 9am-12pm analyser", ("3 {mon}, 09:00-12:00: analyser",)),
        ("3 {month} after 12 analyser down", ("3 {mon}, 12:00-24:00: analyser down",)),
        ("3 {month} morning", ("3 {mon}, 00:00-12:00",)),
        ("3 {month} 0930-1215 x", ("3 {mon}, 09:30-12:15: x",)),
        ("3 {month} 22:00-02:00 x", ("3 {mon}, 22:00 – ", "4 {mon}, 02:00: x")),
        ("every monday 9-12", ("One stretch at a time, please",)),
        ("3-5 {month} 9-12", ("One stretch at a time, please",)),
        ("3 {month} over lunch", ("I do not understand “lunch”, so nothing was closed.",)),
        ("3 {month} 12-9", ("I do not understand the hours “12-9”.",)),
    ],
)
async def test_days_and_their_reason_are_read(
    mira: Person, line: str, shown: tuple[str, ...]
) -> None:
    after_next = tomorrow().replace(day=1) + timedelta(days=63)
    names = {"month": f"{after_next:%B}", "mon": f"{after_next:%b}"}
    await mira.says("/close " + line.format(**names))
    for part in shown:
        await mira.sees(part.format(**names))


async def test_a_day_that_is_over_this_year_is_shown_with_its_year(mira: Person) -> None:
    before = tomorrow() - timedelta(days=3)
    await mira.says(f"/close {before.day} {before:%B} holiday")
    later = before.year + 1 if (before.month, before.day) != (2, 29) else before.year + 4
    await mira.sees(f"{before.day} {before:%b} {later}: holiday")


async def test_several_days_are_one_closure_with_one_undo(
    chat: Sandbox, mira: Person, alice: Person, database: Database, worker: None
) -> None:
    bob = await arrives(chat, database, "Bob", "patient")
    await books(bob, f"/book lipid {tomorrow() + timedelta(days=1)} 9am")
    last = tomorrow() + timedelta(days=1)
    await mira.says(f"/close tomorrow to {last.isoformat()} renovation")
    await mira.sees("2 patients: ")
    await mira.taps("Offer new times")
    await mira.sees("2 patients hear of it in 5 minutes")
    assert await rows(database, "SELECT count(*), min(reason) FROM closures") == [(1, "renovation")]
    await mira.taps("Undo")
    await mira.sees("Undone.")
    await mira.says(f"/close tomorrow to {last.isoformat()} renovation")
    await mira.taps("Offer new times")
    await mira.sees("2 patients hear of it in 5 minutes")
    await skips_the_undo(database)
    for patient in (alice, bob):
        await patient.sees("These times are held for you until", within=20)

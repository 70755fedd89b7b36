"""My bookings: listed, opened and cancelled once."""

import pytest

from db.uow import Database
from telegram_sandbox.driver import Sandbox
from tests.support.bot import Bot
from tests.support.clinic import bookings_of, change, nine, ready, seats

pytestmark = pytest.mark.usefixtures("clinic")


async def test_alice_cancels_and_books_again(
    chat: Sandbox, running_bot: Bot, database: Database
) -> None:
    alice = await chat.person("Alice")
    await ready(alice)
    await alice.taps("Confirm")
    await alice.sees("Booked")
    await alice.says("/bookings")
    await alice.sees("Your bookings")
    await alice.taps("09:00 · Complete blood count")
    await alice.sees("Booking number")
    await alice.taps("Cancel booking")
    sure = await alice.sees("Cancel this booking?")
    await alice.taps("Keep it")
    await alice.sees("Booked")
    await alice.taps("Cancel booking")
    await alice.sees("Cancel this booking?")
    await alice.taps("Yes, cancel")
    await alice.sees("seat is free for others now")
    assert await seats(database, nine()) == 0
    again = sure.key("Yes, cancel")
    assert again is not None
    await alice.forges(again["callback_data"], sure.id)
    await alice.sees("was cancelled already")
    assert await seats(database, nine()) == 0
    await ready(alice)
    await alice.taps("Confirm")
    await alice.sees("Booked. See you on")
    assert await bookings_of(database, alice) == [("cancelled",), ("booked",)]


async def test_a_booking_that_has_begun_cannot_be_cancelled(
    chat: Sandbox, running_bot: Bot, database: Database
) -> None:
    alice = await chat.person("Alice")
    await ready(alice)
    await alice.taps("Confirm")
    done = await alice.sees("Booked")
    await change(database, "starts_at = now() - interval '1 minute'")
    await alice.taps("Cancel booking")
    await alice.sees("cannot be cancelled here")
    yes = done.key("Cancel booking")
    assert yes is not None
    await alice.forges(yes["callback_data"].replace(":x:", ":y:"), done.id)
    await alice.sees("cannot be cancelled here")
    assert await bookings_of(database, alice) == [("booked",)]


async def test_bookings_are_paged_upcoming_first_and_an_empty_list_offers_one(
    chat: Sandbox, running_bot: Bot
) -> None:
    alice = await chat.person("Alice")
    await alice.says("/bookings")
    await alice.sees("You have no bookings yet")
    for day, time in enumerate(("8:00", "8:15", "8:30", "8:45", "9:00", "9:15"), 1):
        await ready(alice, f"/book cbc in {day} days {time}")
        await alice.taps("Confirm")
        await alice.sees("Booked")
    await alice.taps("My bookings")
    listed = await alice.sees("Your bookings")
    assert [label.split(" · ")[0][-5:] for label in listed.buttons[:5]] == [
        *("08:00", "08:15", "08:30", "08:45", "09:00")
    ]
    await alice.taps("›")
    await alice.sees("09:15")
    await alice.taps("‹")
    await alice.sees("08:00")


async def test_the_file_for_a_calendar_is_of_the_visit_as_it_is(
    chat: Sandbox, running_bot: Bot, database: Database
) -> None:
    alice = await chat.person("Alice")
    await ready(alice)
    await alice.taps("Confirm")
    booked = await alice.sees("Booked")
    await alice.taps("Calendar file")
    sent = await alice.sees("put the visit into your calendar")
    assert sent.raw["document"]["file_name"] == "visit-1.ics"
    await alice.says("/bookings")
    await alice.taps("09:00")
    await alice.taps("Cancel booking")
    await alice.taps("Yes, cancel")
    await alice.taps("Calendar file")
    await alice.sees("take the visit out of your calendar")
    bob = await chat.person("Bob")
    await bob.says("/start")
    key = booked.key("Calendar file")
    assert key is not None
    await bob.forges(key["callback_data"], (await bob.sees("Hello")).id)
    await bob.sees("That was not found")

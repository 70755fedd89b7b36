"""Booking in chat, told by the people who do it: real webhook, Postgres, Redis and sandbox."""

import asyncio
from datetime import datetime, timedelta

import pytest
from sqlalchemy import text

from db.uow import Database
from fsm.draft import new_intent
from infra.settings import Settings
from sandbox.driver import Message, Person, Sandbox
from screens.booking_words import long_date, short_date
from screens.callbacks import BookingDo, BookingTap
from tests.support import bot
from tests.support.bot import Bot
from tests.support.clinic import close_times, open_clinic, rows, times_of, tomorrow

STATEMENTS = 4  # of a day tap or a time tap, the person at the door and the mark included


@pytest.fixture(autouse=True)
async def clinic(database: Database) -> None:
    await open_clinic(database)


async def ready(person: Person, line: str = "/book cbc tomorrow 9am") -> Message:
    """One line up to the last question."""
    await person.says(line)
    return await person.sees("Shall I book this?")


async def bookings_of(database: Database, person: Person) -> list[tuple[object, ...]]:
    query = "SELECT status FROM bookings WHERE account_id = :id ORDER BY id"
    return await rows(database, query, id=person.id)


async def seats(database: Database, at: datetime) -> object:
    return (await rows(database, "SELECT booked FROM time_slots WHERE starts_at = :at", at=at))[0][
        0
    ]


def nine() -> datetime:
    """Tomorrow, 9:00 at the lab."""
    return times_of(tomorrow())[4]


async def test_alice_books_with_taps_in_one_message(
    chat: Sandbox, running_bot: Bot, database: Database
) -> None:
    alice = await chat.person("Alice", last_name="Smith")
    await alice.says("/start")
    await alice.taps("Book a test")
    card = await alice.sees("Which test?")
    await alice.taps("Complete blood count")
    await alice.sees("Which day?")
    await alice.taps(str(tomorrow().day))
    await alice.sees("What time on")
    await alice.taps("Morning")
    await alice.taps("09:00 · 3 left")
    await alice.sees("Who is it for?")
    await alice.taps("Me: Alice Smith")
    asked = await alice.sees("Shall I book this?")
    for fact in (
        "Complete blood count (CBC)",
        f"{long_date(tomorrow(), str)}, 09:00 CE",
        "Slotbell Lab, 1 Linden Street",
        "Alice Smith",
        "€9.50",
        "Preparation: No preparation is needed",
    ):
        assert fact in asked.text
    await alice.taps("Confirm")
    done = await alice.sees("Booked. See you on")
    assert done.id == card.id, "one message, edited in place"
    assert "Booking number" in done.text
    assert done.buttons == ["My bookings", "Cancel booking"]
    assert await bookings_of(database, alice) == [("booked",)]
    assert await seats(database, nine()) == 1


async def test_a_day_and_a_time_cost_few_statements(chat: Sandbox, running_bot: Bot) -> None:
    alice = await chat.person("Alice")
    await alice.says("/book cbc")
    await alice.sees("Which day?")
    await alice.taps(str(tomorrow().day))
    await alice.sees("What time on")
    await alice.taps("Morning")
    await alice.taps("09:00")
    await alice.sees("Who is it for?")
    await chat.settled()
    queries = {line["handler"]: line["queries"] for line in running_bot.lines()}
    assert queries["booking_taps.day_tapped"] <= STATEMENTS
    assert queries["booking_taps.part_tapped"] <= STATEMENTS
    assert queries["booking_taps.time_tapped"] <= STATEMENTS


async def test_bob_books_by_typing_alone(
    chat: Sandbox, running_bot: Bot, database: Database
) -> None:
    bob = await chat.person("Bob")
    await bob.says("/book")
    await bob.sees("Which test?")
    await bob.says("sugar")
    await bob.sees("Tests for “sugar”")
    assert any("Fasting glucose" in label for label in bob.buttons())
    assert not any("Complete blood count" in label for label in bob.buttons())
    await bob.says("GLU")
    await bob.sees("Which day?")
    await bob.says("tomorrow")
    await bob.sees("What time on")
    await bob.says("half past ten")
    await bob.sees("Who is it for?")
    await bob.says("Mary Jones")
    asked = await bob.sees("Shall I book this?")
    assert "10:30" in asked.text
    assert "Mary Jones" in asked.text
    await bob.says("yes")
    await bob.sees("Booked. See you on")
    assert await bookings_of(database, bob) == [("booked",)]


async def test_one_line_says_it_all_in_any_order(chat: Sandbox, running_bot: Bot) -> None:
    alice = await chat.person("Alice")
    for line in (
        "/book cbc tomorrow 9am",
        "/book tomorrow at 9 cbc",
        "/BOOK blood count tomorrow 9",
    ):
        asked = await ready(alice, line)
        assert f"{long_date(tomorrow(), str)}, 09:00" in asked.text
        assert "Alice" in asked.text


async def test_one_line_in_part_asks_for_the_rest(chat: Sandbox, running_bot: Bot) -> None:
    alice = await chat.person("Alice")
    await alice.says("/book cbc")
    await alice.sees("Which day?")
    await alice.says("/book cbc tomorrow")
    await alice.sees("What time on")
    await alice.says("/book tomorrow 9am")
    await alice.sees("Which test?")
    await alice.taps("Complete")
    asked = await alice.sees("Who is it for?")
    assert "09:00" in asked.text
    await alice.says("/book unicorn")
    await alice.sees("I found no test for “unicorn”")
    await alice.says("/book cbc whenever")
    await alice.sees("I did not find a day in that")
    await alice.says("/book diabetes tomorrow")
    await alice.sees("Tests for “diabetes”")
    await alice.taps("Fasting")
    await alice.sees("What time on")


async def test_a_time_that_is_not_free_offers_the_nearest_of_that_day(
    chat: Sandbox, running_bot: Bot
) -> None:
    alice = await chat.person("Alice")
    await alice.says("/book cbc tomorrow 12:40")
    offered = await alice.sees("12:40 is not free")
    day = short_date(tomorrow(), str)
    assert offered.buttons[:3] == [
        f"{day}, {time} · 3 left" for time in ("11:30", "11:45", "14:00")
    ]
    await alice.taps("11:45")
    await alice.sees("Shall I book this?")


async def test_a_day_that_is_full_names_the_next_free_one(
    chat: Sandbox, running_bot: Bot, database: Database
) -> None:
    later = tomorrow() + timedelta(days=3)
    await close_times(database, but=(times_of(later)[0],))
    alice = await chat.person("Alice")
    await alice.says("/book cbc tomorrow")
    told = await alice.sees(f"Nothing is free on {long_date(tomorrow(), str)}")
    assert short_date(later, str) in told.text
    await alice.says(str(later.day))
    await alice.sees("What time on")
    assert alice.buttons()[0] == "08:00 · 3 left"


async def test_a_month_that_is_leafed_to_stays(chat: Sandbox, running_bot: Bot) -> None:
    alice = await chat.person("Alice")
    await alice.says("/book cbc")
    await alice.sees("Which day?")
    await alice.taps("›")
    title = alice.buttons()[1]
    await alice.says("gibberish")
    await alice.sees("I did not find a day in that")
    assert alice.buttons()[1] == title


async def test_back_works_from_every_step(chat: Sandbox, running_bot: Bot) -> None:
    alice = await chat.person("Alice")
    await ready(alice)
    for question in ("Who is it for?", "What time on", "Which day?", "Which test?"):
        await alice.taps("Back")
        await alice.sees(question)
    await alice.taps("Back")
    await alice.sees("What would you like to do?")


async def test_back_and_cancel_can_be_typed(
    chat: Sandbox, running_bot: Bot, database: Database
) -> None:
    alice = await chat.person("Alice")
    await ready(alice)
    for question in ("Who is it for?", "What time on", "Which day?", "Which test?"):
        await alice.says("back")
        await alice.sees(question)
    await alice.says("Cancel")
    await alice.sees("Cancelled. Nothing was booked.")
    assert await bookings_of(database, alice) == []


async def test_the_last_seat_goes_to_bob_and_alice_takes_a_nearest_time(
    chat: Sandbox, running_bot: Bot, database: Database
) -> None:
    await close_times(database, but=tuple(times_of(tomorrow())[4:8]))
    async with database.begin() as uow:
        await uow.run(text("UPDATE time_slots SET capacity = 1"))
    alice, bob = await chat.person("Alice"), await chat.person("Bob")
    await ready(alice)
    await ready(bob)
    await bob.taps("Confirm")
    await bob.sees("Booked. See you on")
    await alice.taps("Confirm")
    taken = await alice.sees("just been taken")
    day = short_date(tomorrow(), str)
    assert taken.buttons[:3] == [f"{day}, {time} · 1 left" for time in ("09:15", "09:30", "09:45")]
    assert await bookings_of(database, alice) == []
    await alice.taps("09:15")
    asked = await alice.sees("Shall I book this?")
    assert "09:15" in asked.text
    await alice.taps("Confirm")
    await alice.sees("Booked. See you on")
    assert await seats(database, nine()) == 1


async def test_a_seat_that_goes_while_the_times_are_shown_offers_others(
    chat: Sandbox, running_bot: Bot, database: Database
) -> None:
    alice = await chat.person("Alice")
    await alice.says("/book cbc tomorrow")
    await alice.sees("What time on")
    await alice.taps("Morning")
    await chat.settled()
    shown = await alice.last()
    await close_times(database, but=tuple(times_of(tomorrow())[5:8]))
    await alice.taps("09:00", message=shown.id)
    await alice.sees("just been taken")
    await alice.taps("All times that day")
    await alice.sees("What time on")
    assert alice.buttons()[:3] == ["09:15 · 3 left", "09:30 · 3 left", "09:45 · 3 left"]


async def test_nothing_free_at_all_is_said(
    chat: Sandbox, running_bot: Bot, database: Database
) -> None:
    alice = await chat.person("Alice")
    await ready(alice)
    await close_times(database)
    await alice.taps("Confirm")
    await alice.sees("everything is booked out")
    assert await bookings_of(database, alice) == []


async def test_a_restart_in_the_middle_is_told_and_begun_again(
    chat: Sandbox, bot_settings: Settings, database: Database
) -> None:
    alice = await chat.person("Alice")
    async with bot.running(bot_settings):
        card = await ready(alice)
    async with bot.running(bot_settings):
        await alice.taps("Confirm")
        expired = await alice.sees("This conversation has expired. Nothing was booked")
        assert expired.id == card.id
        assert await bookings_of(database, alice) == []
        await alice.taps("Start again")
        begun = await alice.sees("Which test?")
        assert begun.id == card.id


async def test_a_confirm_that_was_done_before_the_restart_shows_the_booking(
    chat: Sandbox, bot_settings: Settings, database: Database
) -> None:
    alice = await chat.person("Alice")
    async with bot.running(bot_settings):
        card = await ready(alice)
        confirm = card.key("Confirm")
        assert confirm is not None
        await alice.taps("Confirm")
        first = await alice.sees("Booked. See you on")
    async with bot.running(bot_settings):
        await alice.forges(confirm["callback_data"], card.id)
        await chat.settled()
        assert (await alice.last()).text == first.text
    assert await bookings_of(database, alice) == [("booked",)]


async def test_a_double_tap_on_confirm_is_one_booking_shown_twice_the_same(
    chat: Sandbox, running_bot: Bot, database: Database
) -> None:
    alice = await chat.person("Alice")
    card = await ready(alice)
    confirm = card.key("Confirm")
    assert confirm is not None
    data = confirm["callback_data"]
    await asyncio.gather(alice.forges(data, card.id), alice.forges(data, card.id))
    await chat.settled()
    last = await alice.last()
    assert last.id == card.id
    assert "Booked. See you on" in last.text
    assert await bookings_of(database, alice) == [("booked",)]
    assert await seats(database, nine()) == 1
    assert running_bot.outcomes().count("failed") == 0


async def test_an_older_card_never_books_a_newer_choice(
    chat: Sandbox, running_bot: Bot, database: Database
) -> None:
    alice = await chat.person("Alice")
    card = await ready(alice)
    confirm = card.key("Confirm")
    assert confirm is not None
    await alice.says("9:30")
    await alice.sees("09:30")
    await alice.forges(confirm["callback_data"], card.id)
    asked = await alice.sees("This has changed since")
    assert "09:30" in asked.text
    assert await bookings_of(database, alice) == []


async def test_the_same_patient_twice_in_one_slot_is_told_kindly(
    chat: Sandbox, running_bot: Bot, database: Database
) -> None:
    alice = await chat.person("Alice")
    await ready(alice)
    await alice.taps("Confirm")
    await alice.sees("Booked")
    await ready(alice)
    await alice.taps("Confirm")
    await alice.sees("already has a booking at that time")
    assert await bookings_of(database, alice) == [("booked",)]


async def test_a_forged_tap_finds_nothing_of_somebody_elses(
    chat: Sandbox, running_bot: Bot, database: Database
) -> None:
    alice, bob = await chat.person("Alice"), await chat.person("Bob")
    card = await ready(alice)
    confirm = card.key("Confirm")
    assert confirm is not None
    await bob.says("/start")
    menu = await bob.sees("Hello")
    await bob.forges(confirm["callback_data"], menu.id)
    await bob.sees("This conversation has expired")
    await alice.taps("Confirm")
    done = await alice.sees("Booked")
    number = (await rows(database, "SELECT id FROM bookings"))[0][0]
    for do in ("o", "x", "y"):
        await bob.forges(f"bl1:{do}:{number}:0", done.id)
        await bob.sees("That was not found")
    assert await bookings_of(database, alice) == [("booked",)]


FORGED = [(do, value) for do in BookingDo for value in (0, 1, 4_000_000, 2**63 - 1)]


@pytest.mark.parametrize(
    "step", ["/book", "/book cbc", "/book cbc tomorrow", "/book cbc tomorrow 9am"]
)
async def test_forged_values_of_ones_own_conversation_break_nothing(
    chat: Sandbox, running_bot: Bot, step: str
) -> None:
    alice = await chat.person("Alice")
    for do, value in FORGED:
        await alice.says(step)
        await chat.settled()
        card = await alice.last()
        intent = BookingTap.unpack(card.keys[-1]["callback_data"]).intent
        await alice.forges(BookingTap(intent=intent, do=do, value=value).pack(), card.id)
    await chat.settled()
    assert set(running_bot.outcomes()) <= {"handled", "refused"}


async def test_a_tap_of_no_conversation_at_all_is_expired(chat: Sandbox, running_bot: Bot) -> None:
    alice = await chat.person("Alice")
    await alice.says("/start")
    menu = await alice.sees("Hello")
    for do in BookingDo:
        await alice.forges(BookingTap(intent=new_intent(), do=do, value=1).pack(), menu.id)
        await alice.sees("has expired") if do is BookingDo.TEST else await chat.settled()
    assert set(running_bot.outcomes()) <= {"handled", "refused"}


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
    await alice.sees("Your seat is free for others")
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
    async with database.begin() as uow:
        await uow.run(
            text(
                "UPDATE time_slots SET starts_at = now() - interval '1 minute' WHERE starts_at = :at"
            ),
            {"at": nine()},
        )
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
    for time in ("8:00", "8:15", "8:30", "8:45", "9:00", "9:15"):
        await ready(alice, f"/book cbc tomorrow {time}")
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


async def test_a_phone_number_is_shared_once_and_remembered(
    chat: Sandbox, running_bot: Bot, database: Database
) -> None:
    alice = await chat.person("Alice", phone="+4915112345678")
    await alice.says("/book cbc tomorrow 9am")
    await alice.sees("Shall I book this?")
    await alice.taps("Add phone")
    await alice.sees("Tap below to share your number")
    assert alice.keyboard() == ["Share my phone number"]
    await alice.taps("Share my phone number")
    asked = await alice.sees("Shall I book this?")
    assert "+4915112345678" in asked.text
    await alice.taps("Confirm")
    await alice.sees("Booked")
    await chat.settled()
    assert alice.keyboard() == []
    asked = await ready(alice, "/book cbc tomorrow 10:00")
    assert "+4915112345678" in asked.text


async def test_a_phone_number_is_typed_checked_and_may_be_skipped(
    chat: Sandbox, running_bot: Bot
) -> None:
    alice = await chat.person("Alice")
    await ready(alice)
    await alice.taps("Add phone")
    await alice.sees("What phone number")
    await alice.says("call me")
    await alice.sees("does not look like a phone number")
    await alice.says("030 1234567")
    asked = await alice.sees("Shall I book this?")
    assert "+49301234567" in asked.text
    assert alice.keyboard() == []
    await alice.taps("Change phone")
    await alice.sees("What phone number")
    await alice.taps("Back")
    await alice.sees("+49301234567")
    assert alice.keyboard() == []


async def test_patients_are_remembered(chat: Sandbox, running_bot: Bot) -> None:
    alice = await chat.person("Alice")
    await alice.says("/book cbc tomorrow 9am for mum")
    await alice.sees("Who is it for?")
    await alice.taps("Someone else")
    await alice.sees("full name")
    await alice.says("12")
    await alice.sees("does not look like a name")
    await alice.says("Mary <b>Smith</b>")
    await alice.sees("Mary <b>Smith</b>")
    await alice.taps("Confirm")
    await alice.sees("Booked")
    await alice.says("/book cbc tomorrow 10am for mum")
    await alice.sees("Who is it for?")
    assert alice.buttons()[:2] == ["Me: Alice", "Mary <b>Smith</b>"]
    await alice.taps("Mary")
    await alice.sees("Shall I book this?")


async def test_a_name_in_telegram_that_is_none_is_asked_for(
    chat: Sandbox, running_bot: Bot
) -> None:
    unicorn = await chat.person("🦄")
    await unicorn.says("/book cbc tomorrow 9am")
    await unicorn.sees("Who is it for?")
    assert unicorn.buttons()[0] == "Someone else"
    await unicorn.says("Una Horn")
    await unicorn.sees("Shall I book this?")


WILD = (
    "x" * 10_000,
    "🎂" * 50,
    "مرحبا كيف حالك",
    "<b>x</b> & <i>",
    "'; DROP TABLE bookings; --",
    "\u202e\u0000",
)
STEPS = {
    "test": ("/book",),
    "day": ("/book cbc",),
    "time": ("/book cbc tomorrow",),
    "patient": ("/book cbc tomorrow 9am", "back"),
    "confirm": ("/book cbc tomorrow 9am",),
}


@pytest.mark.parametrize("step", STEPS)
async def test_whatever_is_sent_gets_a_polite_hint_at_the_same_step(
    chat: Sandbox, running_bot: Bot, step: str
) -> None:
    alice = await chat.person("Alice", last_name="<i>Smith</i>")
    for line in STEPS[step]:
        await alice.says(line)
        await chat.settled()
    question = (await alice.last()).text.splitlines()[-1]
    for wild in WILD:
        await alice.says(wild)
        await chat.settled()
        last = await alice.last()
        assert "Cancel" in last.buttons, wild
        if step == "patient" and "Shall I book" in last.text:
            await alice.says("back")
            await chat.settled()
            last = await alice.last()
        assert last.text.splitlines()[-1] == question
    for send in (alice.sends_photo, alice.sends_voice, alice.sends_sticker, alice.sends_document):
        await send()
        await alice.sees("I can only read text here")
    assert set(running_bot.outcomes()) == {"handled"}


async def test_a_second_book_ends_the_first_conversation(chat: Sandbox, running_bot: Bot) -> None:
    alice = await chat.person("Alice")
    first = await ready(alice)
    await alice.says("/book")
    await alice.sees("Which test?")
    confirm = first.key("Confirm")
    assert confirm is not None
    await alice.forges(confirm["callback_data"], first.id)
    expired = await alice.sees("has expired")
    assert expired.id == first.id


async def test_a_card_that_is_gone_is_sent_anew(chat: Sandbox, running_bot: Bot) -> None:
    alice = await chat.person("Alice")
    await alice.says("/book")
    card = await alice.sees("Which test?")
    await chat.fault("400", method="editMessageText", description="message to edit not found")
    await alice.taps("Complete blood count")
    fresh = await alice.sees("Which day?")
    assert fresh.id > card.id
    await alice.taps(str(tomorrow().day))
    assert (await alice.sees("What time on")).id == fresh.id


async def test_the_persons_own_clock_is_shown_beside_the_labs(
    chat: Sandbox, running_bot: Bot
) -> None:
    alice = await chat.person("Alice")
    await alice.says("/timezone")
    await alice.sees("time zone")
    await alice.says("Kolkata")
    await chat.settled()
    asked = await ready(alice)
    assert "on your clock)" in asked.text
    await alice.says("/book cbc tomorrow")
    shown = await alice.sees("What time on")
    assert "Your clock is" in shown.text


async def test_a_lab_that_offers_nothing_yet_says_so(
    chat: Sandbox, running_bot: Bot, database: Database
) -> None:
    async with database.begin() as uow:
        await uow.run(text("UPDATE tests SET retired = true"))
    alice = await chat.person("Alice")
    await alice.says("/book cbc")
    await alice.sees("There is nothing to book here yet")

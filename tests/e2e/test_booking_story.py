"""Booking in chat, told by the people who do it: real webhook, Postgres, Redis and sandbox."""

from datetime import timedelta

import pytest

from db.uow import Database
from screens.booking.visit_words import named_day, short_date
from screens.language import WEEKDAY_DAY_YEAR, dated
from telegram_sandbox.driver import Message, Person, Sandbox
from tests.support.bot import Bot
from tests.support.clinic import (
    bookings_of,
    change,
    close_times,
    nine,
    ready,
    retire_tests,
    rows,
    seats,
    times_of,
    tomorrow,
)
from tests.support.zone import FULL_PHONE, LETTERS, PHONE

pytestmark = pytest.mark.usefixtures("clinic")

STATEMENTS = 4  # of a day tap or a time tap, the person at the door and the mark included


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
        f"{dated(tomorrow(), WEEKDAY_DAY_YEAR)}, 09:00 {LETTERS}",
        "Slotbell Lab, 1 Linden Street",
        "Alice Smith",
        "€9.50",
        "Preparation: None.",
    ):
        assert fact in asked.text
    await alice.taps("Confirm")
    done = await alice.sees("Booked. See you on")
    assert done.id == card.id, "one message, edited in place"
    assert "Booking number" in done.text
    assert done.buttons == ["My bookings", "Calendar file", "Move", "Cancel booking"]
    assert await bookings_of(database, alice) == [("booked",)]
    assert await seats(database, nine()) == 1


async def test_who_must_fast_is_told_from_when_on(chat: Sandbox, running_bot: Bot) -> None:
    alice = await chat.person("Alice")
    await alice.says(f"/book lipid {tomorrow():%d %B} 9:00")
    fast = f"Last meal before {tomorrow():%A}, {tomorrow().day} {tomorrow():%B}, 00:00 {LETTERS}"
    asked = await alice.sees("Shall I book this?")
    assert fast in asked.text, asked.text
    await alice.taps("Confirm")
    done = await alice.sees("Booked. See you on")
    assert fast in done.text


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
    assert queries["booking.taps.day_tapped"] <= STATEMENTS
    assert queries["booking.taps.step_tapped"] <= STATEMENTS
    assert queries["booking.taps.time_tapped"] <= STATEMENTS


async def test_bob_books_by_typing_alone(
    chat: Sandbox, running_bot: Bot, database: Database
) -> None:
    bob = await chat.person("Bob")
    await bob.says("/book")
    await bob.sees("Which test?")
    await bob.says("sugar")
    day = await bob.sees("Which day?")  # one test alone is called so
    assert "Fasting glucose" in day.text
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
        assert f"{dated(tomorrow(), WEEKDAY_DAY_YEAR)}, 09:00" in asked.text
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
    await alice.says("/book cbc sometime")
    await alice.sees("I did not find a day in that")
    await alice.says("/book blood tomorrow")
    await alice.sees("Tests for “blood”")
    await alice.taps("Fasting")
    await alice.sees("What time on")


async def test_a_time_that_is_not_free_offers_the_nearest_of_that_day(
    chat: Sandbox, running_bot: Bot
) -> None:
    alice = await chat.person("Alice")
    await alice.says("/book cbc tomorrow 12:40")
    offered = await alice.sees("12:40 is not free")
    day = short_date(tomorrow())
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
    today = tomorrow() - timedelta(days=1)
    told = await alice.sees(f"Nothing is free on {named_day(tomorrow(), today)}")
    assert f"The next free day is {named_day(later, today)}." in told.text
    await alice.says(str(later.day))
    await alice.sees("What time on")
    assert alice.buttons()[0] == "08:00 · 3 left"


async def test_a_month_that_is_leafed_to_stays(chat: Sandbox, running_bot: Bot) -> None:
    alice = await chat.person("Alice")
    await alice.says("/book cbc")
    await alice.sees("Which day?")
    await alice.taps("›")
    await alice.sees("Which day?")
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


async def test_a_phone_number_shared_early_is_kept(chat: Sandbox, running_bot: Bot) -> None:
    alice = await chat.person("Alice", phone="+4915112345678")
    await alice.says("/book")
    await alice.sees("Which test?")
    await alice.shares_contact()
    await alice.sees("I have noted your number")
    await alice.says("cbc tomorrow 9am")
    asked = await alice.sees("Shall I book this?")
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
    await alice.says(PHONE)
    asked = await alice.sees("Shall I book this?")
    assert FULL_PHONE in asked.text
    await chat.settled()
    assert alice.keyboard() == []
    await alice.taps("Change phone")
    await alice.sees("What phone number")
    await alice.taps("Back")
    await alice.sees(FULL_PHONE)
    await chat.settled()
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
    await alice.sees("When was Mary <b>Smith</b> born?")
    await alice.taps("Skip")
    await alice.sees("Shall I book this?")
    await alice.taps("Confirm")
    await alice.sees("Booked")
    await alice.says("/book cbc tomorrow 10am for mum")
    await alice.sees("Who is it for?")
    assert alice.buttons()[:2] == ["Me: Alice", "Mary <b>Smith</b>"]
    await alice.taps("Mary")
    await alice.sees("Shall I book this?")


async def books_for(person: Person, line: str, *said: str) -> Message:
    """From one line to the booking; '[Confirm]' is tapped, what is not in brackets is typed."""
    await person.says(line)
    await person.sees("Who is it for?")
    for words in said:
        await (person.taps(words[1:-1]) if words.startswith("[") else person.says(words))
    return await person.sees("Shall I book this?")


@pytest.mark.parametrize("owner", ["Alice", "John Smith"])
async def test_another_of_the_same_name_is_another_patient(
    chat: Sandbox, running_bot: Bot, database: Database, owner: str
) -> None:
    alice = await chat.person(owner)
    other = ["[Somebody else]"] if owner == "John Smith" else []
    for clock, phone in (("9am", "+49 170 1111111"), ("10am", "+49 170 2222222")):
        said = ("[Someone else]", f"John Smith {phone}", *other, "[Skip]")
        asked = await books_for(alice, f"/book cbc tomorrow {clock} for somebody", *said)
        assert phone.replace(" ", "") in asked.text
        await alice.taps("Confirm")
        await alice.sees("Booked")
    found = await rows(database, "SELECT name, phone FROM patients ORDER BY id")
    assert found == [("John Smith", "+491701111111"), ("John Smith", "+491702222222")]
    await alice.says("/book cbc tomorrow 11am for somebody")
    await alice.sees("Who is it for?")
    assert {"1111", "2222"} == {label[-4:] for label in alice.buttons() if label.startswith("John")}
    await alice.says("John Smith")
    await alice.sees("Who is meant?")
    await alice.taps("2222")
    asked = await alice.sees("Shall I book this?")
    assert "+491702222222" in asked.text


async def test_a_one_letter_name_is_ones_own_and_a_pasted_one_loses_its_marks(
    chat: Sandbox, running_bot: Bot, database: Database
) -> None:
    person = await chat.person("M")
    await person.says("/book cbc tomorrow 9am for somebody")
    await person.sees("Who is it for?")
    assert person.buttons()[0] == "Me: M"
    await person.taps("Someone else")
    await person.sees("full name")
    await person.says("\u3164\u3164")
    await person.sees("does not look like a name")
    await person.says("\u2068Ann\u00ad Lee\u2069")
    await person.sees("When was Ann Lee born?")
    await person.taps("Skip")
    await person.sees("Shall I book this?")
    await person.taps("Confirm")
    await person.sees("Booked")
    assert await rows(database, "SELECT name FROM patients") == [("Ann Lee",)]


async def test_telegrams_own_number_is_taken_though_tables_doubt_it(
    chat: Sandbox, running_bot: Bot
) -> None:
    person = await chat.person("Abena", phone="22507123456")
    await ready(person)
    await person.taps("Add phone")
    await person.taps("Share my phone number")
    asked = await person.sees("Shall I book this?")
    assert "+22507123456" in asked.text


async def test_a_name_in_telegram_that_is_none_is_asked_for(
    chat: Sandbox, running_bot: Bot
) -> None:
    unicorn = await chat.person("🦄")
    await unicorn.says("/book cbc tomorrow 9am")
    await unicorn.sees("Who is it for?")
    assert unicorn.buttons()[0] == "Someone else"
    await unicorn.says("Una Horn")
    await unicorn.sees("Shall I book this?")


async def test_words_at_the_question_for_the_day_may_name_a_time_too(
    chat: Sandbox, running_bot: Bot
) -> None:
    alice = await chat.person("Alice")
    await alice.says("/book cbc")
    await alice.sees("Which day?")
    await alice.says("tomorrow 9am")
    await alice.sees("Who is it for?")
    await alice.taps("Back")
    await alice.sees("What time on")
    await alice.says("afternoon")
    await alice.sees("What time on")
    assert alice.buttons()[0] == "14:00 · 3 left"
    await alice.taps("Back")
    await alice.sees("What time on")
    assert alice.buttons()[0] == "Morning · 16 free times"
    await alice.says("14:15")
    await alice.sees("Who is it for?")


async def test_an_hour_that_is_free_twice_is_asked_for(
    chat: Sandbox, running_bot: Bot, database: Database
) -> None:
    evening = nine() + timedelta(hours=12)
    await change(
        database,
        "starts_at = CAST(:evening AS timestamptz), ends_at = CAST(:evening AS timestamptz) + "
        "interval '15 minutes'",
        evening=evening,
        at=times_of(tomorrow())[-1],
    )
    alice = await chat.person("Alice")
    await alice.says("/book cbc tomorrow 9")
    asked = await alice.sees("I can read that in more than one way")
    day = short_date(tomorrow())
    assert asked.buttons[:2] == [f"{day}, 09:00 · 3 left", f"{day}, 21:00 · 3 left"]
    await alice.taps("21:00")
    confirmed = await alice.sees("Shall I book this?")
    assert "21:00" in confirmed.text


async def test_a_time_typed_at_the_last_question_changes_the_time(
    chat: Sandbox, running_bot: Bot
) -> None:
    alice = await chat.person("Alice")
    await ready(alice)
    await alice.says("10:30")
    asked = await alice.sees("Shall I book this?")
    assert "10:30" in asked.text


async def test_the_persons_own_clock_is_shown_beside_the_labs(
    chat: Sandbox, running_bot: Bot
) -> None:
    alice = await chat.person("Alice")
    await alice.says("/timezone")
    await alice.sees("time zone")
    await alice.says("Tokyo")  # where no lab of the tests is
    await chat.settled()
    asked = await ready(alice)
    assert "on your clock)" in asked.text
    await alice.says("/book cbc tomorrow")
    shown = await alice.sees("What time on")
    assert "Your clock is" in shown.text


async def test_a_lab_that_offers_nothing_yet_says_so(
    chat: Sandbox, running_bot: Bot, database: Database
) -> None:
    await retire_tests(database)
    alice = await chat.person("Alice")
    await alice.says("/book cbc")
    await alice.sees("There is nothing to book yet")

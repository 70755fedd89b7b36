"""Stories of people who write as they speak: about a visit, or to change a time."""

from datetime import datetime

import pytest

from db.uow import Database
from domain.time.zones import to_wall
from telegram_sandbox.driver import Person, Sandbox
from tests.support.bot import Bot
from tests.support.clinic import bookings_of, ready, rows
from tests.support.staff import arrives

pytestmark = pytest.mark.usefixtures("clinic")


@pytest.fixture
async def alice(chat: Sandbox, running_bot: Bot) -> Person:
    """Somebody new."""
    return await chat.person("Alice")


async def planned(database: Database) -> int:
    """Messages to oneself."""
    return len(await rows(database, "SELECT id FROM scheduled_messages"))


@pytest.mark.parametrize(
    ("line", "asked"),
    [
        ("book cbc tomorrow 9am", "Shall I book this?"),
        ("I want to book a CBC tomorrow at 9am please", "Shall I book this?"),
        ("cbc завтра в 9 утра", "Shall I book this?"),
        ("I want to book a blood test tomorrow", "Which test"),
        ("завтра в 9 утра записаться на анализ", "Which test"),
        ("cita mañana", "Which test"),
        ("कल सुबह 9 बजे खून की जांच", "Which test"),
    ],
)
async def test_a_sentence_begins_a_booking(
    alice: Person, database: Database, line: str, asked: str
) -> None:
    await alice.says(line)
    await alice.sees(asked)
    assert await planned(database) == 0


async def test_the_time_that_was_said_is_kept_until_the_test_is_chosen(alice: Person) -> None:
    await alice.says("appointment tomorrow 9am")
    await alice.sees("Which test")
    await alice.says("cbc")
    assert "09:00" in (await alice.sees("Who is it for?")).text


async def test_what_can_be_both_is_asked(alice: Person, database: Database) -> None:
    await alice.says("tomorrow 9am call the lab about my appointment")
    asked = await alice.sees("Would you like to book a test, or is this a message")
    assert asked.buttons == ["Book a test", "Send me the message", "Cancel"]
    await alice.says("hm")
    await alice.sees("Please tap one of the buttons.")
    await alice.taps("Send me the message")
    await alice.sees("Shall I send you this?")
    await alice.taps("Confirm")
    await alice.sees("Done.")
    assert await planned(database) == 1
    await alice.says("tomorrow 9am cita con Ana")
    await alice.sees("Would you like to book a test")
    await alice.taps("Book a test")
    await alice.sees("Which test")
    await alice.says("/cancel")
    await alice.says("tomorrow 9am tell Ana I can't come")
    await alice.sees("Is it about your booking")
    await alice.taps("My bookings")
    await alice.sees("You have no bookings yet.")
    await alice.says("remind me to book a blood test tomorrow 9am")
    await alice.sees("Shall I send you this?")


async def test_a_visit_is_shown_with_its_buttons(alice: Person, database: Database) -> None:
    await alice.says("I can't come tomorrow")
    await alice.sees("You have no bookings yet.")
    await ready(alice)
    await alice.taps("Confirm")
    await alice.sees("Booked")
    for line, told in (
        ("I can't come tomorrow", "If you cannot come"),
        ("I'll be late", "tap “15 min late” on its card"),
        ("cancel my booking", "You can cancel a visit here"),
    ):
        await alice.says(line)
        shown = await alice.sees(told)
        assert "Booking number" in shown.text
        assert shown.buttons == ["Move", "Cancel booking", "Calendar file", "‹ My bookings"]
    await ready(alice, "/book cbc in 3 days 9:00")
    await alice.taps("Confirm")
    await alice.sees("Booked")
    await alice.says("I can't come tomorrow")
    assert "Booking number" in (await alice.sees("If you cannot come")).text
    await alice.says("cancel my booking")
    await alice.sees("Your bookings. Tap one to open it.")
    assert await bookings_of(database, alice) == [("booked",), ("booked",)]


async def test_an_open_preview_stays(alice: Person, database: Database) -> None:
    await alice.says("tomorrow 5pm call dad")
    await alice.sees("Shall I send you this?")
    await alice.says("cancel my booking")
    await alice.sees("You have no bookings yet.")
    await alice.says("how tall are you")
    await alice.sees("Your message waits above")
    await alice.says("make it 6pm instead")
    assert "call dad" in (await alice.sees("18:00")).text
    await alice.says("book cbc tomorrow 9am")
    await alice.sees("Would you like to book a test")
    await alice.taps("Send me the message")
    assert "call dad" in (await alice.sees("Shall I send you this?")).text
    await alice.says("yes")
    await alice.sees("Done.")
    assert await rows(database, "SELECT content ->> 'text' FROM scheduled_messages") == [
        ("call dad",)
    ]


@pytest.mark.parametrize(
    ("line", "answer"),
    [
        ("what time is it for you?", "time zone is Europe/Berlin"),
        ("how much is cbc?", "Complete blood count: €9.50"),
        ("what can you do?", "How to use me"),
        ("where are you?", "1 Linden Street"),
        ("are my results ready?", "You have no bookings yet."),
        ("my messages", "You have no scheduled messages."),
        ("did you send it at 9 yesterday?", "Your message waits above"),
        ("will you write at 9 tomorrow or not?", "Your message waits above"),
    ],
)
async def test_a_question_is_answered_and_the_preview_stays(
    alice: Person, database: Database, line: str, answer: str
) -> None:
    await alice.says("tomorrow 5pm call dad")
    await alice.sees("Shall I send you this?")
    await alice.says(line)
    await alice.sees(answer)
    await alice.says("make it 6pm instead")
    assert "call dad" in (await alice.sees("18:00")).text
    await alice.says("yes")
    await alice.sees("Done.")
    assert await rows(database, "SELECT content ->> 'text' FROM scheduled_messages") == [
        ("call dad",)
    ]


@pytest.mark.parametrize(
    "line",
    [
        *("cancel it", "never mind", "vergiss es", "olvídalo", "laisse tomber", "esquece"),
        *("не надо", "रहने दो"),
    ],
)
async def test_giving_up_drops_the_preview_and_leads_on_out_of_the_blue(
    alice: Person, database: Database, line: str
) -> None:
    await alice.says("tomorrow 5pm call dad")
    await alice.sees("Shall I send you this?")
    await alice.says(line)
    await alice.sees("Cancelled. Nothing was scheduled.")
    await alice.says(line)
    await alice.sees("There is nothing to cancel.")
    await alice.says("tomorrow 5pm call dad")
    await alice.sees("Shall I send you this?")
    await alice.taps("Confirm")
    await alice.sees("Done.")
    await alice.says(line)
    assert "call dad" in (await alice.sees("Upcoming")).text
    await ready(alice)
    await alice.says(line)
    await alice.sees("Cancelled. Nothing was booked.")
    await ready(alice)
    await alice.taps("Confirm")
    await alice.sees("Booked")
    await alice.says(line)
    asked = await alice.sees("Do you mean a booking or a message?")
    assert asked.buttons == ["My bookings", "My messages"]
    assert await planned(database) >= 1


async def test_giving_up_below_an_offered_photo_ends_the_offer(alice: Person) -> None:
    await alice.sends_photo()
    await alice.sees("Shall I send it to you later?")
    await alice.says("never mind")
    await alice.sees("Cancelled. Nothing was saved.")


async def test_what_is_to_be_moved_is_the_message_of_an_open_preview(alice: Person) -> None:
    await alice.says("move it")
    await alice.sees("You have no bookings and no planned messages.")
    await alice.says("tomorrow 5pm call dad")
    await alice.sees("Shall I send you this?")
    await alice.says("change it")
    await alice.sees("When shall I send it?")
    await alice.says("friday 6pm")
    assert "call dad" in (await alice.sees("18:00")).text


async def test_a_rough_name_with_a_time_is_asked_about(alice: Person, database: Database) -> None:
    for line, test in (
        ("blood sugar tomorrow 9am", "Fasting glucose"),
        ("thyroid tomorrow 9am", "TSH (thyroid)"),
        ("vit d tomorrow 9am", "Vitamin D (25-OH)"),
        ("Schilddrüse morgen um 9:00", "TSH (thyroid)"),
        ("сахар завтра в 9 утра", "Fasting glucose"),
    ):
        await alice.says(line)
        asked = await alice.sees("Would you like to book a test, or is this a message")
        assert asked.buttons == ["Book a test", "Send me the message", "Cancel"]
        await alice.taps("Book a test")
        assert test in (await alice.sees("Shall I book this?")).text
        await alice.says("never mind")
        await alice.sees("Nothing was booked.")
    await alice.says("thyroid friday 10am")
    await alice.sees("Would you like to book a test")
    await alice.says("cancel it")
    await alice.sees("Cancelled. Nothing was scheduled.")
    await alice.says("thyroid friday 10am")
    await alice.sees("Would you like to book a test")
    await alice.taps("Send me the message")
    await alice.sees("Shall I send you this?")
    await alice.taps("Confirm")
    await alice.sees("Done.")
    assert await planned(database) == 1


async def test_words_cost_one_statement_once_the_tests_are_known(
    alice: Person, running_bot: Bot
) -> None:
    for line in ("a lovely day", "please call my mother", "a lovely day"):
        await alice.says(line)
        await alice.sees("I did not understand that")
    assert [line["queries"] for line in running_bot.lines()][-2:] == [1, 1]


SHOWING = [
    ("/help", "How to use me"),
    ("/bookings", "You have no bookings yet."),
    ("/scheduled", "You have no scheduled messages."),
    ("/timezone", "I assume your time zone"),
    ("/timezone Xyzzy", "I know no time zone"),
    ("/branch", "You book at"),
    ("/email", "Email"),
    ("/nonsense", "I do not know the command"),
]


@pytest.mark.parametrize(("command", "answer"), SHOWING)
async def test_what_only_shows_leaves_a_preview_open(
    alice: Person, database: Database, command: str, answer: str
) -> None:
    await alice.says("tomorrow 5pm call dad")
    await alice.sees("Shall I send you this?")
    await alice.says(command)
    await alice.sees(answer)
    await alice.says("make it 6pm instead")
    card = await alice.sees("call dad")
    assert "18:00" in card.text
    await alice.says(command)
    await alice.sees(answer)
    await alice.taps("Confirm", message=card.id)
    await alice.sees("Done.")
    assert await planned(database) == 1


@pytest.mark.parametrize(("command", "answer"), SHOWING)
async def test_what_only_shows_leaves_a_booking_open(
    alice: Person, command: str, answer: str
) -> None:
    await alice.says("/book cbc")
    await alice.sees("Which day")
    await alice.says(command)
    await alice.sees(answer)
    await alice.says("tomorrow 9am")
    await alice.sees("Who is it for?")


async def test_what_begins_anew_says_what_it_drops(alice: Person, database: Database) -> None:
    await alice.says("tomorrow 5pm call dad")
    card = await alice.sees("Shall I send you this?")
    await alice.says("/book cbc")
    assert (await alice.sees("This was dropped")).id == card.id
    asked = await alice.sees("Which day")
    await alice.says("/schedule")
    assert (await alice.sees("Nothing was booked.")).id == asked.id
    await alice.sees("What shall I send you?")
    await alice.says("/cancel")
    await alice.sees("Cancelled.")
    assert await planned(database) == 0


async def test_a_zone_chosen_beside_a_preview_moves_its_time(
    alice: Person, database: Database
) -> None:
    await alice.says("tomorrow 5pm call dad")
    await alice.sees("17:00")
    await alice.says("/timezone Lisbon")
    assert "17:00" in (await alice.sees("Shall I send you this?")).text
    await alice.says("/timezone")
    await alice.sees("Your time zone is Europe/Lisbon")
    await alice.taps("Istanbul")
    assert "17:00" in (await alice.sees("Shall I send you this?")).text
    await alice.says("yes")
    await alice.sees("Done.")
    [(at,)] = await rows(database, "SELECT due_at FROM scheduled_messages")
    assert isinstance(at, datetime)
    assert to_wall(at, "Europe/Istanbul").hour == 17


async def test_a_look_ends_what_takes_the_next_words_at_once(
    chat: Sandbox, alice: Person, database: Database
) -> None:
    mira = await arrives(chat, database, "Mira", "manager")
    await mira.says("/tests")
    await mira.sees("CBC")
    await mira.taps("Add")
    await mira.sees("code")
    await mira.says("/day")
    await mira.sees("Today")
    await mira.says("tomorrow 5pm call dad")
    await mira.sees("Shall I send you this?")
    for command, answer in (
        ("/tests", "What can be booked"),
        ("/labs", "Slotbell Lab"),
        ("/health", "Database"),
    ):
        await mira.says(command)
        await mira.sees(answer)
    await mira.says("at 6pm")
    assert "18:00" in (await mira.sees("call dad")).text

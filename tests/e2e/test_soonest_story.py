"""Stories of those who want the first free time, or one that cannot be had."""

from datetime import timedelta

import pytest
from sqlalchemy import text

from db.uow import Database
from screens.booking.visit_words import named_day, short_time
from screens.language import WEEKDAY_DAY_YEAR, dated
from telegram_sandbox.driver import Person, Sandbox
from tests.support.bot import Bot
from tests.support.clinic import change, nine, on, times_of, today, tomorrow
from tests.support.zone import ZONE

pytestmark = pytest.mark.usefixtures("clinic")


@pytest.fixture
async def alice(chat: Sandbox, running_bot: Bot) -> Person:
    """Somebody new."""
    return await chat.person("Alice")


@pytest.mark.parametrize(
    "line",
    [
        *("cbc asap", "asap cbc", "cbc earliest", "cbc first free"),
        *("cbc как можно скорее", "cbc so bald wie möglich", "cbc lo antes posible"),
        *("cbc जल्दी से जल्दी", "cbc o mais cedo possível", "cbc le plus tôt possible"),
    ],
)
async def test_the_first_free_time_is_chosen_in_one_line(
    alice: Person, database: Database, line: str
) -> None:
    await change(database, "booked = capacity", "starts_at < :at")
    await alice.says(f"/book {line}")
    shown = await alice.sees("This is the first free time.")
    assert f"{short_time(nine(), ZONE)[-5:]}" in shown.text
    assert "Who is it for?" in shown.text


@pytest.mark.parametrize(
    ("line", "asks"),
    [
        *((f"book cbc {words}", "Who is it for?") for words in ("asap", "any day", "first free")),
        *((line, "Who is it for?") for line in ("first free cbc", "cbc as soon as possible")),
        *((line, "Which test?") for line in (
            "appointment as soon as possible", "Termin so bald wie möglich",
            "cita lo antes posible", "quero marcar exame o mais cedo possível",
            "rendez-vous dès que possible", "сдать кровь как можно скорее",
            "जल्द से जल्द खून की जांच", "अपॉइंटमेंट जल्दी से जल्दी",
        )),
    ],
)  # fmt: skip
async def test_a_sentence_without_a_command_finds_the_first_free_time(
    alice: Person, line: str, asks: str
) -> None:
    await alice.says(line)
    shown = await alice.sees(asks)
    assert "I found no test" not in shown.text
    if asks == "Which test?":
        await alice.taps("Complete blood count")
        shown = await alice.sees("Who is it for?")
    assert f"{dated(tomorrow(), WEEKDAY_DAY_YEAR)}, 08:00" in shown.text


async def test_the_first_free_time_is_a_tap_or_a_word_at_the_calendar(
    alice: Person, database: Database
) -> None:
    await alice.says("/book cbc")
    await alice.sees("Which day?")
    await alice.taps("First free")
    shown = await alice.sees("This is the first free time.")
    assert "08:00" in shown.text
    await alice.taps("Back")
    await alice.sees("What time on")
    await alice.taps("Back")
    await alice.sees("Which day?")
    await alice.says("any day")
    await alice.sees("This is the first free time.")
    await alice.taps("Back")
    await alice.sees("What time on")
    await alice.says("any day in the afternoon")
    assert "14:00" in (await alice.sees("This is the first free time.")).text
    await change(database, "booked = capacity", "starts_at < :end", end=times_of(on(3))[0])
    await alice.says(f"/book cbc {on(3):%d %B} asap")
    await alice.sees(f"{dated(on(3), WEEKDAY_DAY_YEAR)}, 08:00")
    await change(database, "booked = capacity", "starts_at > :at")
    await alice.says("/book cbc asap")
    await alice.sees("everything is booked out")


@pytest.mark.parametrize("line", ["cbc every monday 9am", "cbc jeden Montag 9 Uhr"])
async def test_who_wants_every_monday_is_told_that_one_visit_is_booked(
    alice: Person, line: str
) -> None:
    await alice.says(f"/book {line}")
    shown = await alice.sees("I book one visit at a time. This is the first one.")
    assert "Monday" in shown.text
    assert "09:00" in shown.text
    assert "Who is it for?" in shown.text


@pytest.mark.parametrize("word", ["Hi", "Hola!", "नमस्ते", "здравствуйте", "Guten Morgen"])
async def test_a_greeting_is_greeted_and_what_is_open_stays(alice: Person, word: str) -> None:
    await alice.says(word)
    await alice.sees("Hello Alice.")
    await alice.says("/book cbc")
    await alice.sees("Which day?")
    await alice.says("/help")
    await alice.sees("How to use me")
    await alice.says("tomorrow 9am")
    await alice.sees("Who is it for?")


async def test_a_break_and_the_ends_of_the_day_are_told(alice: Person, database: Database) -> None:
    for wished, why in (
        ("12:30", "We are closed 12:00–14:00."),
        ("7:00", "We open at 08:00."),
        ("18:30", "We close at 17:00."),
    ):
        await alice.says(f"/book cbc tomorrow {wished}")
        shown = await alice.sees(f"{wished.zfill(5)} is not free. {why}")
        assert len(shown.buttons) == 7
    await change(database, "status = 'closed'", "starts_at >= :a AND starts_at < :b",
                 a=times_of(on(2))[0], b=times_of(on(3))[0])  # fmt: skip
    await alice.says(f"/book cbc {on(2):%d %B} 9:00")
    shown = await alice.sees("is not free. We are closed that day.")
    sides = [label.partition(",")[0] for label in shown.buttons[:3]]
    assert short_time(times_of(on(1))[-1], ZONE).partition(",")[0] in sides
    assert short_time(times_of(on(3))[0], ZONE).partition(",")[0] in sides


async def test_what_is_offered_lies_before_and_after(alice: Person, database: Database) -> None:
    noon = times_of(tomorrow())[16]
    assert f"{short_time(noon, ZONE)}".endswith("14:00")
    await change(database, "status = 'closed'", "starts_at >= :a AND starts_at < :b",
                 a=nine() + timedelta(hours=2), b=noon + timedelta(hours=2))  # fmt: skip
    await alice.says("/book cbc tomorrow 11:15")
    shown = await alice.sees("We are closed 11:00–16:00.")
    assert [label.split(", ")[1][:5] for label in shown.buttons[:3]] == ["10:30", "10:45", "16:00"]


async def test_a_full_time_is_not_called_closed(alice: Person, database: Database) -> None:
    await change(database, "booked = capacity")
    await alice.says("/book cbc tomorrow 9am")
    shown = await alice.sees("09:00 is fully booked.")
    assert "closed" not in shown.text
    await alice.says("/book cbc in 2 days 9:07")
    shown = await alice.sees("No visit begins at")
    assert [label.split(", ")[1][:5] for label in shown.buttons[:3]] == ["08:45", "09:00", "09:15"]
    await change(database, "test_ids = ARRAY[-1]", "starts_at = :third", third=times_of(on(3))[4])
    await alice.says("/book cbc in 3 days 9:00")
    shown = await alice.sees("This test is not done at")
    assert [label.split(", ")[1][:5] for label in shown.buttons[:3]] == ["08:30", "08:45", "09:15"]
    await alice.says("/language русский")
    await alice.sees("Русский")
    await alice.says("/book cbc завтра 9:00")
    await alice.sees("09:00 — мест уже нет.")


async def test_a_calendar_that_begins_later_says_so(alice: Person, database: Database) -> None:
    far = today().replace(day=1) + timedelta(days=35)
    async with database.begin() as uow:
        full = text("UPDATE time_slots SET booked = capacity WHERE starts_at < :at")
        await uow.run(full, {"at": times_of(max(far, on(30)))[0]})
    await alice.says("/book cbc")
    shown = await alice.sees("The first free day is")
    assert named_day(max(far, on(30)), today()) in shown.text

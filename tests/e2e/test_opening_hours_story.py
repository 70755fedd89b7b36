"""Stories of /slots and /why: managers plan, patients book what was planned, and no more."""

from datetime import timedelta

import pytest

from db.uow import Database
from fsm.draft import new_intent
from screens.manage.callbacks import (
    OpeningHoursDo,
    OpeningHoursTap,
    PlanTap,
    SeatsDo,
    SeatsTap,
    WhyTap,
)
from telegram_sandbox.driver import Person, Sandbox
from tests.support.bot import Bot
from tests.support.clinic import open_clinic, ready, rows, tomorrow
from tests.support.staff import arrives

LINE = "daily 8:00-10:00 every 30 min x2"


@pytest.fixture
async def mira(chat: Sandbox, running_bot: Bot, database: Database) -> Person:
    """A manager of a lab without any slot."""
    await open_clinic(database, days=1)
    return await arrives(chat, database, "Mira", "manager")


@pytest.fixture
async def alice(chat: Sandbox, mira: Person, database: Database) -> Person:
    """A patient."""
    return await arrives(chat, database, "Alice", "patient")


async def planned(mira: Person, line: str = LINE) -> None:
    await mira.says(f"/slots {line}")
    await mira.sees("days in the next 60 days")
    await mira.taps("Make it")
    await mira.sees("times can be booked now")


async def test_hours_are_planned_in_one_line_and_patients_book_them(
    mira: Person, alice: Person, database: Database
) -> None:
    await mira.says("/slots")
    await mira.sees("No sessions yet.")
    await mira.taps("New session")
    await mira.sees("Type it in one line")
    await mira.says("mon-fri 7-11 every 15 min")
    await mira.sees("How many people at once? Write it like “x3”.")
    await mira.says(LINE + " for lipid")
    await mira.sees("Mon-Sun 08:00-10:00, every 30 min, 2 seats; LIPID")
    await mira.taps("Make it")
    await mira.sees("times can be booked now")
    await alice.says("/book lipid tomorrow 9am")
    await alice.sees("Shall I book this?")
    await alice.taps("Confirm")
    await alice.sees("Booked.")
    await alice.says("/book cbc tomorrow 9am")
    await alice.sees("booked out")  # the hours are for another test
    log = "SELECT action FROM audit_log"
    assert await rows(database, log) == [("session_made",)]


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("mon–fri 8–12 every 15 min x3", "Mon-Fri 08:00-12:00, every 15 min, 3 seats"),
        ("mon to fri 8 to 12 every 15 minutes x3", "Mon-Fri 08:00-12:00, every 15 min, 3 seats"),
        ("пн-пт 8-12 каждые 15 мин x3", "Mon-Fri 08:00-12:00, every 15 min, 3 seats"),
        ("daily 20:00-24:00 every 30 min x2", "Mon-Sun 20:00-24:00, every 30 min, 2 seats"),
        ("daily 0:00-23:59 every 60 min x1", "Mon-Sun 00:00-24:00, every 60 min, 1 seat"),
        ("daily 22:00-02:00 every 30 min x2", "Mon-Sun 22:00-02:00, every 30 min, 2 seats"),
        ("mon–fri 8–12", "How many people at once?"),
        ("mon-fri 8-12, sat 9-11 every 15 x3", "One line has the same hours on all its days."),
        ("first monday 8-12 every 15 min x3", "I do not understand “first”."),
        ("mon-fri 12-9 every 15 min x3", "I do not understand “12-9”. From when to when?"),
    ],
)
async def test_a_line_is_what_stands_in_it_or_asks(mira: Person, line: str, shown: str) -> None:
    await mira.says(f"/slots {line}")
    await mira.sees(shown)


async def test_hours_over_midnight_are_booked_on_the_day_after(
    mira: Person, alice: Person, database: Database
) -> None:
    await planned(mira, "daily 22:00-02:00 every 30 min x2")
    night = "starts_at AT TIME ZONE 'Europe/Berlin'"
    found = await rows(
        database, f"SELECT DISTINCT to_char({night}, 'HH24:MI') FROM time_slots ORDER BY 1"
    )
    assert [clock for (clock,) in found] == [
        *("00:00", "00:30", "01:00", "01:30", "22:00", "22:30", "23:00", "23:30"),
    ]
    after = tomorrow() + timedelta(days=1)
    await mira.says(f"/why {after} 0:30 CBC")
    shown = await mira.sees("So patients can book it.")
    assert "✅ Within the hours 22:00-02:00" in shown.text
    await alice.says(f"/book cbc {after} 0:30")
    await alice.sees("Shall I book this?")


async def test_make_it_tapped_twice_makes_hours_once(mira: Person, database: Database) -> None:
    await mira.says(f"/slots {LINE}")
    shown = await mira.sees("days in the next 60 days")
    (key,) = [key for key in shown.keys if key["text"] == "Make it"]
    for _ in range(2):
        await mira.forges(key["callback_data"], shown.id)
    await mira.sees("1. Mon-Sun")
    assert await rows(database, "SELECT count(*) FROM sessions") == [(1,)]


async def test_hours_are_ended_and_resumed(mira: Person, alice: Person) -> None:
    await planned(mira)
    await ready(alice)
    await mira.taps("1")
    await mira.taps("End it")
    await mira.sees("Nobody can book its times any more.")
    await mira.taps("Yes, end it")
    await mira.sees("Ended.")
    await alice.taps("Confirm")
    await alice.sees("booked out")
    await mira.taps("Undo")
    await mira.sees("Undone.")
    await ready(alice)
    await alice.taps("Confirm")
    await alice.sees("Booked.")


async def test_two_managers_change_seats_at_once(
    chat: Sandbox, mira: Person, database: Database
) -> None:
    await planned(mira)
    otto = await arrives(chat, database, "Otto", "manager")
    for one in (mira, otto):
        await one.says(f"/slots {tomorrow()}")
        await one.sees("0/8 seats taken, in 4 times.")
        await one.taps("09: 0/4")
        await one.sees("Taken of all seats.")
    await mira.taps("−")
    await mira.sees("Changed: one time.")
    await otto.taps("−")  # the same slot: it keeps one seat
    await otto.sees("Nothing was changed.")
    await mira.taps("Undo")
    await mira.sees("Undone.")
    await otto.taps("Back")
    await otto.sees("0/8 seats taken")
    await otto.taps("+", message=None)
    await otto.sees("Changed: 4 times.")
    assert await rows(
        database, "SELECT DISTINCT capacity FROM time_slots WHERE starts_at::date = :day",
        day=tomorrow(),
    ) == [(3,)]  # fmt: skip


async def test_why_tells_each_rule_and_offers_the_nearest_times(mira: Person) -> None:
    await planned(mira)
    await mira.says("/why tomorrow 9:00 CBC")
    await mira.sees("So patients can book it.")
    await mira.says("/why tomorrow 9:10 CBC")
    shown = await mira.sees("So nobody can book it.")
    assert "❌ No slot starts then: every 30 min" in shown.text
    await mira.taps("tomorrow 09:00")
    await mira.sees("✅ 0 of 2 seats are taken")
    await mira.says("/why")
    await mira.sees("Tell me a test and a time")
    await mira.says("/why banana tomorrow")
    await mira.sees("Tell me a test and a time")


async def test_what_a_patient_forges_plans_and_shows_nothing(
    mira: Person, alice: Person, database: Database
) -> None:
    await planned(mira)
    for command in ("/slots", "/why"):
        await alice.says(command)
        await alice.sees(f"I do not know the command {command}")
    await alice.says("/start")
    shown = await alice.sees("Hello")
    forged = [OpeningHoursTap(do=do, value=1).pack() for do in OpeningHoursDo]
    forged += [SeatsTap(do=do, day=tomorrow().toordinal()).pack() for do in SeatsDo]
    forged += [PlanTap(intent=new_intent()).pack(), WhyTap(at=1, test=1).pack()]
    for data in forged:
        await alice.forges(data, shown.id)
        await alice.sees("This button is from an older version.")
    assert await rows(database, "SELECT status FROM sessions") == [("active",)]
    assert await rows(database, "SELECT DISTINCT capacity FROM time_slots") == [(2,)]

"""Stories of the day: a collector and the desk run visits that patients have booked."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import bindparam, text

from db.base import Instant
from db.uow import Database
from domain.desk.day import Act
from screens.desk.callbacks import DayDo, DayTap, VisitDo, VisitTap
from telegram_sandbox.driver import Person, Sandbox
from tests.support.clinic import rows, soon, times_of, today, tomorrow
from tests.support.staff import arrives
from tests.support.zone import ZONE


@pytest.fixture
async def alice(alice: Person, database: Database) -> Person:
    """A patient with a visit of today."""
    async with database.begin() as uow:
        moved = text(
            """UPDATE time_slots SET starts_at = :at, ends_at = CAST(:at AS timestamptz)
                 + interval '15 min' WHERE id = (SELECT slot_id FROM bookings)"""
        ).bindparams(bindparam("at", type_=Instant))
        await uow.run(moved, {"at": soon()})
        await uow.run(text("UPDATE patients SET name = 'Alice Ann Lee'"))
    return alice


@pytest.fixture
async def carl(chat: Sandbox, alice: Person, database: Database) -> Person:
    """A collector."""
    return await arrives(chat, database, "Carl", "collector")


async def status(database: Database) -> object:
    return (await rows(database, "SELECT status FROM bookings"))[0][0]


async def sheet(person: Person, database: Database) -> None:
    """The day of the visit, also just before midnight."""
    found = await rows(database, f"SELECT starts_at AT TIME ZONE '{ZONE}' FROM time_slots"
                       " WHERE id = (SELECT slot_id FROM bookings)")  # fmt: skip
    day = found[0][0]
    assert isinstance(day, datetime)
    await person.says(f"/day {day:%d %B %Y}")


async def test_a_visit_runs_from_the_door_to_the_end(
    alice: Person, dora: Person, carl: Person, database: Database
) -> None:
    await sheet(dora, database)
    shown = await dora.sees("1 to come")
    assert "Alice Ann Lee" in shown.text
    await sheet(carl, database)
    shown = await carl.sees("A. A. L.")
    assert "Alice" not in carl.transcript()
    await carl.taps("A. A. L.")
    await carl.sees("Booking No. 1: booked")
    await carl.taps("Arrived")
    await carl.sees("Booking No. 1: here")
    await carl.taps("Fasted")
    await carl.sees("Booking No. 1: here, fasted")
    await carl.taps("Sample taken")
    await carl.sees("sample taken")
    assert "Did not come" not in carl.buttons()
    await dora.taps("Alice")
    await dora.sees("Booking No. 1: here")
    await dora.taps("Done")
    await dora.sees("Booking No. 1: done")
    await dora.taps("The day")
    await dora.sees("1 done")
    assert await status(database) == "fulfilled"


async def test_of_two_who_tap_at_once_the_second_hears_who_was_faster(
    alice: Person, dora: Person, carl: Person, database: Database
) -> None:
    for one, name in ((dora, "Alice"), (carl, "A. A. L.")):
        await sheet(one, database)
        await one.taps(name)
        await one.sees("Booking No. 1: booked")
    await carl.taps("Arrived")
    await carl.sees("Booking No. 1: here")
    await dora.taps("Did not come")
    await dora.sees("was faster: arrived at")
    await dora.sees("Booking No. 1: here")
    await dora.taps("Put back")
    await dora.sees("Booking No. 1: booked")


@pytest.mark.parametrize("days", [-1, 1])
@pytest.mark.parametrize(
    ("does", "now_it_is"),
    [("Arrived", "here"), ("Sample taken", "here"), ("Done", "done"), ("Did not come", "no-show")],
)
async def test_on_another_day_than_the_visits_the_desk_is_asked_first(
    alice: Person, dora: Person, database: Database, days: int, does: str, now_it_is: str
) -> None:
    at = times_of(today() + timedelta(days=days))[0]
    moved = text(
        """UPDATE time_slots SET starts_at = :at, ends_at = CAST(:at AS timestamptz)
             + interval '14 min' WHERE id = (SELECT slot_id FROM bookings)"""
    ).bindparams(bindparam("at", type_=Instant))
    async with database.begin() as uow:
        away = text(
            "UPDATE time_slots SET starts_at = starts_at + interval '1 min' WHERE starts_at = :at"
        )
        await uow.run(away, {"at": at})
        await uow.run(moved, {"at": at})
    await dora.forges(VisitTap(do=VisitDo.OPEN, id=1).pack(), (await dora.last()).id)
    await dora.sees("Booking No. 1: booked")
    await dora.taps(does)
    asked = await dora.sees("This visit is still to come" if days > 0 else "This visit was on")
    assert asked.buttons == ["‹ Back", f"Yes: {does}"]
    assert await status(database) == "booked"
    await dora.taps("Back")
    await dora.sees("Booking No. 1: booked")
    await dora.taps(does)
    await dora.taps(f"Yes: {does}")
    await dora.sees(f"Booking No. 1: {now_it_is}")
    assert await status(database) != "booked"


async def test_who_is_next_is_called_in_once(
    alice: Person, dora: Person, carl: Person, chat: Sandbox, database: Database
) -> None:
    await carl.says("/next")
    await carl.sees("Nobody is waiting.")
    await sheet(dora, database)
    is_today = await rows(
        database,
        "SELECT 1 FROM time_slots WHERE id = (SELECT slot_id FROM bookings)"
        f" AND date_trunc('day', starts_at AT TIME ZONE '{ZONE}')"
        f" = date_trunc('day', now() AT TIME ZONE '{ZONE}')",
    )
    if is_today:
        await carl.says("/next")
        await carl.sees("A. A. L. (")
        read = "SELECT count(*) FROM patient_readings WHERE actor_id = :id AND screen = 'next'"
        assert await rows(database, read, id=carl.id) == [(1,)]
    await dora.taps("Alice")
    await dora.taps("Arrived")
    await dora.sees("Booking No. 1: here")
    cora = await arrives(chat, database, "Cora", "collector")
    if is_today:
        await carl.says("/next")
        await carl.sees("A. A. L.")
        await cora.says("/next")
        await cora.sees("Nobody is waiting.")


async def test_a_note_is_for_the_desk_and_no_word_that_means_back(
    alice: Person, dora: Person, carl: Person, database: Database
) -> None:
    await sheet(dora, database)
    await dora.taps("Alice")
    await dora.taps("Note")
    await dora.sees("What should colleagues know?")
    await dora.says("x" * 501)
    await dora.sees("Please type at most 500 characters.")
    await dora.says("Needs a <small> needle")
    await dora.sees("Needs a <small> needle")
    await dora.taps("Note")
    await dora.sees("What should colleagues know?")
    await dora.says("back")
    await dora.sees("Booking No. 1: booked")
    assert await rows(database, "SELECT count(*) FROM booking_notes") == [(1,)]
    await sheet(carl, database)
    await carl.taps("A. A. L.")
    await carl.sees("Booking No. 1: booked")
    assert "needle" not in carl.transcript()


async def test_the_desk_moves_and_cancels_from_the_card(
    alice: Person, dora: Person, database: Database
) -> None:
    await sheet(dora, database)
    await dora.taps("Alice")
    await dora.taps("Move")
    await dora.sees("Which day?")
    await dora.taps("Tomorrow")
    await dora.taps("10:00")
    await dora.sees("Moved.")
    await dora.says(f"/day {tomorrow()}")
    await dora.taps("Alice")
    await dora.taps("Cancel it")
    await dora.sees("Cancelled: Alice Ann Lee")
    await dora.taps("Undo")
    await dora.sees("Undone.")
    assert await status(database) == "booked"


async def test_a_patient_who_forges_the_days_buttons_sees_and_changes_nothing(
    alice: Person, database: Database
) -> None:
    for command in ("/day", "/next"):
        await alice.says(command)
        await alice.sees(f"I do not know the command {command}")
    await alice.says("/start")
    shown = await alice.sees("Hello")
    forged = [DayTap(do=do, day=tomorrow().toordinal()).pack() for do in DayDo]
    forged += [VisitTap(do=do, id=1, version=1).pack() for do in VisitDo]
    forged += [VisitTap(do=VisitDo.ACT, id=1, act=act, version=1).pack() for act in Act]
    for data in forged:
        await alice.forges(data, shown.id)
        await alice.sees("This button is from an older version.")
    assert await status(database) == "booked"


async def test_a_collector_who_forges_the_desks_buttons_changes_nothing(
    carl: Person, database: Database
) -> None:
    await sheet(carl, database)
    shown = await carl.sees("to come")
    for do in (VisitDo.CANCEL, VisitDo.MOVE, VisitDo.NOTE):
        await carl.forges(VisitTap(do=do, id=1, version=1).pack(), shown.id)
        await carl.sees("This button is from an older version.")
    for act in (Act.NO_SHOW, Act.BACK):
        tap = VisitTap(do=VisitDo.ACT, id=1, act=act, version=1)
        await carl.forges(tap.pack(), shown.id)
        await carl.sees("That was not found.")
    assert await status(database) == "booked"


async def test_days_without_slots_and_words_without_days_are_told(dora: Person) -> None:
    await dora.says(f"/day 1 january {tomorrow().year + 2}")
    await dora.sees("Today")  # too far
    await dora.says("/day banana")
    await dora.sees("I did not find a day in that.")
    tap = DayTap(do=DayDo.SHEET, day=3_650_000)
    await dora.forges(tap.pack(), (await dora.last()).id)
    await dora.sees("Today")


async def test_the_sheet_is_a_table_and_plain_text_where_telegram_knows_none(
    chat: Sandbox, alice: Person, dora: Person, database: Database
) -> None:
    await sheet(dora, database)
    shown = await dora.sees("1 to come")
    table = shown.raw["rich_message"]["blocks"][-1]
    assert [cell["text"] for cell in table["cells"][0]] == ["Time", "Name", "Test", "State"]
    assert [cell["text"] for cell in table["cells"][1]][1:] == ["Alice Ann Lee", "CBC", "booked"]
    await dora.taps("Alice")
    card = await dora.sees("Booking No. 1: booked")
    assert card.id == shown.id
    await dora.taps("The day")
    assert (await dora.sees("1 to come")).raw["rich_message"]
    await chat.fault("400", method="sendRichMessage", description="method not found")
    await sheet(dora, database)
    plain = await dora.sees("1 to come")
    assert "rich_message" not in plain.raw
    assert "Alice Ann Lee" in plain.text

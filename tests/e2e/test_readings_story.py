"""Whoever of the staff looks at a patient is written down."""

from collections.abc import Awaitable, Callable

import pytest

from db.uow import Database
from domain.audit import Seen
from screens.desk.callbacks import DayDo, DayTap, VisitDo, VisitTap
from screens.manage.callbacks import AccountDo, AccountTap, CallsTap
from telegram_sandbox.driver import Person, Sandbox
from tests.support.clinic import rows, tomorrow
from tests.support.late import is_late
from tests.support.staff import arrives

READ = "SELECT actor_id, screen, patients FROM patient_readings ORDER BY id"
PDF = b"%PDF-1.7"


async def visit(dora: Person, _alice: Person) -> None:
    await dora.forges(VisitTap(do=VisitDo.OPEN, id=1).pack(), (await dora.last()).id)
    await dora.sees("Alice")


async def day(dora: Person, _alice: Person) -> None:
    await dora.says(f"/day {tomorrow()}")
    await dora.sees("Alice")


async def open_visits(dora: Person, _alice: Person) -> None:
    tap = DayTap(do=DayDo.OPEN, day=tomorrow().toordinal())
    await dora.forges(tap.pack(), (await dora.last()).id)
    await dora.sees("Still open: 1.")


async def search(dora: Person, _alice: Person) -> None:
    await dora.says("/caller alise")
    await dora.sees("1. Alice")


async def patient(dora: Person, alice: Person) -> None:
    await search(dora, alice)
    await dora.taps("1")
    await dora.sees("Has the bot")


async def called_visit(dora: Person, alice: Person) -> None:
    await patient(dora, alice)
    await dora.taps("tomorrow 09:00, CBC")
    await dora.sees("Booking No. 1: booked")


async def report(dora: Person, _alice: Person) -> None:
    await dora.sends_document("cbc.pdf", PDF, "report 1")
    await dora.sees("Report for booking No. 1")


async def account(mira: Person, alice: Person) -> None:
    tap = AccountTap(do=AccountDo.ASK, id=alice.id)
    await mira.forges(tap.pack(), (await mira.last()).id)
    await mira.sees("Free the one visit to come?")


async def call_list(mira: Person, _alice: Person) -> None:
    await mira.says("/close tomorrow 8-12 analyser down")
    await mira.sees("1 patient")
    await mira.taps("Offer new times")
    await mira.sees("undo")
    await mira.forges(CallsTap(id=1, page=0).pack(), (await mira.last()).id)
    await mira.sees("Alice")


async def follow_ups(dora: Person, _alice: Person) -> None:
    await dora.says("/followups")
    await dora.sees("Reports that are late")


Look = Callable[[Person, Person], Awaitable[None]]
LOOKS: list[tuple[Look, list[Seen]]] = [
    (visit, [Seen.VISIT]),
    (day, [Seen.DAY]),
    (open_visits, [Seen.OPEN]),
    (search, [Seen.SEARCH]),
    (patient, [Seen.SEARCH, Seen.PATIENT]),
    (called_visit, [Seen.SEARCH, Seen.PATIENT, Seen.VISIT]),
    (report, [Seen.REPORT]),
    (account, [Seen.ACCOUNT]),
    (call_list, [Seen.CALL_LIST]),
    (follow_ups, [Seen.FOLLOW_UPS]),
]


def test_every_screen_with_patients_has_its_look() -> None:
    """`next` needs a visit of today, in the story of the day; programs look in test_api_desk, and
    a week with names is shown in a browser alone.
    """
    seen = {one for _, screens in LOOKS for one in screens}
    assert seen == set(Seen) - {Seen.NEXT, Seen.PROGRAM, Seen.WEEK}


@pytest.mark.parametrize(("look", "screens"), LOOKS, ids=lambda one: getattr(one, "__name__", ""))
async def test_a_look_at_a_patient_is_written_down(
    chat: Sandbox, alice: Person, database: Database, look: Look, screens: list[Seen]
) -> None:
    role = "manager" if look in {account, call_list} else "desk"
    staff = await arrives(chat, database, "Stan", role)
    await is_late(database)
    await look(staff, alice)
    ((patient_id,),) = await rows(database, "SELECT patient_id FROM bookings")
    wanted = [(staff.id, str(screen), [patient_id]) for screen in screens]
    assert await rows(database, READ) == wanted


async def test_what_nobody_has_leaves_nothing(dora: Person, database: Database) -> None:
    last = (await dora.last()).id
    for tap in (VisitTap(do=VisitDo.OPEN, id=999), VisitTap(do=VisitDo.NOTE, id=999)):
        await dora.forges(tap.pack(), last)
        await dora.sees("That was not found.")
    await dora.sends_document("cbc.pdf", PDF, "report 999")
    await dora.sees("That was not found.")
    await dora.says("/caller xqzw")
    await dora.sees("I found nobody")
    await dora.says("/day")
    assert await rows(database, READ) == []


async def test_a_patient_who_forges_a_button_of_staff_leaves_nothing(
    alice: Person, database: Database
) -> None:
    await alice.forges(VisitTap(do=VisitDo.OPEN, id=1).pack(), (await alice.last()).id)
    await alice.sees("This button is from an older version.")
    assert await rows(database, READ) == []


async def test_managers_find_who_looked_at_somebody(
    dora: Person, mira: Person, alice: Person, database: Database
) -> None:
    await visit(dora, alice)
    ((number,),) = await rows(database, "SELECT patient_id FROM bookings")
    for words in ("read alice", f"who read {number}", "read visit today"):
        await mira.says(f"/audit {words}")
        await mira.sees(f"read about patient {number}")
    await mira.taps("1")
    shown = await mira.sees("screen visit")
    assert "Alice" not in shown.text
    await mira.says("/audit read bob")
    await mira.sees("Nothing fits.")
    await mira.says("/audit")
    await mira.sees("Nothing has been done yet.")

"""Stories of branches: patients choose among those where something can be booked, and go on."""

import pytest
from sqlalchemy import text

from db.uow import Database
from telegram_sandbox.driver import Person, Sandbox
from tests.support.clinic import close_times, nine, open_branch, rows
from tests.support.staff import arrives

NORTH = "North"


@pytest.fixture
async def alice(chat: Sandbox, mira: Person, database: Database) -> Person:
    """A patient of a lab to which a branch has just been added."""
    olga = await arrives(chat, database, "Olga", "owner")
    await olga.says("/labs")
    await olga.taps("Add a lab")
    await olga.says("North; 5 Hill Road; Europe/Rome")
    await olga.sees("Europe/Rome")
    return await arrives(chat, database, "Alice", "patient")


async def lab_booked(database: Database) -> list[tuple[object, ...]]:
    """Where, and which test."""
    query = """SELECT l.name, t.code FROM bookings b JOIN time_slots s ON s.id = b.slot_id
               JOIN labs l ON l.id = s.lab_id JOIN tests t ON t.id = b.test_id"""
    return await rows(database, query)


async def retire(database: Database, code: str) -> None:
    """Nobody can book that test any more."""
    async with database.begin() as uow:
        await uow.run(text("UPDATE tests SET retired = true WHERE code = :code"), {"code": code})


@pytest.mark.parametrize("why", ["no hours", "all closed", "all taken", "all over", "test retired"])
async def test_a_branch_where_nothing_can_be_booked_is_no_question(
    alice: Person, database: Database, why: str
) -> None:
    if why != "no hours":
        await open_branch(database, NORTH, "UA" if why == "test retired" else None)
        what = {
            "all closed": "status = 'closed'",
            "all taken": "booked = capacity",
            "all over": "starts_at = starts_at - interval '99 d'",
        }.get(why, "status = status")
        where = "lab_id = (SELECT id FROM labs WHERE name = 'North')"
        async with database.begin() as uow:
            await uow.run(text(f"UPDATE time_slots SET {what} WHERE {where}"))
        await retire(database, "UA")
    await alice.says("/book")
    await alice.sees("Which test?")
    await alice.says("/branch")
    shown = await alice.sees("You book at Slotbell Lab now.")
    assert "/branch" not in shown.text
    await alice.says("/book cbc tomorrow 9am")
    await alice.sees("Slotbell Lab, 1 Linden Street")


@pytest.mark.parametrize("answer", ["[North", "north", "Hill Road"])
async def test_what_was_typed_goes_on_after_the_branch_is_chosen(
    alice: Person, database: Database, answer: str
) -> None:
    await open_branch(database, NORTH)
    await alice.says("/book vitamin d tomorrow 9am")
    await alice.sees("Where would you like to come?")
    if answer == "Hill Road":  # no branch's name: it is asked again, and kept for what comes after
        await alice.says(answer)
        await alice.sees("Where would you like to come?")
        await alice.taps(NORTH)
        await alice.sees("Hill Road")
        return
    await (alice.taps(answer[1:]) if answer.startswith("[") else alice.says(answer))
    asked = await alice.sees("Shall I book this?")
    assert "North, 5 Hill Road" in asked.text
    await alice.taps("Confirm")
    await alice.sees("Booked.")
    assert await lab_booked(database) == [("North", "VITD")]
    await alice.says("/book cbc tomorrow 10am")
    await alice.sees("North, 5 Hill Road")  # it is not asked again


async def test_who_chose_a_branch_that_closed_books_at_the_one_that_is_left(
    alice: Person, database: Database
) -> None:
    await open_branch(database, NORTH)
    await alice.says("/branch")
    await alice.sees("Where would you like to come?")
    await alice.taps(NORTH)
    await alice.sees("You book at North now.")
    async with database.begin() as uow:
        closed = "UPDATE time_slots SET status = 'closed' WHERE lab_id <> 1"
        await uow.run(text(closed))
    await alice.says("/book cbc tomorrow 9am")
    await alice.sees("Slotbell Lab, 1 Linden Street")


async def test_where_nothing_is_free_at_all_the_lab_says_so(
    alice: Person, database: Database
) -> None:
    await close_times(database)
    await alice.says("/book cbc")
    await alice.sees("everything is booked out")
    await close_times(database, but=(nine(),))
    await alice.says("/book cbc tomorrow 9am")
    await alice.sees("Shall I book this?")

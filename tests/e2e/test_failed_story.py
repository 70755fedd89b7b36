"""Stories of /failed: staff look, retry and close; everybody else hears of no such command."""

import pytest
from sqlalchemy import text

from db.uow import Database
from screens.messages.callbacks import DeadLetterDo, DeadLetterTap
from telegram_sandbox.driver import Person, Sandbox
from tests.support.bot import Bot
from tests.support.letters import dead, tally
from tests.support.messages import row
from tests.support.staff import arrives
from tests.support.waiting import once_true


@pytest.fixture
async def alice(chat: Sandbox, running_bot: Bot, database: Database) -> Person:
    """A patient, who wrote what failed."""
    return await arrives(chat, database, "Alice", "patient")


@pytest.mark.parametrize("role", ["patient", "collector"])
async def test_who_is_below_the_desk_gets_the_answer_for_an_unknown_command(
    chat: Sandbox, running_bot: Bot, database: Database, role: str
) -> None:
    person = await arrives(chat, database, "Carl", role)
    await person.says("/nonsense")
    unknown = (await person.sees("/nonsense")).text
    await person.says("/failed")
    refused = await person.sees("/failed")
    assert refused.text == unknown.replace("/nonsense", "/failed")


async def test_forged_taps_of_a_patient_show_and_change_nothing(
    alice: Person, database: Database
) -> None:
    (one,) = await dead(database, author=alice.id)
    for do in DeadLetterDo:
        tap = DeadLetterTap(do=do, cause="no_answer", value=one)
        await alice.says("/start")
        shown = await alice.sees("Hello")
        await alice.forges(tap.pack(), shown.id)
        await alice.sees("button")
    assert await tally(database) == {"dead": 1}
    assert "did not answer" not in alice.transcript()


async def test_nothing_failed_is_good_news(dora: Person) -> None:
    await dora.says("/failed")
    await dora.sees("No message has failed. All is well.")


async def test_staff_retry_a_group_and_it_arrives(
    alice: Person, dora: Person, database: Database, worker: None
) -> None:
    await dead(database, 3, author=alice.id)
    await dora.says("/failed")
    await dora.sees("Telegram did not answer: 3")
    await dora.taps("1")
    shown = await dora.sees("No. ")
    assert "secret" not in dora.transcript()
    assert str(alice.id) not in shown.text
    await dora.taps("Retry all")
    await dora.sees("3 messages are tried again now.")
    for number in (1, 2, 3):
        await alice.sees(f"secret {number}", within=20)
    await dora.taps("Back")
    await dora.sees("No message has failed. All is well.")


async def test_one_letter_is_retried_or_dropped_for_a_tapped_reason(
    alice: Person, dora: Person, database: Database
) -> None:
    first, second = await dead(database, 2, author=alice.id)
    await dora.says("/failed")
    await dora.taps("1")
    await dora.sees("1. No. ")
    await dora.taps("1")
    await dora.sees(f"No. {second}, message of")
    await dora.taps("Retry this one")
    await dora.sees("1 message is tried again now.")
    await dora.taps("1")
    await dora.sees(f"No. {first}, message of")
    await dora.taps("Drop this one …")
    await dora.sees("Why drop it? Tap a reason, or type one.")
    await dora.taps("Told them in person")
    await dora.sees("Dropped: 1.")
    assert (await row(database, second)).status == "scheduled"
    kept = await row(database, first)
    assert (kept.status, kept.resolution, kept.resolved_by) == (
        "dead",
        "Told them in person",
        dora.id,
    )


async def test_a_group_is_dropped_for_a_typed_reason(
    alice: Person, dora: Person, database: Database
) -> None:
    await dead(database, 12, author=alice.id)
    await dora.says("/failed")
    await dora.taps("1")
    await dora.taps("Next")
    await dora.taps("Drop all …")
    await dora.sees("Why drop it?")
    await dora.says("x" * 201)
    await dora.sees("Please type a reason of at most 200 characters.")
    await dora.sends_photo()
    await dora.sees("Please type a reason of at most 200 characters.")
    await dora.says("The number was <wrong>")
    await dora.sees("Dropped: 12.")
    async with database.read() as uow:
        found = await uow.all(text("SELECT DISTINCT resolution FROM scheduled_messages"))
    assert [item.resolution for item in found] == ["The number was <wrong>"]


async def test_a_word_that_means_back_drops_nothing(
    alice: Person, dora: Person, database: Database
) -> None:
    (one,) = await dead(database, author=alice.id)
    await dora.says("/failed")
    await dora.taps("1")
    await dora.taps("Drop all …")
    await dora.sees("Why drop it?")
    await dora.says("cancel")
    await dora.sees(f"1. No. {one}")
    assert (await row(database, one)).resolved_at is None


async def test_a_letter_that_somebody_else_dealt_with_says_so(
    chat: Sandbox, alice: Person, dora: Person, database: Database
) -> None:
    emil = await arrives(chat, database, "Emil", "owner")
    await dead(database, 1, author=alice.id)
    for one in (dora, emil):
        await one.says("/failed")
        await one.taps("1")
        await one.sees("1. No. ")
        await one.taps("1")
        await one.sees("Planned for")
    await emil.taps("Retry this one")
    await emil.sees("1 message is tried again now.")
    await dora.taps("Retry this one")
    await dora.sees("That one has been dealt with already.")


async def test_an_author_tries_again_and_sees_how_late_it_came(
    alice: Person, database: Database, worker: None
) -> None:
    (one,) = await dead(database, 1, author=alice.id)
    await alice.says("/scheduled")
    await alice.sees("failed because Telegram did not answer")
    await alice.taps("1")
    await alice.taps("Try again")
    await alice.sees("I am trying again right now.")

    async def is_sent() -> bool:
        return str((await row(database, one)).status) == "sent"

    await once_true(is_sent)
    await alice.says("/scheduled")
    await alice.sees("late by 3 hours")

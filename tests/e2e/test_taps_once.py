"""Impatient people, slow limits, lost answers: what is done is done once and shown as it is."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from db.uow import Database
from screens.callback_values import OpenTap
from telegram_sandbox.driver import Person, Sandbox
from tests.e2e.test_report_story import NO_UNDO, sends
from tests.support.bot import Bot
from tests.support.clinic import ready, rows
from tests.support.series import sql
from tests.support.staff import arrives

DONE = "That is done already."


@pytest.fixture
async def limited(chat: Sandbox) -> AsyncIterator[Sandbox]:
    """Telegram with its own limits: one message a second to a chat, after five at once."""
    await chat.limits(True)
    yield chat
    await chat.limits(False)


async def test_a_command_three_times_is_three_screens_under_telegrams_own_limit(
    limited: Sandbox, running_bot: Bot
) -> None:
    alice = await limited.person("Alice")
    for _ in range(3):
        await alice.says("/timezone")
        await asyncio.sleep(1)
    await limited.settled(within=60)
    calls = await limited.record("sendMessage", alice.id)
    assert any(call["status"] == 429 for call in calls), "the limit was not met"
    sent = [call["params"]["text"] for call in calls if call["status"] == 200]
    assert sum("I assume your time zone" in text for text in sent) == 3
    assert running_bot.outcomes() == ["handled"] * 3


async def twice(person: Person, label: str) -> None:
    """Tap the same button of the same message two times, as fast as can be."""
    shown = await person.last()
    key = shown.key(label)
    assert key is not None
    taps = (person.forges(key["callback_data"], shown.id, forge=False) for _ in range(2))
    await asyncio.gather(*taps)


async def test_a_report_that_is_sent_with_two_taps_is_sent_and_shown_as_sent(
    chat: Sandbox, alice: Person, dora: Person, database: Database
) -> None:
    await sends(dora)
    await chat.settled()
    await twice(dora, "Send to the patient")
    await dora.sees(DONE)
    await chat.settled()
    assert "sent." in (await dora.last()).text
    assert "Undo" in dora.buttons()
    assert await rows(database, "SELECT count(*) FROM reports") == [(1,)]


async def test_a_closure_made_with_two_taps_stays_on_its_card(
    chat: Sandbox, alice: Person, mira: Person, database: Database
) -> None:
    await mira.says("/close tomorrow 8:30-10 analyser down")
    await mira.sees("1 patient")
    await twice(mira, "Offer new times")
    await mira.sees(DONE)
    await chat.settled()
    assert "Closed." in (await mira.last()).text
    assert "Undo" in mira.buttons()
    assert await rows(database, "SELECT count(*) FROM closures") == [(1,)]


async def test_a_broadcast_begun_with_two_taps_stays_on_its_card(
    chat: Sandbox, mira: Person, database: Database
) -> None:
    await mira.says("/broadcast")
    await mira.taps("Everybody")
    await mira.sees("Now send me the message")
    await mira.says("We are closed on Monday.")
    await mira.sees("To everybody")
    await chat.settled()
    await twice(mira, "Send now")
    await mira.sees(DONE)
    await chat.settled()
    assert "It is on its way." in (await mira.last()).text
    assert await rows(database, "SELECT count(*) FROM broadcasts") == [(1,)]


async def test_a_booking_confirmed_with_two_taps_is_one(
    chat: Sandbox, running_bot: Bot, clinic: object, database: Database
) -> None:
    bob = await arrives(chat, database, "Bob", "patient")
    await ready(bob)
    await twice(bob, "Confirm")
    await chat.settled()
    assert "Booked." in (await bob.last()).text
    assert await rows(database, "SELECT count(*) FROM bookings") == [(1,)]


@pytest.mark.parametrize("kind", ["500", "429", "cut"])
async def test_a_wrong_pin_counts_once_and_a_right_one_sends_the_report_once(
    chat: Sandbox, alice: Person, dora: Person, database: Database, kind: str
) -> None:
    await sends(dora)
    await dora.taps("Send to the patient")
    await dora.sees("sent.")
    await sql(database, NO_UNDO)
    await alice.forges(OpenTap(id=1).pack(), (await alice.last()).id)
    await alice.sees("type your birth year")
    more = {"retry_after": 1} if kind == "429" else {}
    await chat.fault(kind, method="sendMessage", chat_id=alice.id, **more)
    await alice.says("1979")
    await alice.sees("That is not it. Tries left: 2.")
    await chat.fault(kind, method="sendDocument", chat_id=alice.id, **more)
    await alice.says("1980")
    await alice.sees("Your report. Questions?")
    await chat.settled()
    log = "SELECT is_ok FROM report_openings ORDER BY id"
    assert await rows(database, log) == [(False,), (True,)]
    sent = await chat.record("sendDocument", alice.id)
    assert [call["status"] == 200 for call in sent] == [False, True]

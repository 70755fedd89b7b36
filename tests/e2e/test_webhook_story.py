"""Stories of /webhooks: a program is told what happens in the chat, whoever is killed."""

import asyncio
import re
import signal
from collections.abc import AsyncGenerator

import pytest

from db.uow import Database
from domain.booking.lab import Lab
from screens.manage.callbacks import HookDo, HooksTap
from telegram_sandbox.driver import Person, Sandbox
from tests.support.bot import Bot
from tests.support.clinic import ready, rows
from tests.support.messages import put
from tests.support.receiver import Receiver, receiver
from tests.support.staff import arrives
from tests.support.workers import House

SECRET = re.compile(r"whsec_[A-Za-z0-9+/=]{44}")
HIDDEN = "quibblewick"  # in the address, and in the program's answers


@pytest.fixture
async def program() -> AsyncGenerator[Receiver, None]:
    async with receiver() as running:
        running.body = HIDDEN.encode()
        yield running


@pytest.fixture
async def olga(chat: Sandbox, running_bot: Bot, clinic: Lab, database: Database) -> Person:
    """An owner."""
    return await arrives(chat, database, "Olga", "owner")


async def makes(olga: Person, program: Receiver, *ticks: str) -> str:
    """A webhook's secret; ticks: what is tapped before its address."""
    await olga.says("/webhooks")
    await olga.sees("programs that are told what happens")
    await olga.taps("New webhook")
    for tick in ticks:
        await olga.sees("What is the program told of?")
        await olga.taps(tick)
    await olga.sees("What is the program told of?")
    await olga.taps("Next: its address")
    await olga.sees("Where does it listen?")
    await olga.says(f"{program.url}?key={HIDDEN}")
    return secret_in((await olga.sees("Its secret.")).text)


def secret_in(text: str) -> str:
    found = SECRET.search(text)
    assert found
    return found[0]


async def books(chat: Sandbox, database: Database) -> Person:
    alice = await arrives(chat, database, "Alice", "patient")
    await ready(alice)
    await alice.taps("Confirm")
    await alice.sees("Booked.")
    return alice


async def test_an_owner_lets_a_program_hear_of_bookings(
    chat: Sandbox, olga: Person, house: House, program: Receiver, database: Database
) -> None:
    worker = await house.worker()
    secret = await makes(olga, program)
    await olga.taps("I have it, hide it")
    shown = await olga.sees("told nothing yet")
    assert secret not in shown.text.casefold()
    await olga.taps("Send a test")
    await olga.sees("A test is on its way.")
    (test,) = await program.has(1)
    assert test.verified(secret)["type"] == "webhook.test"
    await books(chat, database)
    _, created = await program.has(2)
    assert created.verified(secret)["data"]["status"] == "booked"
    assert "Alice" not in created.body

    program.answers.append(410)
    await olga.taps("Send a test")
    await olga.sees("A test is on its way.")
    await program.has(3)
    await asyncio.sleep(1)
    await olga.taps("Look again")
    shown = await olga.sees("Failed for good: 1. /failed")
    assert "The program does not listen there any more" in shown.text
    await olga.says("/health")
    await olga.sees("Failed messages: 1, see /failed")
    await olga.says("/failed")
    await olga.sees("The program does not listen there any more: 1")
    await olga.taps("1")
    await olga.sees("webhook of")
    await olga.taps("Retry all")
    await olga.sees("1 message is tried again now.")
    *_, last = await program.has(4)
    assert last.id == program.came[2].id
    assert HIDDEN not in worker.output()
    assert secret.removeprefix("whsec_") not in worker.output()
    kept = await rows(database, "SELECT to_jsonb(u)::text FROM handled_updates AS u")
    assert secret.removeprefix("whsec_") not in str(kept)


async def test_a_secret_is_renewed_and_a_second_tap_shows_the_same(
    chat: Sandbox, olga: Person, house: House, program: Receiver, database: Database
) -> None:
    await house.worker()
    old = await makes(olga, program)
    await olga.taps("I have it, hide it")
    await olga.sees("told nothing yet")
    await olga.taps("New secret …")
    await olga.sees("works for another day")
    await olga.taps("Yes, make one")
    shown = await olga.sees("Its secret.")
    new = secret_in(shown.text)
    assert "The one before works until tomorrow" in shown.text
    [(number,)] = await rows(database, "SELECT id FROM webhook_endpoints")
    again = HooksTap(do=HookDo.NEW, value=int(str(number)), generation=1)
    await olga.forges(again.pack(), shown.id)
    await chat.settled()
    assert SECRET.findall(olga.transcript()) == [old, new]
    await books(chat, database)
    (came,) = await program.has(1)
    for secret in (old, new):
        came.verified(secret)


async def test_an_ended_webhook_is_told_nothing_more(
    chat: Sandbox, olga: Person, house: House, program: Receiver, database: Database
) -> None:
    await makes(olga, program)
    await olga.taps("I have it, hide it")
    await olga.sees("told nothing yet")
    await books(chat, database)
    await olga.taps("Look again")
    await olga.sees("1 waiting")
    await olga.taps("End it …")
    await olga.sees("What waits for it is not sent any more.")
    await olga.taps("Yes, end it")
    await olga.sees("That program is told nothing any more.")
    await house.worker()
    await asyncio.sleep(1)
    assert program.came == []


@pytest.mark.parametrize(
    ("typed", "answer"),
    [
        ("example.com", "It looks like https://example.com/hook"),
        ("http://example.com/hook", "It looks like https://example.com/hook"),
        ("https://169.254.169.254/latest", "inside of a private network"),
        ("https://[fd00::1]/hook", "inside of a private network"),
        ("https://user:pw@example.com/", "without a password"),
    ],
)
async def test_an_address_that_cannot_be_is_asked_for_again(
    olga: Person, typed: str, answer: str
) -> None:
    await olga.says("/webhooks")
    await olga.sees("No program is told of anything yet.")
    await olga.taps("New webhook")
    await olga.taps("Next: its address")
    await olga.sees("Where does it listen?")
    await olga.says(typed)
    await olga.sees(answer)
    await olga.says("https://example.com/hook")
    await olga.sees("Its secret.")


async def test_it_is_for_owners_alone(
    chat: Sandbox, olga: Person, program: Receiver, database: Database
) -> None:
    await makes(olga, program)
    for name, role in (("Mira", "manager"), ("Alice", "patient")):
        person = await arrives(chat, database, name, role)
        await person.says("/webhooks")
        await person.sees("I do not know the command /webhooks")
        await person.says("/start")
        shown = await person.sees("Hello")
        for do in HookDo:
            await person.forges(HooksTap(do=do, value=1, generation=1).pack(), shown.id)
            await person.sees("button")
        assert program.url not in person.transcript()
    [state] = await rows(database, "SELECT generation, ended_at FROM webhook_endpoints")
    assert tuple(state) == (1, None)


async def test_a_killed_workers_event_comes_again_under_the_same_id_and_in_order(
    chat: Sandbox, olga: Person, house: House, program: Receiver, database: Database
) -> None:
    first = await house.worker()
    secret = await makes(olga, program)
    program.gate.clear()
    alice = await books(chat, database)
    await program.has(1)
    await alice.taps("Cancel booking")
    await alice.sees("Cancel this booking?")
    await alice.taps("Yes, cancel")
    await alice.sees("cancelled")
    first.stop(signal.SIGKILL)
    program.gate.set()
    ours = await rows(database, "SELECT id FROM scheduled_messages WHERE status = 'sending'")
    for (number,) in ours:  # the lease's end, without waiting for it
        await put(database, int(str(number)), "lease_until = clock_timestamp()")
    await house.worker()
    came = await program.has(3)
    assert program.types == ["booking.created", "booking.created", "booking.cancelled"]
    assert came[0].id == came[1].id != came[2].id
    for one in came:
        one.verified(secret)
    told = "SELECT in_doubt FROM scheduled_messages WHERE channel = 'webhook' ORDER BY id"
    assert [tuple(row) for row in await rows(database, told)] == [(True,), (False,)]

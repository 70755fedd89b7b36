"""Stories of /broadcast: a manager tells many, patients read it, nobody else can."""

import pytest

from db.uow import Database
from domain.messages.broadcast import Audience
from fsm.draft import new_intent
from screens.messages.callbacks import BroadcastDo, BroadcastTap, StopTap
from telegram_sandbox.driver import Person, Sandbox
from tests.support.clinic import ready, rows
from tests.support.staff import arrives
from tests.support.waiting import once_true


@pytest.fixture
async def alice(chat: Sandbox, mira: Person, database: Database) -> Person:
    """A patient."""
    return await arrives(chat, database, "Alice", "patient")


async def has_left(database: Database, person: Person) -> bool:
    """Whether the bot has heard that somebody blocked it."""
    query = "SELECT 1 FROM accounts WHERE id = :id AND NOT reachable"
    return bool(await rows(database, query, id=person.id))


async def test_everybody_is_told_but_who_has_blocked_the_bot(
    chat: Sandbox, mira: Person, alice: Person, database: Database, worker: None
) -> None:
    bob = await arrives(chat, database, "Bob", "patient")
    eve = await arrives(chat, database, "Eve", "patient")
    await eve.blocks()
    await once_true(lambda: has_left(database, eve))
    await mira.says("/broadcast")
    await mira.sees("Who shall get your message?")
    await mira.taps("Everybody")
    await mira.sees("It will go to 3 people.")
    await mira.says("We are <closed> on Monday.")
    await mira.sees("To everybody: 3 people.")
    await mira.sees("1 more have blocked me and are left out.")
    await mira.taps("Send now")
    await mira.sees("It is on its way.")
    for one in (alice, bob):
        await one.sees("We are <closed> on Monday.", within=20)
    done = await mira.sees("Done. Sent: 3.", within=30)
    assert done.buttons == []
    assert "closed" not in eve.transcript()
    await mira.says("/scheduled")
    await mira.sees("You have no scheduled messages.")  # a broadcast is in nobody's own list


async def test_patients_of_a_day_get_a_photo(
    chat: Sandbox, mira: Person, alice: Person, database: Database, worker: None
) -> None:
    bob = await arrives(chat, database, "Bob", "patient")
    await ready(alice)
    await alice.taps("Confirm")
    await alice.sees("Booked.")
    await mira.says("/broadcast")
    await mira.taps("A day's patients")
    await mira.sees("Which day?")
    await mira.says("banana")
    await mira.sees("I did not find a day in that.")
    await mira.says("tomorrow")
    await mira.sees("It will go to one person.")
    await mira.sends_photo(caption="Please use the back door.")
    await mira.sees("To patients of")
    await mira.taps("Send now")
    await alice.sees("Please use the back door.", within=20)
    assert "back door" not in bob.transcript()


async def test_nothing_is_sent_before_the_yes(mira: Person, database: Database) -> None:
    await mira.says("/broadcast")
    await mira.taps("Everybody")
    await mira.sees("Now send me the message")
    await mira.says("Hello")
    await mira.sees("To everybody")
    await mira.says("cancel")
    await mira.sees("Nothing was sent.")
    await mira.says("/broadcast")
    await mira.taps("A language")
    await mira.sees("Which language")
    await mira.taps("en (")
    await mira.sees("It will go to one person.")
    await mira.taps("Back")
    await mira.taps("Cancel")
    await mira.sees("Nothing was sent.")
    assert await rows(database, "SELECT count(*) FROM broadcasts") == [(0,)]


async def test_send_now_tapped_twice_is_one_broadcast(mira: Person, database: Database) -> None:
    await mira.says("/broadcast")
    await mira.taps("Everybody")
    await mira.sees("Now send me the message")
    await mira.says("Hello")
    shown = await mira.sees("To everybody")
    (key,) = [key for key in shown.keys if key["text"] == "Send now"]
    for _ in range(2):
        await mira.forges(key["callback_data"], shown.id)
    await mira.sees("That is done already.")
    assert await rows(database, "SELECT count(*) FROM broadcasts") == [(1,)]


async def test_a_forged_test_of_nineteen_digits_is_none(mira: Person) -> None:
    await mira.says("/broadcast")
    shown = await mira.sees("Who shall get your message?")
    intent = BroadcastTap.unpack(shown.keys[0]["callback_data"]).intent
    tap = BroadcastTap(intent=intent, do=BroadcastDo.VALUE, kind=Audience.TEST, value="9" * 19)
    await mira.forges(tap.pack(), shown.id)
    await mira.sees("That was not found.")


async def test_two_managers_stop_it_and_a_patient_cannot(
    chat: Sandbox, mira: Person, alice: Person, database: Database
) -> None:
    otto = await arrives(chat, database, "Otto", "manager")
    await mira.says("/broadcast")
    await mira.taps("Everybody")
    await mira.sees("Now send me the message")
    await mira.says("Hello")
    await mira.taps("Send now")
    await mira.sees("It is on its way.")
    await alice.says("/broadcast")
    await alice.sees("I do not know the command /broadcast")
    await alice.says("/start")
    shown = await alice.sees("Hello")
    forged = [BroadcastTap(intent=new_intent(), do=do).pack() for do in BroadcastDo]
    for data in (*forged, StopTap(id=1).pack()):
        await alice.forges(data, shown.id)
        await alice.sees("This button is from an older version.")
    assert await rows(database, "SELECT status FROM broadcasts") == [("staging",)]
    await mira.taps("Stop")
    await mira.sees("Stopping")
    await otto.forges(StopTap(id=1).pack(), 0)
    await otto.sees("It is over already.")
    assert await rows(database, "SELECT status FROM broadcasts") == [("stopped",)]
    log = "SELECT count(*) FROM audit_log WHERE action = 'broadcast_stopped'"
    assert await rows(database, log) == [(1,)]

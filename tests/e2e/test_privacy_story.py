"""A person sees all that is kept of them, deletes it, and comes again as somebody new."""

import json
from typing import cast

import pytest
import redis

from db.uow import Database
from infra.settings import FsmStorage, Settings
from screens.account.callbacks import PrivacyDo, PrivacyTap
from telegram_sandbox.driver import Person, Sandbox
from tests.e2e.test_language_story import said
from tests.e2e.test_stats_story import content
from tests.integration.test_personal import dump, holding
from tests.support import bot
from tests.support.clinic import LATER, bookings_of, nine, ready, rows, seats
from tests.support.staff import arrives

MARK = "Quibblewick"
pytestmark = pytest.mark.usefixtures("clinic")


def in_redis(url: str) -> bytes:
    """Whatever Redis knows, keys and values."""
    client = redis.Redis.from_url(url)
    kept = [bytes(key) + cast(bytes, client.dump(key) or b"") for key in client.scan_iter("*")]
    client.close()
    return b"".join(kept)


async def lives(chat: Sandbox, code: str) -> Person:
    """Somebody with a visit of the next morning, a message to come and a half-typed one."""
    person = await chat.person(MARK, last_name="Zanzifor", language_code=code)
    await person.says("/start")
    await person.says("/book cbc tomorrow 9am")
    await person.sees(said(code, "Shall I book this?"))
    await person.taps(said(code, "Confirm"))
    await chat.settled()
    await person.says(f"/schedule tomorrow 9am {MARK} calls")
    await person.sees(f"{MARK} calls")
    await person.taps(said(code, "Confirm"))
    await chat.settled()
    await person.says(f"/schedule {MARK} calls again")
    await chat.settled()
    return person


@pytest.mark.parametrize(("code", "storage"), [("en", FsmStorage.MEMORY), ("ru", FsmStorage.REDIS)])
async def test_who_is_forgotten_is_nowhere_and_comes_again_as_somebody_new(
    chat: Sandbox,
    database: Database,
    owner_url: str,
    redis_url: str,
    bot_settings: Settings,
    code: str,
    storage: FsmStorage,
) -> None:
    settings = Settings.model_validate(bot_settings.model_dump() | {"fsm_storage": storage})
    yes = said(code, "Yes, delete everything")
    async with bot.running(settings) as first:
        dora = await arrives(chat, database, "Dora", "desk")
        person = await lives(chat, code)
        assert await seats(database, nine()) == 1
        assert len(holding(MARK, await dump(owner_url))) > 2
        await person.says("/forget_me")
        await person.taps(said(code, "Go on"))
        card = await person.sees(said(code, "Are you sure?"))
        await chat.settled()
        told = first.written.getvalue()
    async with bot.running(settings) as second:
        await person.taps(yes)
        await person.sees(said(code, "Deleted. I know nothing about you any more."))
        await chat.settled()
        after = await dump(owner_url)
        assert holding(MARK, after) == set()
        assert holding(str(person.id), after) <= {
            ("handled_updates", "account_id"),
            ("handled_updates", "results"),
        }
        assert MARK.encode() not in in_redis(redis_url)
        assert await seats(database, nine()) == 0
        gone = "SELECT count(*) FROM scheduled_messages WHERE content ->> 'what' = 'patient_gone'"
        assert await rows(database, f"{gone} AND recipient = '{dora.id}'") == [(1,)]
        # The same button again, and a new life.
        key = card.key(yes)
        assert key is not None
        await person.says("/start")
        await ready_again(person, code)
        await person.forges(key["callback_data"], card.id)
        await chat.settled()
        assert await bookings_of(database, person) == [("booked",)]
        told += second.written.getvalue()
    assert MARK not in told
    assert str(person.id) not in told


async def ready_again(person: Person, code: str) -> None:
    await person.says("/bookings")
    await person.says("/book cbc tomorrow 9am")
    await person.sees(said(code, "Shall I book this?"))
    await person.taps(said(code, "Confirm"))
    await person.says("/bookings")


async def test_the_file_has_all_of_it_and_nothing_of_others(
    chat: Sandbox, running_bot: bot.Bot, database: Database
) -> None:
    alice = await chat.person("Alice")
    await ready(alice)
    await alice.taps("Confirm")
    bob = await chat.person("Bob")
    await ready(bob, LATER)
    await bob.taps("Confirm")
    await bob.sees("Booked")
    await bob.says("/privacy")
    await bob.taps("All of it in a file")
    sent = await bob.sees("All that I keep about you.")
    found = json.loads(await content(chat, sent, "document"))
    assert sent.raw["document"]["file_name"] == "my-data.json"
    assert [one["name"] for one in found["patients"]] == ["Bob"]
    assert [one["status"] for one in found["bookings"]] == ["booked"]
    assert len(found["scheduled_messages"]) == 2
    assert "Alice" not in json.dumps(found)


async def test_nobody_is_deleted_by_one_tap_or_an_old_question(
    chat: Sandbox, running_bot: bot.Bot, database: Database
) -> None:
    alice = await chat.person("Alice")
    await ready(alice)
    await alice.taps("Confirm")
    shown = await alice.sees("Booked")
    for at in (0, 2**62):
        await alice.forges(PrivacyTap(do=PrivacyDo.YES, at=at).pack(), shown.id)
    await chat.settled()
    assert await bookings_of(database, alice) == [("booked",)]
    await alice.says("/forget_me")
    question = await alice.sees("Delete all that I keep about you?")
    assert "One visit to come is cancelled" in question.text
    await alice.taps("No, delete nothing")
    await alice.sees("Nothing was deleted.")
    await alice.says("/forget_me")
    await alice.taps("Go on")
    sure = await alice.sees("Are you sure?")
    await alice.says("/book cbc")  # what is open then is asked about again, and ends
    await alice.sees("Which day?")
    await alice.taps("Yes, delete everything", message=sure.id)
    await alice.sees("so I ask again")
    assert await bookings_of(database, alice) == [("booked",)]


async def test_staff_stay(chat: Sandbox, running_bot: bot.Bot, database: Database) -> None:
    dora = await arrives(chat, database, "Dora", "desk")
    await dora.says("/forget_me")
    await dora.sees("You work here")

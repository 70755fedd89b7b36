"""Stories of /scheduled: the list, one message, changes that come too late, other people's ids."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import insert, select, update

from db.messages.schedule import scheduled_messages
from db.uow import Database
from screens.messages.callbacks import ScheduledDo, ScheduledTap
from telegram_sandbox.driver import Person, Sandbox
from tests.support.bot import Bot

NOON = datetime.now(UTC).replace(hour=12, minute=0, second=0, microsecond=0) + timedelta(days=2)


async def planned(database: Database, author: Person, text: str, **facts: Any) -> int:
    """A message of this person's as the table holds it."""
    at = facts.pop("due_at", NOON)
    values = {
        "author_id": author.id,
        "recipient": str(author.id),
        "content": {"kind": "text", "text": text, "entities": []},
        "due_at": at,
        "fire_at": at,
        "zone": "Europe/Berlin",
        "intent": f"test:{text}",
    }
    statement = insert(scheduled_messages).values(values | facts).returning(scheduled_messages.c.id)
    async with database.begin() as uow:
        row = await uow.first(statement)
    assert row is not None
    return int(row.id)


async def sent_meanwhile(database: Database, message_id: int) -> None:
    """The worker was faster."""
    table = scheduled_messages
    sent = update(table).where(table.c.id == message_id)
    async with database.begin() as uow:
        await uow.run(sent.values(status="sent", sent_at=datetime.now(UTC)))


async def status(database: Database, message_id: int) -> tuple[str, str]:
    table = scheduled_messages
    wanted = select(table.c.content, table.c.status).where(table.c.id == message_id)
    async with database.read() as uow:
        row = await uow.first(wanted)
    assert row is not None
    return row.content["text"], row.status


async def arrives(chat: Sandbox, name: str = "Alice") -> Person:
    """Somebody who has an account."""
    person = await chat.person(name)
    await person.says("/start")
    await person.sees("Hello")
    return person


async def test_nothing_planned_offers_to_plan(chat: Sandbox, running_bot: Bot) -> None:
    alice = await arrives(chat)
    await alice.says("/scheduled")
    await alice.sees("You have no scheduled messages.")
    await alice.taps("Schedule a message")
    await alice.sees("What shall I send you?")


async def test_what_is_to_come_stands_before_what_was_sent_or_failed(
    chat: Sandbox, running_bot: Bot, database: Database
) -> None:
    alice = await arrives(chat)
    past = NOON - timedelta(days=3)
    await planned(database, alice, "later")
    await planned(database, alice, "sooner", due_at=NOON - timedelta(hours=1))
    await planned(database, alice, "over", due_at=past, status="sent", sent_at=past)
    await planned(database, alice, "lost", due_at=past, status="dead", last_error="no_answer: x")
    await planned(database, alice, "gone", status="cancelled")
    await alice.says("/scheduled")
    shown = await alice.sees("Upcoming")
    places = [shown.text.index(word) for word in ("sooner", "later", "Recent", "lost")]
    assert places == sorted(places)
    assert "failed because Telegram did not answer" in shown.text
    assert "sent " in shown.text
    assert ":00:00" in shown.text, "to the second"
    assert "gone" not in shown.text


async def test_a_long_list_has_pages(chat: Sandbox, running_bot: Bot, database: Database) -> None:
    alice = await arrives(chat)
    for number in range(8):
        await planned(database, alice, f"no. {number}", due_at=NOON + timedelta(hours=number))
    await alice.says("/scheduled")
    first = await alice.sees("no. 0")
    assert "no. 6" not in first.text
    await alice.taps("Next")
    await alice.sees("no. 6")
    await alice.taps("2")
    await alice.sees("Your message:\n\nno. 7")
    await alice.taps("Back")
    await alice.sees("no. 6")
    await alice.taps("Previous")
    await alice.sees("no. 0")


async def test_a_message_is_changed_from_the_list(
    chat: Sandbox, running_bot: Bot, database: Database
) -> None:
    alice = await arrives(chat)
    number = await planned(database, alice, "Tea")
    await alice.says("/scheduled")
    await alice.taps("1")
    await alice.taps("Change text")
    await alice.sees("What shall I send instead?")
    await alice.says("Coffee tomorrow 9am")
    await alice.sees("Your message:\n\nCoffee tomorrow 9am")
    await alice.taps("Confirm")
    await alice.sees("Done. I'll send it on")
    assert await status(database, number) == ("Coffee tomorrow 9am", "scheduled")
    async with database.read() as uow:
        row = await uow.first(select(scheduled_messages))
    assert row is not None
    assert (row.due_at, row.version) == (NOON, 2), "the time was left alone"


async def test_leaving_a_change_changes_nothing(
    chat: Sandbox, running_bot: Bot, database: Database
) -> None:
    alice = await arrives(chat)
    number = await planned(database, alice, "Tea")
    await alice.says("/scheduled")
    await alice.taps("1")
    await alice.taps("Change time")
    await alice.sees("When shall I send it?")
    await alice.says("in 3 hours")
    await alice.sees("in 3 hours")
    await alice.taps("Cancel")
    await alice.sees("Nothing was changed.")
    assert await status(database, number) == ("Tea", "scheduled")


@pytest.mark.parametrize("button", ["Change time", "Change text"])
async def test_back_from_a_change_that_was_not_made_shows_the_card_again(
    chat: Sandbox, running_bot: Bot, database: Database, button: str
) -> None:
    alice = await arrives(chat)
    number = await planned(database, alice, "Tea")
    await alice.says("/scheduled")
    await alice.taps("1")
    card = await alice.sees("Your message:")
    await alice.taps(button)
    await alice.sees("shall I send")
    await alice.taps("Back")
    again = await alice.sees("Your message:")
    assert (again.id, again.buttons) == (card.id, card.buttons)
    assert await status(database, number) == ("Tea", "scheduled")


async def test_cancelling_asks_once_and_a_second_tap_cancels_nothing_more(
    chat: Sandbox, running_bot: Bot, database: Database
) -> None:
    alice = await arrives(chat)
    number = await planned(database, alice, "Tea")
    await alice.says("/scheduled")
    await alice.taps("1")
    await alice.taps("Cancel message")
    shown = await alice.sees("Cancel this message?")
    await alice.taps("Keep it")
    await alice.sees("Your message:")
    assert await status(database, number) == ("Tea", "scheduled")
    yes = shown.key("Yes")
    assert yes is not None
    for _ in range(2):
        await alice.forges(yes["callback_data"], shown.id)
    await chat.settled()
    assert "Cancelled. I won't send it." in (await alice.last()).text
    assert await status(database, number) == ("Tea", "cancelled")


@pytest.mark.parametrize("button", ["Change time", "Change text", "Cancel message"])
async def test_a_button_of_a_card_that_is_too_old_says_what_happened(
    chat: Sandbox, running_bot: Bot, database: Database, button: str
) -> None:
    alice = await arrives(chat)
    number = await planned(database, alice, "Tea")
    await alice.says("/scheduled")
    await alice.taps("1")
    await alice.sees("Your message:")
    await sent_meanwhile(database, number)
    await alice.taps(button)
    await alice.sees("It has been sent already")
    assert alice.buttons() == ["‹ Back"]


async def test_a_change_that_loses_the_race_says_so(
    chat: Sandbox, running_bot: Bot, database: Database
) -> None:
    alice = await arrives(chat)
    number = await planned(database, alice, "Tea")
    await alice.says("/scheduled")
    await alice.taps("1")
    await alice.taps("Change text")
    await alice.sees("instead")
    await alice.says("Coffee")
    await alice.sees("Coffee")
    await sent_meanwhile(database, number)
    await alice.taps("Confirm")
    await alice.sees("It has been sent already")
    assert await status(database, number) == ("Tea", "sent")


async def test_a_cancel_that_loses_the_race_says_so(
    chat: Sandbox, running_bot: Bot, database: Database
) -> None:
    alice = await arrives(chat)
    number = await planned(database, alice, "Tea")
    await alice.says("/scheduled")
    await alice.taps("1")
    await alice.taps("Cancel message")
    await alice.sees("Cancel this message?")
    await sent_meanwhile(database, number)
    await alice.taps("Yes")
    await alice.sees("It has been sent already")
    assert await status(database, number) == ("Tea", "sent")


@pytest.mark.parametrize("number", [None, 2**63 - 1])
async def test_another_persons_message_is_not_found(
    chat: Sandbox, running_bot: Bot, database: Database, number: int | None
) -> None:
    alice, bob = await arrives(chat), await arrives(chat, "Bob")
    own = await planned(database, alice, "secret")
    for do in set(ScheduledDo) - {ScheduledDo.PAGE}:
        await bob.says("/scheduled")
        shown = await bob.sees("You have no scheduled messages.")
        await bob.forges(ScheduledTap(do=do, value=number or own).pack(), shown.id)
        await bob.sees("That message was not found.")
    assert await status(database, own) == ("secret", "scheduled")
    assert "secret" not in bob.transcript()


async def test_a_page_that_is_not_there_shows_the_last_one(
    chat: Sandbox, running_bot: Bot, database: Database
) -> None:
    alice = await arrives(chat)
    await planned(database, alice, "Tea")
    await alice.says("/scheduled")
    shown = await alice.sees("Tea")
    await alice.taps("1")
    await alice.sees("Your message:")
    await alice.forges(ScheduledTap(do=ScheduledDo.PAGE, value=2**63 - 1).pack(), shown.id)
    await alice.sees("Upcoming")

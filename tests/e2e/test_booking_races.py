"""When the world moves while somebody books: seats go, processes restart, taps come twice."""

import asyncio

import pytest

from db.uow import Database
from infra.settings import FsmStorage, Settings
from screens.booking.visit_words import short_date
from telegram_sandbox.driver import Sandbox
from tests.support import bot
from tests.support.bot import Bot
from tests.support.clinic import (
    bookings_of,
    change,
    close_times,
    nine,
    ready,
    seats,
    times_of,
    tomorrow,
)

pytestmark = pytest.mark.usefixtures("clinic")


async def test_the_last_seat_goes_to_bob_and_alice_takes_a_nearest_time(
    chat: Sandbox, running_bot: Bot, database: Database
) -> None:
    await close_times(database, but=tuple(times_of(tomorrow())[4:8]))
    await change(database, "capacity = 1", where="true")
    alice, bob = await chat.person("Alice"), await chat.person("Bob")
    await ready(alice)
    await ready(bob)
    await bob.taps("Confirm")
    await bob.sees("Booked. See you on")
    await alice.taps("Confirm")
    taken = await alice.sees("just been taken")
    day = short_date(tomorrow())
    assert taken.buttons[:3] == [f"{day}, {time} · 1 left" for time in ("09:15", "09:30", "09:45")]
    assert await bookings_of(database, alice) == []
    await alice.taps("09:15")
    asked = await alice.sees("Shall I book this?")
    assert "09:15" in asked.text
    await alice.taps("Confirm")
    await alice.sees("Booked. See you on")
    assert await seats(database, nine()) == 1


async def test_a_seat_that_goes_while_the_times_are_shown_offers_others(
    chat: Sandbox, running_bot: Bot, database: Database
) -> None:
    alice = await chat.person("Alice")
    await alice.says("/book cbc tomorrow")
    await alice.sees("What time on")
    await alice.taps("Morning")
    await chat.settled()
    shown = await alice.last()
    await close_times(database, but=tuple(times_of(tomorrow())[5:8]))
    await alice.taps("09:00", message=shown.id)
    await alice.sees("just been taken")
    await alice.taps("All times that day")
    await alice.sees("What time on")
    assert alice.buttons()[:3] == ["09:15 · 3 left", "09:30 · 3 left", "09:45 · 3 left"]


async def test_nothing_free_at_all_is_said(
    chat: Sandbox, running_bot: Bot, database: Database
) -> None:
    alice = await chat.person("Alice")
    await ready(alice)
    await close_times(database)
    await alice.taps("Confirm")
    await alice.sees("everything is booked out")
    assert await bookings_of(database, alice) == []


async def test_a_restart_in_the_middle_is_told_and_begun_again(
    chat: Sandbox, bot_settings: Settings, database: Database
) -> None:
    alice = await chat.person("Alice")
    async with bot.running(bot_settings):
        card = await ready(alice)
    async with bot.running(bot_settings):
        await alice.taps("Confirm")
        told = await alice.sees("I was restarted and do not know any more who it is for.")
        assert told.id == card.id
        assert await bookings_of(database, alice) == []
        await alice.taps("Me")
        again = await alice.sees("Shall I book this?")
        assert again.id == card.id


async def test_a_confirm_that_was_done_before_the_restart_shows_the_booking(
    chat: Sandbox, bot_settings: Settings, database: Database
) -> None:
    alice = await chat.person("Alice")
    async with bot.running(bot_settings):
        card = await ready(alice)
        confirm = card.key("Confirm")
        assert confirm is not None
        await alice.taps("Confirm")
        first = await alice.sees("Booked. See you on")
    async with bot.running(bot_settings):
        await alice.forges(confirm["callback_data"], card.id)
        await chat.settled()
        assert (await alice.last()).text == first.text
    assert await bookings_of(database, alice) == [("booked",)]


async def test_any_old_button_of_a_conversation_that_booked_shows_the_booking(
    chat: Sandbox, running_bot: Bot, database: Database
) -> None:
    alice = await chat.person("Alice")
    card = await ready(alice)
    back = card.key("Back")
    assert back is not None
    await alice.taps("Confirm")
    first = await alice.sees("Booked. See you on")
    await alice.forges(back["callback_data"], card.id)
    await chat.settled()
    assert (await alice.last()).text == first.text
    assert await bookings_of(database, alice) == [("booked",)]


async def test_a_double_tap_on_confirm_is_one_booking_shown_twice_the_same(
    chat: Sandbox, running_bot: Bot, database: Database
) -> None:
    alice = await chat.person("Alice")
    card = await ready(alice)
    confirm = card.key("Confirm")
    assert confirm is not None
    data = confirm["callback_data"]
    await asyncio.gather(alice.forges(data, card.id), alice.forges(data, card.id))
    await chat.settled()
    last = await alice.last()
    assert last.id == card.id
    assert "Booked. See you on" in last.text
    assert await bookings_of(database, alice) == [("booked",)]
    assert await seats(database, nine()) == 1
    assert running_bot.outcomes().count("failed") == 0


async def test_an_older_card_never_books_a_newer_choice(
    chat: Sandbox, running_bot: Bot, database: Database
) -> None:
    alice = await chat.person("Alice")
    card = await ready(alice)
    confirm = card.key("Confirm")
    assert confirm is not None
    await alice.says("9:30")
    await alice.sees("09:30")
    await alice.forges(confirm["callback_data"], card.id)
    asked = await alice.sees("This has changed since")
    assert "09:30" in asked.text
    assert await bookings_of(database, alice) == []


async def test_the_same_patient_twice_in_one_slot_is_told_kindly(
    chat: Sandbox, running_bot: Bot, database: Database
) -> None:
    alice = await chat.person("Alice")
    await ready(alice)
    await alice.taps("Confirm")
    await alice.sees("Booked")
    await ready(alice)
    await alice.taps("Confirm")
    await alice.sees("already has a booking at that time")
    assert await bookings_of(database, alice) == [("booked",)]


async def test_a_second_book_ends_the_first_conversation(chat: Sandbox, running_bot: Bot) -> None:
    alice = await chat.person("Alice")
    first = await ready(alice)
    await alice.says("/book")
    await alice.sees("Which test?")
    confirm = first.key("Confirm")
    assert confirm is not None
    await alice.forges(confirm["callback_data"], first.id)
    expired = await alice.sees("has expired")
    assert expired.id == first.id


async def test_a_card_that_is_gone_is_sent_anew(chat: Sandbox, running_bot: Bot) -> None:
    alice = await chat.person("Alice")
    await alice.says("/book")
    card = await alice.sees("Which test?")
    await chat.fault("400", method="editMessageText", description="message to edit not found")
    await alice.taps("Complete blood count")
    fresh = await alice.sees("Which day?")
    assert fresh.id > card.id
    await alice.taps(str(tomorrow().day))
    assert (await alice.sees("What time on")).id == fresh.id


async def test_with_redis_a_phone_that_is_asked_for_ends_no_conversation(
    chat: Sandbox, bot_settings: Settings, database: Database
) -> None:
    kept = bot_settings.model_copy(update={"fsm_storage": FsmStorage.REDIS})
    alice = await chat.person("Alice")
    async with bot.running(kept):
        await ready(alice)
        await alice.taps("Add phone")
        await alice.sees("What phone number")
        await chat.settled()
        await alice.says("+49 170 1234567")
        assert "+491701234567" in (await alice.sees("Shall I book this?")).text


async def test_an_older_confirm_never_books_for_another_patient(
    chat: Sandbox, running_bot: Bot, database: Database
) -> None:
    alice = await chat.person("Alice")
    first = await ready(alice)
    confirm = first.key("Confirm")
    assert confirm is not None
    await alice.taps("Back")
    await alice.sees("Who is it for?")
    await alice.says("Bob Miller")
    await alice.sees("Patient: Bob Miller")
    await alice.forges(confirm["callback_data"], first.id)
    await alice.sees("This has changed since")
    assert await bookings_of(database, alice) == []
    await alice.taps("Confirm")
    await alice.sees("Booked. See you on")


async def test_with_redis_a_restart_loses_nothing(
    chat: Sandbox, bot_settings: Settings, database: Database
) -> None:
    kept = bot_settings.model_copy(update={"fsm_storage": FsmStorage.REDIS})
    alice = await chat.person("Alice")
    async with bot.running(kept):
        await ready(alice)
        await alice.taps("Back")
        await alice.sees("Who is it for?")
    async with bot.running(kept):
        await alice.taps("Me: Alice")
        await alice.sees("Shall I book this?")
        await alice.taps("Confirm")
        await alice.sees("Booked. See you on")
    assert await bookings_of(database, alice) == [("booked",)]

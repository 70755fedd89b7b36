"""Too near to be moved or cancelled in chat: every door says so, and the desk hears of it once."""

import pytest

from db.uow import Database
from infra.settings import Settings
from screens.booking.callbacks import BookingsDo, BookingsTap, MoveTap, TellTap
from telegram_sandbox.driver import Person, Sandbox
from tests.support.bot import running
from tests.support.clinic import bookings_of, nine, ready, rows, seats
from tests.support.series import sql
from tests.support.staff import arrives

pytestmark = pytest.mark.usefixtures("clinic")
NEAR = "UPDATE tests SET move_hours = 336, cancel_hours = 336"
LATE = "It is too late to {} this visit here"


async def books(chat: Sandbox, database: Database, name: str, line: str) -> Person:
    person = await arrives(chat, database, name, "patient")
    await ready(person, line)
    await person.taps("Confirm")
    await person.sees("Booked")
    return person


async def told(database: Database) -> list[tuple[object, ...]]:
    query = """SELECT content #>> '{facts,wanted}' FROM scheduled_messages
                WHERE content ->> 'what' = 'wanted' ORDER BY id"""
    return await rows(database, query)


@pytest.mark.usefixtures("worker")
async def test_every_door_leads_to_the_desk_which_cancels(
    chat: Sandbox, alice: Person, dora: Person, database: Database
) -> None:
    await dora.says("/language deutsch")
    await alice.says("/bookings")
    await alice.taps("09:00 · Complete")
    early = await alice.sees("Booking number")
    assert {"Move", "Cancel booking"} <= set(early.buttons)
    assert "Tell the desk" not in early.buttons
    await alice.taps("Cancel booking")
    sure = await alice.sees("Cancel this booking?")
    await sql(database, NEAR)
    await alice.taps("Yes, cancel")
    late = await alice.sees(LATE.format("cancel"))
    assert late.buttons == ["Tell the desk", "Keep it"]
    await alice.taps("Keep it")
    card = await alice.sees(LATE.format("move or cancel"))
    assert not {"Move", "Cancel booking"} & set(card.buttons)
    for line, what in (
        ("cancel my visit", "cancel"),
        ("I cannot come tomorrow", "cancel"),
        ("move my visit to friday 9", "move"),
        ("/move", "move"),
    ):
        await alice.says(line)
        await alice.sees(LATE.format(what))
    for tap, what in (
        (BookingsTap(do=BookingsDo.CANCEL, value=1), "cancel"),
        (MoveTap(booking=1), "move"),
    ):
        await alice.says("/start")
        await alice.forges(tap.pack(), (await alice.sees("Hello")).id)
        await alice.sees(LATE.format(what))
    assert await told(database) == []
    await alice.says("/bookings")
    await alice.taps("09:00 · Complete")
    await alice.taps("Tell the desk")
    asked = await alice.sees("What shall I tell the desk?")
    await alice.taps("I cannot come")
    await alice.sees("The desk knows now that you cannot come.")
    again = asked.key("I cannot come")
    assert again is not None
    await alice.forges(again["callback_data"], asked.id)
    await chat.settled()
    heard = await dora.sees("Jemand kann nicht kommen.", within=20)
    assert "Alice" in heard.text
    assert heard.buttons == ["Verschieben", "Stornieren", "Öffnen"]
    assert await told(database) == [("x",)]
    assert await seats(database, nine()) == 1
    await dora.taps("Stornieren")
    await dora.sees("Alice")
    assert await bookings_of(database, alice) == [("cancelled",)]
    yes = sure.key("Yes, cancel")
    assert yes is not None
    await alice.forges(yes["callback_data"], sure.id)
    await alice.sees("was cancelled already")
    tell = TellTap.unpack(again["callback_data"]).pack()
    await alice.forges(tell, asked.id)
    await alice.sees("This visit has changed since.")


async def test_in_german_and_over_a_restart_one_is_too_late_and_the_other_is_not(
    chat: Sandbox, bot_settings: Settings, database: Database
) -> None:
    async with running(bot_settings):
        gerd = await books(chat, database, "Gerd", "/book cbc tomorrow 9am")
        bob = await books(chat, database, "Bob", "/book tsh tomorrow 9:30")
        await arrives(chat, database, "Dora", "desk")
        await sql(database, "UPDATE tests SET move_hours = 336, cancel_hours = 0")
        await gerd.says("/language deutsch")
        await gerd.sees("Deutsch")
        await gerd.says("Termin auf übermorgen 9:15 verschieben")
        late = await gerd.sees("zu spät, diesen Termin zu verschieben")
    async with running(bot_settings):
        await bob.says("/start")
        tell = late.key("Empfang informieren")
        assert tell is not None
        await bob.forges(tell["callback_data"], (await bob.sees("Hello")).id)
        await bob.sees("That was not found")
        assert await told(database) == []
        await gerd.taps("Empfang informieren")
        await gerd.sees("Der Empfang weiß jetzt, dass Sie einen anderen Termin brauchen.")
        assert await told(database) == [("m",)]
        await gerd.says("/bookings")
        await gerd.taps("09:00")
        card = await gerd.sees("zu spät, diesen Termin zu verschieben")
        await gerd.taps("Termin stornieren")
        await gerd.taps("Ja, stornieren")
        await gerd.sees("storniert")
        assert "Empfang informieren" in card.buttons
        assert await bookings_of(database, gerd) == [("cancelled",)]
        assert await bookings_of(database, bob) == [("booked",)]


async def test_a_manager_sets_both_where_tests_are_edited(
    mira: Person, alice: Person, database: Database
) -> None:
    await mira.says("/tests")
    await mira.taps("CBC")
    await mira.sees("can move it until 2 h before it begins, and cancel it until 2 h before")
    await mira.taps("Moving until")
    await mira.sees("Until how many hours before their visit can patients move it themselves?")
    await mira.says("a while")
    await mira.sees("whole number from 0 to 336")
    await mira.says("336")
    await mira.sees("can move it until 336 h before")
    await mira.taps("Cancelling until")
    await mira.sees("Until how many hours before their visit can patients cancel it themselves?")
    await mira.says("none")
    await mira.sees("cancel it until 0 h before")
    await alice.says("/move")
    await alice.sees(LATE.format("move"))

"""Stories of the first run: an empty house, its owners, and who comes too early."""

import re
from io import BytesIO

import pytest
from PIL import Image

from db.uow import Database
from infra.chart.qr import qr
from infra.settings import Settings
from screens.account.commands import EVERYBODY, STAFF
from screens.manage.callbacks import SetupDo, SetupTap, TicksDo, TicksTap
from telegram_sandbox.driver import Person, Sandbox
from tests.support import bot as bots
from tests.support.bot import Bot
from tests.support.clinic import rows
from tests.support.staff import arrives

LINE = "mon-sun 7:00-20:00 every 15 min x3"
NOT_FOUND = "That was not found"


@pytest.fixture
async def olga(chat: Sandbox, running_bot: Bot, database: Database) -> Person:
    """The owner of an empty house."""
    return await arrives(chat, database, "Olga", "owner")


async def begins(olga: Person, name: str = "Lab Linden") -> None:
    """Up to the question for the address."""
    await olga.says("/start")
    await olga.sees("Your lab is not open yet.")
    await olga.taps("Set up the lab")
    await olga.sees("Setting up your lab")
    await olga.taps("Go on: Name")
    await olga.sees("What is your lab called?")
    await olga.says(name)
    await olga.sees("What is its address?")


async def comes_to_hours(olga: Person) -> None:
    await begins(olga)
    await olga.says("1 Linden Street, Berlin")
    await olga.sees("Share its location")
    await olga.taps("Later")
    await olga.sees("Is this right?")
    await olga.taps("That is right")
    await olga.sees("When can patients come?")


async def makes_hours(olga: Person) -> None:
    await olga.says(LINE)
    await olga.sees("in the next 60 days")
    await olga.taps("Make it")
    await olga.sees("Which tests do you offer?")


async def test_from_an_empty_database_to_the_first_booking(
    chat: Sandbox, olga: Person, database: Database
) -> None:
    await begins(olga)
    await olga.says("1 Linden Street, Berlin")
    await olga.sees("Share its location")
    await olga.shares_location(19.0176, 72.8562)
    asked = await olga.sees("Is this right?")
    assert "Clock: Asia/Kolkata" in asked.text
    assert "Currency: INR" in asked.text
    await olga.taps("Other clock")
    await olga.sees("Which city's clock")
    await olga.says("Berlin")
    asked = await olga.sees("Clock: Europe/Berlin")
    assert "Currency: EUR" in asked.text
    await olga.taps("Other languages")
    await olga.sees("Which languages do you speak with patients?")
    await olga.says("Deutsch, english")
    await olga.sees("Languages: Deutsch, English")
    await olga.taps("That is right")
    await olga.sees("When can patients come?")
    await makes_hours(olga)
    await olga.taps("Sugar and fats")
    await olga.taps("GLU")
    await olga.taps("LIPID")
    await olga.sees("Sugar and fats")
    await olga.taps("Groups")
    await olga.sees("Which tests do you offer?")
    assert "Sugar and fats 2/5" in olga.buttons()
    await olga.says("tsh, Blutbild")
    await olga.taps("Next: prices of 4 tests")
    await olga.sees("What do they cost, in EUR?")
    await olga.says("9, glu 6,50 lipid 18")
    await olga.sees("Added: 4 tests can be booked.")
    await olga.taps("Desk")
    await olga.sees("What is their name?")
    await olga.says("Dora")
    await olga.sees("It works once")
    await olga.taps("Go on with the setup")
    await olga.sees("Your lab is open: patients can book.")
    await olga.taps("Link and QR code for patients")
    shown = await olga.sees("Patients book here: https://t.me/")
    assert "photo" in shown.raw
    named = await rows(database, "SELECT code, name, price FROM tests ORDER BY code")
    assert [(code, name, str(price)) for code, name, price in named] == [
        ("CBC", "Blutbild", "9.00"),
        ("GLU", "Nüchternblutzucker", "6.50"),
        ("LIPID", "Blutfette", "18.00"),
        ("TSH", "TSH (Schilddrüse)", "9.00"),
    ]
    alice = await chat.person("Alice")
    await alice.says("/start")
    await alice.sees("I can book lab tests for you")
    await alice.says("/book сахар tomorrow 9am")
    await alice.sees("Shall I book this?")
    await alice.taps("Confirm")
    await alice.sees("Booked.")
    assert await rows(database, "SELECT status, price::text FROM bookings") == [("booked", "6.50")]


async def test_who_leaves_in_the_middle_goes_on_after_a_restart(
    chat: Sandbox, bot_settings: Settings, database: Database
) -> None:
    async with bots.running(bot_settings):
        olga = await arrives(chat, database, "Olga", "owner")
        await begins(olga)
        await olga.says("/cancel")
        await olga.says("/setup")
        shown = await olga.sees("Setting up your lab")
        assert "✅ Name: Lab Linden" in shown.text
        await olga.taps("Go on: Address")
        await olga.sees("What is its address?")
        await chat.settled()
    async with bots.running(bot_settings):
        await olga.says("1 Linden Street")
        await olga.sees("This conversation was interrupted")
        await olga.taps("Start again")
        await olga.taps("Go on: Address")
        await olga.sees("What is its address?")
        await olga.says("1 Linden Street")
        await olga.sees("Share its location")
        await olga.says("back")
        await olga.sees("Setting up your lab")
        await olga.taps("Go on: Clock and money")
        await olga.taps("That is right")
        await olga.sees("When can patients come?")
        await olga.says(LINE)
        await olga.taps("Make it")
        await olga.taps("Infections")
        await olga.taps("HIV")
        await olga.sees("Infections")
        await chat.settled()
    async with bots.running(bot_settings):
        await olga.taps("COVID")
        await olga.taps("Next: prices of 2 tests")
        await olga.sees("What do they cost")
        await chat.settled()
    async with bots.running(bot_settings):
        await olga.says("/setup")
        await olga.sees("Setting up your lab")
        await olga.taps("Go on: Tests")
        await olga.says("hiv")
        await olga.taps("Next: the price of one test")
        await olga.says("20")
        await olga.sees("Added: one test can be booked.")
        await olga.says("/start")
        await olga.sees("You work here")


async def test_bad_answers_are_asked_again(olga: Person, database: Database) -> None:
    await olga.says("/setup")
    await olga.taps("Go on: Name")
    for bad in ("x", "…", "n" * 90):
        await olga.says(bad)
        await olga.sees("That name is too short or too long.")
    await olga.sends_photo()
    await olga.says("Lab Linden")
    await olga.sees("What is its address?")
    await olga.says("?")
    await olga.sees("An address has 2 to 120 characters.")
    await olga.says("1 Linden Street")
    await olga.sees("Share its location")
    await olga.says("over there")
    await olga.sees("Share its location")
    await olga.taps("Later")
    await olga.sees("Is this right?")
    await olga.taps("Other currency")
    await olga.says("shells")
    await olga.sees("I do not know that currency.")
    await olga.says("usd")
    await olga.sees("Currency: USD")
    await olga.taps("Other languages")
    await olga.says("Klingon")
    await olga.sees("I know English, Deutsch")
    await olga.says("hindi und english")
    await olga.sees("I know English, Deutsch")
    await olga.says("हिन्दी, English")
    await olga.sees("Languages: हिन्दी, English")
    await olga.taps("That is right")
    await olga.sees("When can patients come?")
    await olga.says("always")
    await olga.sees("How many people at once?")
    await makes_hours(olga)
    await olga.says("xylophone, cbc")
    await olga.sees("I know no standard test “xylophone”.")
    await olga.taps("Next: the price of one test")
    for bad in ("cheap", "cbc", "-3", "12.345", "cbc 9 EUR", "9 TSH"):
        await olga.says(bad)
        await olga.sees("What do they cost, in USD?")
    assert await rows(database, "SELECT count(*) FROM tests") == [(0,)]
    await olga.says("$9.50")
    await olga.sees("Added: one test can be booked.")


async def test_prices_for_some_leave_the_others_to_be_asked(
    olga: Person, database: Database
) -> None:
    await comes_to_hours(olga)
    await makes_hours(olga)
    await olga.taps("Vitamins and iron")
    await olga.taps("All of these")
    await olga.taps("Next: prices of 5 tests")
    await olga.says("B12 20\nVITD: 29.00; fol=15")
    await olga.sees("Added: 3 tests can be booked.")
    shown = await olga.sees("What do they cost")
    assert re.findall(r"^(\w+) ", shown.text, re.MULTILINE).count("IRON") == 1
    await olga.says("12")
    await olga.sees("Added: 2 tests can be booked.")
    prices = await rows(database, "SELECT code, price::text FROM tests ORDER BY code")
    assert prices == [
        ("B12", "20.00"), ("FERR", "12.00"), ("FOL", "15.00"), ("IRON", "12.00"), ("VITD", "29.00"),
    ]  # fmt: skip


async def test_two_owners_at_once_open_one_lab(
    chat: Sandbox, olga: Person, database: Database
) -> None:
    otto = await arrives(chat, database, "Otto", "owner")
    for one in (olga, otto):
        await one.says("/setup")
        await one.taps("Go on: Name")
        await one.sees("What is your lab called?")
    await olga.says("Lab Linden")
    await olga.sees("What is its address?")
    await otto.says("Lab Otto")
    await otto.sees("Somebody has changed that meanwhile")
    assert await rows(database, "SELECT name FROM labs") == [("Lab Linden",)]
    for one in (olga, otto):
        await one.says("/setup")
        await one.taps("Go on: Address")
        await one.sees("What is its address?")
    await olga.says("1 Linden Street")
    await olga.sees("Share its location")
    await otto.says("2 Linden Street")
    await otto.sees("Somebody has changed that meanwhile")
    assert await rows(database, "SELECT address FROM labs") == [("1 Linden Street",)]


async def test_a_patient_on_an_empty_house_reads_a_kind_sentence(
    chat: Sandbox, running_bot: Bot
) -> None:
    alice = await chat.person("Alice")
    await alice.says("/start")
    await alice.sees("This lab is just being set up.")
    for wish in ("/book", "/book cbc tomorrow 9am", "I want to book a blood test tomorrow"):
        await alice.says(wish)
        await alice.sees("There is nothing to book yet; please come back soon.")
    await alice.says("/setup")
    await alice.sees("I do not know the command /setup")


@pytest.mark.parametrize("role", ["patient", "collector", "desk", "manager", "owner"])
async def test_nobody_reads_not_found_on_an_empty_house(
    chat: Sandbox, running_bot: Bot, database: Database, role: str
) -> None:
    person = await arrives(chat, database, "Somebody", role)
    for command in (*(name for name, _ in EVERYBODY), *(name for name, _, _ in STAFF), "branch"):
        await person.says(f"/{command}")
        await chat.settled()
        await person.says(f"/{command} tomorrow 9:00 cbc")
        await chat.settled()
    assert NOT_FOUND not in person.transcript()
    if role != "patient":
        assert "/setup" in person.transcript()


async def test_what_others_forge_sets_nothing_up(
    chat: Sandbox, olga: Person, database: Database
) -> None:
    mira = await arrives(chat, database, "Mira", "manager")
    await mira.says("/start")
    shown = await mira.sees("Hello")
    for do in SetupDo:
        await mira.forges(SetupTap(do=do).pack(), shown.id)
        await mira.sees("This button is from an older version.")
    for tick in TicksDo:
        await mira.forges(TicksTap(do=tick, ticks=2**62).pack(), shown.id)
        await mira.sees("This button is from an older version.")
    await olga.says("/setup")
    card = await olga.sees("Setting up your lab")
    for do in SetupDo:
        await olga.forges(SetupTap(do=do, version=9).pack(), card.id)
    for tick in TicksDo:
        await olga.forges(TicksTap(do=tick, ticks=2**62, number=59).pack(), card.id)
    await chat.settled()
    assert await rows(database, "SELECT count(*) FROM labs") == [(0,)]


def test_the_code_is_a_picture_of_the_link() -> None:
    with Image.open(BytesIO(qr("https://t.me/some_bot"))) as picture:
        assert picture.format == "PNG"
        assert picture.width == picture.height >= 400

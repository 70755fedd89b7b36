"""Stories of prices: what was agreed stays, and each lab has its currency."""

import csv
import io

import pytest

from db.uow import Database
from telegram_sandbox.driver import Person, Sandbox
from tests.e2e.test_stats_story import content
from tests.support.clinic import ready, rows, tomorrow
from tests.support.staff import arrives


@pytest.fixture
async def alice(chat: Sandbox, mira: Person, database: Database) -> Person:
    """A patient."""
    return await arrives(chat, database, "Alice", "patient")


async def sets_price(mira: Person, words: str, seen: str, code: str = "CBC") -> None:
    """Type a price of a test, and see what comes of it."""
    await mira.says("/tests")
    await mira.sees("What can be booked")
    await mira.taps(code)
    await mira.taps("Price")
    await mira.sees("What does it cost?")
    await mira.says(words)
    await mira.sees(seen)


async def sets_currency(mira: Person, words: str, seen: str) -> None:
    """Type the currency of the lab."""
    await mira.says("/labs")
    await mira.sees("Your labs")
    await mira.taps("Slotbell Lab")
    await mira.taps("Currency")
    await mira.sees("Which currency?")
    await mira.says(words)
    await mira.sees(seen)


async def test_what_is_booked_keeps_its_price_and_currency(
    chat: Sandbox, mira: Person, alice: Person, database: Database
) -> None:
    assert "€9.50" in (await ready(alice)).text
    await alice.taps("Confirm")
    await alice.sees("Price: €9.50")
    await sets_price(mira, "500", "500.00 EUR")
    await sets_currency(mira, "rupees", "INR")
    await alice.says("/bookings")
    await alice.sees("Your bookings.")
    await alice.taps("Complete blood count")
    await alice.sees("Price: €9.50")
    assert "₹500.00" in (await ready(alice, "/book cbc tomorrow 10am")).text
    await alice.says("/book tsh tomorrow 10am")
    await alice.sees("₹16.00")
    await alice.taps("Confirm")
    await alice.sees("Price: ₹16.00")
    await mira.says(f"/export bookings {tomorrow()}")
    shown = await mira.sees("Bookings, ", within=10)
    table = csv.DictReader(
        io.StringIO((await content(chat, shown, "document")).decode("utf-8-sig"))
    )
    sold = [(row["test_code"], row["price"], row["currency"]) for row in table]
    assert sold == [("CBC", "9.50", "EUR"), ("TSH", "16.00", "INR")]


async def test_nobody_is_booked_at_a_price_that_was_not_shown(
    mira: Person, alice: Person, database: Database
) -> None:
    await ready(alice)
    await sets_price(mira, "20", "20.00 EUR")
    await alice.taps("Confirm")
    asked = await alice.sees("The price has changed.")
    assert "€20.00" in asked.text
    assert await rows(database, "SELECT 1 FROM bookings") == []
    await alice.taps("Confirm")
    await alice.sees("Price: €20.00")
    assert await rows(database, "SELECT price::text, currency FROM bookings") == [("20.00", "EUR")]


async def test_a_price_in_another_currency_is_told_and_the_currency_changed(
    mira: Person, alice: Person, database: Database
) -> None:
    await sets_price(mira, "15 USD", "That price is in USD, but this lab's prices are in EUR.")
    await mira.says("15")
    await mira.sees("15.00 EUR")
    await sets_currency(mira, "galleons", "I do not know that currency.")
    await mira.says("jpy")
    await mira.sees("JPY")
    await sets_price(mira, "1250.50", "like 1250")
    await mira.says("¥1,250")
    await mira.sees("1,250 JPY")
    assert "¥1,250" in (await ready(alice)).text
    await sets_currency(mira, "KWD", "KWD")
    await sets_price(mira, "1.5", "1.500 KWD")
    await alice.says("/book cbc")
    await alice.sees("1.500 KWD")
    log = "SELECT after FROM audit_log WHERE action = 'lab_changed' ORDER BY id"
    assert await rows(database, log) == [({"currency": "JPY"},), ({"currency": "KWD"},)]

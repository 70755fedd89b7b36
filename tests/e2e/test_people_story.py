"""Stories of a family: somebody new is introduced once, and two of one name stay two."""

import pytest

from db.uow import Database
from infra.settings import Settings
from telegram_sandbox.driver import Sandbox
from tests.support import bot
from tests.support.bot import Bot
from tests.support.clinic import rows

pytestmark = pytest.mark.usefixtures("clinic")
PEOPLE = "SELECT name, phone, born::text FROM patients WHERE removed_at IS NULL ORDER BY id"


@pytest.mark.parametrize(
    ("code", "line", "texts"),
    [
        ("en", "my son Tom, 8 years", "When was Tom born?/12 March 2018/Confirm/Booked"),
        ("de", "mein Sohn Tom, 8 Jahre", "Wann ist Tom geboren?/12. März 2018/Bestätigen/Gebucht"),
    ],
)
async def test_a_son_is_introduced_once(
    chat: Sandbox, bot_settings: Settings, database: Database, code: str, line: str, texts: str
) -> None:
    asked, born, confirm, booked = texts.split("/")
    alice = await chat.person("Alice", language_code=code)
    async with bot.running(bot_settings):
        await alice.says("/book cbc")
        await chat.settled()
        await alice.says("/book cbc tomorrow 9am for somebody")
        await chat.settled()
        await alice.says(line)
        await alice.sees(asked)
    async with bot.running(bot_settings):  # what was typed is asked for again
        await alice.says("/book cbc tomorrow 9am for somebody")
        await chat.settled()
        await alice.says(line)
        await alice.sees(asked)
        await alice.says("2018")
        await alice.sees("12.03.2018")
        await alice.says(born)
        shown = await alice.sees("Tom, 12")
        assert "(CBC)" in shown.text
        await alice.taps(confirm)
        await alice.sees(booked)
        assert await rows(database, PEOPLE) == [("Tom", "", "2018-03-12")]
        await alice.says("/book cbc tomorrow 10am for somebody")
        await chat.settled()
        assert any(label.startswith("Tom, ") for label in alice.buttons())
        await alice.taps("Tom, ")
        await alice.sees("Tom, 12")


async def test_two_of_one_name_stay_two(
    chat: Sandbox, running_bot: Bot, database: Database
) -> None:
    alice = await chat.person("Alice")
    for clock, said in (("9am", ("1.2.1950",)), ("10am", ("[Somebody else]", "skip", "3.4.1990"))):
        await alice.says(f"/book cbc tomorrow {clock} for somebody")
        await alice.sees("Who is it for?")
        await alice.taps("Someone else")
        await alice.says("John Smith")
        await chat.settled()
        for words in said:
            await (alice.taps(words[1:-1]) if words.startswith("[") else alice.says(words))
            await chat.settled()
        await alice.sees("Shall I book this?")
        await alice.taps("Confirm")
        await alice.sees("Booked")
    assert await rows(database, PEOPLE) == [
        ("John Smith", "", "1950-02-01"),
        ("John Smith", "", "1990-04-03"),
    ]
    await alice.says("/book lipid tomorrow 11am for somebody")
    await alice.sees("Who is it for?")
    await alice.says("john smith")
    asked = await alice.sees("Who is meant?")
    assert len([label for label in asked.buttons if label.startswith("John Smith, ")]) == 2
    await alice.taps(next(label for label in asked.buttons if label.startswith("John Smith, 7")))
    await alice.sees("John Smith, 1 February 1950")
    await alice.taps("Confirm")
    await alice.sees("Booked")
    assert len(await rows(database, PEOPLE)) == 2


async def test_a_wish_is_no_name_and_a_relation_alone_asks_for_one(
    chat: Sandbox, running_bot: Bot, database: Database
) -> None:
    alice = await chat.person("Alice")
    await alice.says("/book cbc tomorrow 9am for somebody")
    await alice.sees("Who is it for?")
    await alice.says("book cbc")
    await alice.sees("does not look like a name")
    await alice.says("my mum")
    await alice.sees("What is the full name of that person?")
    await alice.says("Rosa Lee +49 170 1111111")
    await alice.sees("When was Rosa Lee born?")
    await alice.taps("Skip")
    await alice.taps("Confirm")
    await alice.sees("Booked")
    assert await rows(database, PEOPLE) == [("Rosa Lee", "+491701111111", None)]


async def test_people_are_changed_and_taken_off_and_their_visits_stay(
    chat: Sandbox, bot_settings: Settings, database: Database
) -> None:
    alice, eve = await chat.person("Alice"), await chat.person("Eve")
    async with bot.running(bot_settings):
        await alice.says("/book cbc tomorrow 9am for somebody")
        await alice.sees("Who is it for?")
        await alice.says("my son Tom, 8 years")
        await alice.says("12 March 2018")
        await alice.sees("Shall I book this?")
        await alice.taps("Confirm")
        await alice.sees("Booked")
        await alice.says("/bookings")
        await alice.taps("Those I book for")
        await alice.taps("Tom, ")
        shown = await alice.sees("Born: 12 March 2018")
        await alice.taps("Change the name")
        await alice.says("Tom Lee")
        shown = await alice.sees("Tom Lee")
        remove = shown.key("Remove")
        assert remove is not None
        await eve.says("/people")
        mine = await eve.sees("You have not booked for anybody yet.")
        await eve.forges(remove["callback_data"].replace(":r:", ":y:"), mine.id)
        await chat.settled()
        assert await rows(database, PEOPLE) == [("Tom Lee", "", "2018-03-12")]
    async with bot.running(bot_settings):
        await alice.taps("Remove")
        await alice.sees("Remove Tom Lee from those you book for?")
        await alice.taps("Yes, remove")
        await alice.sees("Removed. Visits stay as they are.")
        assert await rows(database, PEOPLE) == []
        await alice.says("/bookings")
        await alice.sees("Tom Lee")
        await alice.says("/book lipid tomorrow 10am for somebody")
        await alice.sees("Who is it for?")
        assert not [label for label in alice.buttons() if label.startswith("Tom")]

"""Stories of a visit for several tests: in one line, by [Add a test], over a restart."""

import pytest

from db.uow import Database
from infra.settings import Settings
from telegram_sandbox.driver import Sandbox
from tests.support import bot
from tests.support.bot import Bot
from tests.support.clinic import change, nine, ready, rows, seats
from tests.support.series import sql

BOOKED = """
    SELECT string_agg(code, ' ' ORDER BY position) FROM (
      SELECT test_id, 0 AS position FROM bookings WHERE status = 'booked'
      UNION ALL SELECT test_id, position FROM booking_tests) AS every
      JOIN tests ON tests.id = test_id
"""


async def booked_tests(database: Database) -> object:
    return (await rows(database, BOOKED))[0][0]


@pytest.mark.usefixtures("clinic")
@pytest.mark.parametrize(
    ("code", "line", "names", "confirm"),
    [
        ("en", "book cbc and lipid tomorrow 9am", "Complete blood count + Lipid", "Confirm"),
        ("de", "/book CBC und Lipid morgen 9 Uhr", " + ", "Bestätigen"),
        ("ru", "/book CBC и LIPID завтра в 9", " + ", "Подтвердить"),
    ],
)
async def test_one_line_books_one_visit_for_two_tests(
    chat: Sandbox,
    running_bot: Bot,
    database: Database,
    code: str,
    line: str,
    names: str,
    confirm: str,
) -> None:
    alice = await chat.person("Alice", language_code=code)
    await alice.says(line)
    card = await alice.sees(names)
    assert "(CBC + LIPID)" in card.text
    await alice.taps(confirm)
    await alice.sees(names)
    assert await booked_tests(database) == "CBC LIPID"
    assert await seats(database, nine()) == 1


@pytest.mark.usefixtures("clinic")
async def test_a_test_is_added_and_left_out_again_on_the_last_card(
    chat: Sandbox, running_bot: Bot, database: Database
) -> None:
    alice = await chat.person("Alice")
    card = await ready(alice)
    await alice.taps("Add a test")
    asked = await alice.sees("Which test shall I add?")
    assert asked.id == card.id
    assert not [label for label in asked.buttons if label.startswith("Complete")]
    await alice.taps("Lipid")
    both = await alice.sees("(CBC + LIPID)")
    await alice.taps("Add a test")
    await alice.says("glucose")
    await alice.sees("(CBC + LIPID + GLU)")
    await alice.taps("Add a test")
    await alice.taps("Without Lipid")
    await alice.sees("(CBC + GLU)")
    confirm = both.key("Confirm")
    assert confirm is not None
    await alice.forges(confirm["callback_data"], card.id)
    await alice.sees("This has changed since. Please look again:")
    await alice.taps("Add a test")
    await alice.taps("Back")
    await alice.sees("(CBC + GLU)")
    await alice.taps("Confirm")
    await alice.sees("Booked. See you on")
    assert await booked_tests(database) == "CBC GLU"


@pytest.mark.usefixtures("clinic")
async def test_a_restart_forgets_no_test(
    chat: Sandbox, bot_settings: Settings, database: Database
) -> None:
    alice = await chat.person("Alice")
    async with bot.running(bot_settings):
        await ready(alice, "/book cbc and lipid and glucose tomorrow 9am")
    async with bot.running(bot_settings):
        await alice.taps("Confirm")
        await alice.sees("I was restarted and do not know any more who it is for.")
        await alice.taps("Me")
        await alice.sees("(CBC + LIPID + GLU)")
    async with bot.running(bot_settings):
        await alice.says("Ann Lee")
        await alice.sees("was interrupted (the bot was restarted).")
        await alice.taps("Start again")
        await alice.sees("Complete blood count + Lipid")
        await alice.taps("Me")
        await alice.taps("Confirm")
        await alice.sees("Booked. See you on")
    assert await booked_tests(database) == "CBC LIPID GLU"


@pytest.mark.usefixtures("clinic", "running_bot", "worker")
async def test_a_seat_for_two_tests_is_waited_for_and_taken(
    chat: Sandbox, database: Database
) -> None:
    await change(database, "booked = capacity", "true")
    alice = await chat.person("Alice")
    await alice.says("/book cbc und lipid")
    for asked, label in (
        ("Complete blood count + Lipid", "Join the waiting list"),
        ("Which days would suit you?", "–"),
        ("What time of the day", "Any time of the day"),
        ("Who is it for?", "Me"),
        ("Shall I put you on the waiting list?", "Wait for a seat"),
    ):
        await alice.sees(asked)
        await alice.taps(label)
    await alice.sees("You are on the waiting list.")
    await sql(database, "UPDATE accounts SET quiet_way = 'off'")
    await change(database, "booked = 0", "starts_at = :at", at=nine())
    await alice.sees("A seat is free for you", within=30)
    await alice.taps("Take it")
    await alice.sees("(CBC + LIPID)")
    assert await booked_tests(database) == "CBC LIPID"


@pytest.mark.usefixtures("clinic")
async def test_a_visit_for_two_tests_moves_as_one(
    chat: Sandbox, running_bot: Bot, database: Database
) -> None:
    alice = await chat.person("Alice")
    await ready(alice, "/book lipid, cbc tomorrow 9am")
    await alice.taps("Confirm")
    await alice.sees("Booked")
    await alice.says("move my cbc to tomorrow 10am")
    await alice.sees("Shall I move this visit?")
    await alice.taps("Move it")
    moved = await alice.sees("Moved. See you on")
    assert "(LIPID + CBC)" in moved.text
    assert await seats(database, nine()) == 0

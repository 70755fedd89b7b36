"""What the bot is for, over a Bot API: refused is nothing but the answer to a tap of ours."""

import html
import re
from collections.abc import Iterator
from datetime import datetime

import pytest

from db.uow import Database
from infra.settings import Settings
from screens.account import commands
from screens.language import SPOKEN, speaking
from telegram_sandbox.refusals import QUERY_TOO_OLD
from tests.e2e.test_closure_story import skips_the_undo
from tests.live.letters import Letters
from tests.live.line import Line
from tests.live.visitor import Visitor
from tests.support.clinic import rows
from tests.support.series import sql
from tests.support.waiting import once_true

PDF = b"%PDF-1.7 all values are fine"
UNKNOWN_TAP = ("answerCallbackQuery", f"Bad Request: {QUERY_TOO_OLD}")
"""Taps of ours have no query that Telegram knows of; that one may say so is what we rely on."""
SCREENS = ("/start", "/help", "/book cbc tomorrow 9am", "/bookings", "/privacy", "/quiet")
SPEAKS = "UPDATE accounts SET locale = :code, locale_chosen = true"
ROLE = "UPDATE accounts SET role = :role WHERE id = :id"


@pytest.fixture(autouse=True)
def only_taps_are_refused(line: Line) -> Iterator[None]:
    yield
    assert set(line.refusals()) <= {UNKNOWN_TAP}


async def test_a_visit_is_booked_moved_and_cancelled(lina: Visitor, database: Database) -> None:
    await lina.says("/book cbc tomorrow 9am")
    asked = await lina.sees("Shall I book this?")
    await lina.taps("Confirm")
    booked = await lina.sees("Booked.")
    assert booked.id == asked.id  # one card, edited in place
    await lina.taps("Calendar file")
    filed = await lina.sees("")
    assert filed.raw["document"]["file_name"].endswith(".ics")
    await lina.taps("Move")
    await lina.says("in 2 days 9:30")
    await lina.taps("Move it")
    await lina.sees("Moved.")
    await lina.says("/bookings")
    await lina.taps("Complete blood count")
    await lina.sees("Booking number: 1")
    await lina.taps("Cancel booking")
    await lina.taps("Yes, cancel")
    await lina.sees("seat is free for others now")
    assert await rows(database, "SELECT status FROM bookings") == [("cancelled",)]
    assert await rows(database, "SELECT DISTINCT booked FROM time_slots") == [(0,)]


async def test_a_message_comes_on_its_second_and_can_be_put_off(
    lina: Visitor, worker: None, database: Database
) -> None:
    await lina.says("/schedule in 4 seconds Water <the> plants & rest")
    await lina.taps("Confirm")
    await lina.sees("I'll send it")
    [(due,)] = await rows(database, "SELECT due_at FROM scheduled_messages")
    told = await lina.sees("Water <the> plants & rest", within=20)
    assert isinstance(due, datetime)
    assert 0 <= told.raw["date"] - due.timestamp() <= 2  # Telegram's date has whole seconds

    async def is_sent() -> bool:
        return await rows(database, "SELECT status FROM scheduled_messages") == [("sent",)]

    await once_true(is_sent)


async def test_the_main_screens_arrive_in_each_language_as_they_were_written(
    lina: Visitor, line: Line, database: Database
) -> None:
    for language in SPOKEN:
        await sql(database, SPEAKS, code=language)
        for words in SCREENS:
            await lina.says(words)
            await lina.sees("")
    made = [call for call in line.calls if call.method in {"sendMessage", "editMessageText"}]
    assert len(made) >= len(SCREENS) * len(SPOKEN)
    for call in made:
        shown, meant = call.answer["result"]["text"], call.params["text"]
        assert shown.strip() == (plain(meant) if "parse_mode" in call.params else meant).strip()


def plain(marked: str) -> str:
    """What a reader sees of a text in Telegram's HTML."""
    return html.unescape(re.sub(r"</?[a-z][^<>]*>", "", marked))


async def test_the_menu_is_there_in_every_language(lina: Visitor, line: Line) -> None:
    async def is_registered() -> bool:
        return bool(lina.bot.lines("menus_set"))

    await once_true(is_registered)
    for code in ("", *SPOKEN):
        kept = await line.place.call(line.http, "getMyCommands", language_code=code)
        with speaking(code):
            ours = [(one.command, one.description) for one in commands.menu()]
        assert [(one["command"], one["description"]) for one in kept["result"]] == ours


async def test_a_report_goes_to_the_one_with_the_birth_year(
    lina: Visitor, worker: None, database: Database, line: Line
) -> None:
    await lina.says("/book cbc tomorrow 9am")
    await lina.taps("Confirm")
    await lina.sees("Booked.")
    await sql(database, ROLE, role="desk", id=lina.id)
    await lina.sends_document("cbc.pdf", PDF, "report 1")
    await lina.sees("Report for booking No. 1")
    await lina.says("1980")
    await lina.sees("Report for booking No. 1")
    await lina.taps("Send to the patient")
    await lina.sees("sent.")
    await skips_the_undo(database)
    await lina.sees("Your report is ready.")
    await lina.taps("Open")
    await lina.sees("type your birth year")
    await lina.says("1980")
    shown = await lina.sees("Your report. Questions?")
    assert shown.raw["has_protected_content"] is True
    found = await line.place.call(line.http, "getFile", file_id=shown.raw["document"]["file_id"])
    async with line.http.get(line.place.file(found["result"]["file_path"])) as file:
        assert await file.read() == PDF


async def test_staff_see_the_day_its_picture_and_a_table(lina: Visitor, database: Database) -> None:
    await sql(database, ROLE, role="owner", id=lina.id)
    await lina.says("/day tomorrow")
    await lina.sees("0 to come")
    await lina.says("/stats")
    await lina.sees("Booked: ")
    await lina.says("/health")
    await lina.sees("Telegram")


async def test_a_letter_goes_to_an_address(
    lina: Visitor, worker: None, letters: Letters, bot_settings: Settings, database: Database
) -> None:
    if not letters.url:
        pytest.skip("LIVE_SMTP_URL, LIVE_MAIL_FROM and LIVE_MAIL_TO are not set")
    await lina.says("/email")
    await lina.taps("Add an address")
    await lina.says(letters.to)
    await lina.sees("I am mailing a code of six digits")

    async def is_sent() -> bool:
        return await rows(database, "SELECT status FROM scheduled_messages") == [("sent",)]

    await once_true(is_sent)
    if letters.post is None:
        return  # the box is the tester's own
    (mail,) = await letters.post.came(1)
    found = re.search(r"\d{6}", mail["Subject"])
    assert found is not None
    await lina.says(found[0])
    await lina.sees("is confirmed.")

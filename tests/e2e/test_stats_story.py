"""Stories of /stats and /export: managers look and take tables with them, nobody else does."""

import asyncio
import csv
import io

import aiohttp
import pytest

from db.uow import Database
from domain.manage.export import What
from domain.manage.stats import Span
from handlers.manage import stats
from infra import chart
from infra.chart import Chart, ChartFailed
from screens.manage.callbacks import ExportTap, StatsTap
from telegram_sandbox.driver import Message, Person, Sandbox
from tests.support.clinic import rows, today, tomorrow
from tests.support.staff import arrives
from tests.support.telegram import TOKEN


async def content(chat: Sandbox, message: Message, kind: str) -> bytes:
    """The bytes of a file that the bot sent."""
    file = message.raw[kind]
    file_id = (file[-1] if kind == "photo" else file)["file_id"]
    async with aiohttp.ClientSession(chat.url) as client:
        asked = {"file_id": file_id}
        async with client.post(f"/bot{TOKEN}/getFile", json=asked) as answer:
            path = (await answer.json())["result"]["file_path"]
        async with client.get(f"/file/bot{TOKEN}/{path}") as answer:
            return await answer.read()


async def pictured(person: Person, words: str, before: str = "") -> Message:
    """The message that says so, once a picture stands above it. before: id of the one it had."""
    async for heard in person.messages(60):
        photo = heard.raw.get("photo", [{"file_id": before}])[-1]
        if words in heard.text and photo["file_id"] != before:
            return heard
    pytest.fail(f"no picture above {words!r}")


async def test_the_numbers_never_wait_for_the_picture(
    chat: Sandbox, alice: Person, mira: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn, is_looked_at = chart.draw, asyncio.Event()

    async def draw(asked: Chart) -> bytes:
        await is_looked_at.wait()
        return await drawn(asked)

    monkeypatch.setattr(stats, "draw", draw)
    await mira.says("/stats")
    told = await mira.sees("Booked: ")
    assert "photo" not in told.raw
    is_looked_at.set()
    shown = await pictured(mira, "Booked: ")
    assert shown.id == told.id
    assert shown.buttons == told.buttons
    is_looked_at.clear()
    await mira.taps("This month")
    turned = await mira.sees(f"{today():%B %Y}")
    assert turned.id == told.id
    is_looked_at.set()


async def test_numbers_whose_picture_fails_stand_alone(
    mira: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def draw(_asked: Chart) -> bytes:
        raise ChartFailed("no fonts")

    monkeypatch.setattr(stats, "draw", draw)
    await mira.says("/stats")
    told = await mira.sees("Booked: ")
    await mira.taps("Today")
    turned = await mira.sees(f"{today():%A}")
    assert turned.id == told.id
    assert "photo" not in turned.raw


async def test_a_manager_looks_at_the_week_and_turns_to_the_day(
    chat: Sandbox, alice: Person, mira: Person
) -> None:
    await mira.says("/stats")
    shown = await pictured(mira, "Slotbell Lab:")
    assert "Messages" in shown.text or "No messages." in shown.text
    picture = await content(chat, shown, "photo")
    assert picture.startswith(b"\x89PNG")
    tap = StatsTap(span=Span.DAY, day=tomorrow().toordinal())
    await mira.forges(tap.pack(), shown.id)
    before = shown.raw["photo"][-1]["file_id"]
    day = await pictured(mira, "Booked: 1 of 84 seats (1%)", before)
    assert day.id == shown.id
    assert await content(chat, day, "photo") != picture
    await mira.taps("This month")
    month = await mira.sees(f"Slotbell Lab: {today():%B %Y}", within=60)
    assert month.id == shown.id
    if tomorrow().month != today().month:
        await mira.taps("Later ›")
    assert (await mira.sees("Booked: 1 of", within=60)).id == shown.id


async def test_a_manager_takes_the_bookings_along(
    chat: Sandbox, alice: Person, mira: Person, database: Database
) -> None:
    await mira.says("/export")
    await mira.sees("Which table would you like?")
    await mira.says(f"/export bookings {tomorrow()}")
    shown = await mira.sees("Bookings, ", within=10)
    assert shown.raw["document"]["file_name"] == f"bookings-{tomorrow()}-{tomorrow()}.csv"
    table = (await content(chat, shown, "document")).decode("utf-8-sig")
    (row,) = csv.DictReader(io.StringIO(table))
    assert (row["patient"], row["test_code"], row["status"]) == ("Alice", "CBC", "booked")
    assert await rows(database, "SELECT action, actor_id FROM audit_log") == [
        ("bookings_exported", mira.id)
    ]


async def test_days_without_rows_and_words_without_days_are_told(
    alice: Person, mira: Person
) -> None:
    await mira.says("/export bookings 2020-01")
    await mira.sees("Bookings, 1 January 2020 to 31 January 2020: there are none.")
    await mira.says("/export everything")
    await mira.sees("I did not understand which days.")
    tap = ExportTap(what=What.BOOKINGS, first=1, last=3_000_000)
    await mira.forges(tap.pack(), 0)
    await mira.sees("That was not found.")


async def test_a_patient_and_the_desk_hear_of_no_such_thing(
    chat: Sandbox, alice: Person, database: Database
) -> None:
    dora = await arrives(chat, database, "Dora", "desk")
    for person in (alice, dora):
        for command in ("/stats", "/export bookings 2026-11"):
            await person.says(command)
            await person.sees(command.split()[0])
        await person.says("/start")
        shown = await person.sees("Hello")
        day = tomorrow().toordinal()
        for tap in (
            StatsTap(span=Span.DAY, day=day),
            ExportTap(what=What.BOOKINGS, first=day, last=day),
        ):
            await person.forges(tap.pack(), shown.id)
            await person.sees("button")
        assert "seats" not in person.transcript()
        assert "rows" not in person.transcript()
    assert await rows(database, "SELECT 1 FROM audit_log") == []


async def test_two_managers_look_at_once(
    chat: Sandbox, alice: Person, mira: Person, database: Database
) -> None:
    otto = await arrives(chat, database, "Otto", "manager")
    await mira.says("/stats")
    await otto.says("/stats")
    for one in (mira, otto):
        await one.sees("Slotbell Lab:", within=30)

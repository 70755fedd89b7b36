"""Opening hours, seats, tests and branches in a browser: as in chat, and for managers alone."""

import asyncio
import re
from collections.abc import AsyncIterator
from datetime import timedelta
from urllib.parse import urlencode

import pytest

from db.uow import Database
from tests.support.bookings import DORA, MIRA, OTTO, furnish, slots_at, value
from tests.support.bot import Bot
from tests.support.clinic import nine, rows, tomorrow
from tests.support.desk import Desk, browser, hire, signed_in, visit_at
from tests.support.series import sql
from tests.support.zone import ZONE

LINE = "mon-sun 7:00-9:00 every 15 min x3"
HOUSE, HOURS, SEATS = "/desk/house", "/desk/house/hours", "/desk/house/seats"
TESTS, LABS = "/desk/house/tests", "/desk/house/labs"
SHORT = ("csrf", "intent", "version")  # what a form of one button carries
PRICE = "SELECT price::text FROM tests WHERE id = 1"


@pytest.fixture(autouse=True)
async def house(database: Database) -> None:
    await furnish(database, ZONE)
    for one, name in ((DORA, "Dora"), (MIRA, "Mira"), (OTTO, "Otto")):
        await hire(database, one, name)


@pytest.fixture
async def desk(running_bot: Bot, database: Database) -> AsyncIterator[Desk]:
    """Mira's, who manages it."""
    async with browser(running_bot.url) as one:
        await signed_in(one, database, MIRA)
        yield one


PAGES = (HOUSE, HOURS, SEATS, TESTS, f"{TESTS}/1", LABS, f"{LABS}/1")
OWNERS = tuple(
    f"{HOUSE}/setup{step}"
    for step in ("", "/name", "/address", "/pin", "/basics", "/hours", "/tests", "/team")
)


async def test_each_role_finds_its_pages_and_no_others(
    running_bot: Bot, database: Database
) -> None:
    for actor, may in ((DORA, ()), (MIRA, PAGES), (OTTO, PAGES + OWNERS)):
        async with browser(running_bot.url) as one:
            home = await signed_in(one, database, actor)
            assert ('href="/desk/house"' in home.text) == bool(may)
            for path in PAGES + OWNERS:
                page = await one.get(path)
                assert page.status == (200 if path in may else 404), (actor.role, path)
            form = home.form("/desk/out") | {
                "line": LINE,
                "version": "1",
                "text": "x",
                "pin": "1 2",
            }
            for path in () if may else (*PAGES, *OWNERS, f"{TESTS}/1/retire", f"{LABS}/1/pin"):
                assert (await one.post(path, form)).status in {404, 405}, path
    assert await value(database, "SELECT count(*) FROM sessions") == 0
    assert await value(database, "SELECT version FROM labs") == 1


FIELDS = {f"day_{n}": "1" for n in range(7)} | {
    "opens": "07:00",
    "closes": "08:00",
    "opens2": "10:00",
    "closes2": "11:00",
    "every": "15",
    "seats": "2",
    "tests": "cbc",
}


@pytest.mark.parametrize("asked", [{"line": LINE}, FIELDS], ids=["line", "fields"])
async def test_hours_are_made_after_a_look_and_once_and_ended_and_resumed(
    desk: Desk, database: Database, asked: dict[str, str]
) -> None:
    page = await desk.get(f"{HOURS}?{urlencode(asked)}")
    assert "in the next 60 days" in page.words
    assert "07:00 07:15 07:30 07:45" in page.words
    assert await value(database, "SELECT count(*) FROM time_slots") == 0
    form = page.form(HOURS)
    both = await asyncio.gather(desk.post(HOURS, form), desk.post(HOURS, form))
    assert all("times can be booked now" in one.words for one in both)
    assert await value(database, "SELECT count(*) FROM sessions") == 1
    made = await value(database, "SELECT count(*) FROM time_slots WHERE status = 'open'")
    assert isinstance(made, int)
    assert made > 400
    end = await desk.get(f"{HOURS}/1")
    assert "Nobody can book its times any more." in end.words
    gone = await desk.send(end, f"{HOURS}/1/end")
    assert "No sessions yet" in gone.words
    assert await value(database, "SELECT count(*) FROM time_slots WHERE status = 'open'") == 0
    assert (
        await desk.post(f"{HOURS}/1/end", end.form(f"{HOURS}/1/end") | {"x": "y"})
    ).status == 404
    await desk.send(gone, "/desk/undo/1")
    assert await value(database, "SELECT count(*) FROM time_slots WHERE status = 'open'") == made
    assert "To come" in (await desk.get(HOUSE)).words


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"line": "mon-fri 7:00-11:00 every 15 min"}, "How many people at once"),
        ({"line": "<b>x3"}, "On which days"),
        ({"line": f"{LINE} for Zaubertrank"}, "I know no test"),
        ({"day_0": "1", "opens": "07:00", "every": "15", "seats": "2"}, "From when to when"),
        ({"opens": "07:00", "closes": "08:00", "every": "15", "seats": "2"}, "On which days"),
        (FIELDS | {"opens2": "07:30"}, "Those hours overlap"),
        (FIELDS | {"last": "2020-01-01"}, "Until when"),
        (FIELDS | {"seats": "0"}, "How many people at once"),
        (FIELDS | {"every": "x"}, "How long is one slot"),
    ],
)
async def test_hours_that_are_unclear_are_asked_again_with_what_was_typed(
    desk: Desk, database: Database, asked: dict[str, str], words: str
) -> None:
    page = await desk.get(f"{HOURS}?{urlencode(asked)}")
    assert (page.status, words in page.words) == (422, True), page.words
    assert "<b>x3" not in page.text
    assert 'action="/desk/house/hours" class="tools"' not in page.text
    for name in ("opens", "every", "seats"):
        if asked.get(name):
            assert re.search(rf'name="{name}"[^>]* value="{asked[name]}"', page.text)
    form = page.form("/desk/out") | {"line": asked.get("line", "x")}
    refused = await desk.post(HOURS, form)
    assert refused.status == 422
    assert await value(database, "SELECT count(*) FROM sessions") == 0


async def test_a_seat_more_or_less_of_a_time_an_hour_a_day(desk: Desk, database: Database) -> None:
    ids = await slots_at(database, [nine() + n * timedelta(minutes=15) for n in (0, 1, 4)])
    seats = "SELECT capacity FROM time_slots ORDER BY id"
    day = f"{tomorrow()}"
    page = await desk.get(f"{SEATS}?day={day}")
    at = int(re.search(r'value="1\.(\d+)\.' + str(ids[0]), page.text)[1])  # type: ignore[index]
    for press, then in (
        (f"1.{at}.{ids[0]}", [2, 1, 1]),
        (f"1.{at}.0", [3, 2, 1]),
        ("1.0.0", [4, 3, 2]),
        (f"-1.{at}.{ids[1]}", [4, 2, 2]),
    ):
        form = page.form_of("seats") | {"seats": press}
        both = await asyncio.gather(desk.post(SEATS, form), desk.post(SEATS, form))
        page = both[0]
        assert "Changed:" in page.words
        assert [one for [one] in await rows(database, seats)] == then
    undo = max(map(int, re.findall(r"/desk/undo/(\d+)", page.text)))
    await desk.send(page, f"/desk/undo/{undo}")
    assert [one for [one] in await rows(database, seats)] == [4, 3, 2]
    for press in ("2.0.0", "x", "1.0", "", "1.9.999", f"1.99.{ids[0]}", "1.-1.0", "1.0.1e5"):
        form = page.form_of("seats") | {"seats": press}
        assert (await desk.post(SEATS, form)).status == 404, press
    assert [one for [one] in await rows(database, seats)] == [4, 3, 2]


async def test_seats_that_are_taken_stay(desk: Desk, database: Database) -> None:
    await visit_at(database, nine(), seats=1)
    page = await desk.get(f"{SEATS}?day={tomorrow()}")
    page = await desk.post(SEATS, page.form_of("seats") | {"seats": "-1.0.0"})
    assert "1 stay as they are" in page.words
    assert await value(database, "SELECT capacity FROM time_slots") == 1


async def test_a_test_is_added_edited_retired_and_offered_again(
    desk: Desk, database: Database
) -> None:
    page = await desk.get(TESTS)
    new = {"code": "crp", "name": "C-reactive; protein", "price": "12,50", "minutes": ""}
    page = await desk.send(page, TESTS, **new)
    assert page.url.path == f"{TESTS}/2"
    form = page.filled(f"{TESTS}/2")
    form |= {
        "name": "C-reactive protein",
        "price": "13",
        "minutes": "15",
        "fasting_hours": "8",
        "preparation": "Drink water.\r\nRest.",
        "synonyms": "CRP, Entzündung",
    }
    page = await desk.post(f"{TESTS}/2", form)
    assert "Saved." in page.words
    kept = """SELECT code, name, price::text, minutes, fasting_hours, preparation, synonyms
                FROM tests WHERE id = 2"""
    [row] = await rows(database, kept)
    assert tuple(row) == (
        *("CRP", "C-reactive protein", "13.00", 15, 8),
        *("Drink water.\r\nRest.", "CRP, Entzündung"),
    )
    form = page.filled(f"{TESTS}/2") | {"synonyms": "Entzündung, inflammation", "preparation": ""}
    page = await desk.post(f"{TESTS}/2", form)
    [row] = await rows(database, kept)
    assert tuple(row)[-2:] == ("", "Entzündung, inflammation")
    version = await value(database, "SELECT version FROM tests WHERE id = 2")
    page = await desk.post(f"{TESTS}/2", page.filled(f"{TESTS}/2"))
    assert await value(database, "SELECT version FROM tests WHERE id = 2") == version
    page = await desk.send(page, f"{TESTS}/2/retire")
    assert "Not offered any more" in page.words
    page = await desk.send(page, f"{TESTS}/2/offer")
    assert "Not offered any more" not in page.words
    page = await desk.send(page, f"{TESTS}/2/retire")
    undo = max(map(int, re.findall(r"/desk/undo/(\d+)", page.text)))
    await desk.send(page, f"/desk/undo/{undo}")
    assert not await value(database, "SELECT retired FROM tests WHERE id = 2")


@pytest.mark.parametrize(
    ("typed", "words", "status"),
    [
        ({"name": "x"}, "too short or too long", 422),
        ({"price": "9,5o"}, "price", 422),
        ({"price": "12 USD"}, "EUR", 422),
        ({"minutes": "0"}, "1 to 480", 422),
        ({"fasting_hours": "49"}, "0 to 48", 422),
        ({"preparation": "a" * 501}, "500 characters", 422),
        ({"synonyms": "a"}, "2 to 60 characters", 422),
        ({"name": "New <name>", "minutes": "481"}, "1 to 480", 422),
    ],
)
async def test_a_field_that_cannot_be_kept_keeps_all_of_the_form(
    desk: Desk, database: Database, typed: dict[str, str], words: str, status: int
) -> None:
    page = await desk.get(f"{TESTS}/1")
    form = page.filled(f"{TESTS}/1") | typed
    page = await desk.post(f"{TESTS}/1", form)
    assert (page.status, words in page.words) == (status, True), page.words
    assert page.text.count('aria-invalid="true"') == 1
    again = page.filled(f"{TESTS}/1")
    for name, text in typed.items():
        assert again[name].replace("&lt;", "<").replace("&gt;", ">") == text
    assert again["version"] == "1"
    assert await value(database, "SELECT version FROM tests WHERE id = 1") == 1


async def test_a_new_test_that_is_refused_keeps_what_was_typed(
    desk: Desk, database: Database
) -> None:
    page = await desk.get(TESTS)
    for typed, status in (
        ({"code": "CBC", "name": "Blood", "price": "3", "minutes": ""}, 409),
        ({"code": "a b", "name": "Blood", "price": "3", "minutes": ""}, 422),
        ({"code": "AB", "name": "Blood", "price": "x", "minutes": ""}, 422),
        ({"code": "AB", "name": "Blood", "price": "3", "minutes": "x"}, 422),
        ({"code": "AB", "name": "Blood", "price": "", "minutes": "5"}, 422),
    ):
        refused = await desk.send(page, TESTS, **typed)
        assert (refused.status, 'value="Blood"' in refused.text) == (status, True), typed
    assert await value(database, "SELECT count(*) FROM tests") == 1


async def test_of_two_who_edit_one_test_the_second_reads_what_changed(
    desk: Desk, running_bot: Bot, database: Database
) -> None:
    mine = (await desk.get(f"{TESTS}/1")).filled(f"{TESTS}/1")
    async with browser(running_bot.url) as other:
        await signed_in(other, database, OTTO)
        form = (await other.get(f"{TESTS}/1")).filled(f"{TESTS}/1") | {"price": "11.00"}
        assert (await other.post(f"{TESTS}/1", form)).status == 200
    late = await desk.post(f"{TESTS}/1", mine | {"price": "12.00", "minutes": "20"})
    assert late.status == 412
    assert "Otto changed test 1" in late.words
    assert re.search(r"Price\s+9\.50 →\s+11\.00\s+You typed: 12\.00", late.words)
    assert "Minutes 10" not in late.words
    assert await value(database, PRICE) == "11.00"
    again = late.filled(f"{TESTS}/1")
    assert (again["price"], again["was_price"], again["minutes"]) == ("12.00", "11.00", "20")
    saved = await desk.post(f"{TESTS}/1", again)
    assert "Saved." in saved.words
    assert await value(database, PRICE) == "12.00"
    old = await desk.post(f"{TESTS}/1/retire", {name: mine[name] for name in SHORT})
    assert old.status == 412
    assert "Otto" not in old.words
    assert "→" not in old.words
    assert (await desk.post(f"{TESTS}/1", old.filled(f"{TESTS}/1"))).status == 200
    assert not await value(database, "SELECT retired FROM tests WHERE id = 1")


async def test_a_branch_is_added_by_owners_edited_pinned_and_chosen(
    running_bot: Bot, database: Database
) -> None:
    async with browser(running_bot.url) as owner:
        home = await signed_in(owner, database, OTTO)
        assert "The branch that you see" not in home.words
        page = await owner.get(LABS)
        new = {"name": "Branch South", "address": "5 Park Road; left", "zone": "Mumbai"}
        page = await owner.send(page, LABS, **new)
        assert page.url.path == f"{LABS}/2"
        form = page.filled(f"{LABS}/2")
        form |= {"currency": "inr", "languages": "हिन्दी, english", "opening": "Mon-Fri 7-11"}
        page = await owner.post(f"{LABS}/2", form)
        assert "Saved." in page.words
        page = await owner.send(page, f"{LABS}/2/pin", pin="19.0176, 72.8562")
        assert page.status == 200
        kept = """SELECT name, address, zone, currency, languages, opening, latitude FROM labs
                   WHERE id = 2"""
        [row] = await rows(database, kept)
        assert tuple(row) == (
            *("Branch South", "5 Park Road; left", "Asia/Kolkata", "INR", "hi, en"),
            *("Mon-Fri 7-11", 19.0176),
        )
        bad = await owner.send(page, f"{LABS}/2/pin", pin="91, <7>")
        assert (bad.status, "two numbers" in bad.words) == (422, True)
        assert 'value="91, &lt;7&gt;"' in bad.text
        version = "SELECT version FROM labs WHERE id = 2"
        before = await value(database, version)
        await owner.post(f"{LABS}/2", bad.filled(f"{LABS}/2"))
        assert await value(database, version) == before, "nothing was changed in that form"
        taken = await owner.post(f"{LABS}/2", page.filled(f"{LABS}/2") | {"name": "Lab"})
        assert taken.status == 409
        await slots_at(database, [nine()])
        first = await owner.post(
            f"{LABS}/1", (await owner.get(f"{LABS}/1")).filled(f"{LABS}/1") | {"zone": "Tokyo"}
        )
        assert first.status == 422
        shown = await owner.get(HOUSE)
        assert "The branch that you see" in shown.words
        there = await owner.send(shown, "/desk/here", lab="2")
        assert there.url.path == HOUSE
        assert "Branch South" in there.words
        assert await value(database, "SELECT lab_id FROM accounts WHERE id = :id", id=OTTO.id) == 2
        assert "Branch South" in (await owner.get("/desk")).words
        for lab in ("99", "x", "", "9" * 30):
            assert (await owner.send(shown, "/desk/here", lab=lab)).status == 404
        away = await owner.send(shown, "/desk/here", lab="1", place="//evil.example")
        assert away.url.path == "/desk"
    async with browser(running_bot.url) as manager:
        await signed_in(manager, database, MIRA)
        page = await manager.get(LABS)
        assert 'action="/desk/house/labs"' not in page.text
        form = page.form("/desk/out") | new
        assert (await manager.post(LABS, form)).status == 404


async def test_what_is_not_there_is_not_found(desk: Desk, database: Database) -> None:
    await sql(database, "INSERT INTO accounts (id, locale) VALUES (5, 'en')")
    page = await desk.get(f"{TESTS}/1")
    form = page.filled(f"{TESTS}/1")
    for path in (f"{TESTS}/99", f"{LABS}/99", f"{HOURS}/99", f"{TESTS}/{'9' * 18}"):
        assert (await desk.get(path)).status == 404, path
    for path in (f"{TESTS}/99", f"{TESTS}/99/retire", f"{LABS}/99", f"{HOURS}/99/end"):
        assert (await desk.post(path, form)).status == 404, path
    for version in ("", "x", "-1", "²", "9" * 40):
        odd = await desk.post(f"{TESTS}/1", form | {"version": version, "name": "Other"})
        assert odd.status == 404, version
    assert await value(database, "SELECT name FROM tests") == "Complete blood count"

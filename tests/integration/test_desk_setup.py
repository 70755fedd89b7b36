"""The first run in a browser: an owner's way from an empty house to one that can be booked."""

import asyncio
import re
from collections.abc import AsyncIterator
from io import BytesIO
from xml.etree import ElementTree as ET

import pytest
from aiogram.exceptions import TelegramNetworkError
from aiogram.methods import GetMe
from PIL import Image

from db.uow import Database
from tests.support.bookings import CARL, DORA, MIRA, OLGA, OTTO, value
from tests.support.bot import Bot
from tests.support.clinic import rows
from tests.support.desk import Desk, Page, browser, hire, signed_in
from tests.support.series import sql

SETUP = "/desk/house/setup"
NOT_FOUND = "That was not found"
PLACES = ("", "/day", "/week", "/patients", "/messages", "/numbers", "/audit", "/workers", "/team")
MORE = (
    *("/close", "/book", "/browsers", "/house", "/house/hours", "/house/seats", "/house/tests"),
    *("/house/labs", "/house/setup", "/house/setup/name", "/house/setup/address"),
    *("/house/setup/pin", "/house/setup/basics", "/house/setup/hours", "/house/setup/tests"),
    "/house/setup/team",
)


@pytest.fixture(autouse=True)
async def people(database: Database) -> None:
    staff = ((CARL, "Carl"), (DORA, "Dora"), (MIRA, "Mira"), (OTTO, "Otto"), (OLGA, "Olga"))
    for one, name in staff:
        await hire(database, one, name)


@pytest.fixture
async def desk(running_bot: Bot, database: Database) -> AsyncIterator[Desk]:
    """Otto's, who owns an empty house."""
    async with browser(running_bot.url) as one:
        await signed_in(one, database, OTTO)
        yield one


async def answers(desk: Desk, step: str, text: str) -> Page:
    page = await desk.get(f"{SETUP}/{step}")
    return await desk.send(page, f"{SETUP}/{step}", text=text)


async def test_nobody_reads_not_found_in_an_empty_house(
    running_bot: Bot, database: Database
) -> None:
    for actor in (CARL, DORA, MIRA, OTTO):
        async with browser(running_bot.url) as one:
            home = await signed_in(one, database, actor)
            places = set(re.findall(r'<li><a href="/desk([^"]*)"', home.text)) | {""}
            asked = PLACES + MORE if actor is OTTO else sorted(places)
            for path in asked:
                page = await one.get(f"/desk{path}")
                assert NOT_FOUND not in page.words, (actor.role, path)
                assert page.status == 200 or "an owner does that" in page.words, path
        if actor is OTTO:
            assert home.url.path == SETUP


async def test_from_an_empty_house_to_one_that_is_open(desk: Desk, database: Database) -> None:
    await sql(database, "UPDATE accounts SET role = 'patient' WHERE id <> :id", id=OTTO.id)
    page = await desk.get("/desk")
    assert page.url.path == SETUP
    assert "Go on: Name" in page.words
    page = await answers(desk, "name", "Lab <Linden>")
    assert page.url.path == f"{SETUP}/address"
    assert "Step 2 of 7" in page.words
    page = await answers(desk, "address", "1 Linden Street, Mumbai")
    assert page.url.path == f"{SETUP}/pin"
    page = await answers(desk, "pin", "19.0176, 72.8562")
    assert page.url.path == f"{SETUP}/basics"
    assert "Asia/Kolkata" in page.words
    assert "INR" in page.words
    page = await desk.send(page, f"{SETUP}/basics", field="zone", text="Berlin")
    assert "Europe/Berlin" in page.words
    assert "EUR" in page.words
    page = await desk.send(page, f"{SETUP}/basics", field="languages", text="Deutsch, english")
    page = await desk.send(page, f"{SETUP}/right")
    assert page.url.path == f"{SETUP}/hours"
    page = await desk.get(f"{SETUP}/hours?line=mon-sun+7:00-20:00+every+15+min+x3")
    page = await desk.send(page, f"{SETUP}/hours")
    assert page.url.path == f"{SETUP}/tests"
    assert "times can be booked now" in page.words
    page = await desk.send(page, f"{SETUP}/tests", price_GLU="6,50", price_TSH=" 16 ")
    assert page.url.path == f"{SETUP}/team"
    assert "Added: 2 tests can be booked." in page.words
    page = await desk.send(page, f"{SETUP}/team", role="desk", name="Dana")
    assert re.search(r"https://t\.me/\w+\?start=join_[\w-]{32}", page.text)
    page = await desk.get(SETUP)
    assert "Your lab is open: patients can book." in page.words
    assert "Lab &lt;Linden&gt;" in page.text
    named = await rows(database, "SELECT code, name, price::text FROM tests ORDER BY code")
    assert named == [("GLU", "Nüchternblutzucker", "6.50"), ("TSH", "TSH (Schilddrüse)", "16.00")]
    assert (await desk.get("/desk")).url.path == "/desk"


async def test_a_double_click_makes_one_lab_and_one_invitation_with_the_same_link(
    desk: Desk, database: Database
) -> None:
    page = await desk.get(f"{SETUP}/name")
    form = page.form(f"{SETUP}/name") | {"text": "Lab"}
    both = await asyncio.gather(*(desk.post(f"{SETUP}/name", form) for _ in range(2)))
    assert [one.url.path for one in both] == [f"{SETUP}/address"] * 2
    page = await desk.get(f"{SETUP}/team")
    form = page.form(f"{SETUP}/team") | {"name": "Dana", "role": "collector"}
    both = await asyncio.gather(*(desk.post(f"{SETUP}/team", form) for _ in range(2)))
    [link] = {re.findall(r"start=join_[\w-]+", one.text)[0] for one in both}
    assert await value(database, "SELECT count(*) FROM invites") == 1
    assert link not in (await desk.get(f"{SETUP}/team")).text


@pytest.mark.parametrize("path", [f"{SETUP}/team", "/desk/team/invites"])
async def test_while_telegram_is_away_nobody_is_invited_by_a_link_that_is_never_shown(
    desk: Desk,
    running_bot: Bot,
    database: Database,
    monkeypatch: pytest.MonkeyPatch,
    path: str,
) -> None:
    await desk.send(await desk.get(f"{SETUP}/name"), f"{SETUP}/name", text="Lab")
    page = await desk.get(path.removesuffix("/invites"))
    form = page.form(path) | {"name": "Dana", "role": "desk"}
    bot = running_bot.deps.bot

    async def away() -> None:
        raise TelegramNetworkError(GetMe(), "away")

    with monkeypatch.context() as patched:
        patched.setattr(bot, "me", away)
        answer = await desk.post(path, form)
    assert (answer.status, "Just a moment" in answer.words) == (503, True)
    assert await value(database, "SELECT count(*) FROM invites") == 0
    assert "start=join_" in (await desk.post(path, form)).text
    assert await value(database, "SELECT count(*) FROM invites") == 1


async def test_of_two_owners_who_open_the_lab_one_does_and_the_other_reads_it(
    desk: Desk, running_bot: Bot, database: Database
) -> None:
    page = await desk.get(f"{SETUP}/name")
    async with browser(running_bot.url) as other:
        await signed_in(other, database, OLGA)
        await answers(other, "name", "Lab Olga")
        address = await other.get(f"{SETUP}/address")
        late = await desk.send(page, f"{SETUP}/name", text="Lab Otto")
        assert (late.status, "Now: Lab Olga" in late.words) == (412, True)
        assert 'value="Lab Otto"' in late.text
        done = await desk.send(late, f"{SETUP}/name", text="Lab of both")
        assert done.status == 200
        met = await other.send(address, f"{SETUP}/address", text="2 Street")
        assert met.status == 412
        assert (await other.send(met, f"{SETUP}/address", text="2 Street")).status == 200
    [lab] = await rows(database, "SELECT name, address FROM labs")
    assert lab == ("Lab of both", "2 Street")


async def test_what_cannot_be_kept_is_asked_again_with_what_was_typed(
    desk: Desk, database: Database
) -> None:
    short = await answers(desk, "name", "<")
    assert (short.status, 'value="&lt;"' in short.text) == (422, True)
    assert await value(database, "SELECT count(*) FROM labs") == 0
    await answers(desk, "name", "Lab Linden")
    pin = await answers(desk, "pin", "52.5 <b>")
    assert (pin.status, "52.5 &lt;b&gt;" in pin.text) == (422, True)
    page = await desk.get(f"{SETUP}/basics")
    for field, text in (("zone", "Nowhere <x>"), ("currency", "shells"), ("languages", "Elvish")):
        odd = await desk.send(page, f"{SETUP}/basics", field=field, text=text)
        assert odd.status == 422, field
        assert odd.text.count('aria-invalid="true"') == 1
    assert (await desk.send(page, f"{SETUP}/basics", field="name", text="x")).status == 404
    page = await desk.get(f"{SETUP}/tests")
    none = await desk.send(page, f"{SETUP}/tests")
    assert (none.status, "the price of one test at least" in none.words) == (422, True)
    odd = await desk.send(page, f"{SETUP}/tests", price_GLU="6.50", price_TSH="<free>")
    assert odd.status == 422
    wrong = re.findall(r'name="price_(\w+)"[^>]*aria-invalid', odd.text)
    assert wrong == ["TSH"]
    assert 'value="6.50"' in odd.text
    assert 'value="&lt;free&gt;"' in odd.text
    assert await value(database, "SELECT count(*) FROM tests") == 0
    page = await desk.get(f"{SETUP}/team")
    for name, role, status in ((" ", "desk", 422), ("Dana", "patient", 404), ("Dana", "", 404)):
        odd = await desk.send(page, f"{SETUP}/team", name=name, role=role)
        assert odd.status == status, (name, role)
    assert await value(database, "SELECT count(*) FROM invites") == 0


async def test_every_step_can_be_left_and_taken_up_again(
    desk: Desk, running_bot: Bot, database: Database
) -> None:
    await answers(desk, "name", "Lab Linden")
    seen = []
    page = await desk.get(f"{SETUP}/address")
    while later := re.search(r'href="([^"]+)">Later', page.text):
        seen.append(page.url.path.rpartition("/")[2])
        page = await desk.get(later[1])
    assert seen == ["address", "pin", "basics", "hours", "tests"], "there is a team"
    assert (page.url.path, "Go on: Address" in page.words) == (SETUP, True)
    async with browser(running_bot.url) as other:
        home = await signed_in(other, database, OLGA)
        assert home.url.path == "/desk"
        assert "Go on: Address" in (await other.get(SETUP)).words


async def test_patients_get_a_link_and_a_code_once_it_is_open(
    desk: Desk, database: Database
) -> None:
    await answers(desk, "name", "Lab Linden")
    assert "patients.svg" not in (await desk.get(SETUP)).text
    page = await desk.get(f"{SETUP}/hours?line=mon-sun+7:00-20:00+every+15+min+x3")
    await desk.send(page, f"{SETUP}/hours")
    await desk.send(await desk.get(f"{SETUP}/tests"), f"{SETUP}/tests", price_CBC="9.50")
    page = await desk.get(SETUP)
    assert "Patients book here: https://t.me/" in page.words
    svg = await desk.get("/desk/house/patients.svg")
    assert svg.headers["Content-Type"] == "image/svg+xml"
    assert ET.fromstring(svg.text).tag.endswith("svg")
    assert "style" not in svg.text
    async with desk.fetch("/desk/house/patients.png") as png:
        assert Image.open(BytesIO(await png.read())).width > 300
    assert "style=" not in page.text


async def test_roles_below_owners_have_no_setup(running_bot: Bot, database: Database) -> None:
    await sql(database, "INSERT INTO labs (name, address, zone) VALUES ('L', 'A', 'UTC')")
    async with browser(running_bot.url) as one:
        await signed_in(one, database, MIRA)
        page = await one.get("/desk/house/tests")
        assert SETUP not in page.text
        form = page.form("/desk/out") | {"text": "X Y", "version": "1", "price_CBC": "3"}
        form |= {"role": "owner", "name": "Mira", "field": "zone", "line": "mon 7-8 every 5 min x1"}
        for step in ("name", "address", "pin", "basics", "right", "tests", "team"):
            assert (await one.post(f"{SETUP}/{step}", form)).status == 404, step
    assert await value(database, "SELECT version FROM labs") == 1
    assert await value(database, "SELECT count(*) FROM tests") == 0
    assert await value(database, "SELECT count(*) FROM invites") == 0

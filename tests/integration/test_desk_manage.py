"""The pages of managers and owners: for them alone, and true."""

import asyncio
import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode

import pytest

from actions.account import api_key
from actions.account.account import Defaults
from db.uow import Database
from domain.account.access import Scope
from tests.support.bookings import DORA, MIRA, OTTO, booked, furnish, slots_at, value
from tests.support.bot import Bot
from tests.support.clinic import nine, soon, tomorrow
from tests.support.desk import Desk, browser, hire, signed_in, visit_at
from tests.support.series import sql
from tests.support.zone import ZONE

KEY = re.compile(r"sb_[a-z0-9]{8}_[\w-]{43}")


@pytest.fixture(autouse=True)
async def house(database: Database) -> None:
    await furnish(database, ZONE)
    for one, name in ((DORA, "Dora"), (MIRA, "Mira"), (OTTO, "Otto")):
        await hire(database, one, name)


@pytest.fixture
async def desk(running_bot: Bot, database: Database) -> AsyncIterator[Desk]:
    """Otto's, who owns it."""
    async with browser(running_bot.url) as one:
        await signed_in(one, database, OTTO)
        yield one


async def test_each_role_is_shown_its_pages_and_no_others(
    running_bot: Bot, database: Database
) -> None:
    managers = ("numbers", "audit", "workers", "settings", "broadcasts", "close")
    owners = ("team", "team/webhooks")
    for actor, may in ((DORA, ()), (MIRA, managers), (OTTO, managers + owners)):
        async with browser(running_bot.url) as one:
            home = await signed_in(one, database, actor)
            for name in managers + owners:
                is_there = name in may
                is_listed = name not in {"close", "team/webhooks"}
                assert (f'href="/desk/{name}"' in home.text) == (is_there and is_listed)
                assert (await one.get(f"/desk/{name}")).status == (200 if is_there else 404)
            form = home.form("/desk/out") | {"name": "x", "may_read": "on"}
            if actor is not OTTO:
                assert (await one.post("/desk/keys", form)).status == 404


async def test_a_key_is_shown_once_lets_a_program_in_and_is_ended(
    desk: Desk, database: Database
) -> None:
    page = await desk.get("/desk/team")
    form = page.form("/desk/keys") | {"name": "Website", "may_read": "on", "days": "30"}
    both = await asyncio.gather(desk.post("/desk/keys", form), desk.post("/desk/keys", form))
    [shown] = {KEY.findall(one.text)[0] for one in both}
    assert await value(database, "SELECT count(*) FROM api_keys") == 1
    now = datetime.now(UTC)
    async with database.begin() as uow:
        holder = await api_key.come_in(uow, shown, Defaults(ZONE, ()), now)
    assert (holder.key.name, holder.key.scopes) == ("Website", frozenset({Scope.READ}))
    assert holder.key.expires_at is not None
    assert 29 <= (holder.key.expires_at - now).days <= 30
    again = await desk.get("/desk/team")
    assert shown not in again.text
    assert "Website" in again.words
    ended = await desk.send(again, "/desk/keys/1/end")
    assert "Website" not in ended.words
    assert await value(database, "SELECT ended_at IS NOT NULL FROM api_keys")


async def test_a_key_without_a_name_or_a_use_is_refused_with_what_was_typed(
    desk: Desk, database: Database
) -> None:
    page = await desk.get("/desk/team")
    form = page.form("/desk/keys") | {"name": "Web<i>site", "days": "x"}
    none = await desk.post("/desk/keys", form)
    assert (none.status, "choose what the key may be used for" in none.words) == (422, True)
    assert 'value="Web&lt;i&gt;site"' in none.text
    page = await desk.get("/desk/team")
    blank = await desk.post("/desk/keys", page.form("/desk/keys") | {"name": " ", "may_read": "on"})
    assert blank.status == 422
    assert await value(database, "SELECT count(*) FROM api_keys") == 0


DONE = """
    INSERT INTO audit_log (at, actor_id, action, subject, subject_id)
    SELECT now(), CAST(:actor AS bigint),
           CASE n % 2 WHEN 0 THEN 'booking_arrived' ELSE 'booking_put_back' END, 'booking', n
      FROM generate_series(1, 44) AS n"""


async def test_the_audit_is_searched_and_leafed_through(desk: Desk, database: Database) -> None:
    await sql(database, DONE, actor=DORA.id)
    page = await desk.get("/desk/audit")
    assert "Dora put booking 43 back" in page.words
    older = re.search(r'href="(/desk/audit\?before=\d+)"', page.text)
    assert older
    assert "Otto signed in with a browser" in (await desk.get(older[1])).words
    found = await desk.get("/desk/audit?q=arrived")
    assert found.text.count("as arrived") == 22
    for words in ("'; --", "%25", "read Ann Lee", "999", "2026-13-99"):
        assert (await desk.get(f"/desk/audit?q={words}")).status == 200


async def test_a_table_of_the_days_that_are_shown_is_taken_along_and_written_down(
    desk: Desk, running_bot: Bot, database: Database
) -> None:
    await visit_at(database, soon(), "=Ann Lee")
    path = "/desk/numbers/export"
    page = await desk.get("/desk/numbers?span=month")
    table = await desk.send(page, path, what="bookings")
    assert table.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert re.search(r'attachment; filename="bookings-[\d-]+\.csv"', str(table.headers))
    names, line, *_ = table.text.removeprefix("\ufeff").splitlines()
    assert "patient" in names
    assert "'=Ann Lee" in line
    logged = "SELECT count(*) FROM audit_log WHERE action = 'bookings_exported'"
    assert await value(database, logged) == 1
    for wrong in ({"what": "patients"}, {"first": "x"}, {"first": "1900-01-01"}, {"last": ""}):
        assert (await desk.send(page, path, **({"what": "bookings"} | wrong))).status == 404
    async with browser(running_bot.url) as other:
        home = await signed_in(other, database, DORA)
        own = home.form("/desk/next") | {"first": "2026-11-01", "last": "2026-11-30"}
        assert (await other.post(path, own | {"what": "bookings"})).status == 404
    assert await value(database, logged) == 1


async def test_numbers_are_drawn_and_listed(desk: Desk, database: Database) -> None:
    await visit_at(database, soon())
    for query in ("", "?span=day", "?span=month", "?span=x", "?span=day&day=0001-01-01"):
        page = await desk.get(f"/desk/numbers{query}")
        assert page.status == 200, query
    day = await desk.get("/desk/numbers?span=month")
    assert 'class="bar-booked"' in day.text
    assert "<title>" in day.text


async def test_an_hour_is_closed_after_a_look_at_whom_it_hits_and_opened_again(
    desk: Desk, database: Database
) -> None:
    number = await visit_at(database, nine(), "Ann Lee")
    [other] = await slots_at(database, [nine() + timedelta(hours=2)])
    day = f"{tomorrow()}"
    asked = {"first": f"{day}T09:00", "end": f"{day}T10:00", "reason": "analyser <down>"}
    page = await desk.get(f"/desk/close?{urlencode(asked)}")
    assert "1 patient: 1 fits the same day" in page.words
    assert "&lt;down&gt;" in page.text
    open_slots = "SELECT count(*) FROM time_slots WHERE status = 'open'"
    assert await value(database, open_slots) == 2
    form = page.form("/desk/close") | {"mode": "offer"}
    both = await asyncio.gather(desk.post("/desk/close", form), desk.post("/desk/close", form))
    assert [one.url.path for one in both] == ["/desk/closures/1"] * 2
    assert "Ann Lee" in both[0].words
    assert await value(database, open_slots) == 1
    assert await booked(database, other) == 1  # held for her
    await desk.send(await desk.get("/desk/closures/1"), "/desk/undo/1")
    assert await value(database, open_slots) == 2
    assert await booked(database, other) == 0
    assert (
        await value(database, "SELECT status FROM bookings WHERE id = :id", id=number) == "booked"
    )


async def test_a_stretch_that_is_none_or_shut_is_refused_with_what_was_typed(
    desk: Desk, database: Database
) -> None:
    day = f"{tomorrow()}"
    for first, end, words in (
        (f"{day}T10:00", f"{day}T09:00", "does not end after it begins"),
        (f"{day}T10:00", "", "which day"),
        ("x", "y", "which day"),
        ("2026-01-01T00:00", "2027-01-01T00:00", "At most 92 days"),
    ):
        asked = urlencode({"first": first, "end": end, "reason": "why not"})
        page = await desk.get(f"/desk/close?{asked}")
        assert (page.status, words in page.words) == (422, True), (first, page.words)
        assert 'value="why not"' in page.text
    asked = urlencode({"first": f"{day}T09:00", "end": f"{day}T10:00"})
    page = await desk.get(f"/desk/close?{asked}")
    shut = await desk.send(page, "/desk/close", mode="cancel")
    assert (shut.status, "nothing to close" in shut.words) == (409, True)
    assert await value(database, "SELECT count(*) FROM closures") == 0

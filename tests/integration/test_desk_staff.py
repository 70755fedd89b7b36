"""Settings, broadcasts, team and webhooks in a browser: what chat does and refuses, and no more."""

import asyncio
import re
from collections.abc import AsyncIterator
from datetime import timedelta
from html import unescape

import pytest

from actions.caps import FRESH
from db.uow import Database
from tests.support.bookings import ALICE, BOB, DORA, MIRA, OLGA, OTTO, furnish, slots_at, value
from tests.support.bot import Bot
from tests.support.clinic import nine, rows
from tests.support.desk import Desk, browser, hire, signed_in, visit_at
from tests.support.series import sql
from tests.support.zone import ZONE

SECRET = re.compile(r"whsec_[\w+/=]{40,}")
LINK = re.compile(r"https://t\.me/\w+\?start=(join_[\w-]{32})")
HOOKS = "/desk/team/webhooks"


@pytest.fixture(autouse=True)
async def house(database: Database) -> None:
    await furnish(database, ZONE)
    for one, name in ((DORA, "Dora"), (MIRA, "Mira"), (OTTO, "Otto"), (OLGA, "Olga")):
        await hire(database, one, name)


@pytest.fixture
async def desk(running_bot: Bot, database: Database) -> AsyncIterator[Desk]:
    """Otto's, who owns it."""
    async with browser(running_bot.url) as one:
        await signed_in(one, database, OTTO)
        yield one


@pytest.fixture
async def theirs(running_bot: Bot, database: Database) -> AsyncIterator[Desk]:
    """Dora's, of the desk."""
    async with browser(running_bot.url) as one:
        await signed_in(one, database, DORA)
        yield one


FORMS = (
    *("/desk/settings/visits_a_day", "/desk/broadcasts", "/desk/broadcasts/preview"),
    *("/desk/broadcasts/try", "/desk/broadcasts/1/stop", "/desk/team/1/role"),
    *("/desk/team/invites", "/desk/team/invites/1/withdraw", HOOKS, f"{HOOKS}/1/test"),
    *(f"{HOOKS}/1/secret", f"{HOOKS}/1/end"),
)
ALL = {
    "number": "1",
    "seen": "-1",
    "kind": "a",
    "text": "Hello",
    "role": "owner",
    "name": "Eve",
    "url": "https://example.com/",
    "of_booking": "on",
    "generation": "1",
}


@pytest.mark.parametrize("path", FORMS)
async def test_below_a_manager_every_form_is_not_found(
    theirs: Desk, database: Database, path: str
) -> None:
    form = (await theirs.get("/desk")).form("/desk/out")
    assert (await theirs.post(path, form | ALL)).status == 404
    assert (await theirs.post(path, ALL)).status == 403  # a form of nobody
    for table in ("house_settings", "broadcasts", "invites", "webhook_endpoints"):
        assert await value(database, f"SELECT count(*) FROM {table}") == 0


async def test_a_setting_is_saved_once_shown_as_set_and_undone(
    desk: Desk, database: Database
) -> None:
    path = "/desk/settings/visits_a_day"
    page = await desk.get("/desk/settings")
    assert "configuration says." in page.words
    assert "Set by a manager." not in page.words
    form = page.form(path) | {"number": "1"}
    both = await asyncio.gather(desk.post(path, form), desk.post(path, form))
    assert [one.url.path for one in both] == ["/desk/settings"] * 2
    assert "Visits on one day: 1. It holds for everybody" in both[0].words
    assert "Set by a manager." in both[0].words
    assert "As usual: 4" in both[0].words
    assert await rows(database, "SELECT name, number FROM house_settings") == [("visits_a_day", 1)]
    undo = await value(database, "SELECT id FROM undos")
    await desk.send(both[0], f"/desk/undo/{undo}")
    assert await rows(database, "SELECT number FROM house_settings") == [(None,)]
    again = await desk.send(await desk.get("/desk/settings"), path, number="0")
    assert "no limit" in again.words
    usual = await desk.send(again, path, usual="1")
    assert "Visits on one day: 4." in usual.words
    assert await rows(database, "SELECT number FROM house_settings") == [(None,)]


async def test_a_setting_that_is_none_is_refused_with_what_was_typed(
    desk: Desk, database: Database
) -> None:
    path = "/desk/settings/max_series"
    for typed, shown in (("many", "many"), ("-1", "-1"), ("", ""), ('"><b>', "&#34;&gt;&lt;b&gt;")):
        page = await desk.send(await desk.get("/desk/settings"), path, number=typed)
        assert (page.status, "whole number from 0 to 100000" in page.words) == (422, True)
        assert f'value="{shown}" aria-describedby="a-max_series"' in page.text
    page = await desk.get("/desk/settings")
    stale = page.form(path) | {"number": "7", "seen": "8"}
    late = await desk.post(path, stale)
    assert (late.status, "Somebody has changed that meanwhile" in late.words) == (409, True)
    for bad in ({"seen": "x"}, {"seen": ""}):
        assert (await desk.post(path, page.form(path) | {"number": "7"} | bad)).status == 404
    unknown = page.form(path) | {"number": "7"}
    assert (await desk.post("/desk/settings/max_dogs", unknown)).status == 404
    assert await value(database, "SELECT count(*) FROM house_settings") == 0


async def test_a_setting_holds_for_programs_too(
    desk: Desk, running_bot: Bot, database: Database
) -> None:
    page = await desk.get("/desk/settings")
    await desk.send(page, "/desk/settings/max_messages", number="1")
    caps = running_bot.deps.settings.caps
    assert caps.limits.messages == 1000
    await asyncio.sleep(FRESH.total_seconds() + 0.2)
    key = await desk.get("/desk/team")
    form = key.form("/desk/keys") | {"name": "Shop", "may_messages": "on", "days": "30"}
    made = await desk.post("/desk/keys", form)
    [secret] = re.findall(r"sb_[a-z0-9]{8}_[\w-]{43}", made.text)
    statuses = [await plan(running_bot, secret, number) for number in range(2)]
    assert statuses == [201, 409]


async def plan(bot: Bot, key: str, number: int) -> int:
    headers = {"Authorization": f"Bearer {key}", "Idempotency-Key": f"n{number}"}
    at = (nine() + timedelta(hours=number)).isoformat()
    async with browser(bot.url) as one:
        asked = one._http.post(
            f"{bot.url}/api/v1/messages", json={"text": "Tea", "at": at}, headers=headers
        )
        async with asked as answer:
            return answer.status


async def test_a_colleague_is_invited_by_a_link_that_is_shown_once(
    desk: Desk, database: Database
) -> None:
    page = await desk.get("/desk/team")
    form = page.form("/desk/team/invites") | {"name": "Emil", "role": "desk"}
    path = "/desk/team/invites"
    both = await asyncio.gather(desk.post(path, form), desk.post(path, form))
    [token] = {LINK.findall(one.text)[0] for one in both}
    assert await rows(database, "SELECT name, role FROM invites") == [("Emil", "desk")]
    again = await desk.get("/desk/team")
    assert token not in again.text
    assert "invited until" in again.words
    end = f"{path}/{await value(database, 'SELECT id FROM invites')}/withdraw"
    gone = await desk.send(again, end)
    assert "does not work any more" in gone.words
    assert "invited until" not in gone.words
    late = await desk.send(again, end)
    assert late.status == 200  # the same form again is the same deed
    form = (await desk.get("/desk/team")).form(path)
    assert (await desk.post(end, form)).status == 404


@pytest.mark.parametrize(
    ("name", "role", "status"),
    [("", "desk", 422), ("x" * 41, "desk", 422), ("Emil", "patient", 404), ("Emil", "king", 404)],
)
async def test_an_invitation_that_is_none_is_refused(
    desk: Desk, database: Database, name: str, role: str, status: int
) -> None:
    page = await desk.get("/desk/team")
    answer = await desk.send(page, "/desk/team/invites", name=name, role=role)
    assert answer.status == status
    if status == 422:
        assert "at most 40 characters" in answer.words
        assert f'maxlength="40" autocomplete="off" required value="{name}"' in answer.text
    assert await value(database, "SELECT count(*) FROM invites") == 0


async def test_another_role_is_given_and_its_browser_is_out_at_once(
    desk: Desk, theirs: Desk, database: Database
) -> None:
    path = f"/desk/team/{DORA.id}/role"
    page = await desk.get("/desk/team")
    changed = await desk.send(page, path, role="manager")
    assert "told in chat" in changed.words
    assert (await theirs.get("/desk")).status == 401
    await signed_in(theirs, database, DORA)
    assert (await theirs.get("/desk/settings")).status == 200
    form = changed.form(path) | {"role": "patient"}
    both = await asyncio.gather(desk.post(path, form), desk.post(path, form))
    assert [one.status for one in both] == [200, 200]
    assert "Dora" not in both[0].words
    assert (await theirs.get("/desk")).status == 401
    found = "SELECT role FROM accounts WHERE id = :id"
    assert await value(database, found, id=DORA.id) == "patient"


async def test_nobody_changes_themselves_a_patient_or_what_has_changed(
    desk: Desk, database: Database
) -> None:
    page = await desk.get("/desk/team")
    assert f"/desk/team/{OTTO.id}/role" not in page.text
    form = page.form("/desk/team/invites")
    for number, seen, status in (
        *((OTTO.id, "owner", 404), (ALICE.id, "patient", 404), (1, "desk", 404)),
        *((DORA.id, "manager", 409), (DORA.id, "king", 404)),
    ):
        asked = form | {"role": "collector", "seen": seen}
        answer = await desk.post(f"/desk/team/{number}/role", asked)
        assert answer.status == status, (number, seen)
        assert "how it is now" in answer.words
    kept = "SELECT count(*) FROM accounts WHERE role <> 'patient'"
    assert await value(database, kept) == 4


async def test_of_two_owners_who_revoke_each_other_one_stays(
    desk: Desk, running_bot: Bot, database: Database
) -> None:
    async with browser(running_bot.url) as other:
        await signed_in(other, database, OLGA)
        pages = [await one.get("/desk/team") for one in (desk, other)]
        paths = [f"/desk/team/{one.id}/role" for one in (OLGA, OTTO)]
        await asyncio.gather(
            *(
                one.send(page, path, role="patient")
                for one, page, path in zip((desk, other), pages, paths, strict=True)
            )
        )
    owners = "SELECT count(*) FROM accounts WHERE role = 'owner'"
    assert await value(database, owners) == 1


async def test_a_webhook_is_made_tested_renewed_and_ended(desk: Desk, database: Database) -> None:
    page = await desk.get(HOOKS)
    form = page.form(HOOKS) | {"url": "https://example.com/hook", "of_report": "on"}
    both = await asyncio.gather(desk.post(HOOKS, form), desk.post(HOOKS, form))
    [secret] = {SECRET.findall(one.text)[0] for one in both}
    found = "SELECT url, topics FROM webhook_endpoints"
    assert await rows(database, found) == [("https://example.com/hook", ["report"])]
    page = await desk.get(HOOKS)
    assert secret not in page.text
    assert "told nothing yet" in page.words
    tested = await desk.send(page, f"{HOOKS}/1/test")
    assert "A test is on its way" in tested.words
    assert "1 waiting" in tested.words
    renewed = await desk.send(page, f"{HOOKS}/1/secret")
    [newer] = SECRET.findall(renewed.text)
    assert newer != secret
    assert "The one before works until" in renewed.words
    old = page.form(f"{HOOKS}/1/secret") | (await desk.get(HOOKS)).form(f"{HOOKS}/1/end")
    await desk.post(f"{HOOKS}/1/secret", old | {"generation": "2"})
    late = await desk.post(
        f"{HOOKS}/1/secret",
        (await desk.get(HOOKS)).form(f"{HOOKS}/1/secret") | {"generation": "1"},
    )
    assert (late.status, "renewed its secret meanwhile" in late.words) == (409, True)
    await sql(
        database,
        "UPDATE scheduled_messages SET status = 'dead', last_error = 'hook_refused: 500'"
        " WHERE channel = 'webhook'",
    )
    failed = await desk.get(HOOKS)
    assert "1 failed for good" in failed.words
    ended = await desk.send(failed, f"{HOOKS}/1/end")
    assert "told nothing any more" in ended.words
    assert "example.com/hook" not in ended.words.replace("https://example.com/hook.", "")
    gone = await desk.post(f"{HOOKS}/1/test", ended.form(HOOKS))
    assert (gone.status, "was ended already" in gone.words) == (404, True)


@pytest.mark.parametrize(
    ("url", "topic", "said"),
    [
        ("ftp://example.com", "of_booking", "I cannot use that address"),
        ("https://10.0.0.1/", "of_booking", "inside of a private network"),
        ("https://example.com/", "of_dogs", "choose at least one thing"),
    ],
)
async def test_a_webhook_that_cannot_be_is_refused_with_what_was_typed(
    desk: Desk, database: Database, url: str, topic: str, said: str
) -> None:
    page = await desk.send(await desk.get(HOOKS), HOOKS, url=url, **{topic: "on"})
    assert (page.status, said in page.words) == (422, True)
    assert f'required value="{url}"' in page.text
    assert await value(database, "SELECT count(*) FROM webhook_endpoints") == 0


MANY = "/desk/broadcasts"


async def preview(desk: Desk, **asked: str) -> tuple[int, str]:
    page = await desk.send(await desk.get(MANY), f"{MANY}/preview", **asked)
    return page.status, page.words


async def test_a_broadcast_is_looked_at_sent_once_and_stopped(
    desk: Desk, database: Database
) -> None:
    asked = {"kind": "a", "text": "We move.\r\nSee <you> there."}
    page = await desk.send(await desk.get(MANY), f"{MANY}/preview", **asked)
    assert "To everybody: 6 people." in page.words
    assert "See &lt;you&gt; there." in page.text
    assert await value(database, "SELECT count(*) FROM broadcasts") == 0
    form = {name: unescape(one) for name, one in page.form(MANY).items()}
    both = await asyncio.gather(desk.post(MANY, form), desk.post(MANY, form))
    assert "It is on its way." in both[0].words
    stored = "SELECT content ->> 'text', author_id, card FROM broadcasts"
    assert await rows(database, stored) == [("We move.\nSee <you> there.", OTTO.id, 0)]
    assert "Otto · everybody" in both[0].words
    number = await value(database, "SELECT id FROM broadcasts")
    stopped = await desk.send(both[0], f"{MANY}/{number}/stop")
    assert "Stopping" in stopped.words
    assert await value(database, "SELECT status FROM broadcasts") == "stopped"
    form = stopped.form("/desk/out")
    assert (await desk.post(f"{MANY}/99/stop", form)).status == 404
    over = await desk.post(f"{MANY}/{number}/stop", form)
    assert "It is over already." in over.words


async def test_an_audience_is_who_chat_says_it_is(desk: Desk, database: Database) -> None:
    await visit_at(database, nine(), "Ann Lee", account=ALICE.id)
    await sql(database, "UPDATE accounts SET locale = 'de' WHERE id = :id", id=BOB.id)
    day = f"{nine():%Y-%m-%d}"
    for asked, said in (
        ({"kind": "d", "day": day}, ": one person."),
        ({"kind": "t", "test": "1"}, "To patients of that test: one person."),
        ({"kind": "l", "language": "de"}, "in “de”: one person."),
    ):
        status, words = await preview(desk, text="Hello", **asked)
        assert (status, said in words) == (200, True), words


@pytest.mark.parametrize(
    ("asked", "status", "said"),
    [
        ({"kind": "a", "text": " "}, 422, "Please type some text."),
        ({"kind": "a", "text": "x" * 4097}, 422, "At most 4096 characters"),
        ({"kind": "d", "day": "x", "text": "Hi"}, 422, "day"),
        ({"kind": "t", "test": "99", "text": "Hi"}, 422, "Nobody is in that group"),
        ({"kind": "l", "language": "xx", "text": "Hi"}, 422, "Nobody is in that group"),
        ({"kind": "t", "test": "1 OR 1", "text": "Hi"}, 404, "not found"),
        ({"kind": "z", "text": "Hi"}, 404, "not found"),
        ({"kind": "", "text": "Hi"}, 404, "not found"),
    ],
)
async def test_a_broadcast_that_cannot_be_is_refused_with_what_was_typed(
    desk: Desk, database: Database, asked: dict[str, str], status: int, said: str
) -> None:
    found, words = await preview(desk, **asked)
    assert (found, said in words) == (status, True), words
    page = await desk.get(MANY)
    sent = await desk.post(MANY, page.form(f"{MANY}/preview") | asked)
    nobody = "Nobody is in" in said
    assert sent.status == (200 if nobody else 404 if asked.get("day") else status)
    assert await value(database, "SELECT count(*) FROM broadcasts") == int(nobody)


async def test_names_in_the_week_are_shown_when_asked_for_and_that_is_written_down(
    theirs: Desk, database: Database
) -> None:
    number = await visit_at(database, nine(), "Ann <Lee>")
    [free] = await slots_at(database, [nine() + timedelta(hours=1)])
    week = f"/desk/week?day={nine():%Y-%m-%d}"
    plain = await theirs.get(week)
    assert "Ann" not in plain.text
    read = "SELECT count(*) FROM patient_readings WHERE screen = 'week'"
    assert await value(database, read) == 0
    page = await theirs.get(f"{week}&visits=1")
    assert "Ann &lt;Lee&gt;" in page.text
    assert f'data-move="/desk/visits/{number}/move"' in page.text
    assert f'data-slot="{free}"' in page.text
    assert await value(database, read) == 1
    await sql(database, "UPDATE bookings SET status = 'fulfilled'")
    done = await theirs.get(f"{week}&visits=1")
    assert "data-move" not in done.text
    assert f'href="/desk/visits/{number}"' in done.text

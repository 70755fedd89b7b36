"""Who comes in at the front desk in a browser, how, and for how long."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import jwt
import pytest
from pydantic import SecretStr

from db.uow import Database
from infra.settings import Settings
from tests.support import bot
from tests.support.bookings import DORA, EMIL, OTTO, furnish, value
from tests.support.bot import Bot
from tests.support.desk import Desk, browser, hire, link, signed_in
from tests.support.series import sql
from web import tokens

OUT = "send /dashboard"
SITES = ({"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}, {"Origin": "null"})


@pytest.fixture(autouse=True)
async def house(database: Database) -> None:
    await furnish(database)
    for one, name in ((DORA, "Dora"), (EMIL, "Emil"), (OTTO, "Otto")):
        await hire(database, one, name)


@pytest.fixture
async def desk(running_bot: Bot) -> AsyncIterator[Desk]:
    async with browser(running_bot.url) as one:
        yield one


async def test_a_link_lets_one_browser_in_once(
    running_bot: Bot, desk: Desk, database: Database
) -> None:
    path = await link(database, DORA)
    assert OUT in (await desk.get("/desk")).words
    assert "Sign in" in (await desk.get(path)).words
    async with browser(running_bot.url) as other:
        assert (await other.get(path)).status == 410
        assert (await other.post(path, {})).status == 410
    assert (await desk.get(path)).status == 200  # the same browser may look twice
    inside = await desk.post(path, {})
    assert (inside.status, inside.url.path) == (200, "/desk")
    assert "Today" in inside.words
    async with browser(running_bot.url) as other:
        other.set_cookie("slotbell_browser", "x" * 43)
        assert (await other.post(path, {})).status == 410
    assert (await desk.get(path)).url.path == "/desk"  # a reload of the link goes home
    assert await value(database, "SELECT count(*) FROM web_sessions") == 1
    assert await value(database, "SELECT browser FROM web_sessions") == "Firefox on Linux"


async def test_of_two_clicks_at_once_one_signs_in(desk: Desk, database: Database) -> None:
    path = await link(database, DORA)
    await desk.get(path)
    both = await asyncio.gather(desk.post(path, {}), desk.post(path, {}))
    assert 200 in {one.status for one in both}
    assert await value(database, "SELECT count(*) FROM web_sessions") == 1


async def test_a_link_is_good_for_two_minutes(desk: Desk, database: Database) -> None:
    now = datetime.now(UTC)
    old = await link(database, DORA, now - timedelta(seconds=121))
    assert (await desk.get(old)).status == 410
    good = await link(database, DORA, now - timedelta(seconds=100))
    assert (await desk.get(good)).status == 200
    await sql(database, "UPDATE sign_in_links SET expires_at = now() WHERE used_at IS NULL")
    assert (await desk.post(good, {})).status == 410


async def test_a_preview_neither_uses_a_link_nor_becomes_its_browser(
    running_bot: Bot, desk: Desk, database: Database
) -> None:
    path = await link(database, DORA)
    for agent in ("TelegramBot (like TwitterBot)", "facebookexternalhit/1.1", ""):
        async with browser(running_bot.url) as preview:
            assert (await preview.get(path, **{"User-Agent": agent})).status == 200
            assert not preview.cookies
    await desk.get(path)
    assert (await desk.post(path, {})).status == 200


async def test_many_wrong_links_are_slowed_and_a_right_one_elsewhere_is_not(
    desk: Desk, database: Database
) -> None:
    for number in range(10):
        assert (await desk.get(f"/desk/in/{'x' * 42}{number}")).status == 410
    path = await link(database, DORA)
    assert (await desk.get(path)).status == 429
    assert (await desk.get(path, **{"X-Forwarded-For": "203.0.113.9"})).status == 200


async def test_cookies_are_out_of_reach_and_pages_shut_others_out(
    desk: Desk, database: Database
) -> None:
    path = await link(database, DORA)
    opened = await desk.get(path)
    set_by_link = opened.headers["Set-Cookie"]
    assert "HttpOnly" in set_by_link
    assert "SameSite=Lax" in set_by_link
    assert "Secure" not in set_by_link  # http in tests
    for page in (opened, await desk.post(path, {}), await desk.get("/desk/browsers")):
        policy = page.headers["Content-Security-Policy"]
        assert "script-src 'self'" in policy
        assert "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy
        assert page.headers["X-Content-Type-Options"] == "nosniff"
        assert page.headers["Referrer-Policy"] == "same-origin"
        assert page.headers["Cache-Control"] == "no-store"
        assert "camera=()" in page.headers["Permissions-Policy"]
        for inline in (" style=", " onclick=", "<style", "javascript:"):
            assert inline not in page.text


async def test_https_makes_cookies_secure(bot_settings: Settings, database: Database) -> None:
    settings = bot_settings.model_copy(update={"public_url": "https://lab.example"})
    async with bot.running(settings) as house, browser(house.url) as desk:
        opened = await desk.get(await link(database, DORA))
        assert "Secure" in opened.headers["Set-Cookie"]


async def test_an_access_token_that_is_over_is_renewed_on_the_way(
    desk: Desk, database: Database
) -> None:
    await signed_in(desk, database, DORA)
    before = desk.cookies
    desk.forget("slotbell_access")
    assert (await desk.get("/desk")).status == 200
    after = desk.cookies
    assert after["slotbell_access"]
    assert after["slotbell_refresh"] != before["slotbell_refresh"]


async def test_tabs_that_renew_at_once_stay_signed_in(desk: Desk, database: Database) -> None:
    await signed_in(desk, database, DORA)
    desk.forget("slotbell_access")
    pages = await asyncio.gather(*(desk.get("/desk/browsers") for _ in range(6)))
    assert {one.status for one in pages} == {200}
    assert (await desk.get("/desk")).status == 200


async def test_a_refresh_token_used_again_later_ends_the_session_for_both(
    running_bot: Bot, desk: Desk, database: Database
) -> None:
    await signed_in(desk, database, DORA)
    stolen = desk.cookies["slotbell_refresh"]
    desk.forget("slotbell_access")
    assert (await desk.get("/desk")).status == 200
    await sql(database, "UPDATE web_sessions SET renewed_at = now() - interval '1 minute'")
    async with browser(running_bot.url) as thief:
        thief.set_cookie("slotbell_refresh", stolen)
        assert (await thief.get("/desk")).status == 401
    assert (await desk.get("/desk")).status == 401
    assert [line["session"] for line in running_bot.lines("browser_token_reused")] == [1]


FORGED = ("", "1", "1.", ".x", "1.wrong", "x.y", "9" * 30 + ".x", "-1.x", "²." + "x" * 43)


async def test_a_forged_refresh_token_lets_nobody_in_and_signs_nobody_out(
    desk: Desk, database: Database
) -> None:
    await signed_in(desk, database, DORA)
    good = desk.cookies["slotbell_refresh"]
    desk.forget("slotbell_access")
    for cookie in FORGED:
        for forged in (cookie, f"{cookie}.{good.split('.')[-1]}"):
            desk.set_cookie("slotbell_refresh", forged)
            assert (await desk.get("/desk")).status == 401, forged
    desk.set_cookie("slotbell_refresh", good)
    assert (await desk.get("/desk")).status == 200


async def test_a_forged_or_expired_access_token_lets_nobody_in(
    running_bot: Bot, desk: Desk, database: Database
) -> None:
    await signed_in(desk, database, DORA)
    good = desk.cookies["slotbell_access"]
    desk.forget("slotbell_refresh")
    keys, now = running_bot.deps.settings.keys, datetime.now(UTC)
    claims = {"sub": "1", "iat": now, "exp": now + timedelta(minutes=10)}
    kid = jwt.get_unverified_header(good)["kid"]
    head, body, _ = good.split(".")
    for forged in (
        tokens.sign(keys, 1, now - timedelta(minutes=11)),
        tokens.sign(keys, 1, now + timedelta(minutes=5)),
        tokens.sign(keys, 999, now),
        jwt.encode(claims, "k" * 32, "HS256", headers={"kid": kid}),
        jwt.encode(claims, "", "none", headers={"kid": kid}),
        f"{head}.{body}.",
        "x",
    ):
        desk.set_cookie("slotbell_access", forged)
        assert (await desk.get("/desk")).status == 401, forged
    desk.set_cookie("slotbell_access", good)
    assert (await desk.get("/desk")).status == 200


async def test_an_earlier_key_still_reads_and_a_strange_one_does_not(
    bot_settings: Settings, database: Database
) -> None:
    def keyed(*keys: str) -> Settings:
        port = {"port": bot_settings.port}
        return bot_settings.model_copy(update={"secret_key": SecretStr(",".join(keys))} | port)

    one, two, three = "a" * 40, "b" * 40, "c" * 40
    async with browser(bot_settings.public_url) as desk:
        async with bot.running(keyed(one)):
            page = await signed_in(desk, database, DORA)
            desk.forget("slotbell_refresh")
        async with bot.running(keyed(two, one)):
            assert (await desk.get("/desk")).status == 200
            assert (await desk.send(page, "/desk/next")).status == 200  # drawn under the first
        async with bot.running(keyed(three, two)):
            assert (await desk.get("/desk")).status == 401


async def test_whoever_loses_the_role_is_out_with_the_next_request(
    desk: Desk, database: Database
) -> None:
    page = await signed_in(desk, database, DORA)
    await sql(database, "UPDATE accounts SET role = 'patient' WHERE id = :id", id=DORA.id)
    assert (await desk.get("/desk")).status == 401
    assert (await desk.send(page, "/desk/next")).status == 401


async def test_a_form_without_its_token_or_with_anothers_does_nothing(
    running_bot: Bot, desk: Desk, database: Database
) -> None:
    page = await signed_in(desk, database, DORA)
    async with browser(running_bot.url) as other:
        foreign = (await signed_in(other, database, EMIL)).form("/desk/out")
    form = page.form("/desk/out")
    for wrong in (
        {"intent": form["intent"]},
        form | {"csrf": ""},
        form | {"csrf": "x" * 48},
        form | {"csrf": "ÿ"},
        form | {"csrf": foreign["csrf"]},
        {"csrf": form["csrf"]},
    ):
        assert (await desk.post("/desk/out", wrong)).status == 403
    assert (await desk.get("/desk")).status == 200


async def test_another_site_can_send_no_form(desk: Desk, database: Database) -> None:
    page = await signed_in(desk, database, DORA)
    path = await link(database, EMIL)
    await desk.get(path)
    for site in SITES:
        assert (await desk.post("/desk/out", page.form("/desk/out"), site)).status == 403
        assert (await desk.post(path, {}, site)).status == 403
    assert await value(database, "SELECT count(*) FROM web_sessions WHERE ended_at IS NULL") == 1


async def test_a_browser_is_signed_out_here_and_from_elsewhere(
    running_bot: Bot, desk: Desk, database: Database
) -> None:
    await signed_in(desk, database, DORA)
    async with browser(running_bot.url) as other:
        await signed_in(other, database, DORA)
        listed = await desk.get("/desk/browsers")
        assert listed.words.count("Firefox on Linux") == 2
        assert (await desk.send(listed, "/desk/browsers/2/end")).status == 200
        assert (await other.get("/desk")).status == 401
    home = await desk.get("/desk")
    out = await desk.send(home, "/desk/out")
    assert (out.status, OUT in out.words) == (401, True)
    assert not {"slotbell_access", "slotbell_refresh"} & set(desk.cookies)


async def test_nobody_ends_a_colleagues_browser(
    running_bot: Bot, desk: Desk, database: Database
) -> None:
    await signed_in(desk, database, DORA)
    async with browser(running_bot.url) as other:
        await signed_in(other, database, OTTO)
        mine = (await other.get("/desk/browsers")).form("/desk/browsers/2/end")
        assert (await other.post("/desk/browsers/1/end", mine)).status == 404
    assert (await desk.get("/desk")).status == 200


async def test_an_address_without_a_page_says_so(desk: Desk, database: Database) -> None:
    await signed_in(desk, database, DORA)
    for path in ("/desk/nothing", "/desk/visits/99", "/desk/visits/x", "/desk/visits/" + "9" * 18):
        missing = await desk.get(path)
        assert (missing.status, "not found" in missing.words) == (404, True), path


async def test_scripts_are_kept_for_good_under_their_hash(desk: Desk) -> None:
    page = await desk.get("/desk")
    for name in ("htmx.min.js", "desk.js", "desk.css", "pico.min.css", "icon.svg"):
        path = next(one for one in page.text.split('"') if one.endswith(name))
        sent = await desk.get(path)
        assert (sent.status, "immutable" in sent.headers["Cache-Control"]) == (200, True)
        old = await desk.get(f"/desk/static/0/{name}")
        assert (old.status, old.headers["Cache-Control"]) == (200, "no-cache")
    for path in (
        "/desk/static/0/x.js",
        "/desk/static/0/..%2Fapp.py",
        "/desk/static/0/pico.LICENSE",
    ):
        assert (await desk.get(path)).status == 404

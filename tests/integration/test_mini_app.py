"""Who comes in by the Mini App, and who does not: what Telegram has signed, once and at once."""

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from urllib.parse import quote

import pytest

from db.uow import Database
from infra.settings import Settings
from tests.support.bookings import ALICE, DORA, EMIL, OTTO, furnish, value
from tests.support.bot import Bot
from tests.support.desk import Desk, Page, browser, hire
from tests.support.mini_app import init_data
from tests.support.series import sql

APP = "/desk/app"
SESSIONS = "SELECT count(*) FROM web_sessions WHERE ended_at IS NULL"
NOTES = "SELECT count(*) FROM audit_log WHERE action = 'browser_signed_in'"


@pytest.fixture(autouse=True)
async def house(database: Database) -> None:
    await furnish(database)
    for one, name in ((DORA, "Dora"), (EMIL, "Emil"), (OTTO, "Otto")):
        await hire(database, one, name)


@pytest.fixture
async def desk(running_bot: Bot) -> AsyncIterator[Desk]:
    async with browser(running_bot.url) as one:
        yield one


@pytest.fixture
def token(bot_settings: Settings) -> str:
    return bot_settings.bot_token.get_secret_value()


async def opens(desk: Desk, data: str) -> Page:
    return await desk.post(APP, {"data": data})


async def test_staff_come_in_with_the_cookies_that_the_link_gives(
    desk: Desk, token: str, database: Database
) -> None:
    inside = await opens(desk, init_data(token, OTTO.id))
    assert (inside.status, inside.url.path) == (200, "/desk")
    assert set(desk.cookies) == {"slotbell_access", "slotbell_refresh"}
    assert (await desk.get("/desk/team")).status == 200
    assert await value(database, NOTES) == 1


@pytest.mark.parametrize("seconds", [181, 3600, 86_400 * 30, -60])
async def test_what_is_old_or_of_tomorrow_lets_nobody_in(
    desk: Desk, token: str, database: Database, seconds: int
) -> None:
    at = datetime.now(UTC) - timedelta(seconds=seconds)
    assert (await opens(desk, init_data(token, DORA.id, at))).status == 410
    assert await value(database, SESSIONS) == 0


@pytest.mark.parametrize("seconds", [0, 150, -10])
async def test_what_is_fresh_does(desk: Desk, token: str, seconds: int) -> None:
    at = datetime.now(UTC) - timedelta(seconds=seconds)
    assert (await opens(desk, init_data(token, DORA.id, at))).status == 200


def forged(token: str) -> dict[str, str]:
    good = init_data(token, EMIL.id)
    plain, _, mark = good.rpartition("&hash=")
    other = quote(json.dumps({"id": DORA.id, "first_name": "x"}))
    return {
        "another bot's": init_data("1:another", DORA.id),
        "another person": good.replace(str(EMIL.id), str(DORA.id)),
        "a field more": f"{good}&start_param=x",
        "without a hash": plain,
        "an empty hash": f"{plain}&hash=",
        "a hash beyond ASCII": f"{plain}&hash={quote('é' * 64)}",
        "a hash in capitals": f"{plain}&hash={mark.upper()}",
        "two users": f"{plain}&user={other}&hash={mark}",
        "nothing": "",
        "no query": "\x00%%%",
        "very long": "a=" + "x" * 100_000,
    }


@pytest.mark.parametrize("kind", forged("1:x"))
async def test_a_forged_one_lets_nobody_in(
    desk: Desk, token: str, database: Database, kind: str
) -> None:
    answer = await opens(desk, forged(token)[kind])
    assert answer.status == 410
    assert "Please sign in" in answer.words
    assert await value(database, SESSIONS) == 0


async def test_signed_without_a_person_it_is_of_no_use(desk: Desk, token: str) -> None:
    nobody = init_data(token, DORA.id, user='{"id":"x"}')
    assert (await opens(desk, nobody)).status == 410
    assert (await opens(desk, init_data(token, DORA.id, user="[]"))).status == 410


async def test_used_again_elsewhere_it_lets_nobody_in(
    running_bot: Bot, desk: Desk, token: str, database: Database
) -> None:
    data = init_data(token, DORA.id)
    assert (await opens(desk, data)).url.path == "/desk"
    assert (await opens(desk, data)).url.path == "/desk"  # a reload: in already
    async with browser(running_bot.url) as thief:
        for again in (data, data.replace("%20", "+"), "&".join(reversed(data.split("&")))):
            assert (await opens(thief, again)).status == 410
        assert not thief.cookies
    assert await value(database, SESSIONS) == 1


async def test_of_two_at_once_one_is_let_in(
    running_bot: Bot, desk: Desk, token: str, database: Database
) -> None:
    data = init_data(token, DORA.id)
    async with browser(running_bot.url) as other:
        both = await asyncio.gather(opens(desk, data), opens(other, data))
    assert sorted(one.status for one in both) == [200, 410]
    assert await value(database, SESSIONS) == 1


@pytest.mark.parametrize("account", [ALICE.id, 987_654_321])
async def test_patients_and_strangers_stay_out(
    desk: Desk, token: str, database: Database, account: int
) -> None:
    assert (await opens(desk, init_data(token, account))).status == 410
    assert await value(database, SESSIONS) == 0
    assert await value(database, NOTES) == 0


async def test_whoever_lost_the_role_stays_out_and_goes_out(
    desk: Desk, token: str, database: Database
) -> None:
    await opens(desk, init_data(token, EMIL.id))
    await sql(database, "UPDATE accounts SET role = 'patient' WHERE id = :id", id=EMIL.id)
    assert (await desk.get("/desk")).status == 401
    assert (await opens(desk, init_data(token, EMIL.id))).status == 410


async def test_another_person_of_the_same_phone_is_let_in_as_such(desk: Desk, token: str) -> None:
    await opens(desk, init_data(token, EMIL.id))
    assert (await desk.get("/desk/team")).status == 404  # for owners
    await opens(desk, init_data(token, OTTO.id))
    assert (await desk.get("/desk/team")).status == 200


async def test_another_site_cannot_sign_anybody_in(desk: Desk, token: str) -> None:
    for site in ({"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}):
        answer = await desk.post(APP, {"data": init_data(token, DORA.id)}, site)
        assert answer.status == 403


async def test_who_guesses_is_slowed(desk: Desk, token: str) -> None:
    for number in range(10):
        assert (await opens(desk, f"hash={number}")).status == 410
    assert (await opens(desk, init_data(token, DORA.id))).status == 429


async def test_the_door_alone_may_be_framed_by_telegram_and_knows_nothing(desk: Desk) -> None:
    page = await desk.get(APP)
    policy = page.headers["Content-Security-Policy"]
    assert "frame-ancestors https://web.telegram.org;" in policy + ";"
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy
    assert "X-Frame-Options" not in page.headers
    assert "Set-Cookie" not in page.headers
    refused = await opens(desk, "")
    assert "frame-ancestors 'none'" in refused.headers["Content-Security-Policy"]

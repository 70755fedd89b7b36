"""The worker's look at closures: seats that nobody needs any more, and the card of who closed."""

from collections.abc import AsyncGenerator
from datetime import timedelta

import pytest

from domain.undo import BULK
from infra.settings import BotMode, Settings
from tests.integration.test_worker import TOKEN
from tests.support.bookings import NOW, furnish, people, value
from tests.support.bot_api import BotApi, bot_api
from tests.support.closures import MIRA, OTTO, SPAN, add_up, made, morning
from workers.closure import go_on
from workers.deps import Deps, open_deps

STATUS = "SELECT status FROM closures"


@pytest.fixture
async def api() -> AsyncGenerator[BotApi, None]:
    async with bot_api() as running:
        yield running


@pytest.fixture
async def deps(database_url: str, redis_url: str, api: BotApi) -> AsyncGenerator[Deps, None]:
    settings = {"bot_token": TOKEN, "bot_mode": BotMode.POLLING, "send_rate": 0}
    settings |= {"database_url": database_url, "redis_url": redis_url, "telegram_api_url": api.url}
    async with open_deps(Settings.model_validate(settings)) as opened:
        await furnish(opened.database)
        await people(opened.database, MIRA, OTTO)
        yield opened


async def test_a_closure_ends_with_its_hours_though_somebody_never_answered(
    deps: Deps, api: BotApi
) -> None:
    """It was looked at every three seconds for ever."""
    await morning(deps.database)
    await made(deps.database)
    await go_on(deps, NOW)
    [card] = api.edits
    assert "2" in card["text"]
    assert "Undo" in str(card["reply_markup"])
    await go_on(deps, NOW + BULK)
    assert "Undo" not in str(api.edits[-1].get("reply_markup"))
    assert await value(deps.database, STATUS) == "open"
    await go_on(deps, SPAN[1] + timedelta(minutes=1))
    assert await value(deps.database, STATUS) == "over"
    assert await value(deps.database, "SELECT count(*) FROM closure_offers") == 0
    await add_up(deps.database)
    seen = len(api.edits)
    await go_on(deps, SPAN[1] + timedelta(hours=1))
    assert len(api.edits) == seen

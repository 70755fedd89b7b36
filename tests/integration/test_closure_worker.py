"""The worker's look at closures: seats that nobody needs any more, and the card of who closed."""

from datetime import timedelta

import pytest

from domain.undo import BULK
from tests.support.bookings import MIRA, NOW, OTTO, furnish, people, value
from tests.support.bot_api import BotApi
from tests.support.closures import SPAN, add_up, made, morning
from workers.deps import Deps
from workers.jobs.closure import go_on

STATUS = "SELECT status FROM closures"


@pytest.fixture
async def deps(parts: Deps) -> Deps:
    await furnish(parts.database)
    await people(parts.database, MIRA, OTTO)
    return parts


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

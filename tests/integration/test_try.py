"""One try to send a message: what is left of it goes on, and a mistake of ours costs it alone."""

from collections.abc import Mapping
from typing import Any

import pytest
from structlog.testing import capture_logs

from infra.telegram import Wire
from tests.support.bookings import ALICE, furnish
from tests.support.bot_api import YES, BotApi, refusal
from tests.support.messages import put, row, stage
from tests.support.waiting import once_true
from tests.support.worker_parts import now, status, working
from workers.deps import Deps

LONG = "word " * 1500  # two messages of Telegram's
WAIT = refusal(429, "Too Many Requests: retry after 1") | {"parameters": {"retry_after": 1}}


@pytest.fixture
async def deps(parts: Deps) -> Deps:
    await furnish(parts.database)
    return parts


async def test_a_long_text_goes_on_with_the_part_that_was_refused(deps: Deps, api: BotApi) -> None:
    (asked,) = await stage(deps.database, now(), author=ALICE.id, recipient=ALICE.id)
    long = f"content = jsonb_build_object('kind', 'text', 'text', '{LONG}')"
    await put(deps.database, asked, long)
    api.answers.extend([YES, WAIT])
    async with working(deps):
        sent = await status(deps.database, asked, "sent")
    first, refused, again = api.texts
    assert (first + refused, again) == (LONG, refused)
    assert (sent.parts_sent, sent.attempts) == (1, 1)  # a wait is no try


async def test_a_mistake_of_ours_costs_one_try_and_no_sender(
    deps: Deps, api: BotApi, monkeypatch: pytest.MonkeyPatch
) -> None:
    odd, *others = await stage(deps.database, now(), 40, author=ALICE.id, recipient=ALICE.id)
    send = Wire.send

    async def stumbles(wire: Wire, fields: Mapping[str, Any], name: str = "sendMessage") -> None:
        if fields["text"] == "message 0":
            raise ZeroDivisionError
        await send(wire, fields, name)

    monkeypatch.setattr(Wire, "send", stumbles)

    async def is_noted() -> bool:
        return bool((await row(deps.database, odd)).attempts)

    with capture_logs() as logs:
        async with working(deps):
            for each in others:
                await status(deps.database, each, "sent")
            await once_true(is_noted)
    left = await row(deps.database, odd)
    assert (left.status, left.last_error, left.attempts) == ("scheduled", "bug", 1)
    assert left.in_doubt  # it may have gone out before we stumbled
    told = [each["message_id"] for each in logs if each["event"] == "delivery_failed"]
    assert told == [odd]

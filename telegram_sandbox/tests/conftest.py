"""A stage and a person for all; properties that read the same examples each time."""

from collections.abc import AsyncIterator

import pytest
from hypothesis import settings

from stage import Stage, staged
from telegram_sandbox.driver import Person

# Without a stopwatch, for busy machines.
settings.register_profile("repeatable", derandomize=True, deadline=None)
settings.load_profile("repeatable")


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    """A sandbox of the test's own."""
    async with staged() as stage:
        yield stage


@pytest.fixture
async def alice(stage: Stage) -> Person:
    """Somebody who has started the bot."""
    alice = await stage.telegram.person("Alice")
    await alice.says("/start")
    return alice

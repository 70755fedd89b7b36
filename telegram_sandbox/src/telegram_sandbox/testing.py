"""A sandbox inside a test's own event loop."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from telegram_sandbox.driver import Sandbox
from telegram_sandbox.server import Options, make_app, serving

FOR_TESTS = Options(limits=False, redelivery_scale=0.01)


@asynccontextmanager
async def running(options: Options = FOR_TESTS) -> AsyncIterator[Sandbox]:
    """Serve a sandbox on a free port. Yields its driver; the bot needs its `url`.

    By default it has no limits of sending, and redelivers a hundred times sooner than Telegram.
    """
    async with serving(make_app(options)) as url, Sandbox(url) as telegram:
        yield telegram

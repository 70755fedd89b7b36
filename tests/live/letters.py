"""Letters of the stories: over a server of the environment's, or a real one on this machine."""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from tests.support.mail_server import Post, mail_server
from tests.support.mailing import ANN, FROM


@dataclass(frozen=True)
class Letters:
    """SMTP_URL, MAIL_FROM and an address to write to; `post` where we can look into the box."""

    url: str = ""
    sender: str = ""
    to: str = ""
    post: Post | None = None


def live_letters() -> Letters | None:
    """What the environment names. None: nothing is live, so that a server of ours may serve."""
    url, sender, to = (
        os.environ.get(f"LIVE_{name}", "") for name in ("SMTP_URL", "MAIL_FROM", "MAIL_TO")
    )
    if url and sender and to:
        return Letters(url, sender, to)
    return Letters() if os.environ.get("LIVE_BOT_TOKEN") else None


@asynccontextmanager
async def played_letters() -> AsyncIterator[Letters]:
    async with mail_server() as post:
        yield Letters(post.url, FROM, ANN, post)

"""Where the Bot API is that the stories run over."""

import os
from dataclasses import dataclass
from typing import Any

import aiohttp

from infra.settings import TELEGRAM

Json = dict[str, Any]


@dataclass(frozen=True)
class Place:
    """A Bot API and a chat in it. test: between the token and the method, for test servers."""

    url: str
    token: str
    chat_id: int
    test: str = ""
    is_live: bool = False

    def address(self, method: str) -> str:
        """Of a method, as in the Bot API's documentation."""
        return f"{self.url}/bot{self.token}{self.test}/{method}"

    def file(self, path: str) -> str:
        """Of a file's content."""
        return f"{self.url}/file/bot{self.token}{self.test}/{path}"

    async def call(self, http: aiohttp.ClientSession, method: str, **params: Any) -> Json:
        """The whole answer, be it a yes or a no."""
        async with http.post(self.address(method), json=params) as answer:
            told: Json = await answer.json()
            return told


def live_place() -> Place | None:
    """What the environment names, or None where a part is missing."""
    token, chat = os.environ.get("LIVE_BOT_TOKEN", ""), os.environ.get("LIVE_CHAT_ID", "")
    if not token or not chat:
        return None
    test = "/test" if os.environ.get("LIVE_TEST_SERVER") else ""
    return Place(TELEGRAM, token, int(chat), test, is_live=True)

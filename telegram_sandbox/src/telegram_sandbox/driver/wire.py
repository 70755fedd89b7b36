"""The driver's HTTP."""

from dataclasses import dataclass
from typing import Any

import aiohttp

MARK, EVENT = "X-Telegram-Sandbox", "X-Telegram-Sandbox-Event"


class Refusal(Exception):
    """The sandbox refused what no client could do; `status` and `sentence` say why."""

    def __init__(self, status: int, sentence: str):
        super().__init__(f"{status}: {sentence}")
        self.status, self.sentence = status, sentence


@dataclass(frozen=True, slots=True)
class Answer:
    """The body of an answer, and the number of the last event before the request."""

    body: Any
    before: int


@dataclass(frozen=True, slots=True)
class Wire:
    """An HTTP session with one sandbox."""

    url: str
    session: aiohttp.ClientSession

    async def call(
        self,
        verb: str,
        path: str,
        *,
        json: dict[str, Any] | None = None,
        params: dict[str, Any] | None = None,
        data: aiohttp.FormData | None = None,
    ) -> Answer:
        """Make one request.

        Raises:
            Refusal: the sandbox refused, or something else answered.
        """
        asked = {name: str(value) for name, value in (params or {}).items()}
        async with self.session.request(
            verb, self.url + path, json=json, params=asked, data=data
        ) as response:
            if MARK not in response.headers:
                raise Refusal(response.status, f"no sandbox answers at {self.url}")
            if response.content_type != "application/json":
                raise Refusal(response.status, (await response.text())[:200])
            body = await response.json()
            if response.status >= 400:
                sentence = body.get("error", "") if isinstance(body, dict) else ""
                raise Refusal(response.status, str(sentence))
            return Answer(body, int(response.headers.get(EVENT, 0)))

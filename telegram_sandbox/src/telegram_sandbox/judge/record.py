"""The record of all Bot API calls. It never holds the bot's token."""

from collections import deque
from dataclasses import asdict, dataclass
from itertools import takewhile
from typing import Any

KEPT = 200_000


@dataclass(slots=True)
class Call:
    """One Bot API call. Times are unix seconds; `at` is when the request had been read."""

    n: int
    at: float
    method: str
    via: str
    chat_id: int | str | None
    params: dict[str, Any]
    answered_at: float | None = None
    status: int | None = None
    error_code: int | None = None
    description: str | None = None
    message_id: int | None = None
    fault: str | None = None


class Record:
    """The newest 200,000 calls; numbers never repeat."""

    def __init__(self) -> None:
        self.last = 0
        self.unanswered = 0
        self._calls: deque[Call] = deque(maxlen=KEPT)

    def begin(self, method: str, params: dict[str, Any], via: str, now: float) -> Call:
        """Record a call that had been read at `now`."""
        self.last += 1
        chat = params.get("chat_id")
        call = Call(self.last, now, method, via, chat, params)
        self._calls.append(call)
        if method != "getUpdates":  # a long poll is not waited for
            self.unanswered += 1
        return call

    def end(self, call: Call, status: int | None, body: dict[str, Any], now: float) -> None:
        """Record how it was answered; without a status, the caller got no answer."""
        if call.method != "getUpdates":
            self.unanswered -= 1
        if status is not None:
            call.answered_at, call.status = now, status
        call.error_code = body.get("error_code")
        call.description = body.get("description")
        result = body.get("result")
        if isinstance(result, list) and result:  # an album: its first message
            result = result[0]
        if isinstance(result, dict):
            call.message_id = result.get("message_id")

    def calls(self, after: int = 0, method: str = "", chat: str = "") -> list[dict[str, Any]]:
        """The calls later than `after`, oldest first, of one method and to one chat."""
        newest = takewhile(lambda call: call.n > after, reversed(self._calls))
        found = [
            asdict(call)
            for call in newest
            if (not method or call.method.lower() == method.lower())
            and (not chat or str(call.chat_id) == chat)
        ]
        return found[::-1]

    def forget(self) -> None:
        """Drop the calls; the numbers go on."""
        self._calls.clear()

"""What people see: every message that the null API or a webhook's reply shows, by chat."""

import asyncio
import json
from dataclasses import dataclass, field
from typing import Any, cast

MESSAGES = {
    "sendMessage",
    "editMessageText",
    "sendRichMessage",
    "editMessageReplyMarkup",
    "sendPhoto",
    "sendDocument",
    "copyMessage",
    "forwardMessage",
}
"""Calls that show something."""
WITHIN = 60.0  # seconds for an answer
IN_REPLIES = 2**40  # numbers of messages that rode in replies, so that nobody else has them


@dataclass(frozen=True, slots=True)
class Screen:
    """A message of the bot's as its reader sees it. keyboard: as JSON."""

    id: int
    text: str
    keyboard: str
    data: tuple[str, ...]  # behind the buttons


@dataclass(slots=True)
class Seen:
    """What one chat was shown: the newest, and how many."""

    newest: Screen | None = None
    count: int = 0
    news: asyncio.Event = field(default_factory=asyncio.Event)


class Screens(asyncio.Protocol):
    """Listens to the null API."""

    def __init__(self) -> None:
        self._rest = b""
        self._seen: dict[int, Seen] = {}
        self._in_replies = IN_REPLIES
        self.ready = asyncio.Event()

    def data_received(self, data: bytes) -> None:
        """Take what is shown."""
        *lines, self._rest = (self._rest + data).split(b"\n")
        for line in lines:
            if line == b"ready":
                self.ready.set()
            else:
                told = json.loads(line)
                self._show(told["chat"], told["id"], told["text"], told["keyboard"])

    def take_reply(self, body: bytes) -> None:
        """The answer to an update, in which a call may ride."""
        if b'"chat_id"' not in body:
            return
        call = json.loads(body)
        if call.get("method") in MESSAGES:
            self._in_replies += 1
            number = int(call.get("message_id") or self._in_replies)
            keyboard = call.get("reply_markup") or {}
            found = json.loads(keyboard) if isinstance(keyboard, str) else keyboard
            self._show(int(call["chat_id"]), number, str(call.get("text") or "…"), found)

    def _show(self, chat: int, number: int, text: str, keyboard: dict[str, Any]) -> None:
        rows = keyboard.get("inline_keyboard") or []
        data = tuple(b["callback_data"] for row in rows for b in row if "callback_data" in b)
        seen = self._seen.setdefault(chat, Seen())
        shown = json.dumps({"inline_keyboard": rows}, separators=(",", ":"))
        seen.newest, seen.count = Screen(number, text, shown, data), seen.count + 1
        seen.news.set()

    def count(self, chat: int) -> int:
        """How much a chat was shown so far."""
        return self._seen.setdefault(chat, Seen()).count

    async def after(self, chat: int, count: int) -> Screen:
        """The newest of a chat once it was shown more than `count`."""
        seen = self._seen.setdefault(chat, Seen())
        async with asyncio.timeout(WITHIN):
            while seen.count <= count or seen.newest is None:
                seen.news.clear()
                await seen.news.wait()
        return seen.newest


async def listen(api_url: str) -> Screens:
    """Hear of every message from now on, as long as the process lives."""
    host, port = api_url.removeprefix("http://").split(":")
    loop = asyncio.get_running_loop()
    transport, screens = await loop.create_connection(Screens, host, int(port))
    cast(asyncio.WriteTransport, transport).write(b"GET /stream HTTP/1.1\r\n\r\n")
    await screens.ready.wait()
    return screens

"""A person of a story: what they do and what they see."""

import asyncio
import time
from collections import deque
from collections.abc import AsyncIterator
from typing import Any

from telegram_sandbox.driver.acts import Acts
from telegram_sandbox.driver.seen import (
    WITHIN,
    Message,
    NoSuchButton,
    NotSeen,
    is_heard,
    labels,
    tail,
    transcript,
)
from telegram_sandbox.driver.wire import Wire

Json = dict[str, Any]
KEPT = 5_000  # events


class Person(Acts):
    """Somebody who chats with the bot, made by `Sandbox.person`."""

    def __init__(self, wire: Wire, told: Json, before: int):
        super().__init__(wire, int(told["id"]), before)
        self.first_name = str(told["first_name"])
        self.phone = str(told.get("phone", ""))
        self._events: deque[Json] = deque(maxlen=KEPT)
        self._messages: dict[int, Json] = {}
        self._keyboard: Json | None = None
        self._changed = asyncio.Event()
        self._lost = ""

    async def taps(self, label: str, within: float = WITHIN, message: int | None = None) -> str:
        """Tap the first enabled button whose label contains `label`, waiting for it if need be.

        Looks at the bot's newest message with buttons (or at message number `message`), then at the
        reply keyboard. Returns the id of the callback query, empty for keys of the reply keyboard.

        Raises:
            NoSuchButton: none appeared within `within` seconds; lists those there are.
        """
        async for _ in self._moments(within):
            shown = self._with_buttons(message)
            if shown and (key := shown.key(label)):
                return await self.forges(key["callback_data"], shown.id, forge=False)
            if pressed := self._reply_key(label):
                await self._press(pressed)
                return ""
        shown = self._with_buttons(message)
        there = labels(shown) if shown else "none"
        raise NoSuchButton(
            f"{self.first_name} finds no enabled button with {label!r}; there are: {there}\n"
            + tail(self.transcript())
        )

    async def forges(self, data: str, message_id: int = 0, forge: bool = True) -> str:
        """Send any callback data, as a modified client can. Returns the callback query's id."""
        wish = {"message_id": message_id, "data": data, "forge": forge}
        told = await self._act("taps", wish)
        return str(told["callback_query_id"])

    async def sees(self, text: str, within: float = WITHIN) -> Message:
        """Wait for a message, edit or toast that contains `text` and came since the last act.

        Raises:
            NotSeen: none came within `within` seconds; shows the chat as it was.
        """
        async for heard in self.messages(within):
            if text.casefold() in heard.text.casefold():
                return heard
        lost = f" ({self._lost})" if self._lost else ""
        raise NotSeen(
            f"{self.first_name} has not seen {text!r} within {within} s{lost}; the chat:\n"
            + tail(self.transcript())
        )

    async def messages(self, within: float = WITHIN) -> AsyncIterator[Message]:
        """Yield what has come since this person's last act, for up to `within` seconds."""
        told = 0
        async for _ in self._moments(within):
            heard = [message for event in self._since() if (message := is_heard(event))]
            for message in heard[told:]:
                told += 1
                yield message

    async def last(self) -> Message:
        """The bot's newest message as it is now.

        Raises:
            NotSeen: the bot has not written yet.
        """
        told = await self._wire.call("GET", self._path("chat"), params={"limit": 100})
        for raw in reversed(told.body["messages"]):
            if Message(raw).is_from_bot:
                return Message(raw)
        raise NotSeen(f"The bot has not written to {self.first_name}")

    def buttons(self) -> list[str]:
        """The labels of the newest message with buttons, including disabled ones."""
        shown = self._with_buttons(None)
        return shown.buttons if shown else []

    def keyboard(self) -> list[str]:
        """The labels of the reply keyboard."""
        rows = self._keyboard["keyboard"] if self._keyboard else []
        return [str(key["text"]) for row in rows for key in row]

    def toast(self) -> str:
        """The text of the newest answer to a tap since the last act, or an empty string."""
        answers = [event["data"] for event in self._since() if event["event"] == "answer"]
        return str(answers[-1].get("text", "")) if answers else ""

    def transcript(self) -> str:
        """The whole chat as lines of text."""
        return transcript(self._events, self.first_name)

    def notice(self, event: Json) -> None:
        """Take in an event of this person's chat."""
        self._events.append(event)
        data = event["data"]
        if event["event"] in {"message", "edit"}:
            self._messages[data["message"]["message_id"]] = data["message"]
        elif event["event"] == "delete":
            self._messages.pop(data["message_id"], None)
        elif event["event"] == "keyboard":
            self._keyboard = data["reply_keyboard"]
        self._changed.set()

    def remember(self, chat: Json) -> None:
        """Take over a chat that existed before."""
        self.first_name, self.phone = chat["person"]["first_name"], chat["person"]["phone"]
        newer = [event for event in self._events if event["n"] > chat["last_event"]]
        self._mark, self._keyboard = chat["last_event"], chat["reply_keyboard"]
        self._messages = {message["message_id"]: message for message in chat["messages"]}
        self._events.clear()
        for event in newer:
            self.notice(event)

    def lose(self, why: str) -> None:
        """Stop waiting: the sandbox is gone."""
        self._lost = why
        self._changed.set()

    async def _press(self, key: Json) -> None:
        if key.get("request_contact"):
            await self.shares_contact()
        elif key.get("request_location"):
            await self.shares_location(52.52, 13.405)
        else:
            await self.says(key["text"])

    def _since(self) -> list[Json]:
        return [event for event in self._events if event["n"] > self._mark]

    def _with_buttons(self, number: int | None) -> Message | None:
        if number is not None:
            return Message(self._messages[number]) if number in self._messages else None
        for raw in reversed(self._messages.values()):
            if Message(raw).keys:
                return Message(raw)
        return None

    def _reply_key(self, label: str) -> Json | None:
        rows = self._keyboard["keyboard"] if self._keyboard else []
        keys = [key for row in rows for key in row]
        return next((key for key in keys if label.casefold() in key["text"].casefold()), None)

    async def _moments(self, within: float) -> AsyncIterator[None]:
        """Yield now and whenever something happens, until `within` seconds have passed."""
        end = time.monotonic() + within
        while True:
            self._changed.clear()
            yield
            left = end - time.monotonic()
            if self._lost or left <= 0:
                return
            try:
                await asyncio.wait_for(self._changed.wait(), left)
            except TimeoutError:
                return

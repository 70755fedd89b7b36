"""A group or a channel of a story: who is in it, and what is written there."""

import asyncio
import contextlib
import time
from collections import deque
from typing import Any

from telegram_sandbox.driver.seen import WITHIN, Message, NotSeen, is_heard, tail, transcript
from telegram_sandbox.driver.wire import Wire

Json = dict[str, Any]
KEPT = 5_000  # events


class Group:
    """A group or channel, made by `Sandbox.group`."""

    def __init__(self, wire: Wire, told: Json, before: int):
        self.id, self.title = int(told["id"]), str(told["title"])
        self._wire, self._mark = wire, before
        self._events: deque[Json] = deque(maxlen=KEPT)
        self._changed = asyncio.Event()
        self._lost = ""

    async def places(self, who: Any, status: str, may_post: bool = True) -> None:
        """Give a person, or 'bot', another status in the group.

        It is one of creator, administrator, member, restricted, left and kicked.
        may_post counts for restricted members and for administrators of a channel.
        """
        number = who if who == "bot" else who.id
        await self._post("members", {"user_id": number, "status": status, "may_post": may_post})

    async def hears(self, person: Any, text: str) -> Message:
        """Let a person write into the group."""
        return Message(await self._post("messages", {"person": person.id, "text": text}))

    async def moves(self) -> int:
        """Turn the group into a supergroup. Returns its new id, which this object takes on."""
        told = await self._post("move", {})
        self.id = int(told["id"])
        return self.id

    async def sees(self, text: str, within: float = WITHIN) -> Message:
        """Wait for a message from the bot that contains `text`.

        Raises:
            NotSeen: none came within `within` seconds; shows the chat as it was.
        """
        end = time.monotonic() + within
        while True:
            self._changed.clear()
            for heard in self.messages():
                if text.casefold() in heard.text.casefold():
                    return heard
            left = end - time.monotonic()
            if self._lost or left <= 0:
                raise NotSeen(
                    f"{self.title} has not seen {text!r} within {within} s{self._lost}; it saw:\n"
                    + tail(transcript(self._events, self.title))
                )
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._changed.wait(), left)

    def messages(self) -> list[Message]:
        """What the bot has written here."""
        found = (is_heard(event) for event in self._events)
        return [message for message in found if message]

    def notice(self, event: Json) -> None:
        """Take in an event of this group."""
        self._events.append(event)
        self._changed.set()

    def lose(self, why: str) -> None:
        """Stop waiting: the sandbox is gone."""
        self._lost = f" ({why})"
        self._changed.set()

    async def _post(self, what: str, wish: Json) -> Json:
        told = await self._wire.call("POST", f"/sandbox/groups/{self.id}/{what}", json=wish)
        body: Json = told.body
        return body

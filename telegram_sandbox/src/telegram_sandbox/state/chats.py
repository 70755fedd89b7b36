"""Chats and the messages in them, as both sides see them."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from typing import Any

Json = dict[str, Any]
KEPT = 200_000
INLINE = "inline_keyboard"


@dataclass(slots=True)
class Chat:
    """A private chat, a group or a channel."""

    peer: Json  # Bot API's Chat
    started: bool = False  # the person has written, so the bot may write too
    messages: dict[int, Json] = field(default_factory=dict)
    reply_keyboard: Json | None = None

    @property
    def id(self) -> int:
        """The chat's id; a private chat has the id of its person."""
        return int(self.peer["id"])

    @property
    def is_private(self) -> bool:
        return bool(self.peer.get("type") == "private")

    def keep(self, message: Json) -> None:
        """Store a new or changed message; the oldest ones are forgotten."""
        self.messages[message["message_id"]] = message
        if len(self.messages) > KEPT:
            del self.messages[next(iter(self.messages))]


@dataclass(slots=True)
class Chats:
    """All chats; message ids are numbered through all of them."""

    by_id: dict[int, Chat] = field(default_factory=dict)
    _ids: Iterator[int] = field(default_factory=lambda: count(1))

    def open(self, peer: Json) -> Chat:
        """The chat with this peer, new or known."""
        number = int(peer["id"])
        if number not in self.by_id:
            self.by_id[number] = Chat(peer)
        return self.by_id[number]

    def next_id(self) -> int:
        """A message id that was never used."""
        return next(self._ids)

    def number_from(self, first: int) -> None:
        """Give the next message this id."""
        self._ids = count(first)

    def newest(self) -> int:
        """The highest id of a message that is still there; 0 without any."""
        return max((number for chat in self.by_id.values() for number in chat.messages), default=0)

    def forget(self) -> None:
        """Drop all chats; message ids go on."""
        self.by_id.clear()


def buttons(message: Json) -> list[Json]:
    """The inline buttons of a message, row by row."""
    rows = message.get("reply_markup", {}).get(INLINE, [])
    return [button for row in rows for button in row]

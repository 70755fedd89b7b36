"""What a scheduled message says, and its JSON form: the one place that knows it."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from domain.messages import media
from domain.messages.media import Attachment
from domain.messages.text import Entity

LIMIT = 4096  # UTF-16 code units of one Telegram message
LONGEST = 10 * LIMIT  # of a text that goes out in several messages
OWN = frozenset({"text", *media.KINDS})
"""The kinds that people write; the others are ours, and nobody's list of messages shows them."""


class Channel(StrEnum):
    """Stable words: they stand in the table. A recipient is a chat id, an e-mail address, or the
    endpoint of a webhook."""

    TELEGRAM = "telegram"
    EMAIL = "email"
    WEBHOOK = "webhook"


@dataclass(frozen=True, slots=True)
class Text:
    """A person's own words with their formatting."""

    text: str
    entities: tuple[Entity, ...] = ()


@dataclass(frozen=True, slots=True)
class Reminder:
    """A booking comes near; the booking is read when this is sent. hours: before its start.

    is_fasting: it asks whether the patient has fasted.
    """

    hours: int
    is_fasting: bool = False


@dataclass(frozen=True, slots=True)
class Failure:
    """Tells an author that their message could not be sent; the message is read when sent."""

    message_id: int


@dataclass(frozen=True, slots=True)
class Code:
    """Proves whose an e-mail address is. seed: what the code is derived from."""

    seed: str


@dataclass(frozen=True, slots=True)
class News:
    """Staff have done something to a booking; the booking is read when this is sent.

    what: names what was done, see screens/news.py. facts: what its words need beside the booking;
    ids, codes and instants as ISO text, never names.
    """

    what: str
    facts: Mapping[str, str | int]


@dataclass(frozen=True, slots=True)
class Broadcast:
    """One of many the same; what it says is kept once, and read when it is sent."""

    broadcast_id: int


@dataclass(frozen=True, slots=True)
class Told:
    """A program is told of something; what it is told is read when this is sent.

    type: such as booking.created. of: the id of what happened, in the table of its topic.
    """

    type: str
    of: int


Own = Text | Attachment
Ours = Reminder | Failure | Code | News | Broadcast | Told
Content = Own | Ours


def to_json(content: Content) -> dict[str, Any]:
    match content:
        case Text(text, entities):
            return {"kind": "text", "text": text, "entities": [dict(item) for item in entities]}
        case Reminder() | Failure() | Code() | News() | Broadcast() | Told():
            return _of_ours(content)
        case _:
            return media.to_json(content)


def from_json(stored: Mapping[str, Any]) -> Content:
    """The content from its stored form.

    Raises ValueError for a kind nobody knows, KeyError or TypeError for one that lacks something.
    """
    match stored:
        case {"kind": "text", "text": str(text)}:
            return Text(text, tuple(stored.get("entities", ())))
        case {"kind": str(kind)} if kind in media.KINDS:
            return media.from_json(stored)
    return _ours_from(stored)


def _of_ours(content: Ours) -> dict[str, Any]:
    match content:
        case Reminder(hours, is_fasting):
            told = {"kind": "reminder", "hours": hours}
            return told | {"asks": "fasting"} if is_fasting else told
        case Failure(message_id):
            return {"kind": "failure", "message_id": message_id}
        case Code(seed):
            return {"kind": "code", "seed": seed}
        case Broadcast(broadcast_id):
            return {"kind": "broadcast", "broadcast_id": broadcast_id}
        case Told(type_, of):
            return {"kind": "webhook", "type": type_, "of": of}
        case News(what, facts):
            return {"kind": "news", "what": what, "facts": dict(facts)}


def _ours_from(stored: Mapping[str, Any]) -> Ours:
    match stored:
        case {"kind": "reminder", "hours": int(hours)}:
            return Reminder(hours, stored.get("asks") == "fasting")
        case {"kind": "failure", "message_id": int(message_id)}:
            return Failure(message_id)
        case {"kind": "code", "seed": str(seed)}:
            return Code(seed)
        case {"kind": "broadcast", "broadcast_id": int(broadcast_id)}:
            return Broadcast(broadcast_id)
        case {"kind": "news", "what": str(what), "facts": dict(facts)}:
            return News(what, facts)
        case {"kind": "webhook", "type": str(type_), "of": int(of)}:
            return Told(type_, of)
    raise ValueError("no content of this kind is known")


def words_of(content: Content) -> tuple[str, tuple[Entity, ...]]:
    """A person's words in it with their formatting, empty for what we write ourselves."""
    match content:
        case Text(text, entities):
            return text, entities
        case Reminder() | Failure() | Code() | News() | Broadcast() | Told():
            return "", ()
        case _:
            return media.words_of(content)


def attachment_of(content: Content) -> Attachment | None:
    return None if isinstance(content, Text | Ours) else content


class Outgoing:
    """What a scheduled message and a series have in common: a content, and where it goes."""

    __slots__ = ()
    content: Content
    channel: str
    recipient: str

    @property
    def text(self) -> str:
        """The words, a caption too; empty for what we write ourselves."""
        return words_of(self.content)[0]

    @property
    def entities(self) -> tuple[Entity, ...]:
        return words_of(self.content)[1]

    @property
    def attachment(self) -> Attachment | None:
        return attachment_of(self.content)

    @property
    def address(self) -> str:
        """The e-mail address it goes to, empty for a chat."""
        return self.recipient if self.channel == Channel.EMAIL else ""

    @property
    def chat_id(self) -> int:
        """The group or channel it goes to, 0 for none: their ids are below zero."""
        is_chat = self.channel == Channel.TELEGRAM and self.recipient.startswith("-")
        return int(self.recipient) if is_chat else 0

"""What a scheduled message says, and its JSON form: the one place that knows it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from domain.entities import Entity

LIMIT = 4096  # UTF-16 code units of one Telegram message


@dataclass(frozen=True, slots=True)
class Text:
    """A person's own words with their formatting."""

    text: str
    entities: tuple[Entity, ...] = ()


@dataclass(frozen=True, slots=True)
class Reminder:
    """A booking comes near; the booking is read when this is sent. hours: before its start."""

    hours: int


@dataclass(frozen=True, slots=True)
class Failure:
    """Tells an author that their message could not be sent; the message is read when sent."""

    message_id: int


@dataclass(frozen=True, slots=True)
class Code:
    """Proves whose an e-mail address is. seed: what the code is derived from, domain.address."""

    seed: str


Content = Text | Reminder | Failure | Code


def to_json(content: Content) -> dict[str, Any]:
    """The content as it is stored."""
    match content:
        case Text(text, entities):
            return {"kind": "text", "text": text, "entities": [dict(item) for item in entities]}
        case Reminder(hours):
            return {"kind": "reminder", "hours": hours}
        case Failure(message_id):
            return {"kind": "failure", "message_id": message_id}
        case Code(seed):
            return {"kind": "code", "seed": seed}


def from_json(stored: Mapping[str, Any]) -> Content:
    """The content from its stored form. Raises ValueError for a kind nobody knows."""
    match stored:
        case {"kind": "text", "text": str(text)}:
            return Text(text, tuple(stored.get("entities", ())))
        case {"kind": "reminder", "hours": int(hours)}:
            return Reminder(hours)
        case {"kind": "failure", "message_id": int(message_id)}:
            return Failure(message_id)
        case {"kind": "code", "seed": str(seed)}:
            return Code(seed)
    raise ValueError("no content of this kind is known")

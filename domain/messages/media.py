"""What else a message can be than text: files that Telegram keeps, albums, places, polls.

A file is known by its `file_id`, which outlives the message that brought it (ADR 0011). JSON forms
are the stored ones; `from_json` raises KeyError, TypeError or ValueError for anything else.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from domain.messages.text import Entity

CAPTION_LIMIT = 1024  # UTF-16 code units below a file
ALBUM_LIMIT = 10  # items that Telegram puts together


class Kind(StrEnum):
    """Telegram's names of what has a file."""

    PHOTO = "photo"
    VIDEO = "video"
    ANIMATION = "animation"
    DOCUMENT = "document"
    AUDIO = "audio"
    VOICE = "voice"
    STICKER = "sticker"
    VIDEO_NOTE = "video_note"


BARE = frozenset({Kind.STICKER, Kind.VIDEO_NOTE})
"""Without a caption."""


@dataclass(frozen=True, slots=True)
class Media:
    """One file with its caption. is_spoiler: covered until tapped; is_above: caption on top."""

    kind: Kind
    file_id: str
    text: str = ""
    entities: tuple[Entity, ...] = ()
    is_spoiler: bool = False
    is_above: bool = False


@dataclass(frozen=True, slots=True)
class Album:
    """Two to ten files that are shown together, each with its own caption."""

    items: tuple[Media, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """A point on the map, in degrees; a venue has a title and an address."""

    latitude: float
    longitude: float
    title: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class Contact:
    """Somebody's card."""

    phone_number: str
    first_name: str
    last_name: str = ""
    vcard: str = ""


@dataclass(frozen=True, slots=True)
class Poll:
    """A question, made anew when it is sent: its votes begin at nought.

    options: text and text_entities each. correct: numbers of the right ones, for a quiz.
    more: further fields of sendPoll as they are.
    """

    question: str
    options: tuple[Mapping[str, Any], ...]
    entities: tuple[Entity, ...] = ()
    correct: tuple[int, ...] = ()
    explanation: str = ""
    explanation_entities: tuple[Entity, ...] = ()
    more: Mapping[str, Any] | None = None

    @property
    def is_quiz(self) -> bool:
        return bool(self.correct)


Attachment = Media | Album | Place | Contact | Poll
"""All that is no plain text."""
KINDS = frozenset({*Kind, "album", "place", "contact", "poll"})


def to_json(it: Attachment) -> dict[str, Any]:
    match it:
        case Media():
            flags = {"spoiler": it.is_spoiler, "above": it.is_above}
            return {
                "kind": str(it.kind),
                "file_id": it.file_id,
                "text": it.text,
                "entities": [dict(item) for item in it.entities],
            } | {name: True for name, is_set in flags.items() if is_set}
        case Album(items):
            return {"kind": "album", "items": [to_json(item) for item in items]}
        case Place(latitude, longitude, title, address):
            point = {"kind": "place", "latitude": latitude, "longitude": longitude}
            return point | {"title": title, "address": address}
        case Contact(phone, first, last, vcard):
            names = {"first_name": first, "last_name": last}
            return {"kind": "contact", "phone_number": phone, "vcard": vcard} | names
        case Poll():
            return _poll_to_json(it)


def from_json(stored: Mapping[str, Any]) -> Attachment:
    match stored:
        case {"kind": "album", "items": [*items]}:
            return Album(tuple(_media(item) for item in items))
        case {"kind": "place"}:
            point = float(stored["latitude"]), float(stored["longitude"])
            return Place(*point, str(stored["title"]), str(stored["address"]))
        case {"kind": "contact"}:
            names = ("phone_number", "first_name", "last_name", "vcard")
            return Contact(*(str(stored[name]) for name in names))
        case {"kind": "poll"}:
            return _poll(stored)
    return _media(stored)


def words_of(it: Attachment) -> tuple[str, tuple[Entity, ...]]:
    """The words that stand with it: a caption, a question, a name."""
    match it:
        case Media():
            return it.text, it.entities
        case Album(items):
            return words_of(items[lead(it)])
        case Poll():
            return it.question, it.entities
        case Place():
            return it.title, ()
        case Contact():
            return f"{it.first_name} {it.last_name}".strip(), ()


def has_caption(it: Attachment) -> bool:
    """Whether its words are a caption, which can be another one."""
    return isinstance(it, Album) or (isinstance(it, Media) and it.kind not in BARE)


def captioned(it: Attachment, text: str, entities: tuple[Entity, ...]) -> Attachment:
    """The same with another caption; what has none stays as it is."""
    if not has_caption(it):
        return it
    if isinstance(it, Album):
        place = lead(it)
        changed = replace(it.items[place], text=text, entities=entities)
        return Album((*it.items[:place], changed, *it.items[place + 1 :]))
    return replace(it, text=text, entities=entities) if isinstance(it, Media) else it


def joined(it: Attachment | None, part: Media) -> Attachment:
    """An album with one more part; its first parts are a file alone, or nothing."""
    if isinstance(it, Album):
        return Album((*it.items, part)[:ALBUM_LIMIT])
    return Album((it, part)) if isinstance(it, Media) else part


def lead(it: Album) -> int:
    """The number of the item whose caption is the album's."""
    return next((number for number, item in enumerate(it.items) if item.text), 0)


def _media(stored: Mapping[str, Any]) -> Media:
    return Media(
        Kind(stored["kind"]),
        str(stored["file_id"]),
        str(stored.get("text", "")),
        tuple(stored.get("entities", ())),
        is_spoiler=bool(stored.get("spoiler")),
        is_above=bool(stored.get("above")),
    )


def _poll_to_json(it: Poll) -> dict[str, Any]:
    return {
        "kind": "poll",
        "question": it.question,
        "entities": [dict(item) for item in it.entities],
        "options": [dict(item) for item in it.options],
        "correct": list(it.correct),
        "explanation": it.explanation,
        "explanation_entities": [dict(item) for item in it.explanation_entities],
        "more": dict(it.more or {}),
    }


def _poll(stored: Mapping[str, Any]) -> Poll:
    return Poll(
        str(stored["question"]),
        tuple(stored["options"]),
        tuple(stored["entities"]),
        tuple(stored["correct"]),
        str(stored["explanation"]),
        tuple(stored["explanation_entities"]),
        stored["more"],
    )

"""What is no text in a message, in words: a line of its own before the caption."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from domain.messages.media import Album, Attachment, Contact, Kind, Media, Place, Poll, has_caption
from domain.messages.text import Entity, units
from screens.screen import Translate

Words = tuple[str, tuple[dict[str, Any], ...]]
NAMES: dict[Kind, str] = {
    Kind.PHOTO: "Photo",
    Kind.VIDEO: "Video",
    Kind.ANIMATION: "Animation",
    Kind.DOCUMENT: "File",
    Kind.AUDIO: "Music",
    Kind.VOICE: "Voice message",
    Kind.STICKER: "Sticker",
    Kind.VIDEO_NOTE: "Video message",
}


def label(it: Attachment, t: Translate) -> str:
    """A word or two. Plain text."""
    match it:
        case Media(kind):
            return t(NAMES[kind])
        case Album(items):
            counted = Counter(t(NAMES[item.kind]) for item in items)
            listed = ", ".join(f"{count} × {name}" for name, count in counted.items())
            return t("Album ({items})").format(items=listed)
        case Place(title=title):
            return t("Place") if title else t("Location")
        case Contact():
            return t("Contact")
        case Poll():
            return t("Quiz") if it.is_quiz else t("Poll")


def change(it: Attachment | None, t: Translate) -> str:
    """The button that changes it."""
    if it is None:
        return t("Change text")
    return t("Change caption") if has_caption(it) else t("Change message")


def labelled(text: str, entities: Sequence[Entity], it: Attachment | None, t: Translate) -> Words:
    """The words of a message behind what it is, as a text with formatting; text alone stays."""
    if it is None:
        return text, tuple(dict(item) for item in entities)
    said, styles = _own_words(text, entities, it)
    title = label(it, t)
    start = f"{title}:\n" if said else title
    moved = [{**item, "offset": item["offset"] + units(start)} for item in styles]
    return start + said, ({"type": "italic", "offset": 0, "length": units(title)}, *moved)


def _own_words(
    text: str, entities: Sequence[Entity], it: Attachment
) -> tuple[str, Sequence[Entity]]:
    """The caption, or the words that belong to it by its kind."""
    match it:
        case Poll():
            options = "".join(f"\n– {option['text']}" for option in it.options)
            return it.question + options, it.entities
        case Place():
            return "\n".join(line for line in (it.title, it.address) if line), ()
        case Contact():
            return f"{it.first_name} {it.last_name}".strip() + f"\n{it.phone_number}", ()
        case _:
            return text, entities

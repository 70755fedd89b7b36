"""A message as the Bot API's calls that send it, and as the screens that tell of it show it."""

from collections import Counter
from collections.abc import Sequence
from html import escape
from typing import Any

from domain.messages.content import LIMIT, Content, Own, Text, attachment_of, words_of
from domain.messages.media import Album, Attachment, Contact, Kind, Media, Place, Poll, has_caption
from domain.messages.text import Entity, shortened, split, units
from screens.language import Marked, _, marked, translated
from screens.richtext import rich
from screens.screen import lines

GLIMPSE = 300  # UTF-16 units of a message that stand above a question about it
SHOWN = 3000  # of a message on its card; beside it our own words need room in 4096
Call = tuple[str, dict[str, Any]]
"""A method and its fields, as the Bot API names them."""
METHODS: dict[Kind, str] = {
    Kind.PHOTO: "sendPhoto",
    Kind.VIDEO: "sendVideo",
    Kind.ANIMATION: "sendAnimation",
    Kind.DOCUMENT: "sendDocument",
    Kind.AUDIO: "sendAudio",
    Kind.VOICE: "sendVoice",
    Kind.STICKER: "sendSticker",
    Kind.VIDEO_NOTE: "sendVideoNote",
}
COVERED = frozenset({Kind.PHOTO, Kind.VIDEO, Kind.ANIMATION})
"""Those that can be spoilers, or have their caption on top."""


NAMES: dict[Kind, Marked] = {
    Kind.PHOTO: marked("Photo"),
    Kind.VIDEO: marked("Video"),
    Kind.ANIMATION: marked("Animation"),
    Kind.DOCUMENT: marked("File"),
    Kind.AUDIO: marked("Music"),
    Kind.VOICE: marked("Voice message"),
    Kind.STICKER: marked("Sticker"),
    Kind.VIDEO_NOTE: marked("Video message"),
}


def calls(content: Own, chat_id: int) -> tuple[Call, ...]:
    """The calls that send it, in order; only a text too long for one message needs several."""
    if isinstance(content, Text):
        parts = split(content.text, content.entities, LIMIT)
        return tuple(_text(chat_id, *part) for part in parts if part[0].strip())
    method, fields = _call(content)
    return ((method, {"chat_id": chat_id} | fields),)


def weight(call: Call) -> int:
    """How many messages a call counts for with Telegram's limits: an album's items each."""
    return len(call[1].get("media", "x")) if call[0] == "sendMediaGroup" else 1


def _text(chat_id: int, text: str, entities: Sequence[Entity]) -> Call:
    fields = {"chat_id": chat_id, "text": text}
    return "sendMessage", fields | _styled(entities, "entities")


def _call(it: Attachment) -> Call:
    match it:
        case Media():
            return METHODS[it.kind], {str(it.kind): it.file_id} | _below(it)
        case Album((item,)):
            return _call(item)
        case Album(items):
            return "sendMediaGroup", {"media": [_item(item) for item in items]}
        case Place(latitude, longitude, title, address):
            point: dict[str, Any] = {"latitude": latitude, "longitude": longitude}
            venue = {"title": title, "address": address}
            return ("sendVenue", point | venue) if title else ("sendLocation", point)
        case Contact(phone, first, last, vcard):
            more = {"last_name": last, "vcard": vcard}
            card = {"phone_number": phone, "first_name": first}
            return "sendContact", card | {name: value for name, value in more.items() if value}
        case Poll():
            return "sendPoll", _poll(it)


def _item(it: Media) -> dict[str, Any]:
    return {"type": str(it.kind), "media": it.file_id} | _below(it)


def _below(it: Media) -> dict[str, Any]:
    """The caption, and how it is shown."""
    fields: dict[str, Any] = {"caption": it.text} if it.text else {}
    fields |= _styled(it.entities, "caption_entities") if it.text else {}
    if it.kind in COVERED:
        flags = {"has_spoiler": it.is_spoiler, "show_caption_above_media": it.is_above}
        fields |= {name: True for name, is_set in flags.items() if is_set}
    return fields


def _poll(it: Poll) -> dict[str, Any]:
    fields: dict[str, Any] = {
        "question": it.question,
        "options": [dict(option) for option in it.options],
        "type": "quiz" if it.is_quiz else "regular",
        **(it.more or {}),
    }
    fields |= _styled(it.entities, "question_entities")
    if it.is_quiz:
        fields["correct_option_ids"] = list(it.correct)
    if it.explanation:
        fields["explanation"] = it.explanation
        fields |= _styled(it.explanation_entities, "explanation_entities")
    return fields


def _styled(entities: Sequence[Entity], name: str) -> dict[str, Any]:
    return {name: [dict(item) for item in entities]} if entities else {}


def label(it: Attachment) -> str:
    """A word or two. Plain text."""
    match it:
        case Media(kind):
            return translated(NAMES[kind])
        case Album(items):
            counted = Counter(translated(NAMES[item.kind]) for item in items)
            listed = ", ".join(f"{count} × {name}" for name, count in counted.items())
            return _("Album ({items})").format(items=listed)
        case Place(title=title):
            return _("Place") if title else _("Location")
        case Contact():
            return _("Contact")
        case Poll():
            return _("Quiz") if it.is_quiz else _("Poll")


def change(it: Attachment | None) -> str:
    """The button that changes it."""
    if it is None:
        return _("Change text")
    return _("Change caption") if has_caption(it) else _("Change message")


def labelled(words: Text, it: Attachment | None) -> Text:
    """The words of a message behind what it is, as a text with formatting; text alone stays."""
    if it is None:
        return words
    own, title = _own_words(words, it), label(it)
    start = f"{title}:\n" if own.text else title
    moved = [{**item, "offset": item["offset"] + units(start)} for item in own.entities]
    italic = {"type": "italic", "offset": 0, "length": units(title)}
    return Text(start + own.text, (italic, *moved))


def in_words(content: Content) -> Text:
    """The same of a message as it is stored."""
    return labelled(Text(*words_of(content)), attachment_of(content))


def glimpse(words: Text) -> str:
    """The beginning of a message; HTML."""
    beginning = rich(*shortened(words.text, words.entities, GLIMPSE))
    return beginning + ("…" if units(words.text) > GLIMPSE else "")


def shown(words: Text) -> str:
    """A message below a title, and how much is left out; HTML."""
    text, styles = shortened(words.text, words.entities, SHOWN)
    left = units(words.text) - units(text)
    more = _("… and {n} more characters.").format(n=left) if left else ""
    return lines(_("Your message:"), rich(text, styles), more)


def destination(to: str) -> str:
    """A line below others that says where a message goes; empty without an address. HTML."""
    return f"\n{_('To: {address}').format(address=escape(to))}" if to else ""


def _own_words(words: Text, it: Attachment) -> Text:
    """The caption, or the words that belong to it by its kind."""
    match it:
        case Poll():
            options = "".join(f"\n– {option['text']}" for option in it.options)
            return Text(it.question + options, it.entities)
        case Place():
            return Text("\n".join(line for line in (it.title, it.address) if line))
        case Contact():
            name = f"{it.first_name} {it.last_name}".strip()
            return Text(f"{name}\n{it.phone_number}")
        case _:
            return words

"""From what a person sent to what can be sent again: the file's id, or the data of a poll."""

from collections.abc import Sequence
from typing import Any

from aiogram.enums import ContentType
from aiogram.types import Message, MessageEntity, Poll

from domain.messages import media
from domain.messages.media import Attachment, Kind, Media
from domain.messages.text import clean
from handlers.messages.typed_message import Words

SENDABLE = {ContentType(kind) for kind in Kind} | {
    ContentType.LOCATION,
    ContentType.VENUE,
    ContentType.CONTACT,
    ContentType.POLL,
}
"""What can be scheduled beside text."""
POLL_FLAGS = ("is_anonymous", "allows_multiple_answers", "allows_revoting", "open_period")


def attachment_in(message: Message) -> Attachment | None:
    """What is no text in a message; None for text, and for what cannot be sent again.

    A quiz that was forwarded does not tell its right answer, so it cannot be made anew.
    """
    if message.venue:
        place, venue = message.venue.location, message.venue
        return media.Place(place.latitude, place.longitude, venue.title, venue.address)
    if message.location:
        return media.Place(message.location.latitude, message.location.longitude)
    if message.contact:
        card = message.contact
        names = (card.first_name, card.last_name or "", card.vcard or "")
        return media.Contact(card.phone_number, *names)
    if message.poll:
        return _poll(message.poll)
    return _media(message)


def caption_of(message: Message) -> Words:
    """The caption with its formatting."""
    return Words(clean(message.caption or ""), _dumped(message.caption_entities))


def _media(message: Message) -> Media | None:
    file_id = _file_id(message)
    if file_id is None:
        return None
    words = caption_of(message)
    return Media(
        Kind(message.content_type),
        file_id,
        words.text,
        words.entities,
        is_spoiler=bool(message.has_media_spoiler),
        is_above=bool(message.show_caption_above_media),
    )


def _file_id(message: Message) -> str | None:
    if message.content_type not in set(Kind):
        return None
    if message.photo:
        return message.photo[-1].file_id  # the largest
    found: Any = getattr(message, message.content_type, None)
    return None if found is None else str(found.file_id)


def _poll(poll: Poll) -> media.Poll | None:
    correct = tuple(poll.correct_option_ids or ())
    if poll.type == "quiz" and not correct:
        return None
    options = tuple(
        option.model_dump(include={"text", "text_entities"}, exclude_none=True, mode="json")
        for option in poll.options
    )
    return media.Poll(
        poll.question,
        options,
        _dumped(poll.question_entities),
        correct,
        poll.explanation or "",
        _dumped(poll.explanation_entities),
        {name: value for name in POLL_FLAGS if (value := getattr(poll, name, None)) is not None},
    )


def _dumped(entities: Sequence[MessageEntity] | None) -> tuple[dict[str, Any], ...]:
    return tuple(item.model_dump(mode="json", exclude_none=True) for item in entities or ())

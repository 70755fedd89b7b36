"""/schedule: what is sent and not typed: photos, albums, polls; and texts that come in halves.

What a person sent is sent again by the file's id, or made anew from the data of a poll.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from aiogram import F
from aiogram.dispatcher.event.telegram import TelegramEventObserver
from aiogram.enums import ContentType
from aiogram.exceptions import TelegramBadRequest
from aiogram.filters import Filter, StateFilter
from aiogram.types import Message, MessageEntity, Poll

from domain.account.actor import Actor
from domain.messages import media
from domain.messages.content import Own, Text
from domain.messages.media import Attachment, Kind, Media
from domain.messages.schedule import composed
from domain.typed_answers import Answer, means
from domain.when import Understood, parse_when
from fsm.messages.compose import (
    Asking,
    Schedule,
    ScheduleDraft,
    attachment_of,
    caption_in,
    with_attachment,
    with_part,
    with_text,
    words_of,
)
from fsm.messages.halves import is_second_half, with_second_half
from handlers.dialog import COMMAND, UNREADABLE, begin
from handlers.messages.question import ask
from handlers.messages.typed_message import Reading, read_message, read_time, words_in
from handlers.turn import Turn, intent_of
from infra.telegram import Wire
from screens.language import translated
from screens.messages import notes
from screens.messages.content import calls

NEW = frozenset((None, Schedule.offered.state))
SENDABLE = ~COMMAND & F.content_type.in_(
    {ContentType(kind) for kind in Kind}
    | {ContentType.LOCATION, ContentType.VENUE, ContentType.CONTACT, ContentType.POLL}
)
"""What can be scheduled beside text."""
POLL_FLAGS = ("is_anonymous", "allows_multiple_answers", "allows_revoting", "open_period")


def register(messages: TelegramEventObserver, is_open: Filter) -> None:
    """Halves and parts first, as they belong to what is there; then what is new."""
    messages.register(part_sent, F.media_group_id, ~COMMAND, is_open, is_part)
    messages.register(half_typed, F.text, is_open, is_half)
    messages.register(offer_answered, Schedule.offered, F.text, is_open, is_answer)
    messages.register(message_sent, StateFilter(*NEW), SENDABLE, can_be_sent)
    not_placing = ~StateFilter(Schedule.placing)
    messages.register(
        instead_sent, StateFilter(Schedule), not_placing, SENDABLE, is_open, can_be_sent
    )
    messages.register(unreadable_sent, StateFilter(Schedule), UNREADABLE, is_open)


async def is_part(message: Message, draft: ScheduleDraft) -> bool | dict[str, Any]:
    """Filter: one more part of the album in the draft."""
    part = attachment_in(message)
    if draft.group != message.media_group_id or not isinstance(part, Media):
        return False
    return {"part": part}


async def is_half(message: Message, draft: ScheduleDraft) -> bool:
    """Filter: the rest of a text that its client sent in two messages."""
    return is_second_half(draft, message.date)


async def is_answer(message: Message, actor: Actor, now: datetime) -> bool:
    """Filter: what is on offer is wanted, or its time is said."""
    match parse_when(message.text or "", now, actor.zone, actor.locale):
        case Understood(rest=""):
            return True
    return means(message.text, Answer.YES, Answer.SEND)


async def can_be_sent(message: Message) -> bool | dict[str, Any]:
    """Filter: hands on what is no text in a message, if it can be sent again."""
    it = attachment_in(message)
    return False if it is None else {"it": it}


async def part_sent(_message: Message, draft: ScheduleDraft, part: Media, turn: Turn) -> None:
    """The parts of an album come one by one, and one preview grows with them."""
    longer = with_part(draft, part)
    if part.text and not draft.text and draft.at is None:
        read = _with_caption(longer, Text(part.text, part.entities), turn).draft
        longer = read if read.at or read.options else replace(read, asking=draft.asking)
    await ask(turn, longer, is_in_place=True)


async def half_typed(message: Message, draft: ScheduleDraft, turn: Turn) -> None:
    """The preview grows by the second half."""
    await ask(turn, with_second_half(draft, words_in(message)), is_in_place=True)


async def offer_answered(message: Message, draft: ScheduleDraft, turn: Turn) -> None:
    """As [Schedule this], perhaps with the time."""
    wanted = replace(draft, asking=Asking.NOTHING)
    await ask(turn, read_time(wanted, words_in(message).text, turn.actor, turn.now).draft)


async def message_sent(message: Message, it: Attachment, turn: Turn) -> None:
    """Out of the blue: a caption that names a time opens the preview, else it is offered."""
    await begin(turn)
    draft = ScheduleDraft(intent=intent_of(message))
    draft = with_content(draft, it, message.media_group_id or "", turn).draft
    is_timed = draft.at is not None or bool(draft.options)
    await ask(turn, draft if is_timed else replace(draft, asking=Asking.OFFER))


async def instead_sent(message: Message, draft: ScheduleDraft, it: Attachment, turn: Turn) -> None:
    """The message, or another one in its place."""
    await ask(turn, with_content(draft, it, message.media_group_id or "", turn).draft)


async def unreadable_sent(_message: Message, draft: ScheduleDraft, turn: Turn) -> None:
    """A game or a story; or anything while a place is asked for."""
    is_place = await turn.state.get_state() == Schedule.placing.state
    await ask(turn, draft, translated(notes.ONLY_TYPED if is_place else notes.CANNOT_SEND))


async def show_message(turn: Turn, draft: ScheduleDraft) -> bool:
    """Send what will be sent, to its author; False if Telegram refuses it.

    Raises TextTooLong, and infra.telegram.FAILURES but for a bad request.
    """
    words = words_of(draft)
    return await show_content(turn, composed(words.text, words.entities, attachment_of(draft)))


async def show_content(turn: Turn, content: Own) -> bool:
    """The same for what need not be measured any more."""
    try:
        for method, fields in calls(content, turn.actor.id):
            await Wire(turn.bot).send(fields, method)
    except TelegramBadRequest:
        return False
    return True


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


def can_be_planned(message: Message) -> bool:
    """Whether the message that this one answers can be sent again."""
    return answered(ScheduleDraft(intent=""), message) is not None


def answered(draft: ScheduleDraft, message: Message) -> ScheduleDraft | None:
    """The draft of the message that this one answers, or of what it quotes of it; None if none."""
    other, quote = message.reply_to_message, message.quote
    if quote is not None and quote.is_manual:
        return with_text(draft, Text(quote.text, _dumped(quote.entities)))
    if other is None:
        return None
    if (it := attachment_in(other)) is not None:
        alone = with_attachment(draft, it, "")
        return with_text(alone, caption) if (caption := caption_in(it)).text else alone
    return with_text(draft, words) if (words := words_in(other)).text else None


def with_content(draft: ScheduleDraft, it: Attachment, group: str, turn: Turn) -> Reading:
    """The draft with this message, and with the time that its caption names."""
    return _with_caption(with_attachment(draft, it, group), caption_in(it), turn)


def _with_caption(draft: ScheduleDraft, words: Text, turn: Turn) -> Reading:
    return read_message(draft, words, turn.actor, turn.now) if words.text else Reading(draft)


def _media(message: Message) -> Media | None:
    file_id = _file_id(message)
    if file_id is None:
        return None
    words = words_in(message)
    return Media(
        Kind(message.content_type),
        file_id,
        words.text,
        tuple(words.entities),
        is_spoiler=bool(message.has_media_spoiler),
        is_above=bool(message.show_caption_above_media),
    )


def _file_id(message: Message) -> str | None:
    if message.content_type not in set(Kind):
        return None
    if message.photo:
        return message.photo[-1].file_id  # the largest
    file: Any = getattr(message, message.content_type, None)
    return None if file is None else str(file.file_id)


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

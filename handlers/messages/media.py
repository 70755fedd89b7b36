"""/schedule: what is sent and not typed: photos, albums, polls; and texts that come in halves."""

from dataclasses import replace
from typing import Any

from aiogram import F, Router
from aiogram.exceptions import TelegramBadRequest
from aiogram.filters import StateFilter
from aiogram.fsm.context import FSMContext
from aiogram.types import Message

from domain.account.actor import Actor
from domain.messages.media import Attachment, Media
from domain.messages.schedule import composed
from domain.when import Understood, parse_when
from fsm.draft import load
from fsm.messages.compose import (
    Asking,
    Schedule,
    ScheduleDraft,
    attachment_of,
    caption_in,
    entities_of,
    is_second_half,
    with_attachment,
    with_part,
    with_second_half,
)
from handlers import card
from handlers.content_types import SENT
from handlers.messages.question import ask, ask_in_place
from handlers.messages.sent import SENDABLE, attachment_in
from handlers.messages.typed_message import Reading, Words, read_message, read_time, words_of
from handlers.turn import Turn, intent_of
from infra.telegram import Wire
from screens.messages import notes
from screens.messages.content import calls

YES = frozenset(("yes", "y", "ok", "okay", "schedule", "schedule this"))
NEW = frozenset((None, Schedule.offered.state))
PLACING = Schedule.placing.state


def register(router: Router) -> None:
    """Halves and parts first, as they belong to what is there; then what is new."""
    told = router.message
    told.register(part_sent, F.media_group_id, is_part)
    told.register(half_typed, F.text, is_half)
    told.register(offer_answered, StateFilter(Schedule.offered), F.text, is_answer)
    sendable = F.content_type.in_(SENDABLE)
    told.register(message_sent, StateFilter(*NEW), sendable, can_be_sent)
    told.register(
        instead_sent, StateFilter(Schedule), ~StateFilter(PLACING), sendable, opened, can_be_sent
    )
    told.register(unreadable_sent, StateFilter(Schedule), F.content_type.in_(SENT), opened)


async def opened(_message: Message, state: FSMContext) -> bool | dict[str, Any]:
    """Filter: a scheduling conversation is open; hands on its draft."""
    draft = await load(state, ScheduleDraft)
    return False if draft is None else {"draft": draft}


async def is_part(message: Message, state: FSMContext) -> bool | dict[str, Any]:
    """Filter: one more part of the album in the draft."""
    draft, part = await load(state, ScheduleDraft), attachment_in(message)
    if draft is None or draft.group != message.media_group_id or not isinstance(part, Media):
        return False
    return {"draft": draft, "part": part}


async def is_half(message: Message, state: FSMContext) -> bool | dict[str, Any]:
    """Filter: the rest of a text that its client sent in two messages."""
    draft = await load(state, ScheduleDraft)
    if draft is None or not is_second_half(draft, message.date):
        return False
    return {"draft": draft}


async def is_answer(
    message: Message, state: FSMContext, actor: Actor, now: Any
) -> bool | dict[str, Any]:
    """Filter: what is on offer is wanted, or its time is said."""
    draft, said = await load(state, ScheduleDraft), (message.text or "").strip(" .!").casefold()
    if draft is None:
        return False
    match parse_when(message.text or "", now, actor.zone, actor.locale):
        case Understood(rest=""):
            return {"draft": draft}
    return {"draft": draft} if said in YES else False


async def can_be_sent(message: Message) -> bool | dict[str, Any]:
    """Filter: hands on what is no text in a message, if it can be sent again."""
    it = attachment_in(message)
    return False if it is None else {"it": it}


async def part_sent(_message: Message, draft: ScheduleDraft, part: Media, turn: Turn) -> None:
    """The parts of an album come one by one, and one preview grows with them."""
    was_named = bool(draft.text)
    longer = with_part(draft, part)
    if part.text and not was_named and draft.at is None:
        read = _captioned(longer, Words(part.text, _plain(part)), turn)
        longer = read if read.at or read.options else replace(read, asking=draft.asking)
    await ask_in_place(turn, longer)


async def half_typed(message: Message, draft: ScheduleDraft, turn: Turn) -> None:
    """The preview grows by the second half."""
    words = words_of(message)
    await ask_in_place(turn, with_second_half(draft, words.text, words.entities))


async def offer_answered(message: Message, draft: ScheduleDraft, turn: Turn) -> None:
    """As [Schedule this], perhaps with the time."""
    wanted = replace(draft, asking=Asking.NOTHING)
    await ask(turn, read_time(wanted, words_of(message).text, turn.actor, turn.now).draft)


async def message_sent(message: Message, it: Attachment, turn: Turn) -> None:
    """Out of the blue: a caption that names a time opens the preview, else it is offered."""
    await card.end(turn.state, turn.bot)
    draft = _taken(ScheduleDraft(intent=intent_of(message)), message, it, turn)
    is_timed = draft.at is not None or bool(draft.options)
    await ask(turn, draft if is_timed else replace(draft, asking=Asking.OFFER))


async def instead_sent(message: Message, draft: ScheduleDraft, it: Attachment, turn: Turn) -> None:
    """The message, or another one in its place."""
    await ask(turn, _taken(draft, message, it, turn))


async def unreadable_sent(_message: Message, draft: ScheduleDraft, turn: Turn) -> None:
    """A game or a story; or anything while a place is asked for."""
    is_place = await turn.state.get_state() == PLACING
    await ask(turn, draft, (notes.only_typed if is_place else notes.cannot_send)())


async def show_message(turn: Turn, draft: ScheduleDraft) -> bool:
    """Send what will be sent, to its author; False if Telegram refuses it.

    Raises TextTooLong, and infra.telegram.FAILURES but for a bad request.
    """
    content = composed(draft.text or "", entities_of(draft), attachment_of(draft))
    try:
        for method, fields in calls(content, turn.actor.id):
            await Wire(turn.bot).send(fields, method)
    except TelegramBadRequest:
        return False
    return True


def _taken(draft: ScheduleDraft, message: Message, it: Attachment, turn: Turn) -> ScheduleDraft:
    """The draft with this message, and with the time that its caption names."""
    bare = with_attachment(draft, it, message.media_group_id or "")
    return _captioned(bare, Words(*caption_in(it)), turn)


def _captioned(draft: ScheduleDraft, words: Words, turn: Turn) -> ScheduleDraft:
    if not words.text:
        return draft
    read: Reading = read_message(draft, words, turn.actor, turn.now)
    return read.draft


def _plain(part: Media) -> tuple[dict[str, Any], ...]:
    return tuple(dict(item) for item in part.entities)

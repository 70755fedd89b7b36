"""Files that staff send: for whose report they are, or that they are a message to oneself.

A file is a reply to a card whose buttons are about a booking, or has its number as its caption.
Where that is none or several, it is asked.
"""

import json
from dataclasses import asdict, replace
from typing import Any

from aiogram import F, Router
from aiogram.filters import StateFilter
from aiogram.types import CallbackQuery, Message

from domain.desk.report import PHOTO, File, check_file, number_of
from domain.messages.media import Album, Media, joined, to_json
from domain.refusals import FileUnfit, NotFound, VisitOff
from domain.when import Ask, Understood, parse_when
from fsm.desk.conversations import ReportDraft, Reporting
from fsm.draft import load, new_intent
from fsm.messages.compose import Schedule, ScheduleDraft
from fsm.messages.conversations import Broadcasting
from handlers.desk.report import ask_booking, take_booking
from handlers.dialog import COMMAND, Open, begin, show
from handlers.messages import question
from handlers.messages.media import attachment_in, with_content
from handlers.messages.typed_message import words_in
from handlers.roles import is_desk, router_for
from handlers.turn import Turn
from screens import refusal
from screens.desk import report as screens
from screens.desk.callbacks import ReportDo, ReportPageTap, ReportTap, bookings_on
from screens.language import translated
from screens.screen import Screen

FILE = (F.document | F.photo) & ~COMMAND
IS_MESSAGE = (Schedule.writing, Schedule.timing, Schedule.placing, Schedule.confirming)
"""Where a file is the message that is being written."""
FREE = (None, Schedule.offered, Reporting.choosing, Reporting.sending)
"""Where nothing else than a file is open."""


def router() -> Router:
    """Before the handlers of messages, to which a file of anybody is a message to oneself."""
    router = router_for(is_desk, "file")
    sent, taps, is_open = router.message, router.callback_query, Open(ReportDraft)
    sent.register(part_sent, F.media_group_id, FILE, is_open, is_part)
    elsewhere = ~StateFilter(Broadcasting, *IS_MESSAGE)
    sent.register(file_sent, FILE, elsewhere, is_new, meant_for)
    sent.register(file_sent, FILE, StateFilter(*FREE), is_new, meant_for_nobody)
    is_message = ReportTap.filter(F.do == ReportDo.MESSAGE)
    taps.register(message_tapped, is_message, is_open)
    taps.register(page_tapped, ReportPageTap.filter(), is_open)
    return router


async def is_part(message: Message, draft: ReportDraft) -> bool | dict[str, Any]:
    """Filter: one more file of the album that is open."""
    part = attachment_in(message)
    is_more = draft.group == message.media_group_id and isinstance(part, Media)
    return {"part": part} if is_more else False


async def is_new(message: Message, turn: Turn) -> bool:
    """Filter: it is no part of an album that is about to be a message."""
    draft = await load(turn.state, ScheduleDraft)
    return draft is None or not draft.group or draft.group != message.media_group_id


async def meant_for(message: Message, turn: Turn) -> bool | dict[str, Any]:
    """Filter: the caption names a booking, or a card of ours is answered; with the bookings."""
    number = number_of(message.caption or "")
    card = message.reply_to_message
    is_ours = card is not None and card.from_user is not None and card.from_user.id == turn.bot.id
    if number is None and not is_ours:
        return False
    meant = bookings_on(card.reply_markup) if card is not None and is_ours else frozenset()
    return {"meant": tuple(sorted(meant | ({number} if number is not None else set())))}


async def meant_for_nobody(message: Message, turn: Turn) -> bool | dict[str, Any]:
    """Filter: it may be a report, and its caption does not say when to send it to oneself."""
    try:
        check_file(_file(message))
    except FileUnfit:
        return False
    words = words_in(message).text
    match parse_when(words, turn.now, turn.actor.zone, turn.actor.locale):
        case Ask() | Understood(has_time=True):
            return False
    return {"meant": ()}


async def file_sent(message: Message, meant: tuple[int, ...], turn: Turn) -> None:
    """The preview, why not, or for which booking. Raises NotFound for no booking's number."""
    before = await begin(turn)
    note = translated(screens.REPLACED) if isinstance(before, ReportDraft) else ""
    draft = ReportDraft(
        intent=new_intent(),
        booking_id=0,
        **asdict(_file(message)),
        meant=meant,
        content=_content(attachment_in(message)),
        group=message.media_group_id or "",
    )
    try:
        if len(meant) == 1 and not draft.is_unfit:
            await take_booking(turn, draft, meant[0], note)
        else:
            await ask_booking(turn, draft, note)
    except (FileUnfit, VisitOff) as refused:
        await show(turn, Screen(refusal.words(refused)))


async def part_sent(message: Message, draft: ReportDraft, part: Media, turn: Turn) -> None:
    """One more page of the same report; all or none of an album is sent."""
    before = draft.sent
    album = joined(before if isinstance(before, Media | Album) else None, part)
    more = json.dumps([asdict(one) for one in (*draft.files[1:], _file(message))])
    longer = replace(draft, content=_content(album), more=more)
    if longer.booking_id and not longer.is_unfit:
        await take_booking(turn, longer, longer.booking_id, is_in_place=True)
    else:
        await ask_booking(turn, longer, is_in_place=True)


async def page_tapped(
    _call: CallbackQuery, callback_data: ReportPageTap, draft: ReportDraft, turn: Turn
) -> None:
    await ask_booking(turn, draft, page=callback_data.page)


async def message_tapped(_call: CallbackQuery, draft: ReportDraft, turn: Turn) -> None:
    """[It is a message to me]: when shall it be sent?"""
    if draft.sent is None:
        raise NotFound
    message = ScheduleDraft(intent=new_intent(), card=draft.card)
    await question.ask(turn, with_content(message, draft.sent, draft.group, turn).draft)


def _content(it: Any) -> str:
    return "" if it is None else json.dumps(to_json(it))


def _file(message: Message) -> File:
    if it := message.document:
        return File(
            "document", it.file_id, it.mime_type or "", it.file_name or "", it.file_size or 0
        )
    photo = (message.photo or [])[-1]
    return File(PHOTO, photo.file_id, "image/jpeg", "", photo.file_size or 0)

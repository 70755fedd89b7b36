"""Confirm: the draft becomes a scheduled message, or changes one."""

from dataclasses import replace
from datetime import datetime

from actions.messages import recipient as chats
from actions.messages import schedule as messages
from actions.messages import series
from db.uow import Uow
from domain.messages.chat import Chat
from domain.messages.schedule import Edit, Message, Scheduled
from domain.messages.series import Misfit, Repeat, Series, SeriesEdit
from domain.refusals import (
    AlreadySent,
    BotMayNotPost,
    MessageInPast,
    NotAdmin,
    NotFound,
    RepeatsNever,
    TextTooLong,
    TooFar,
)
from domain.when import Why
from fsm.messages.compose import (
    Asking,
    ScheduleDraft,
    attachment_of,
    entities_of,
    not_missed,
    repeat_of,
)
from handlers.messages.elsewhere import why_not
from handlers.messages.question import ask, close, ending
from handlers.turn import Turn
from screens.messages import my_messages as lists
from screens.messages import notes
from screens.messages import series as series_screens
from screens.messages.state import too_late
from screens.screen import Screen


async def confirm(turn: Turn, draft: ScheduleDraft) -> None:
    """Plan or change it, and end the conversation; or ask again what stands in the way."""
    try:
        to = await _permitted(turn, draft)
    except (NotFound, NotAdmin, BotMayNotPost) as refused:
        return await ask(turn, replace(draft, chat_id=0, chat_title=""), why_not(refused))
    return await _make(turn, draft, to)


async def _make(turn: Turn, draft: ScheduleDraft, to: Chat | None) -> None:
    try:
        async with turn.database.begin() as uow:
            made = await _act(uow, turn, draft, to)
    except MessageInPast:
        await ask(turn, replace(draft, asking=Asking.TIME), notes.gone_by())
    except TooFar:
        note = notes.why_not(Why.TOO_FAR)
        await ask(turn, replace(draft, asking=Asking.TIME), note)
    except TextTooLong as refused:
        note = notes.text_too_long(refused.length, refused.limit)
        await ask(turn, replace(draft, asking=Asking.TEXT), note)
    except RepeatsNever:
        note = notes.why_not(Misfit.NEVER)
        await ask(turn, replace(draft, asking=Asking.TIME), note)
    except NotFound:
        await _missing(turn, draft)
    except AlreadySent:
        await close(turn, draft, await _missed(turn, draft))
    else:
        await close(turn, draft, ending(turn, made))


async def _missing(turn: Turn, draft: ScheduleDraft) -> None:
    """The address of a new message is gone, or the message that was to be changed."""
    if draft.address_id:
        await ask(turn, replace(draft, address_id=0), notes.address_gone())
    else:
        await close(turn, draft, lists.not_found())


async def _permitted(turn: Turn, draft: ScheduleDraft) -> Chat | None:
    """Where it goes, asked again before a transaction is open; None for the author."""
    if not draft.chat_id:
        return None
    async with turn.database.read() as uow:
        return await chats.permit(uow, turn.rights.look, turn.actor, draft.chat_id)


async def _missed(turn: Turn, draft: ScheduleDraft) -> Screen:
    """What became of it, while the person was thinking."""
    async with turn.database.read() as uow:
        if draft.series_id:
            over = await series.find(uow, turn.actor, draft.series_id)
            return series_screens.card(over, turn.reader, 0, "")
        found = await messages.find(uow, turn.actor, draft.message_id)
    return lists.card(found, turn.reader, 0, too_late(found))


async def _act(uow: Uow, turn: Turn, draft: ScheduleDraft, to: Chat | None) -> Scheduled | Series:
    """What the draft asks for."""
    repeat = repeat_of(draft, turn.actor.zone)
    if draft.series_id:
        return await _change_series(uow, turn, draft, repeat)
    if repeat is None:
        return await _act_once(uow, turn, draft, to)
    words = _message(draft, turn.now, repeat.zone, to)
    return await series.start(uow, turn.actor, words, repeat, turn.now)


async def _change_series(
    uow: Uow, turn: Turn, draft: ScheduleDraft, repeat: Repeat | None
) -> Series:
    edit = SeriesEdit()
    if Asking.TEXT in draft.edits:
        words, it = (draft.text or "", entities_of(draft)), attachment_of(draft)
        edit = replace(edit, text=words[0], entities=words[1], attachment=it)
    if Asking.TIME in draft.edits:
        edit = replace(edit, repeat=repeat)
    if edit == SeriesEdit():
        return await series.find(uow, turn.actor, draft.series_id)
    return await series.change(uow, turn.actor, draft.series_id, edit, turn.now)


def _message(draft: ScheduleDraft, at: datetime, zone: str, to: Chat | None) -> Message:
    """What is to be planned."""
    return Message(
        draft.text or "",
        entities_of(draft),
        at,
        zone,
        draft.intent,
        address_id=draft.address_id,
        attachment=attachment_of(draft),
        to=to,
    )


async def _act_once(uow: Uow, turn: Turn, draft: ScheduleDraft, to: Chat | None) -> Scheduled:
    """'In 3 seconds' is not missed by who takes five to read."""
    at = not_missed(draft.at or turn.now, turn.now)
    text, entities = draft.text or "", entities_of(draft)
    zone = draft.zone or turn.actor.zone
    if not draft.message_id:
        message = _message(draft, at, zone, to)
        return await messages.schedule(uow, turn.actor, message, turn.now)
    edit = Edit()
    if Asking.TEXT in draft.edits:
        edit = replace(edit, text=text, entities=entities, attachment=attachment_of(draft))
    if Asking.TIME in draft.edits:
        edit = replace(edit, at=at, zone=zone)
    if edit == Edit():
        return await messages.find(uow, turn.actor, draft.message_id)
    return await messages.change(uow, turn.actor, draft.message_id, edit, turn.now)

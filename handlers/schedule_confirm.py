"""Confirm: the draft becomes a scheduled message, or changes one."""

from dataclasses import replace

from actions import schedule as messages
from actions import series
from db.uow import Uow
from domain.refusals import (
    AlreadySent,
    MessageInPast,
    NotFound,
    RepeatsNever,
    TextTooLong,
    TooFar,
)
from domain.schedule import Edit, Message, Scheduled
from domain.series import Misfit, Repeat, Series, SeriesEdit
from domain.when import Why
from fsm.schedule import Asking, ScheduleDraft, entities_of, not_missed, repeat_of
from handlers.schedule_show import ask, close, ending
from handlers.schedule_turn import Turn
from screens import schedule_note as notes
from screens import scheduled as lists
from screens import series as series_screens
from screens.scheduled_state import too_late
from screens.screen import Screen


async def confirm(turn: Turn, draft: ScheduleDraft) -> None:
    """Plan or change it, and end the conversation; or ask again what stands in the way."""
    try:
        async with turn.database.begin() as uow:
            made = await _act(uow, turn, draft)
    except MessageInPast:
        await ask(turn, replace(draft, asking=Asking.TIME), notes.gone_by(turn.t))
    except TooFar:
        note = notes.why_not(Why.TOO_FAR, turn.t)
        await ask(turn, replace(draft, asking=Asking.TIME), note)
    except TextTooLong as refused:
        note = notes.text_too_long(refused.length, refused.limit, turn.t)
        await ask(turn, replace(draft, asking=Asking.TEXT), note)
    except RepeatsNever:
        note = notes.why_not(Misfit.NEVER, turn.t)
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
        await ask(turn, replace(draft, address_id=0), notes.address_gone(turn.t))
    else:
        await close(turn, draft, lists.not_found(turn.t))


async def _missed(turn: Turn, draft: ScheduleDraft) -> Screen:
    """What became of it, while the person was thinking."""
    async with turn.database.read() as uow:
        if draft.series_id:
            over = await series.find(uow, turn.actor, draft.series_id)
            return series_screens.card(over, turn.reader, 0, "", turn.t)
        found = await messages.find(uow, turn.actor, draft.message_id)
    return lists.card(found, turn.reader, 0, too_late(found, turn.t), turn.t)


async def _act(uow: Uow, turn: Turn, draft: ScheduleDraft) -> Scheduled | Series:
    """What the draft asks for."""
    repeat = repeat_of(draft, turn.actor.zone)
    if draft.series_id:
        return await _change_series(uow, turn, draft, repeat)
    if repeat is None:
        return await _act_once(uow, turn, draft)
    text, entities = draft.text or "", entities_of(draft)
    words = Message(text, entities, turn.now, repeat.zone, draft.intent, draft.address_id)
    return await series.start(uow, turn.actor, words, repeat, turn.now)


async def _change_series(
    uow: Uow, turn: Turn, draft: ScheduleDraft, repeat: Repeat | None
) -> Series:
    edit = SeriesEdit()
    if Asking.TEXT in draft.edits:
        edit = replace(edit, text=draft.text or "", entities=entities_of(draft))
    if Asking.TIME in draft.edits:
        edit = replace(edit, repeat=repeat)
    if edit == SeriesEdit():
        return await series.find(uow, turn.actor, draft.series_id)
    return await series.change(uow, turn.actor, draft.series_id, edit, turn.now)


async def _act_once(uow: Uow, turn: Turn, draft: ScheduleDraft) -> Scheduled:
    """'In 3 seconds' is not missed by who takes five to read."""
    at = not_missed(draft.at or turn.now, turn.now)
    text, entities = draft.text or "", entities_of(draft)
    zone = draft.zone or turn.actor.zone
    if not draft.message_id:
        message = Message(text, entities, at, zone, draft.intent, draft.address_id)
        return await messages.schedule(uow, turn.actor, message, turn.now)
    edit = Edit()
    if Asking.TEXT in draft.edits:
        edit = replace(edit, text=text, entities=entities)
    if Asking.TIME in draft.edits:
        edit = replace(edit, at=at, zone=zone)
    if edit == Edit():
        return await messages.find(uow, turn.actor, draft.message_id)
    return await messages.change(uow, turn.actor, draft.message_id, edit, turn.now)

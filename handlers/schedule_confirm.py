"""Confirm: the draft becomes a scheduled message, or changes one."""

from dataclasses import replace

from actions import schedule as messages
from db.uow import Uow
from domain.refusals import AlreadySent, MessageInPast, NotFound, TextTooLong, TooFar
from domain.schedule import Edit, Message, Scheduled
from domain.when import Why
from fsm.schedule import Asking, ScheduleDraft, entities_of, not_missed
from handlers.schedule_show import ask, close, ending
from handlers.schedule_turn import Turn
from screens import schedule_note as notes
from screens import scheduled as lists
from screens.scheduled_state import too_late


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
    except NotFound:
        await _missing(turn, draft)
    except AlreadySent:
        async with turn.database.read() as uow:
            found = await messages.find(uow, turn.actor, draft.message_id)
        note = too_late(found, turn.t)
        await close(turn, draft, lists.card(found, turn.reader, 0, note, turn.t))
    else:
        await close(turn, draft, ending(turn, made))


async def _missing(turn: Turn, draft: ScheduleDraft) -> None:
    """The address of a new message is gone, or the message that was to be changed."""
    if draft.address_id:
        await ask(turn, replace(draft, address_id=0), notes.address_gone(turn.t))
    else:
        await close(turn, draft, lists.not_found(turn.t))


async def _act(uow: Uow, turn: Turn, draft: ScheduleDraft) -> Scheduled:
    """What the draft asks for. 'In 3 seconds' is not missed by who takes five to read."""
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

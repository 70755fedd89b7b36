"""/scheduled: the list of a person's messages, the card of one, and cancelling it."""

from dataclasses import replace
from typing import Any

from aiogram import F, Router
from aiogram.filters import Command
from aiogram.types import CallbackQuery, Message

from actions.messages import schedule as messages
from domain.account.email import masked
from domain.messages.schedule import Scheduled
from domain.refusals import AlreadySent, NotFound
from fsm.draft import new_intent
from fsm.messages.compose import Asking, ScheduleDraft, with_content
from handlers import card as show
from handlers.messages.question import ask
from handlers.turn import Turn
from screens.callback_values import StartDo, StartTap
from screens.messages import my_messages as screens
from screens.messages.callbacks import ScheduledDo, ScheduledTap
from screens.messages.state import too_late
from screens.screen import Screen

PAGES = 1_000_000  # nobody has more; a forged number must fit the database
EDITS = {ScheduledDo.TIME: Asking.TIME, ScheduledDo.TEXT: Asking.TEXT}


def router() -> Router:
    """The command, the list, and the cards."""
    asked = Router(name="scheduled")
    asked.message.register(asked_for, Command("scheduled", ignore_case=True))
    taps = asked.callback_query
    taps.register(opened, StartTap.filter(F.do == StartDo.SCHEDULED))
    taps.register(turned, ScheduledTap.filter(F.do == ScheduledDo.PAGE))
    taps.register(picked, ScheduledTap.filter(F.do == ScheduledDo.OPEN))
    taps.register(edit_asked, ScheduledTap.filter(F.do.in_(set(EDITS))))
    taps.register(cancel_asked, ScheduledTap.filter(F.do == ScheduledDo.CANCEL))
    taps.register(cancel_confirmed, ScheduledTap.filter(F.do == ScheduledDo.YES))
    taps.register(again_tapped, ScheduledTap.filter(F.do == ScheduledDo.AGAIN))
    return asked


async def asked_for(message: Message, turn: Turn) -> None:
    """The command: a new message with the first page."""
    await show.end(turn.state, turn.bot)
    await show.send(message, await page_of(turn, 0))


async def opened(call: CallbackQuery, turn: Turn) -> Any:
    """A button for the list; what is open ends, as with the command."""
    await show.end(turn.state, turn.bot)
    await show.edit(call, await page_of(turn, 0), turn.bot)
    return call.answer()


async def turned(call: CallbackQuery, callback_data: ScheduledTap, turn: Turn) -> Any:
    """A page of the list."""
    await show.edit(call, await page_of(turn, min(callback_data.value, PAGES)), turn.bot)
    return call.answer()


async def picked(call: CallbackQuery, callback_data: ScheduledTap, turn: Turn) -> Any:
    """One message of the list."""
    found = await _find(turn, callback_data.value)
    screen = _card(turn, found, callback_data) if found else screens.not_found()
    await show.edit(call, screen, turn.bot)
    return call.answer()


async def edit_asked(call: CallbackQuery, callback_data: ScheduledTap, turn: Turn) -> Any:
    """Change its time or text: the conversation of /schedule opens in this message."""
    found = await _find(turn, callback_data.value)
    if found is None or not found.is_waiting:
        screen = _card(turn, found, callback_data) if found else screens.not_found()
        await show.edit(call, screen, turn.bot)
        return call.answer()
    card = call.message.message_id if call.message else None
    await show.end(turn.state, turn.bot)
    draft = ScheduleDraft(intent=new_intent(), card=card, at=found.at, message_id=found.id)
    draft = replace(draft, to=masked(found.address) if found.address else found.to)
    written = with_content(draft, found.content)
    await ask(turn, replace(written, asking=EDITS[callback_data.do], edits=()))
    return call.answer()


async def cancel_asked(call: CallbackQuery, callback_data: ScheduledTap, turn: Turn) -> Any:
    """Asked once, as there is no way back."""
    found = await _find(turn, callback_data.value)
    if found is None:
        screen = screens.not_found()
    elif found.is_waiting:
        screen = screens.ask_cancel(found, turn.reader, callback_data.page)
    else:
        screen = _card(turn, found, callback_data)
    await show.edit(call, screen, turn.bot)
    return call.answer()


async def cancel_confirmed(call: CallbackQuery, callback_data: ScheduledTap, turn: Turn) -> Any:
    """Cancel it; a second tap finds it cancelled. Too late: the card says why."""
    try:
        async with turn.database.begin() as uow:
            await messages.cancel(uow, turn.actor, callback_data.value)
    except NotFound:
        screen = screens.not_found()
    except AlreadySent:
        found = await _find(turn, callback_data.value)
        screen = _card(turn, found, callback_data) if found else screens.not_found()
    else:
        note = screens.was_cancelled()
        screen = await page_of(turn, min(max(callback_data.page - 1, 0), PAGES), note)
    await show.edit(call, screen, turn.bot)
    return call.answer()


async def again_tapped(call: CallbackQuery, callback_data: ScheduledTap, turn: Turn) -> Any:
    """Another try of what failed; a second tap, or staff who were faster, change nothing."""
    try:
        async with turn.database.begin() as uow:
            found = await messages.try_again(uow, turn.actor, callback_data.value, turn.now)
        note = screens.tries_again() if found.next_try_at > turn.now else ""
        screen = screens.card(found, turn.reader, callback_data.page, note)
    except NotFound:
        screen = screens.not_found()
    except AlreadySent:
        late = await _find(turn, callback_data.value)
        screen = _card(turn, late, callback_data) if late else screens.not_found()
    await show.edit(call, screen, turn.bot)
    return call.answer()


async def page_of(turn: Turn, number: int, note: str = "") -> Screen:
    """A page of the list, from 0."""
    async with turn.database.read() as uow:
        page = await messages.planned(uow, turn.actor, number)
    return screens.menu(page, turn.reader, note)


async def _find(turn: Turn, message_id: int) -> Scheduled | None:
    try:
        async with turn.database.read() as uow:
            return await messages.find(uow, turn.actor, message_id)
    except NotFound:
        return None


def _card(turn: Turn, found: Scheduled, tap: ScheduledTap) -> Screen:
    """The card; with a reason if the tap asked for what is not possible any more."""
    is_late = tap.do != ScheduledDo.OPEN and not found.is_waiting
    note = too_late(found) if is_late else ""
    return screens.card(found, turn.reader, tap.page, note)

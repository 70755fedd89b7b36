"""Taps on a message that repeats: its card, pause, resume, skip, change, cancel."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

from aiogram import F, Router
from aiogram.types import CallbackQuery

from actions.messages import series as messages
from db.uow import Uow
from domain.messages.series import Series
from domain.refusals import AlreadySent, NotFound
from fsm.draft import new_intent
from fsm.messages.compose import Asking, ScheduleDraft, with_content
from handlers import card as show
from handlers.messages.my_messages import PAGES, page_of
from handlers.messages.question import ask
from handlers.turn import Turn
from screens.messages import my_messages as lists
from screens.messages import series as screens
from screens.messages.callbacks import SeriesDo, SeriesTap
from screens.screen import Screen

EDITS = {SeriesDo.TIME: Asking.TIME, SeriesDo.TEXT: Asking.TEXT}
Act = Callable[[Uow, Turn, SeriesTap], Awaitable[tuple[Series, str]]]


def router() -> Router:
    """The card and what it offers."""
    asked = Router(name="series")
    taps = asked.callback_query
    taps.register(edit_asked, SeriesTap.filter(F.do.in_(set(EDITS))))
    taps.register(cancel_asked, SeriesTap.filter(F.do == SeriesDo.CANCEL))
    taps.register(cancel_confirmed, SeriesTap.filter(F.do == SeriesDo.YES))
    taps.register(tapped, SeriesTap.filter())
    return asked


async def tapped(call: CallbackQuery, callback_data: SeriesTap, turn: Turn) -> Any:
    """Do it, and show the card as it is then; too late, the card says so."""
    try:
        async with turn.database.begin() as uow:
            found, note = await ACTS[callback_data.do](uow, turn, callback_data)
        screen = screens.card(found, turn.reader, callback_data.page, note)
    except AlreadySent:
        screen = await _card(turn, callback_data, screens.underway())
    except NotFound:
        screen = lists.not_found()
    await show.edit(call, screen, turn.bot)
    return call.answer()


async def edit_asked(call: CallbackQuery, callback_data: SeriesTap, turn: Turn) -> Any:
    """Change its time or text: the conversation of /schedule opens in this message."""
    found = await _find(turn, callback_data.value)
    if found is None or found.is_over:
        await show.edit(call, await _card(turn, callback_data, ""), turn.bot)
        return call.answer()
    card = call.message.message_id if call.message else None
    await show.end(turn.state, turn.bot)
    draft = ScheduleDraft(
        intent=new_intent(),
        card=card,
        at=found.next_at,
        zone=found.repeat.zone if found.repeat.is_zone_named else "",
        rrule=found.repeat.rrule,
        wall=found.repeat.wall.isoformat(),
        series_id=found.id,
    )
    written = with_content(draft, found.content)
    await ask(turn, replace(written, asking=EDITS[callback_data.do], edits=()))
    return call.answer()


async def cancel_asked(call: CallbackQuery, callback_data: SeriesTap, turn: Turn) -> Any:
    """Asked once, as there is no way back."""
    found = await _find(turn, callback_data.value)
    if found is None or found.is_over:
        screen = await _card(turn, callback_data, "")
    else:
        screen = screens.ask_cancel(found, callback_data.page)
    await show.edit(call, screen, turn.bot)
    return call.answer()


async def cancel_confirmed(call: CallbackQuery, callback_data: SeriesTap, turn: Turn) -> Any:
    """Cancel all of it; a second tap finds it cancelled."""
    try:
        async with turn.database.begin() as uow:
            found = await messages.cancel(uow, turn.actor, callback_data.value)
    except NotFound:
        screen = lists.not_found()
    else:
        page = min(max(callback_data.page - 1, 0), PAGES)
        screen = await page_of(turn, page, screens.cancelled(found))
    await show.edit(call, screen, turn.bot)
    return call.answer()


async def _open(uow: Uow, turn: Turn, tap: SeriesTap) -> tuple[Series, str]:
    return await messages.find(uow, turn.actor, tap.value), ""


async def _pause(uow: Uow, turn: Turn, tap: SeriesTap) -> tuple[Series, str]:
    found = await messages.pause(uow, turn.actor, tap.value)
    return found, screens.paused(found)


async def _resume(uow: Uow, turn: Turn, tap: SeriesTap) -> tuple[Series, str]:
    found = await messages.resume(uow, turn.actor, tap.value, turn.now)
    return found, "" if found.is_over else screens.resumed()


async def _skip(uow: Uow, turn: Turn, tap: SeriesTap) -> tuple[Series, str]:
    found = await messages.skip(uow, turn.actor, tap.value, tap.version, turn.now)
    if found.version == tap.version or found.is_over:
        return found, ""
    is_done = found.version == tap.version + 1 and found.next_try_at == found.next_at
    return found, screens.skipped() if is_done else screens.changed_meanwhile()


ACTS: dict[SeriesDo, Act] = {
    SeriesDo.OPEN: _open,
    SeriesDo.PAUSE: _pause,
    SeriesDo.RESUME: _resume,
    SeriesDo.SKIP: _skip,
}


async def _find(turn: Turn, series_id: int) -> Series | None:
    try:
        async with turn.database.read() as uow:
            return await messages.find(uow, turn.actor, series_id)
    except NotFound:
        return None


async def _card(turn: Turn, tap: SeriesTap, note: str) -> Screen:
    """The card as it is now; a series that is over needs no note."""
    found = await _find(turn, tap.value)
    if found is None:
        return lists.not_found()
    said = "" if found.is_over else note
    return screens.card(found, turn.reader, tap.page, said)

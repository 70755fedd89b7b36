"""Taps on a message that repeats: its card, pause, resume, skip, change, cancel."""

from collections.abc import Awaitable, Callable

from aiogram import F, Router
from aiogram.types import CallbackQuery

from actions.messages import series as messages
from db.uow import Uow
from domain.messages.series import Series
from domain.refusals import AlreadySent, NotFound
from fsm.draft import new_intent
from fsm.messages.compose import Asking, ScheduleDraft, asking_again
from handlers.dialog import begin, show
from handlers.messages.my_messages import page_of
from handlers.messages.question import ask
from handlers.turn import Turn
from screens.language import translated
from screens.messages import my_messages as lists
from screens.messages import series as screens
from screens.messages.callbacks import SeriesDo, SeriesTap
from screens.screen import Screen

EDITS = {SeriesDo.TIME: Asking.TIME, SeriesDo.TEXT: Asking.TEXT}
Act = Callable[[Uow, Turn, SeriesTap], Awaitable[tuple[Series, str]]]
"""Does what a tap asks for; the series as it is then, and a note."""


def router() -> Router:
    router = Router(name="series")
    taps = router.callback_query
    taps.register(edit_tapped, SeriesTap.filter(F.do.in_(set(EDITS))))
    taps.register(cancel_tapped, SeriesTap.filter(F.do == SeriesDo.CANCEL))
    taps.register(cancel_confirmed, SeriesTap.filter(F.do == SeriesDo.YES))
    taps.register(card_tapped, SeriesTap.filter())
    return router


async def card_tapped(_call: CallbackQuery, callback_data: SeriesTap, turn: Turn) -> None:
    """Do it, and show the card as it is then; too late, the card says so."""
    found: Series | None
    try:
        found, note = await turn.write(ACTS[callback_data.do], turn, callback_data)
    except AlreadySent:
        found, note = await _find(turn, callback_data), translated(screens.UNDERWAY)
    except NotFound:
        found, note = None, ""
    await show(turn, _card(turn, found, callback_data, note))


async def edit_tapped(_call: CallbackQuery, callback_data: SeriesTap, turn: Turn) -> None:
    """Change its time or text: the conversation of /schedule opens in this message."""
    found = await _find(turn, callback_data)
    if found is None or found.is_over:
        await show(turn, _card(turn, found, callback_data))
        return
    await begin(turn)
    draft = ScheduleDraft(
        intent=new_intent(),
        card=turn.tapped,
        at=found.next_at,
        zone=found.repeat.zone if found.repeat.is_zone_named else "",
        rrule=found.repeat.rrule,
        wall=found.repeat.wall.isoformat(),
        series_id=found.id,
    )
    await ask(turn, asking_again(draft, found.content, EDITS[callback_data.do]))


async def cancel_tapped(_call: CallbackQuery, callback_data: SeriesTap, turn: Turn) -> None:
    """Asked once, as there is no way back."""
    found = await _find(turn, callback_data)
    if found is None or found.is_over:
        await show(turn, _card(turn, found, callback_data))
    else:
        await show(turn, screens.ask_cancel(found, callback_data.page))


async def cancel_confirmed(_call: CallbackQuery, callback_data: SeriesTap, turn: Turn) -> None:
    """Cancel all of it; a second tap finds it cancelled."""
    try:
        found = await turn.write(messages.cancel, turn.actor, callback_data.value)
    except NotFound:
        await show(turn, lists.not_found())
    else:
        page = max(callback_data.page - 1, 0)
        await show(turn, await page_of(turn, page, screens.cancelled(found)))


async def _open(uow: Uow, turn: Turn, tap: SeriesTap) -> tuple[Series, str]:
    return await messages.find(uow, turn.actor, tap.value), ""


async def _pause(uow: Uow, turn: Turn, tap: SeriesTap) -> tuple[Series, str]:
    found = await messages.pause(uow, turn.actor, tap.value)
    return found, screens.paused(found)


async def _resume(uow: Uow, turn: Turn, tap: SeriesTap) -> tuple[Series, str]:
    found = await messages.resume(uow, turn.actor, tap.value, turn.now)
    return found, "" if found.is_over else translated(screens.RESUMED)


async def _skip(uow: Uow, turn: Turn, tap: SeriesTap) -> tuple[Series, str]:
    found = await messages.skip(uow, turn.actor, tap.value, tap.version, now=turn.now)
    if found.version == tap.version or found.is_over:
        return found, ""
    is_done = found.version == tap.version + 1 and found.next_try_at == found.next_at
    return found, translated(screens.SKIPPED if is_done else screens.CHANGED_MEANWHILE)


ACTS: dict[SeriesDo, Act] = {
    SeriesDo.OPEN: _open,
    SeriesDo.PAUSE: _pause,
    SeriesDo.RESUME: _resume,
    SeriesDo.SKIP: _skip,
}


async def _find(turn: Turn, tap: SeriesTap) -> Series | None:
    try:
        return await turn.read(messages.find, turn.actor, tap.value)
    except NotFound:
        return None


def _card(turn: Turn, found: Series | None, tap: SeriesTap, note: str = "") -> Screen:
    """One that is over needs no note."""
    if found is None:
        return lists.not_found()
    return screens.card(found, turn.reader, tap.page, "" if found.is_over else note)

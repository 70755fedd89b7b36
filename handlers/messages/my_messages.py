"""/scheduled: the list of a person's messages, the card of one, and cancelling it."""

from dataclasses import replace

from aiogram import F, Router
from aiogram.filters import Command
from aiogram.types import CallbackQuery

from actions.messages import schedule as messages
from domain.account.email import masked
from domain.messages.schedule import Scheduled
from domain.refusals import AlreadySent, NotFound
from fsm.draft import new_intent
from fsm.messages.compose import Asking, ScheduleDraft, asking_again
from handlers.dialog import begin, look_aside, show
from handlers.messages.question import ask
from handlers.turn import Turn
from screens.callback_values import StartDo, StartTap
from screens.language import translated
from screens.messages import my_messages as screens
from screens.messages.callbacks import ScheduledDo, ScheduledTap
from screens.messages.state import too_late
from screens.screen import Screen

PAGES = 1_000_000  # nobody has more; a forged number must fit the database
EDITS = {ScheduledDo.TIME: Asking.TIME, ScheduledDo.TEXT: Asking.TEXT}


def router() -> Router:
    router = Router(name="scheduled")
    router.message.register(scheduled_command, Command("scheduled", ignore_case=True))
    taps = router.callback_query
    taps.register(scheduled_command, StartTap.filter(F.do == StartDo.SCHEDULED))
    taps.register(page_tapped, ScheduledTap.filter(F.do == ScheduledDo.PAGE))
    taps.register(message_tapped, ScheduledTap.filter(F.do == ScheduledDo.OPEN))
    taps.register(edit_tapped, ScheduledTap.filter(F.do.in_(set(EDITS))))
    taps.register(cancel_tapped, ScheduledTap.filter(F.do == ScheduledDo.CANCEL))
    taps.register(cancel_confirmed, ScheduledTap.filter(F.do == ScheduledDo.YES))
    taps.register(again_tapped, ScheduledTap.filter(F.do == ScheduledDo.AGAIN))
    return router


async def scheduled_command(_event: object, turn: Turn) -> None:
    """The first page; typed, or a button for the list."""
    await look_aside(turn)
    await show(turn, await page_of(turn, 0))


async def page_tapped(_call: CallbackQuery, callback_data: ScheduledTap, turn: Turn) -> None:
    await show(turn, await page_of(turn, callback_data.value))


async def message_tapped(_call: CallbackQuery, callback_data: ScheduledTap, turn: Turn) -> None:
    await _show_card(turn, callback_data)


async def edit_tapped(_call: CallbackQuery, callback_data: ScheduledTap, turn: Turn) -> None:
    """Change its time or text: the conversation of /schedule opens in this message."""
    found = await _find(turn, callback_data.value)
    if found is None or not found.is_waiting:
        await show(turn, _card(turn, found, callback_data))
        return
    await begin(turn)
    to = masked(found.address) if found.address else found.to
    draft = ScheduleDraft(intent=new_intent(), card=turn.tapped, at=found.at, to=to)
    draft = replace(draft, message_id=found.id)
    await ask(turn, asking_again(draft, found.content, EDITS[callback_data.do]))


async def cancel_tapped(_call: CallbackQuery, callback_data: ScheduledTap, turn: Turn) -> None:
    """Asked once, as there is no way back."""
    found = await _find(turn, callback_data.value)
    if found is None or not found.is_waiting:
        await show(turn, _card(turn, found, callback_data))
    else:
        await show(turn, screens.ask_cancel(found, turn.reader, callback_data.page))


async def cancel_confirmed(_call: CallbackQuery, callback_data: ScheduledTap, turn: Turn) -> None:
    """Cancel it; a second tap finds it cancelled. Too late: the card says why."""
    try:
        await turn.write(messages.cancel, turn.actor, callback_data.value)
    except (NotFound, AlreadySent):
        await _show_card(turn, callback_data)
    else:
        note = translated(screens.WAS_CANCELLED)
        await show(turn, await page_of(turn, max(callback_data.page - 1, 0), note))


async def again_tapped(_call: CallbackQuery, callback_data: ScheduledTap, turn: Turn) -> None:
    """Another try of what failed; a second tap, or staff who were faster, change nothing."""
    try:
        found, is_tried = await turn.write(
            messages.try_again, turn.actor, callback_data.value, turn.now
        )
    except (NotFound, AlreadySent):
        await _show_card(turn, callback_data)
    else:
        note = translated(screens.TRIES_AGAIN) if is_tried else ""
        await show(turn, screens.card(found, turn.reader, callback_data.page, note))


async def page_of(turn: Turn, number: int, note: str = "") -> Screen:
    """A page of the list, from 0."""
    page = await turn.read(messages.planned, turn.actor, min(number, PAGES))
    return screens.menu(page, turn.reader, note)


async def _find(turn: Turn, message_id: int) -> Scheduled | None:
    try:
        return await turn.read(messages.find, turn.actor, message_id)
    except NotFound:
        return None


async def _show_card(turn: Turn, tap: ScheduledTap) -> None:
    await show(turn, _card(turn, await _find(turn, tap.value), tap))


def _card(turn: Turn, found: Scheduled | None, tap: ScheduledTap) -> Screen:
    """With a reason if the tap asked for what is not possible any more."""
    if found is None:
        return screens.not_found()
    is_late = tap.do != ScheduledDo.OPEN and not found.is_waiting
    return screens.card(found, turn.reader, tap.page, too_late(found) if is_late else "")

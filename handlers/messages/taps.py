"""Taps in the scheduling conversation; each is checked against the draft that is open."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from aiogram import F, Router
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery

from actions.messages import schedule as messages
from actions.messages import series
from db.uow import Uow
from domain.messages.quick_times import PHRASES, suggested
from domain.refusals import NotFound
from domain.time.zone_names import COMMON
from fsm.draft import load_intent
from fsm.messages import compose as fsm
from fsm.messages.compose import Asking, Schedule, ScheduleDraft, seal, waiting_for
from handlers import card as show
from handlers.messages import elsewhere
from handlers.messages.confirm import confirm
from handlers.messages.media import show_message
from handlers.messages.question import ask, ask_below, close, ending
from handlers.messages.typed_message import read_time
from handlers.messages.zone import settle
from handlers.turn import Turn
from screens.messages import my_messages as lists
from screens.messages import notes
from screens.messages import preview as previews
from screens.messages import series as series_screens
from screens.messages.callbacks import ScheduleDo, ScheduleTap
from screens.screen import Screen

ZONES = 10  # on offer at once; others are typed
Step = Callable[[ScheduleDraft, int], ScheduleDraft | None]
STEPS: dict[ScheduleDo, Step] = {
    ScheduleDo.TEXT: lambda draft, _: replace(draft, asking=Asking.TEXT),
    ScheduleDo.TIME: lambda draft, _: replace(draft, asking=Asking.TIME if draft.at else ""),
    ScheduleDo.ZONE: lambda draft, _: replace(draft, asking=Asking.ZONE, zones=COMMON[:ZONES]),
    ScheduleDo.OPTION: fsm.choose,
    ScheduleDo.OTHER: fsm.swap,
    ScheduleDo.MAIL: lambda draft, value: replace(draft, address_id=value),
    ScheduleDo.WHOLE: lambda draft, _: fsm.whole_as_text(draft),
}
"""Draft and the tap's value to the next draft; None for what is not on offer any more."""


CONFIRMING = {ScheduleDo.CONFIRM, ScheduleDo.REPEAT}


def register(router: Router) -> None:
    """The buttons, each kind with its handler; last those whose conversation is gone."""
    taps = router.callback_query
    taps.register(step_tapped, ScheduleTap.filter(F.do.in_(set(STEPS))), opened)
    taps.register(quick_tapped, ScheduleTap.filter(F.do == ScheduleDo.QUICK), opened)
    taps.register(place_tapped, ScheduleTap.filter(F.do == ScheduleDo.PLACE), opened)
    taps.register(show_tapped, ScheduleTap.filter(F.do == ScheduleDo.SHOW), opened)
    elsewhere.register(router, opened)
    taps.register(back_tapped, ScheduleTap.filter(F.do == ScheduleDo.BACK), opened)
    taps.register(cancel_tapped, ScheduleTap.filter(F.do == ScheduleDo.CANCEL), opened)
    taps.register(confirm_tapped, ScheduleTap.filter(F.do.in_(CONFIRMING)), opened)
    taps.register(expired_tapped, ScheduleTap.filter())


async def opened(
    _call: CallbackQuery, callback_data: ScheduleTap, state: FSMContext
) -> bool | dict[str, Any]:
    """Filter: the conversation that the button belongs to is open; hands on its draft."""
    draft = await load_intent(state, ScheduleDraft, callback_data.intent)
    return False if draft is None else {"draft": draft}


async def step_tapped(
    call: CallbackQuery, callback_data: ScheduleTap, draft: ScheduleDraft, turn: Turn
) -> Any:
    """Another question, or an answer to the open one."""
    await ask(turn, STEPS[callback_data.do](draft, callback_data.value) or draft)
    return call.answer()


async def quick_tapped(
    call: CallbackQuery, callback_data: ScheduleTap, draft: ScheduleDraft, turn: Turn
) -> Any:
    """A time on offer; one that has passed meanwhile is replaced by new ones."""
    if suggested(callback_data.value, turn.now, turn.actor.zone) is not None:
        phrase, english = PHRASES[callback_data.value], replace(turn.actor, locale="en")
        draft = read_time(draft, phrase, english, turn.now).draft
    await ask(turn, draft)
    return call.answer()


async def place_tapped(
    call: CallbackQuery, callback_data: ScheduleTap, draft: ScheduleDraft, turn: Turn
) -> Any:
    """A zone on offer."""
    if callback_data.value < len(draft.zones):
        await settle(turn, draft, draft.zones[callback_data.value])
    else:
        await ask(turn, draft)
    return call.answer()


async def show_tapped(call: CallbackQuery, draft: ScheduleDraft, turn: Turn) -> Any:
    """The message as it will come, and the question again below it."""
    is_shown = await show_message(turn, draft)
    await ask_below(turn, draft, (notes.shown_above if is_shown else notes.media_gone)())
    return call.answer()


async def back_tapped(call: CallbackQuery, draft: ScheduleDraft, turn: Turn) -> Any:
    """One question earlier."""
    await go_back(turn, draft)
    return call.answer()


async def go_back(turn: Turn, draft: ScheduleDraft) -> None:
    """One question earlier; before the first there is the way out, or the card it came from."""
    earlier = fsm.back(draft)
    if earlier is not None:
        await ask(turn, earlier)
    elif fsm.is_change(draft):
        do = ScheduleDo.REPEAT if draft.series_id else ScheduleDo.CONFIRM
        async with turn.database.read() as uow:
            card = await _card(uow, do, draft.series_id or draft.message_id, turn)
        await close(turn, draft, card)
    else:
        await close(turn, draft, previews.cancelled(False))


async def cancel_tapped(call: CallbackQuery, draft: ScheduleDraft, turn: Turn) -> Any:
    """Stop; nothing is scheduled or changed."""
    await close(turn, draft, previews.cancelled(fsm.is_change(draft)))
    return call.answer()


async def confirm_tapped(
    call: CallbackQuery, callback_data: ScheduleTap, draft: ScheduleDraft, turn: Turn
) -> Any:
    """Do what the preview shows. A forged, hasty or overtaken tap shows the open question."""
    if waiting_for(draft) != Schedule.confirming:
        await ask(turn, draft)
    elif callback_data.seal == seal(draft):
        await confirm(turn, draft)
    else:
        await ask(turn, draft, notes.changed_since())
    return call.answer()


async def expired_tapped(call: CallbackQuery, callback_data: ScheduleTap, turn: Turn) -> Any:
    """Its conversation is over: show what it led to, or that it led to nothing."""
    async with turn.database.read() as uow:
        screen = await _outcome(uow, callback_data, turn)
    await show.edit(call, screen, turn.bot)
    return call.answer()


async def _outcome(uow: Uow, tap: ScheduleTap, turn: Turn) -> Screen:
    """Of a change nothing is known but how the message is now."""
    if tap.do in CONFIRMING and tap.value:
        return await _card(uow, tap.do, tap.value, turn)
    made = await messages.by_intent(uow, turn.actor, tap.intent)
    again = made or await series.by_intent(uow, turn.actor, tap.intent)
    return ending(turn, again) if again else previews.expired()


async def _card(uow: Uow, do: ScheduleDo, number: int, turn: Turn) -> Screen:
    """What was being changed as it is now: one message, or one that repeats."""
    try:
        if do == ScheduleDo.REPEAT:
            repeating = await series.find(uow, turn.actor, number)
            return series_screens.card(repeating, turn.reader, 0, "")
        found = await messages.find(uow, turn.actor, number)
    except NotFound:
        return lists.not_found()
    return lists.card(found, turn.reader, 0, "")

"""/close for managers: a line, the preview, the deed; the call list for the desk."""

from dataclasses import replace
from datetime import datetime

from aiogram import Router
from aiogram.filters import Command, CommandObject
from aiogram.types import CallbackQuery, Message

from actions.booking import slot
from actions.manage import closure
from domain.booking.lab import Lab
from domain.manage.closure import LONGEST_REASON, ClosureLine, ClosureRequest, Mode, read
from domain.refusals import AlreadyClosed, ClosureUnclear, DoneBefore
from domain.time.zones import Stretch, day_bounds, to_instant_lenient
from fsm.draft import new_intent
from fsm.manage.conversations import Closing, ClosureDraft
from handlers.dialog import LEAVING, TYPED, Open, ask, begin, finish, leave_for, show
from handlers.roles import desk_router, is_manager
from handlers.turn import Turn
from handlers.typed_words import day_of
from screens import refusal
from screens.language import _
from screens.manage import closure as screens
from screens.manage.callbacks import CallsTap, ClosureDo, ClosureTap

LONGEST_DAY = 5  # words


def router() -> Router:
    """The command, the line, the buttons."""
    router = desk_router("closure")
    router.message.register(close_command, Command("close", ignore_case=True), is_manager)
    router.message.register(left_by_word, Closing.typing, LEAVING, is_manager)
    router.message.register(line_typed, Closing.typing, TYPED, is_manager, Open(ClosureDraft))
    taps = router.callback_query
    taps.register(choice_tapped, ClosureTap.filter(), is_manager, Open(ClosureDraft))
    taps.register(old_tapped, ClosureTap.filter(), is_manager)
    taps.register(calls_tapped, CallsTap.filter())
    return router


async def close_command(_message: Message, command: CommandObject, turn: Turn) -> None:
    await begin(turn)
    await _preview(turn, None, command.args or "")


async def line_typed(_message: Message, draft: ClosureDraft, turn: Turn) -> None:
    await _preview(turn, draft.card, turn.words)


async def left_by_word(_message: Message, turn: Turn) -> None:
    await leave_for(turn, ClosureDraft, screens.aborted())


async def choice_tapped(
    _call: CallbackQuery, callback_data: ClosureTap, draft: ClosureDraft, turn: Turn
) -> None:
    if callback_data.do is ClosureDo.ABORT or draft.first is None or draft.end is None:
        await finish(turn, draft, screens.aborted())
        return
    request = ClosureRequest(
        stretch=Stretch(draft.first, draft.end),
        reason=draft.reason,
        mode=Mode.OFFER if callback_data.do is ClosureDo.OFFER else Mode.CANCEL,
        card=turn.tapped or draft.card or 0,
        intent=draft.intent,
    )
    try:
        screen = screens.made(await turn.write(closure.make, turn.actor, request, turn.now))
    except AlreadyClosed as refused:
        screen = screens.how(refusal.words(refused))
    await finish(turn, draft, screen)


async def old_tapped(_call: CallbackQuery, callback_data: ClosureTap, turn: Turn) -> None:
    """After a restart nothing is done. Raises DoneBefore for a second tap: what it shows stays."""
    if await turn.read(closure.was_made, turn.actor, callback_data.intent):
        raise DoneBefore
    await show(turn, screens.aborted())


async def calls_tapped(_call: CallbackQuery, callback_data: CallsTap, turn: Turn) -> None:
    """A page of the call list, below the card, which goes on."""
    found = await turn.read(closure.call_list, turn.actor, callback_data.id, callback_data.page)
    screen = screens.call_list(found)
    await turn.bot.send_message(turn.actor.id, screen.text, reply_markup=screen.keyboard)


async def _preview(turn: Turn, card: int | None, words: str) -> None:
    """Whom a line hits, or what is missing in it."""
    draft = ClosureDraft(intent=new_intent(), card=card)
    lab = await turn.read(slot.lab_for, turn.actor)
    try:
        line, stretch = _understood(turn, lab, words)
    except ClosureUnclear:
        screen = screens.how(_("I did not understand that.") if words else "")
    else:
        found = await turn.read(closure.preview, turn.actor, stretch, turn.now)
        screen = screens.preview(found, line.reason, draft.intent)
        draft = replace(draft, first=stretch.first, end=stretch.end, reason=line.reason)
    await ask(turn, draft, screen, Closing.typing)


def _understood(turn: Turn, lab: Lab, words: str) -> tuple[ClosureLine, Stretch]:
    """What a line says, and from when to when that is. Raises ClosureUnclear."""
    line = read(words)
    if line.hours is None:
        line = _whole_day(line, turn)
    day = day_of(line.day, turn) if line.day else None
    if day is None:
        raise ClosureUnclear("day")
    if line.hours is None:
        return line, day_bounds(day, lab.zone)
    first, end = (to_instant_lenient(datetime.combine(day, at), lab.zone) for at in line.hours)
    return line, Stretch(first, end)


def _whole_day(line: ClosureLine, turn: Turn) -> ClosureLine:
    """'3 nov analyser down': the longest beginning that names a day, and the reason."""
    words = line.day.split()
    for count in range(min(LONGEST_DAY, len(words)), 0, -1):
        day = " ".join(words[:count])
        if day_of(day, turn) is not None:
            return ClosureLine(day, None, " ".join(words[count:])[:LONGEST_REASON])
    return line

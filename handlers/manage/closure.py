"""/close for managers: a line, the preview, the deed; the call list for the desk."""

from datetime import datetime
from typing import Any

from aiogram import F, Router
from aiogram.filters import Command, CommandObject
from aiogram.types import CallbackQuery, Message

from actions.booking import slot
from actions.manage import closure
from actions.manage.closure import CANCEL, OFFER, Wanted
from domain.booking.lab import Lab
from domain.manage.closure import LONGEST_REASON, Line, parts
from domain.refusals import AlreadyClosed, ClosureUnclear
from domain.time.zones import day_bounds, to_instant_lenient
from fsm.draft import load, load_intent, new_intent, save
from fsm.manage.conversations import Closing, ClosureDraft
from handlers import card as show
from handlers.roles import desk_router, is_manager
from handlers.turn import Turn
from handlers.typed_day import day_of
from handlers.typed_words import BACK, is_one_of
from handlers.typed_words import CANCEL as LEAVE
from screens import refusal
from screens.language import _
from screens.manage import closure as screens
from screens.manage.callbacks import CallsTap, ClosureDo, ClosureTap

LONGEST_DAY = 5  # words


def router() -> Router:
    """The command, the line, the buttons."""
    asked = desk_router("closure")
    asked.message.register(asked_for, Command("close", ignore_case=True), is_manager)
    way_out = F.text.func(is_one_of(BACK | LEAVE))
    asked.message.register(left_by_word, Closing.typing, way_out, is_manager)
    typed = F.text & ~F.text.startswith("/")
    asked.message.register(line_typed, Closing.typing, typed, is_manager)
    asked.callback_query.register(choice_tapped, ClosureTap.filter(), is_manager)
    asked.callback_query.register(calls_tapped, CallsTap.filter())
    return asked


async def asked_for(message: Message, command: CommandObject, turn: Turn) -> None:
    """The command, with or without a line."""
    await show.end(turn.state, turn.bot)
    await _previewed(message, turn, None, command.args or "")


async def line_typed(message: Message, turn: Turn) -> None:
    """A line, or another one."""
    draft = await load(turn.state, ClosureDraft)
    await _previewed(message, turn, draft.card if draft else None, message.text or "")


async def left_by_word(message: Message, turn: Turn) -> None:
    """'back' closes nothing."""
    draft = await load(turn.state, ClosureDraft)
    await show.move(message, draft.card if draft else None, screens.aborted(), turn.bot)
    await turn.state.clear()


async def choice_tapped(call: CallbackQuery, callback_data: ClosureTap, turn: Turn) -> Any:
    """Offer, cancel or abort; a second tap, or one after a restart, does nothing more."""
    draft = await load_intent(turn.state, ClosureDraft, callback_data.intent)
    if draft is None or draft.first is None or draft.end is None:
        return await show.answer(call, screens.aborted(), turn.bot)
    if callback_data.do is ClosureDo.ABORT:
        await turn.state.clear()
        return await show.answer(call, screens.aborted(), turn.bot)
    mode = OFFER if callback_data.do is ClosureDo.OFFER else CANCEL
    card = call.message.message_id if call.message else draft.card or 0
    wanted = Wanted((draft.first, draft.end), draft.reason, mode, card, draft.intent)
    try:
        async with turn.database.begin() as uow:
            made = await closure.make(uow, turn.actor, wanted, turn.now)
    except AlreadyClosed as refused:
        await turn.state.clear()
        return await show.answer(call, screens.how(refusal.words(refused)), turn.bot)
    await show.edit(call, screens.made(made.id, made.people, made.undo), turn.bot)
    await turn.state.clear()
    return call.answer()


async def calls_tapped(call: CallbackQuery, callback_data: CallsTap, turn: Turn) -> Any:
    """A page of the call list, below the card, which goes on."""
    async with turn.database.read() as uow:
        found = await closure.call_list(uow, turn.actor, callback_data.id, callback_data.page)
    people = [
        screens.Called(row.id, row.name, row.phone, row.starts_at, row.test, row.is_unreached)
        for row in found.items
    ]
    pages = (found.page, found.pages)
    screen = screens.call_list(callback_data.id, found.lab, people, pages)
    await turn.bot.send_message(turn.actor.id, screen.text, reply_markup=screen.keyboard)
    return call.answer()


async def _previewed(message: Message, turn: Turn, card: int | None, words: str) -> None:
    """The preview of a line, or what is missing in it."""
    draft = ClosureDraft(intent=new_intent())
    try:
        lab, bounds, reason = await _understood(turn, words)
        async with turn.database.read() as uow:
            found = await closure.preview(uow, turn.actor, bounds, turn.now)
    except ClosureUnclear:
        screen = screens.how("" if not words else _("I did not understand that."))
    else:
        counts = (found.people, found.same_day, found.later, found.without, found.fasting)
        screen = screens.preview((lab, *bounds, reason), counts, draft.intent)
        draft = ClosureDraft(intent=draft.intent, first=bounds[0], end=bounds[1], reason=reason)
    card = await show.move(message, card, screen, turn.bot)
    await turn.state.set_state(Closing.typing)
    await save(turn.state, _on(draft, card))


async def _understood(turn: Turn, words: str) -> tuple[Lab, tuple[datetime, datetime], str]:
    """The lab, the stretch and the reason. Raises ClosureUnclear, NotFound."""
    async with turn.database.read() as uow:
        lab = await slot.lab_for(uow, turn.actor)
    line = parts(words)
    if line.hours is None:
        line = _whole_day(line, turn)
    day = day_of(line.day, turn) if line.day else None
    if day is None:
        raise ClosureUnclear("day")
    if line.hours is None:
        return lab, day_bounds(day, lab.zone), line.reason
    first, last = (to_instant_lenient(datetime.combine(day, at), lab.zone) for at in line.hours)
    return lab, (first, last), line.reason


def _whole_day(line: Line, turn: Turn) -> Line:
    """'3 nov analyser down': the longest beginning that names a day, and the reason."""
    words = line.day.split()
    for count in range(min(LONGEST_DAY, len(words)), 0, -1):
        if day_of(" ".join(words[:count]), turn) is not None:
            reason = " ".join(words[count:])[:LONGEST_REASON]
            return Line(" ".join(words[:count]), None, reason)
    return line


def _on(draft: ClosureDraft, card: int) -> ClosureDraft:
    return ClosureDraft(
        intent=draft.intent, card=card, first=draft.first, end=draft.end, reason=draft.reason
    )

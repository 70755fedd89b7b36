"""/quiet: when a person does not want to be woken; a way is tapped, hours are tapped or typed."""

from dataclasses import replace
from datetime import time

from aiogram import F, Router
from aiogram.filters import Command, CommandObject
from aiogram.types import CallbackQuery, Message

from actions.account import quiet
from domain.account.quiet import Quiet, Way, hours_in
from domain.refusals import QuietHoursInvalid
from domain.typed_answers import Answer, means
from fsm.account.conversations import QuietDraft, QuietHours
from fsm.draft import new_intent
from handlers.dialog import (
    LEAVING,
    TYPED,
    UNREADABLE,
    Open,
    ask,
    begin,
    leave_for,
    look_aside,
    show,
)
from handlers.turn import Turn
from screens import refusal
from screens.account import quiet as screens
from screens.account.callbacks import QuietDo, QuietTap
from screens.language import translated
from screens.screen import Screen


def router() -> Router:
    router = Router(name="quiet")
    message, taps = router.message, router.callback_query
    message.register(quiet_command, Command("quiet", ignore_case=True))
    message.register(left_by_word, QuietHours.typing, LEAVING)
    message.register(hours_typed, QuietHours.typing, TYPED, Open(QuietDraft))
    message.register(unreadable_sent, QuietHours.typing, UNREADABLE, Open(QuietDraft))
    taps.register(shown, QuietTap.filter(F.do == QuietDo.SHOW))
    taps.register(way_tapped, QuietTap.filter(F.do == QuietDo.WAY))
    taps.register(hours_asked, QuietTap.filter(F.do == QuietDo.ASK))
    taps.register(hours_tapped, QuietTap.filter(F.do == QuietDo.HOURS))
    return router


async def quiet_command(_message: Message, command: CommandObject, turn: Turn) -> None:
    """What holds; '/quiet 22-7' and '/quiet off' change it at once."""
    words, now_is = command.args or "", turn.actor.quiet
    await look_aside(turn)
    if not words:
        await show(turn, _screen(turn, now_is))
    elif words.casefold() == Way.OFF or means(words, Answer.NO):
        await show(turn, await _kept(turn, replace(now_is, way=Way.OFF)))
    else:
        try:
            kept = await _kept(turn, _at(now_is, *hours_in(words)))
        except QuietHoursInvalid as refused:
            kept = _screen(turn, now_is, refusal.words(refused))
        await show(turn, kept)


async def shown(_call: CallbackQuery, turn: Turn) -> None:
    await leave_for(turn, QuietDraft, _screen(turn, turn.actor.quiet))


async def left_by_word(_message: Message, turn: Turn) -> None:
    await leave_for(turn, QuietDraft, _screen(turn, turn.actor.quiet))


async def way_tapped(_call: CallbackQuery, callback_data: QuietTap, turn: Turn) -> None:
    """Chosen; a button works for ever, for it names all it needs."""
    kept = await _kept(turn, replace(turn.actor.quiet, way=callback_data.way))
    await leave_for(turn, QuietDraft, kept)


async def hours_asked(_call: CallbackQuery, turn: Turn) -> None:
    await begin(turn)
    draft = QuietDraft(intent=new_intent(), card=turn.tapped)
    await ask(turn, draft, screens.which_hours(), QuietHours.typing)


async def hours_tapped(_call: CallbackQuery, callback_data: QuietTap, turn: Turn) -> None:
    begins, ends = (time(*divmod(at, 60)) for at in (callback_data.begins, callback_data.ends))
    await leave_for(turn, QuietDraft, await _kept(turn, _at(turn.actor.quiet, begins, ends)))


async def hours_typed(_message: Message, draft: QuietDraft, turn: Turn) -> None:
    try:
        kept = await _kept(turn, _at(turn.actor.quiet, *hours_in(turn.words)))
    except QuietHoursInvalid as refused:
        await ask(turn, draft, screens.which_hours(refusal.words(refused)), QuietHours.typing)
        return
    await leave_for(turn, QuietDraft, kept)


async def unreadable_sent(_message: Message, draft: QuietDraft, turn: Turn) -> None:
    note = refusal.words(QuietHoursInvalid())
    await ask(turn, draft, screens.which_hours(note), QuietHours.typing)


def _at(it: Quiet, begins: time, ends: time) -> Quiet:
    """Whoever names hours wants them to be quiet."""
    way = Way.DELAY if it.way is Way.OFF else it.way
    return replace(it, way=way, begins=begins, ends=ends)


async def _kept(turn: Turn, wanted: Quiet) -> Screen:
    """Raises QuietHoursInvalid."""
    kept = await turn.write(quiet.keep, turn.actor, wanted, turn.now)
    return _screen(turn, kept, translated(screens.KEPT))


def _screen(turn: Turn, it: Quiet, note: str = "") -> Screen:
    return screens.quiet_hours(it, turn.actor.zone, note)

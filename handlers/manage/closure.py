"""/close for managers: a line, the preview, the deed; the call list for the desk."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from aiogram import Router
from aiogram.filters import Command, CommandObject
from aiogram.types import CallbackQuery, Message

from actions.booking import slot
from actions.manage import closure
from domain.audit import Seen
from domain.booking.lab import Lab
from domain.manage.closure import (
    LONGEST_REASON,
    MOST_DAYS,
    ClosureRequest,
    Mode,
    read,
    read_days,
)
from domain.refusals import AlreadyClosed, ClosureUnclear, DoneBefore
from domain.time.zones import Stretch, day_bounds, to_instant_lenient
from fsm.draft import new_intent
from fsm.manage.conversations import Closing, ClosureDraft
from handlers.dialog import LEAVING, TYPED, Open, ask, begin, finish, leave_for, over, show
from handlers.roles import is_desk, is_manager, router_for
from handlers.turn import Turn
from handlers.typed_words import day_of
from screens import refusal
from screens.account import start
from screens.language import _
from screens.manage import closure as screens
from screens.manage.callbacks import CallsTap, ClosureDo, ClosureTap

LONGEST_DAY = 5  # words


@dataclass(frozen=True, slots=True)
class DayAndRest:
    """What a line begins with, and what comes after it."""

    day: date
    rest: str


def router() -> Router:
    router = router_for(is_desk, "closure")
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
    if callback_data.do is ClosureDo.NEW:
        await begin(turn)
        await _preview(turn, turn.tapped, "")
        return
    again = ClosureTap(intent=new_intent(), do=ClosureDo.NEW)
    is_left = callback_data.do is ClosureDo.ABORT
    await show(turn, screens.aborted() if is_left else over(turn, start.NOTHING_CHANGED, again))


async def calls_tapped(_call: CallbackQuery, callback_data: CallsTap, turn: Turn) -> None:
    """A page of the call list, below the card, which goes on."""
    found = await turn.read(closure.call_list, turn.actor, callback_data.id, callback_data.page)
    await turn.note_seen(Seen.CALL_LIST, bookings=[one.booking_id for one in found.calls])
    screen = screens.call_list(found)
    await turn.bot.send_message(turn.actor.id, screen.text, reply_markup=screen.keyboard)


async def _preview(turn: Turn, card: int | None, words: str) -> None:
    """Whom a line hits, or what is missing in it."""
    draft = ClosureDraft(intent=new_intent(), card=card)
    lab = await turn.read(slot.lab_for, turn.actor)
    try:
        reason, stretch = _understood(turn, lab, words)
    except ClosureUnclear:
        screen = screens.how(_("I did not understand that.") if words else "")
    else:
        found = await turn.read(closure.preview, turn.actor, stretch, turn.now)
        screen = screens.preview(found, reason, draft.intent)
        draft = replace(draft, first=stretch.first, end=stretch.end, reason=reason)
    await ask(turn, draft, screen, Closing.typing)


def _understood(turn: Turn, lab: Lab, words: str) -> tuple[str, Stretch]:
    """The reason in a line, and from when to when is closed. Raises ClosureUnclear."""
    if (days := read_days(words)) and (first := _day_in(days[0], turn, lab)) and not first.rest:
        last = _day_in(days[1], turn, lab)
        if last and first.day < last.day <= first.day + timedelta(days=MOST_DAYS):
            whole = day_bounds(first.day, lab.zone).first, day_bounds(last.day, lab.zone).end
            return last.rest, Stretch(*whole)
    line = read(words)
    found = _day_in(line.day, turn, lab)
    if found is None or (line.hours and found.rest):
        raise ClosureUnclear("day")
    if line.hours is None:
        return found.rest, day_bounds(found.day, lab.zone)
    first_at, end = (
        to_instant_lenient(datetime.combine(found.day, at), lab.zone) for at in line.hours
    )
    return line.reason, Stretch(first_at, end)


def _day_in(text: str, turn: Turn, lab: Lab) -> DayAndRest | None:
    """'3 nov analyser down': the longest beginning that names a day and nothing else."""
    words = text.split()
    for count in range(min(LONGEST_DAY, len(words)), 0, -1):
        day = day_of(" ".join(words[:count]), turn, lab, is_alone=True)
        if day is not None:
            return DayAndRest(day, " ".join(words[count:]).strip(" ,:;")[:LONGEST_REASON])
    return None

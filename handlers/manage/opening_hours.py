"""/slots for managers: when the lab is open, for what, and how many seats a day has."""

from dataclasses import replace
from datetime import date
from html import escape

from aiogram import F, Router
from aiogram.filters import Command, CommandObject
from aiogram.types import CallbackQuery, Message

from actions.booking import slot
from actions.manage import opening_hours
from domain.manage.opening_hours import PartOfDay
from domain.manage.setup import Step
from domain.refusals import OpeningHoursUnclear
from domain.undo import Undo
from fsm.draft import load, new_intent
from fsm.manage.conversations import OpeningHoursDraft, Planning
from handlers.dialog import LEAVING, TYPED, Open, ask, begin, finish, leave_for, look_aside, show
from handlers.manage import setup
from handlers.roles import is_manager, router_for
from handlers.turn import Turn
from handlers.typed_words import day_of
from screens.language import translated
from screens.manage import opening_hours as screens
from screens.manage import setup as setup_screens
from screens.manage.callbacks import OpeningHoursDo, OpeningHoursTap, PlanTap, SeatsDo, SeatsTap
from screens.screen import Screen


def router() -> Router:
    router = router_for(is_manager, "opening_hours")
    router.message.register(slots_command, Command("slots", ignore_case=True))
    router.message.register(list_shown, Planning.typing, LEAVING)
    router.message.register(line_typed, Planning.typing, TYPED, Open(OpeningHoursDraft))
    taps = router.callback_query
    taps.register(list_shown, OpeningHoursTap.filter(F.do == OpeningHoursDo.LIST))
    taps.register(new_tapped, OpeningHoursTap.filter(F.do == OpeningHoursDo.NEW))
    one = F.do.in_({OpeningHoursDo.OPEN, OpeningHoursDo.ASK_END})
    taps.register(one_tapped, OpeningHoursTap.filter(one))
    taps.register(end_tapped, OpeningHoursTap.filter(F.do == OpeningHoursDo.END))
    taps.register(make_tapped, PlanTap.filter(), Open(OpeningHoursDraft))
    taps.register(old_tapped, PlanTap.filter())
    taps.register(seats_tapped, SeatsTap.filter(F.do == SeatsDo.SHOW))
    taps.register(change_tapped, SeatsTap.filter())
    return router


async def slots_command(_message: Message, command: CommandObject, turn: Turn) -> None:
    """The list, a line of new hours, or a day whose seats are shown."""
    words = command.args or ""
    await look_aside(turn)
    if not words:
        await show(turn, await _list(turn))
    elif day := await _a_day(words, turn):
        await show(turn, await _seats(turn, day))
    else:
        await begin(turn)
        await _preview(turn, OpeningHoursDraft(intent=new_intent(), line=words))


async def list_shown(_event: Message | CallbackQuery, turn: Turn) -> None:
    """All of them; what was being planned is given up."""
    draft = await load(turn.state, OpeningHoursDraft)
    if draft is not None and draft.guided:
        await setup.leave(turn, draft)
    else:
        await leave_for(turn, OpeningHoursDraft, await _list(turn))


async def new_tapped(_call: CallbackQuery, turn: Turn) -> None:
    await begin(turn)
    draft = OpeningHoursDraft(intent=new_intent(), card=turn.tapped)
    await ask(turn, draft, screens.ask(), Planning.typing)


async def line_typed(_message: Message, draft: OpeningHoursDraft, turn: Turn) -> None:
    await _preview(turn, replace(draft, intent=new_intent(), line=turn.words))


async def make_tapped(_call: CallbackQuery, draft: OpeningHoursDraft, turn: Turn) -> None:
    try:
        made = await turn.write(
            opening_hours.make, turn.actor, draft.line, draft.intent, now=turn.now
        )
    except OpeningHoursUnclear as refused:
        await show(turn, _question(draft, screens.unclear(refused)))
        return
    if draft.guided:
        await setup.go_on(turn, Step.HOURS, draft.card, note=screens.made(made.slots), draft=draft)
    else:
        await finish(turn, draft, await _list(turn, screens.made(made.slots)))


async def old_tapped(_call: CallbackQuery, turn: Turn) -> None:
    """[Make it] a second time, or after a restart: nothing more is made."""
    note = translated(screens.INTERRUPTED) if turn.was_interrupted else ""
    await show(turn, await _list(turn, note))


async def one_tapped(_call: CallbackQuery, callback_data: OpeningHoursTap, turn: Turn) -> None:
    """One of them, or the question whether to end it. Raises NotFound."""
    found = await turn.read(opening_hours.find, turn.actor, callback_data.value, turn.now)
    draw = screens.ask_end if callback_data.do is OpeningHoursDo.ASK_END else screens.one
    await show(turn, draw(found))


async def end_tapped(_call: CallbackQuery, callback_data: OpeningHoursTap, turn: Turn) -> None:
    """Raises NotFound if somebody has ended it."""
    undo = await turn.write(opening_hours.end, turn.actor, callback_data.value, turn.now)
    await show(turn, screens.ended(undo))


async def seats_tapped(_call: CallbackQuery, callback_data: SeatsTap, turn: Turn) -> None:
    await show(turn, await _seats(turn, _day(callback_data), callback_data.hour))


async def change_tapped(_call: CallbackQuery, callback_data: SeatsTap, turn: Turn) -> None:
    """A seat more or less, of one slot, an hour or the whole day."""
    delta = 1 if callback_data.do is SeatsDo.MORE else -1
    part = PartOfDay(_day(callback_data), callback_data.hour, callback_data.slot)
    change = await turn.write(opening_hours.change, turn.actor, part, delta, now=turn.now)
    note = screens.changed(change)
    await show(turn, await _seats(turn, change.day, callback_data.hour, note, undo=change.undo))


async def _preview(turn: Turn, draft: OpeningHoursDraft) -> None:
    """What a line would make, or what is missing in it."""
    try:
        plan = await turn.read(opening_hours.plan, turn.actor, draft.line, turn.now)
    except OpeningHoursUnclear as refused:
        screen = _question(draft, screens.unclear(refused))
        draft = replace(draft, line="")
    else:
        screen = screens.preview(plan, draft.intent)
    await ask(turn, draft, screen, Planning.typing)


def _question(draft: OpeningHoursDraft, note: str) -> Screen:
    return setup_screens.hours(escape(note)) if draft.guided else screens.ask(note)


async def _list(turn: Turn, note: str = "") -> Screen:
    lab, hours = await turn.read(opening_hours.active, turn.actor, turn.now)
    return screens.all_of(lab, hours, note)


async def _seats(
    turn: Turn, day: date | None, hour: int = 0, note: str = "", *, undo: Undo | None = None
) -> Screen:
    """A day's seats; hour: counted from 1, 0 for the whole day."""
    found = await turn.read(opening_hours.day, turn.actor, day, turn.now)
    return screens.seats(found, hour, note, undo)


def _day(tap: SeatsTap) -> date | None:
    return date.fromordinal(tap.day) if tap.day else None


async def _a_day(words: str, turn: Turn) -> date | None:
    """A day alone; all else is a line of new hours."""
    return day_of(words, turn, await turn.read(slot.lab_for, turn.actor), is_alone=True)

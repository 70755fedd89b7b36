"""/day and /next for all staff: the sheet, those still open, and who is next."""

from datetime import date

from aiogram import F, Router
from aiogram.filters import Command, CommandObject
from aiogram.types import CallbackQuery, Message

from actions.booking import slot
from actions.desk import day
from domain.audit import Seen
from domain.refusals import NotFound
from domain.time.zones import to_wall
from handlers.desk.visit import visit_screen
from handlers.dialog import look_aside, show
from handlers.roles import is_staff, router_for
from handlers.turn import Turn
from handlers.typed_words import day_of
from screens.desk import day as screens
from screens.desk import visit as visits
from screens.desk.callbacks import DayDo, DayTap
from screens.language import translated

NOW = 100  # of a button: the hour that is on


def router() -> Router:
    router = router_for(is_staff, "day")
    router.message.register(day_command, Command("day", ignore_case=True))
    router.message.register(next_command, Command("next", ignore_case=True))
    router.callback_query.register(sheet_tapped, DayTap.filter(F.do == DayDo.SHEET))
    router.callback_query.register(open_tapped, DayTap.filter(F.do == DayDo.OPEN))
    router.callback_query.register(missed_tapped, DayTap.filter(F.do == DayDo.MISSED))
    router.callback_query.register(call_tapped, DayTap.filter(F.do == DayDo.CALL))
    router.callback_query.register(next_tapped, DayTap.filter(F.do == DayDo.NEXT))
    return router


async def day_command(_message: Message, command: CommandObject, turn: Turn) -> None:
    """Perhaps with a day beside it."""
    await look_aside(turn)
    chosen = None
    if command.args:
        chosen = day_of(command.args, turn, await turn.read(slot.lab_for, turn.actor))
    is_unread = bool(command.args) and chosen is None
    await _show_sheet(turn, chosen, note=translated(screens.NOT_A_DAY) if is_unread else "")


async def sheet_tapped(_call: CallbackQuery, callback_data: DayTap, turn: Turn) -> None:
    hour = None if callback_data.hour >= NOW else callback_data.hour
    await _show_sheet(turn, _chosen(callback_data), hour)


async def open_tapped(_call: CallbackQuery, callback_data: DayTap, turn: Turn) -> None:
    await _show_open(turn, _chosen(callback_data))


async def call_tapped(_call: CallbackQuery, callback_data: DayTap, turn: Turn) -> None:
    """Who has not answered, and who cannot be reached."""
    chosen = _chosen(callback_data)
    lab, found = await turn.read(day.to_call, turn.actor, chosen, turn.now)
    await turn.note_seen(Seen.DAY, bookings=[one.id for one in found])
    shown = chosen or to_wall(turn.now, lab.zone).date()
    await show(turn, screens.to_call(lab, shown, found))


async def missed_tapped(_call: CallbackQuery, callback_data: DayTap, turn: Turn) -> None:
    """None of them came."""
    chosen = _chosen(callback_data)
    if chosen is None:
        raise NotFound
    count = await turn.write(day.all_missed, turn.actor, chosen, turn.now)
    await _show_open(turn, chosen, screens.missed(count))


async def next_command(_message: Message, turn: Turn) -> None:
    await look_aside(turn)
    await _show_next(turn)


async def next_tapped(_call: CallbackQuery, turn: Turn) -> None:
    await _show_next(turn)


async def _show_sheet(
    turn: Turn, chosen: date | None, hour: int | None = None, note: str = ""
) -> None:
    lab, sheet = await turn.read(day.sheet, turn.actor, chosen, hour, now=turn.now)
    await turn.note_seen(Seen.DAY, bookings=[one.id for one in sheet.visits])
    await show(turn, screens.sheet(lab, sheet, turn.now, note))


async def _show_open(turn: Turn, chosen: date | None, note: str = "") -> None:
    lab, found = await turn.read(day.still_open, turn.actor, chosen, turn.now)
    await turn.note_seen(Seen.OPEN, bookings=[one.id for one in found])
    shown = chosen or to_wall(turn.now, lab.zone).date()
    await show(turn, screens.still_open(lab, shown, found, note))


async def _show_next(turn: Turn) -> None:
    lab, called = await turn.write(day.call_next, turn.actor, turn.now)
    coming = None if called else await turn.read(day.coming, turn.actor, lab, turn.now)
    if called is not None:
        await show(turn, await visit_screen(turn, called))
    else:
        await turn.note_seen(Seen.NEXT, bookings=[coming.id] if coming else ())
        await show(turn, visits.nobody(lab, coming, turn.now))


def _chosen(tap: DayTap) -> date | None:
    return date.fromordinal(tap.day) if tap.day else None

"""/day and /next for all staff: the sheet, those still open, and who is next."""

from datetime import date
from typing import Any

from aiogram import F, Router
from aiogram.filters import Command, CommandObject
from aiogram.types import CallbackQuery, Message

from actions.desk import day
from domain.refusals import NotFound
from domain.time.zones import to_wall
from handlers import card
from handlers.desk.visit import visit_screen
from handlers.roles import staff_router
from handlers.turn import Turn
from handlers.typed_day import day_of
from screens.desk import day as screens
from screens.desk import visit as visits
from screens.desk.callbacks import DayDo, DayTap
from screens.screen import Screen

NOW = 100  # of a button: the hour that is on


def router() -> Router:
    """Two commands and the sheet's buttons."""
    asked = staff_router("day")
    asked.message.register(asked_for, Command("day", ignore_case=True))
    asked.message.register(next_asked, Command("next", ignore_case=True))
    asked.callback_query.register(sheet_tapped, DayTap.filter(F.do == DayDo.SHEET))
    asked.callback_query.register(open_tapped, DayTap.filter(F.do == DayDo.OPEN))
    asked.callback_query.register(missed_tapped, DayTap.filter(F.do == DayDo.MISSED))
    asked.callback_query.register(next_tapped, DayTap.filter(F.do == DayDo.NEXT))
    return asked


async def asked_for(message: Message, command: CommandObject, turn: Turn) -> None:
    """The command, perhaps with a day."""
    await card.end(turn.state, turn.bot)
    wanted, note = _day_of(command.args, turn)
    await card.send(message, await _sheet(turn, wanted, None, note))


async def sheet_tapped(call: CallbackQuery, callback_data: DayTap, turn: Turn) -> Any:
    """Another day, or another hour of it."""
    hour = None if callback_data.hour >= NOW else callback_data.hour
    return await card.answer(call, await _sheet(turn, _ordinal(callback_data), hour, ""), turn.bot)


async def open_tapped(call: CallbackQuery, callback_data: DayTap, turn: Turn) -> Any:
    """Who is still booked though the day is over."""
    return await card.answer(call, await _open(turn, _ordinal(callback_data), ""), turn.bot)


async def missed_tapped(call: CallbackQuery, callback_data: DayTap, turn: Turn) -> Any:
    """None of them came."""
    chosen = _ordinal(callback_data)
    if chosen is None:
        raise NotFound
    async with turn.database.begin() as uow:
        count = await day.all_missed(uow, turn.actor, chosen, turn.now)
    return await card.answer(call, await _open(turn, chosen, screens.missed(count)), turn.bot)


async def next_asked(message: Message, turn: Turn) -> None:
    """Who is next?"""
    await card.end(turn.state, turn.bot)
    await card.send(message, await _next(turn))


async def next_tapped(call: CallbackQuery, turn: Turn) -> Any:
    """Look again, in place."""
    return await card.answer(call, await _next(turn), turn.bot)


async def _sheet(turn: Turn, wanted: date | None, hour: int | None, note: str) -> Screen:
    async with turn.database.read() as uow:
        lab, found = await day.sheet(uow, turn.actor, wanted, hour, turn.now)
    return screens.sheet(lab, found, turn.now, note)


async def _open(turn: Turn, wanted: date | None, note: str) -> Screen:
    async with turn.database.read() as uow:
        lab, found = await day.still_open(uow, turn.actor, wanted, turn.now)
    chosen = wanted or to_wall(turn.now, lab.zone).date()
    return screens.still_open(lab, chosen, found, note)


async def _next(turn: Turn) -> Screen:
    async with turn.database.begin() as uow:
        lab, called = await day.call_next(uow, turn.actor, turn.now)
        coming = None if called else await day.coming(uow, turn.actor, lab, turn.now)
    if called is not None:
        return await visit_screen(turn, called, "")
    return visits.nobody(lab, coming, visits.Reader(turn.actor, turn.now))


def _day_of(words: str | None, turn: Turn) -> tuple[date | None, str]:
    """The day that words name, today without any; and a note if they name none."""
    if not words:
        return None, ""
    found = day_of(words, turn)
    return (found, "") if found else (None, screens.not_a_day())


def _ordinal(tap: DayTap) -> date | None:
    return date.fromordinal(tap.day) if tap.day else None

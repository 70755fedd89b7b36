"""Seats of a day's slots: shown, and changed with a tap."""

from datetime import date, datetime, timedelta
from typing import Any

from aiogram import F, Router
from aiogram.types import CallbackQuery

from actions.manage import opening_hours
from actions.manage.opening_hours import Seats
from domain.booking.lab import Lab
from domain.refusals import NotFound
from domain.time.zones import day_bounds, to_wall
from domain.undo import Undo
from handlers import card
from handlers.roles import manager_router
from handlers.turn import Turn
from screens.manage import opening_hours as screens
from screens.manage.callbacks import SeatsDo, SeatsTap
from screens.screen import Screen

SECOND = timedelta(seconds=1)


def router() -> Router:
    """The buttons; the command is /slots with a day."""
    taps = manager_router("capacity")
    taps.callback_query.register(seats_tapped, SeatsTap.filter(F.do == SeatsDo.SHOW))
    taps.callback_query.register(change_tapped, SeatsTap.filter())
    return taps


async def seats_tapped(call: CallbackQuery, callback_data: SeatsTap, turn: Turn) -> Any:
    """A day, or an hour of it."""
    wanted = date.fromordinal(callback_data.day) if callback_data.day else None
    screen = await seats_screen(turn, wanted, callback_data.hour, ("", None))
    await card.edit(call, screen, turn.bot)
    return call.answer()


async def change_tapped(call: CallbackQuery, callback_data: SeatsTap, turn: Turn) -> Any:
    """A seat more or less, of one slot, an hour or the whole day."""
    delta = 1 if callback_data.do is SeatsDo.MORE else -1
    wanted = date.fromordinal(callback_data.day) if callback_data.day else None
    async with turn.database.begin() as uow:
        lab, chosen, found = await opening_hours.day(uow, turn.actor, wanted, turn.now)
        bounds = _bounds(lab, chosen, found, callback_data)
        done = await opening_hours.change(uow, turn.actor, bounds, delta, turn.now)
    note = screens.changed(done.changed, done.left)
    screen = await seats_screen(turn, chosen, callback_data.hour, (note, done.undo))
    await card.edit(call, screen, turn.bot)
    return call.answer()


async def seats_screen(
    turn: Turn, wanted: date | None, hour: int, notes: tuple[str, Undo | None]
) -> Screen:
    """A day's seats; hour: counted from 1, 0 for the whole day."""
    async with turn.database.read() as uow:
        lab, chosen, found = await opening_hours.day(uow, turn.actor, wanted, turn.now)
    part = [one for one in found if to_wall(one.starts_at, lab.zone).hour + 1 == hour]
    draw = screens.hour if part else screens.day
    return draw(lab, chosen, [_told(one) for one in part or found], notes)


def _bounds(lab: Lab, chosen: date, found: list[Seats], tap: SeatsTap) -> tuple[datetime, datetime]:
    """Between which instants slots are changed. Raises NotFound for what is not there."""
    if not tap.hour:
        return day_bounds(chosen, lab.zone)
    part = [one for one in found if to_wall(one.starts_at, lab.zone).hour + 1 == tap.hour]
    if tap.slot:
        part = [one for one in part if one.id == tap.slot]
    if not part:
        raise NotFound
    return part[0].starts_at, part[-1].starts_at + SECOND


def _told(one: Seats) -> screens.Seats:
    return (one.id, one.starts_at, one.capacity, one.booked, one.is_open)

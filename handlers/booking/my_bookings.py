"""/bookings: my bookings, one of them, and cancelling it."""

from dataclasses import replace

import structlog
from aiogram import F, Router
from aiogram.filters import Command
from aiogram.types import CallbackQuery, Message

from actions.booking import booking
from actions.desk import report
from domain.booking.booking import BookingView, Status, is_cancellable
from domain.refusals import TooLate
from handlers import card
from handlers.booking.conversation import Beginning, Turn
from screens.booking import my_bookings as screens
from screens.booking.callbacks import BookingsDo, BookingsTap
from screens.callback_values import StartDo, StartTap

log = structlog.get_logger(__name__)
FARTHEST = 10_000  # pages; a forged number goes no farther


def router() -> Router:
    """The command, the button that opens the list, and the list's own buttons."""
    mine = Router(name="bookings")
    mine.message.register(bookings_asked, Command("bookings", ignore_case=True), Beginning())
    tapped = mine.callback_query
    tapped.register(bookings_tapped, StartTap.filter(F.do == StartDo.BOOKINGS), Beginning())
    tapped.register(page_tapped, BookingsTap.filter(F.do == BookingsDo.PAGE), Beginning())
    tapped.register(booking_opened, BookingsTap.filter(F.do == BookingsDo.OPEN), Beginning())
    tapped.register(cancel_asked, BookingsTap.filter(F.do == BookingsDo.CANCEL), Beginning())
    tapped.register(cancel_confirmed, BookingsTap.filter(F.do == BookingsDo.YES), Beginning())
    return mine


async def bookings_asked(_message: Message, turn: Turn) -> None:
    """/bookings."""
    await card.end(turn.state, turn.bot)
    await _show_page(turn, 0)


async def bookings_tapped(call: CallbackQuery, turn: Turn) -> object:
    """[My bookings] of the menu; what is open ends, as with the command."""
    await card.end(turn.state, turn.bot)
    await _show_page(turn, 0)
    return call.answer()


async def page_tapped(call: CallbackQuery, callback_data: BookingsTap, turn: Turn) -> object:
    """Another page of the list."""
    await _show_page(turn, min(callback_data.value, FARTHEST))
    return call.answer()


async def booking_opened(call: CallbackQuery, callback_data: BookingsTap, turn: Turn) -> object:
    """One booking, as it is now."""
    async with turn.database.read() as uow:
        item = await booking.find(uow, turn.actor, callback_data.value)
        reports = await report.of_booking(uow, turn.actor, item.id, turn.now)
    reader = (_zone(turn, item), turn.now)
    screen = screens.booking(item, callback_data.page, reader, reports)
    await card.edit(call, screen, turn.bot)
    return call.answer()


async def cancel_asked(call: CallbackQuery, callback_data: BookingsTap, turn: Turn) -> object:
    """Ask once; a booking that cannot be cancelled (any more) says so."""
    item = await _find(turn, callback_data.value)
    if item.status is Status.CANCELLED:
        await _show_cancelled(turn, replace(item, was_cancelled=True), callback_data.page)
        return call.answer()
    if not is_cancellable(item, turn.now):
        return call.answer(screens.too_late(), show_alert=True)
    screen = screens.cancel_asked(item, callback_data.page, _zone(turn, item))
    await card.edit(call, screen, turn.bot)
    return call.answer()


async def cancel_confirmed(call: CallbackQuery, callback_data: BookingsTap, turn: Turn) -> object:
    """Cancel it; a second tap says that it was cancelled already."""
    try:
        async with turn.database.begin() as uow:
            item = await booking.cancel(uow, turn.actor, callback_data.value, turn.now)
    except TooLate:
        turn.trace.outcome = "refused"
        return call.answer(screens.too_late(), show_alert=True)
    log.info("booking_cancelled", booking_id=item.id, is_new=not item.was_cancelled)
    await _show_cancelled(turn, item, callback_data.page)
    return call.answer()


async def _show_page(turn: Turn, number: int) -> None:
    async with turn.database.read() as uow:
        page = await booking.upcoming(uow, turn.actor, turn.now, number)
    await card.place(turn.event, None, screens.bookings(page, turn.now), turn.bot)


async def _show_cancelled(turn: Turn, item: BookingView, page: int) -> None:
    screen = screens.cancelled(item, page, _zone(turn, item))
    await card.place(turn.event, None, screen, turn.bot)


async def _find(turn: Turn, booking_id: int) -> BookingView:
    async with turn.database.read() as uow:
        return await booking.find(uow, turn.actor, booking_id)


def _zone(turn: Turn, item: BookingView) -> str:
    """The zone this person reads clocks in."""
    return turn.actor.zone if turn.actor.zone_known else item.lab.zone

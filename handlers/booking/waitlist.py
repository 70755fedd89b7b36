"""The buttons of the waiting list: the seat that is held, an earlier time, and an end of it."""

import structlog
from aiogram import F, Router
from aiogram.types import CallbackQuery

from actions.booking import booking, move, waitlist
from domain.booking.booking import Booked
from domain.booking.waiting import HeldSeat, OfferState
from domain.refusals import (
    AlreadyBooked,
    BookedThatDay,
    SeatGone,
    TooLate,
    TooManyVisits,
    TooManyWaits,
)
from handlers.booking.confirm import booked
from handlers.dialog import show
from handlers.turn import Turn
from screens import refusal
from screens.booking import my_bookings
from screens.booking import waitlist as screens
from screens.booking.callbacks import WaitDo, WaitTap
from screens.language import translated

log = structlog.get_logger(__name__)


def router() -> Router:
    """Whose they are, the actions ask."""
    router = Router(name="waitlist")
    tap = router.callback_query
    tap.register(seat_taken, WaitTap.filter(F.do == WaitDo.TAKE))
    tap.register(seat_declined, WaitTap.filter(F.do == WaitDo.NOT_THIS))
    tap.register(details_tapped, WaitTap.filter(F.do == WaitDo.DETAILS))
    tap.register(stop_tapped, WaitTap.filter(F.do == WaitDo.STOP))
    tap.register(earlier_tapped, WaitTap.filter(F.do.in_({WaitDo.EARLIER, WaitDo.EARLIEST})))
    return router


async def seat_taken(call: CallbackQuery, callback_data: WaitTap, turn: Turn) -> object:
    """[Take it]; a second tap shows the same visit. Raises NotFound for a foreign seat."""
    cap = (await turn.allowed()).cap
    try:
        done: Booked = await turn.write(
            waitlist.take, turn.actor, callback_data.id, cap=cap, now=turn.now
        )
    except (SeatGone, TooLate):
        await _show_gone(turn, callback_data.id)
        return None
    except (AlreadyBooked, BookedThatDay, TooManyVisits) as refused:
        turn.trace.outcome = "refused"
        return call.answer(refusal.words(refused), show_alert=True)
    seat = await turn.read(waitlist.find, turn.actor, callback_data.id)
    log.info("held_seat_taken", booking_id=done.booking.id, is_new=done.is_new)
    await show(turn, booked(turn, done.booking, is_moved=seat.entry.booking_id > 0))
    return None


async def seat_declined(_call: CallbackQuery, callback_data: WaitTap, turn: Turn) -> None:
    """[Not this one]. Raises NotFound for a foreign seat."""
    try:
        seat: HeldSeat = await turn.write(waitlist.decline, turn.actor, callback_data.id, turn.now)
    except SeatGone:
        await _show_gone(turn, callback_data.id)
    else:
        await show(turn, screens.declined(seat))


async def details_tapped(_call: CallbackQuery, callback_data: WaitTap, turn: Turn) -> None:
    """Which test the held seat is for, in the message's place. Raises NotFound."""
    seat = await turn.read(waitlist.find, turn.actor, callback_data.id)
    if seat.state == OfferState.OPEN:
        await show(turn, screens.seat(seat, is_named=True))
    else:
        await _show_gone(turn, seat.id)


async def stop_tapped(_call: CallbackQuery, callback_data: WaitTap, turn: Turn) -> None:
    """[Stop waiting]; of an earlier time, the visit is shown. Raises NotFound."""
    entry = await turn.write(waitlist.stop, turn.actor, callback_data.id, turn.now)
    log.info("waiting_stopped", entry_id=entry.id)
    if entry.booking_id:
        await _show_visit(turn, entry.booking_id, translated(screens.STOPPED_EARLIER))
    else:
        await show(turn, screens.stopped(entry))


async def earlier_tapped(call: CallbackQuery, callback_data: WaitTap, turn: Turn) -> object:
    """[Earlier, if possible]: what is free already, the soonest first; else it is waited for.

    Raises NotFound for a foreign booking.
    """
    if callback_data.do is WaitDo.EARLIER:
        item, free = await turn.read(move.earlier, turn.actor, callback_data.id, turn.now)
        if free:
            await show(turn, screens.earlier(item, free))
            return None
    try:
        await turn.write(waitlist.join_earlier, turn.actor, callback_data.id, turn.now)
    except (TooLate, TooManyWaits) as refused:
        turn.trace.outcome = "refused"
        return call.answer(refusal.words(refused), show_alert=True)
    await _show_visit(turn, callback_data.id, translated(screens.WAITS_EARLIER))
    return None


async def _show_visit(turn: Turn, booking_id: int, note: str) -> None:
    async with turn.database.read() as uow:
        item = await booking.find(uow, turn.actor, booking_id)
        entry = await waitlist.of_booking(uow, turn.actor, booking_id)
    zone, earlier = turn.actor.zone_or(item.lab.zone), entry.id if entry else 0
    await show(turn, my_bookings.booking(item, zone, turn.now, note=note, earlier=earlier))


async def _show_gone(turn: Turn, offer_id: int) -> None:
    turn.trace.outcome = "refused"
    seat = await turn.read(waitlist.find, turn.actor, offer_id)
    await show(turn, screens.missed(seat))

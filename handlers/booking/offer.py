"""A patient answers an offer of other times."""

from typing import Any

from aiogram import Router
from aiogram.types import CallbackQuery

from actions.booking import offer
from domain.refusals import AlreadyBooked, SlotTaken, TooLate
from handlers import card
from handlers.turn import Turn
from screens import refusal
from screens.booking import my_bookings as screens
from screens.manage.callbacks import OfferTap


def router() -> Router:
    """One kind of button; whose booking it is, the action asks."""
    taps = Router(name="offer")
    taps.callback_query.register(offer_tapped, OfferTap.filter())
    return taps


async def offer_tapped(call: CallbackQuery, callback_data: OfferTap, turn: Turn) -> Any:
    """A time, or no visit at all. Raises NotFound for a foreign booking."""
    booking_id, slot_id = callback_data.booking, callback_data.slot
    try:
        async with turn.database.begin() as uow:
            if slot_id:
                done = await offer.take(uow, turn.actor, booking_id, slot_id, turn.now)
                zone = turn.actor.zone if turn.actor.zone_known else done.booking.lab.zone
                screen = screens.moved(done.booking, zone)
            else:
                await offer.decline(uow, turn.actor, booking_id, turn.now)
                screen = screens.declined()
    except SlotTaken:
        screen = screens.gone()
    except (AlreadyBooked, TooLate) as refused:
        return call.answer(refusal.words(refused), show_alert=True)
    await card.edit(call, screen, turn.bot)
    return call.answer()

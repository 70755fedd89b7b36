"""How a booking conversation ends: with a booking, with other times, or with nothing."""

import structlog
from aiogram import F, Router
from aiogram.types import CallbackQuery, Message

from actions.booking import booking
from domain.booking.booking import BookingView, Status, reminders_for
from domain.refusals import AlreadyBooked, SlotTaken, TooLate
from fsm.booking.conversation import BookingDraft, back, seal, wish_of, without_slot
from handlers.booking.conversation import ask, nearest_free, offer
from handlers.dialog import Open, finish
from handlers.turn import Turn
from handlers.typed_words import BACK, CANCEL, is_one_of
from screens.account import start
from screens.booking import card as screens
from screens.booking import my_bookings, steps
from screens.booking.callbacks import BookingDo, BookingTap
from screens.language import translated
from screens.screen import Screen

log = structlog.get_logger(__name__)
REFUSED = "refused"


def add_to(router: Router) -> None:
    """What means the same at every question, tapped or typed."""
    is_open, tap, typed = Open(BookingDraft), router.callback_query, router.message
    tap.register(confirm_tapped, BookingTap.filter(F.do == BookingDo.CONFIRM), is_open)
    tap.register(back_taken, BookingTap.filter(F.do == BookingDo.BACK), is_open)
    tap.register(cancel_taken, BookingTap.filter(F.do == BookingDo.CANCEL), is_open)
    typed.register(back_taken, F.text.func(is_one_of(BACK)), is_open)
    typed.register(cancel_taken, F.text.func(is_one_of(CANCEL)), is_open)


async def confirm_tapped(
    _call: CallbackQuery, callback_data: BookingTap, turn: Turn, draft: BookingDraft
) -> None:
    """Book what the card shows; a card of an earlier choice is shown anew first."""
    await confirm(turn, draft, callback_data.value)


async def back_taken(_event: CallbackQuery | Message, turn: Turn, draft: BookingDraft) -> None:
    """One question back; before the first one stands the menu."""
    earlier = back(draft)
    await (ask(turn, earlier) if earlier else finish(turn, draft, start.menu()))


async def cancel_taken(_event: CallbackQuery | Message, turn: Turn, draft: BookingDraft) -> None:
    """Nothing is booked."""
    await finish(turn, draft, screens.cancelled())


async def confirm(turn: Turn, draft: BookingDraft, shown: int | None = None) -> None:
    """Book it: commit first, then show, then forget the draft. A taken seat offers others.

    shown: the seal of what stood beside [Confirm], None if 'yes' was typed.
    """
    if shown not in {None, seal(draft)}:
        await ask(turn, draft, translated(screens.CHANGED_SINCE))
        return
    wish = wish_of(draft)
    if wish is None:
        await ask(turn, draft)
        return
    try:
        made = await turn.write(booking.book, turn.actor, wish, turn.now)
    except SlotTaken as taken:
        turn.trace.outcome = REFUSED
        await offer(turn, draft, taken.nearest, translated(steps.JUST_TAKEN))
    except TooLate as late:
        turn.trace.outcome = REFUSED
        await offer(
            turn, draft, await nearest_free(turn, draft, late.until), translated(steps.HAS_BEGUN)
        )
    except AlreadyBooked:
        turn.trace.outcome = REFUSED
        await ask(turn, without_slot(draft), translated(screens.ALREADY_BOOKED))
    else:
        log.info("booking_made", booking_id=made.booking.id, is_new=made.is_new)
        await finish(turn, draft, booked(turn, made.booking))


def booked(turn: Turn, made: BookingView) -> Screen:
    """The card of a booking as it is now; the same however often it is asked for."""
    zone = turn.actor.zone_or(made.lab.zone)
    if made.status is not Status.BOOKED:
        return my_bookings.booking(made, zone, turn.now)
    hours = [reminder.hours for reminder in reminders_for(made.starts_at, turn.now)]
    return screens.booked(made, zone, hours)

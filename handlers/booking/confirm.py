"""How a booking conversation ends: with a booking, with other times, or with nothing."""

import structlog

from actions.booking import booking
from domain.booking.booking import BookingView, Status, Wish, reminders_for
from domain.refusals import AlreadyBooked, SlotTaken, TooLate
from fsm.booking.conversation import Booking, BookingDraft, back, waiting_for, without_slot
from handlers.booking.conversation import Turn, finish
from handlers.booking.steps import ask, nearest_free, offer
from screens.account import start
from screens.booking import confirm as screens
from screens.booking import my_bookings, steps
from screens.screen import Screen

log = structlog.get_logger(__name__)
REFUSED = "refused"


async def confirm(turn: Turn, draft: BookingDraft) -> None:
    """Book it: commit first, then show, then forget the draft. A taken seat offers others."""
    wish = _wish(draft)
    if wish is None:
        await ask(turn, draft)
        return
    try:
        async with turn.database.begin() as uow:
            made = await booking.book(uow, turn.actor, wish, turn.now)
    except SlotTaken as taken:
        turn.trace.outcome = REFUSED
        await offer(turn, draft, taken.nearest, steps.just_taken())
    except TooLate as late:
        turn.trace.outcome = REFUSED
        near = await nearest_free(turn, draft, late.until)
        await offer(turn, draft, near, steps.has_begun())
    except AlreadyBooked:
        turn.trace.outcome = REFUSED
        await ask(turn, without_slot(draft), screens.already_booked())
    else:
        log.info("booking_made", booking_id=made.booking.id, is_new=made.is_new)
        await finish(turn, draft, booked(turn, made.booking))


def booked(turn: Turn, made: BookingView) -> Screen:
    """The card of a booking as it is now; the same however often it is asked for."""
    zone = turn.actor.zone if turn.actor.zone_known else made.lab.zone
    if made.status is not Status.BOOKED:
        return my_bookings.booking(made, 0, (zone, turn.now), ())
    hours = [reminder.hours for reminder in reminders_for(made.starts_at, turn.now)]
    return screens.booked(made, zone, hours)


async def go_back(turn: Turn, draft: BookingDraft) -> None:
    """One question back; before the first one stands the menu."""
    earlier = back(draft)
    if earlier is None:
        await finish(turn, draft, start.menu())
    else:
        await ask(turn, earlier)


async def cancel(turn: Turn, draft: BookingDraft) -> None:
    """Nothing is booked."""
    await finish(turn, draft, screens.cancelled())


def _wish(draft: BookingDraft) -> Wish | None:
    """What is to be booked; None while a question is open."""
    if waiting_for(draft) is not Booking.confirming or draft.slot_id is None or not draft.name:
        return None
    return Wish(
        slot_id=draft.slot_id,
        test_id=int(draft.test[0]),
        name=draft.name,
        phone=draft.phone,
        is_self=draft.is_self,
        intent=draft.intent,
    )

"""[Tell the desk]: a visit is too near to be moved or cancelled in chat."""

import structlog
from aiogram import F, Router
from aiogram.types import CallbackQuery

from actions.booking import booking, tell
from domain.booking.booking import BookingView, Wanted, is_left_to_the_desk
from domain.refusals import Changed, TooLate
from handlers.dialog import show
from handlers.turn import Turn
from screens.booking import my_bookings
from screens.booking import tell as screens
from screens.booking.callbacks import TellTap
from screens.language import translated
from screens.screen import Screen

log = structlog.get_logger(__name__)
ENDED = {
    Wanted.MOVE: my_bookings.TOO_LATE_TO_MOVE,
    Wanted.CANCEL: my_bookings.TOO_LATE,
}


def router() -> Router:
    router = Router(name="tell")
    router.callback_query.register(word_asked, TellTap.filter(~F.wanted))
    router.callback_query.register(desk_told, TellTap.filter())
    return router


async def word_asked(_call: CallbackQuery, callback_data: TellTap, turn: Turn) -> None:
    """What they shall hear. Raises NotFound."""
    item = await turn.read(booking.find, turn.actor, callback_data.booking)
    zone = turn.actor.zone_or(item.lab.zone)
    both = all(is_left_to_the_desk(item, wanted, turn.now) for wanted in Wanted)
    await show(
        turn, screens.asked(item, zone) if both else my_bookings.booking(item, zone, turn.now)
    )


async def desk_told(_call: CallbackQuery, callback_data: TellTap, turn: Turn) -> None:
    """Once; the visit as it is, if it has gone on or can be changed here. Raises NotFound."""
    number, wanted = callback_data.booking, callback_data.wanted or Wanted.CANCEL
    try:
        item, people = await turn.write(
            tell.desk, turn.actor, number, wanted, owners=turn.owners, now=turn.now
        )
    except (Changed, TooLate):
        turn.trace.outcome = "refused"
        item = await turn.read(booking.find, turn.actor, number)
        zone = turn.actor.zone_or(item.lab.zone)
        note = translated(my_bookings.ANOTHER_TIME)
        await show(turn, my_bookings.booking(item, zone, turn.now, note=note))
        return
    log.info("desk_told", booking_id=number, people=people)
    await show(turn, screens.told(item, wanted, people, turn.actor.zone_or(item.lab.zone)))


def too_late(turn: Turn, item: BookingView, wanted: Wanted) -> Screen:
    """A visit that its patient cannot move or cancel: left to the desk, or over."""
    zone = turn.actor.zone_or(item.lab.zone)
    if is_left_to_the_desk(item, wanted, turn.now):
        return screens.too_late(item, wanted, zone)
    return my_bookings.booking(item, zone, turn.now, note=translated(ENDED[wanted]))

"""[I am here], [15 min late], and the code at a lab's door."""

from aiogram import F, Router
from aiogram.filters import CommandObject, CommandStart
from aiogram.types import CallbackQuery, Message

from actions.booking import booking
from actions.booking.before import arrival
from domain.refusals import Changed, TooLate
from handlers.dialog import look_aside, show
from handlers.turn import Turn
from screens.booking import my_bookings
from screens.booking.before import arrival as screens
from screens.booking.callbacks import HereTap, LateTap
from screens.language import translated

LINK = r"^here_\d{1,18}$"
"""What follows ?start= in the code at a door: the lab."""


def router() -> Router:
    """Before the greeting, which any other link leads to."""
    router = Router(name="arrival")
    router.message.register(door_read, CommandStart(magic=F.args.regexp(LINK)))
    router.callback_query.register(here_tapped, HereTap.filter())
    router.callback_query.register(late_tapped, LateTap.filter())
    return router


async def door_read(_message: Message, command: CommandObject, turn: Turn) -> None:
    """The one visit here today; of several it asks who is there; else what comes next."""
    await look_aside(turn)
    lab_id = int((command.args or "").removeprefix("here_"))
    found = await turn.read(arrival.at_door, turn.actor, lab_id, turn.now)
    if len(found.here) == 1:
        await _arrived(turn, found.here[0].id)
    elif found.here:
        await show(turn, screens.which(found.here))
    else:
        zone = turn.actor.zone_or(found.next.lab.zone) if found.next else ""
        await show(turn, screens.none_here(found.next, zone))


async def here_tapped(_call: CallbackQuery, callback_data: HereTap, turn: Turn) -> None:
    """Raises NotFound."""
    await _arrived(turn, callback_data.booking)


async def late_tapped(_call: CallbackQuery, callback_data: LateTap, turn: Turn) -> None:
    """Raises NotFound."""
    try:
        delay = await turn.write(arrival.be_late, turn.actor, callback_data.booking, turn.now)
    except TooLate:
        await _as_it_is(turn, callback_data.booking)
    else:
        await show(turn, screens.late(delay.booking, delay.at, delay.later))


async def _arrived(turn: Turn, booking_id: int) -> None:
    """The place in the queue, on a card that the worker keeps true."""
    try:
        it = await turn.write(arrival.arrive, turn.actor, booking_id, turn.now)
    except Changed:
        await _as_it_is(turn, booking_id)
        return
    message_id = await show(turn, screens.place(it.place))
    await turn.write(arrival.keep_card, turn.actor, it.place, message_id, now=turn.now)


async def _as_it_is(turn: Turn, booking_id: int) -> None:
    """The visit is of another day, or over."""
    turn.trace.outcome = "refused"
    item = await turn.read(booking.find, turn.actor, booking_id)
    zone, note = turn.actor.zone_or(item.lab.zone), translated(screens.NOT_NOW)
    await show(turn, my_bookings.booking(item, zone, turn.now, note=note))

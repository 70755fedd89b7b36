"""Have you eaten? In the booking conversation, and on the morning of a visit."""

from dataclasses import replace

from aiogram import F, Router
from aiogram.types import CallbackQuery, Message

from actions.booking import booking
from actions.booking.before import fasting
from domain.booking.before.fasting import KEPT
from domain.refusals import Changed, TooLate
from domain.typed_answers import Answer, means
from fsm.booking.conversation import ASKED, Booking, BookingDraft, lab_of, test_of
from handlers.booking.conversation import ask, offer
from handlers.dialog import TYPED, Open, show
from handlers.turn import Turn
from screens.booking import my_bookings
from screens.booking.before import fasting as screens
from screens.booking.callbacks import BookingDo, BookingTap, FastingTap
from screens.language import translated


def add_to(router: Router) -> None:
    """Of the conversation; before what else may be typed or tapped there."""
    is_open = Open(BookingDraft)
    tapped = BookingTap.filter(F.do == BookingDo.FASTING)
    router.callback_query.register(fast_tapped, tapped, is_open)
    router.message.register(fast_typed, Booking.telling_fast, TYPED, is_open)
    router.callback_query.register(fast_said, FastingTap.filter())


async def fast_tapped(
    _call: CallbackQuery, callback_data: BookingTap, turn: Turn, draft: BookingDraft
) -> None:
    await _answered(turn, draft, has_eaten=callback_data.value > 0)


async def fast_typed(_message: Message, turn: Turn, draft: BookingDraft) -> None:
    """'no', 'yes' in whatever language; anything else is asked again."""
    if means(turn.words, Answer.YES, Answer.NO):
        await _answered(turn, draft, has_eaten=means(turn.words, Answer.YES))
    else:
        await ask(turn, draft)


async def fast_said(_call: CallbackQuery, callback_data: FastingTap, turn: Turn) -> None:
    """On the morning. The visit as it is, if it is not what was asked about any more.

    Raises NotFound.
    """
    number, version = callback_data.booking, callback_data.version
    has_eaten = callback_data.has_eaten
    try:
        said = await turn.write(
            fasting.say, turn.actor, number, version, has_eaten=has_eaten, now=turn.now
        )
    except (Changed, TooLate):
        turn.trace.outcome = "refused"
        item = await turn.read(booking.find, turn.actor, number)
        zone, note = turn.actor.zone_or(item.lab.zone), translated(my_bookings.ANOTHER_TIME)
        await show(turn, my_bookings.booking(item, zone, turn.now, note=note))
        return
    it = said.booking
    zone = turn.actor.zone_or(it.lab.zone)
    await show(turn, screens.broken(it, said.later, zone) if has_eaten else screens.kept(it, zone))


async def _answered(turn: Turn, draft: BookingDraft, *, has_eaten: bool) -> None:
    """Go on, or offer times that leave enough time to fast."""
    test = test_of(draft)
    if draft.fast != ASKED or test is None:
        await ask(turn, draft)
    elif not has_eaten:
        await ask(turn, replace(draft, fast=KEPT))
    else:
        lab, hours = lab_of(draft), test.fasting_hours
        later = await turn.read(fasting.later, lab, hours, turn.now, test_id=test.id)
        note = screens.EATEN if later else screens.NONE_LATER
        await offer(turn, draft, later, translated(note))

"""Taps in the booking conversation: each is an answer to the question on the card.

Old and forged taps are answers, too: what they name is looked up again, and the question that
is open then is asked.
"""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import date, timedelta

from aiogram import F, Router
from aiogram.types import CallbackQuery

from actions.booking import slot
from domain.refusals import NotFound, SlotTaken
from fsm.booking.conversation import (
    Asking,
    BookingDraft,
    lab_of,
    seal,
    test_id_of,
    with_day,
    with_patient,
    with_slot,
    with_test,
    without_slot,
)
from handlers.booking.confirm import cancel, confirm, go_back
from handlers.booking.conversation import Tapped, Turn
from handlers.booking.steps import HORIZON, ask, known_patients, me_among, offer
from screens.booking import confirm as booking
from screens.booking import steps
from screens.booking.callbacks import BookingDo, BookingTap

SHOWN = HORIZON + timedelta(days=31)  # how far a calendar's days and months lie from today


def add_to(router: Router) -> None:
    """One handler for each kind of button."""
    handlers: dict[BookingDo, Callable[..., Awaitable[object]]] = {
        BookingDo.TEST: test_tapped,
        BookingDo.TESTS: tests_leafed,
        BookingDo.ALL: all_tests_tapped,
        BookingDo.MONTH: month_tapped,
        BookingDo.DAY: day_tapped,
        BookingDo.PART: part_tapped,
        BookingDo.SLOT: time_tapped,
        BookingDo.PATIENT: patient_tapped,
        BookingDo.SOMEONE: someone_tapped,
        BookingDo.CONTACT: phone_tapped,
        BookingDo.CONFIRM: confirm_tapped,
        BookingDo.BACK: back_tapped,
        BookingDo.CANCEL: cancel_tapped,
    }
    for do, handler in handlers.items():
        router.callback_query.register(handler, BookingTap.filter(F.do == do), Tapped())


async def test_tapped(
    call: CallbackQuery, callback_data: BookingTap, turn: Turn, draft: BookingDraft
) -> object:
    """The test is chosen."""
    async with turn.database.read() as uow:
        test = await slot.find_test(uow, callback_data.value)
    await ask(turn, with_test(draft, test))
    return call.answer()


async def tests_leafed(
    call: CallbackQuery, callback_data: BookingTap, turn: Turn, draft: BookingDraft
) -> object:
    """Another page of tests."""
    await ask(turn, replace(draft, test=(), page=min(callback_data.value, 10_000)))
    return call.answer()


async def all_tests_tapped(call: CallbackQuery, turn: Turn, draft: BookingDraft) -> object:
    """No search any more."""
    await ask(turn, replace(draft, test=(), search="", page=0))
    return call.answer()


async def month_tapped(
    call: CallbackQuery, callback_data: BookingTap, turn: Turn, draft: BookingDraft
) -> object:
    """Another month of the calendar; 0 = the first with a free day."""
    month = _day(turn, callback_data.value).replace(day=1) if callback_data.value else None
    await ask(turn, replace(without_slot(draft), day=None, month=month))
    return call.answer()


async def day_tapped(
    call: CallbackQuery, callback_data: BookingTap, turn: Turn, draft: BookingDraft
) -> object:
    """The day is chosen."""
    await ask(turn, with_day(draft, _day(turn, callback_data.value)))
    return call.answer()


async def part_tapped(
    call: CallbackQuery, callback_data: BookingTap, turn: Turn, draft: BookingDraft
) -> object:
    """The morning, the afternoon or the evening of the day."""
    await ask(turn, replace(without_slot(draft), part=callback_data.value))
    return call.answer()


async def time_tapped(
    call: CallbackQuery, callback_data: BookingTap, turn: Turn, draft: BookingDraft
) -> object:
    """The time is chosen, unless it has been taken meanwhile."""
    try:
        async with turn.database.read() as uow:
            asked = (callback_data.value, turn.now, test_id_of(draft))
            time = await slot.pick(uow, lab_of(draft), *asked)
    except SlotTaken as taken:
        turn.trace.outcome = "refused"
        await offer(turn, draft, taken.nearest, steps.just_taken())
    else:
        await ask(turn, with_slot(draft, time))
    return call.answer()


async def patient_tapped(
    call: CallbackQuery, callback_data: BookingTap, turn: Turn, draft: BookingDraft
) -> object:
    """Me (0) or somebody this person has booked for before."""
    known = await known_patients(turn)
    if callback_data.value == 0:
        name, phone = me_among(turn, known)
        chosen = with_patient(draft, name, draft.phone or phone, is_self=True)
        await ask(turn, chosen if name else replace(draft, asking=Asking.NAME))
        return call.answer()
    for item in known:
        if item.id == callback_data.value:
            phone = draft.phone or item.phone
            await ask(turn, with_patient(draft, item.name, phone, item.is_self))
            return call.answer()
    raise NotFound


async def someone_tapped(call: CallbackQuery, turn: Turn, draft: BookingDraft) -> object:
    """A name is to be typed."""
    await ask(turn, replace(draft, name=None, asking=Asking.NAME))
    return call.answer()


async def phone_tapped(call: CallbackQuery, turn: Turn, draft: BookingDraft) -> object:
    """A phone number is to be typed or shared."""
    await ask(turn, replace(draft, asking=Asking.PHONE))
    return call.answer()


async def confirm_tapped(
    call: CallbackQuery, callback_data: BookingTap, turn: Turn, draft: BookingDraft
) -> object:
    """Book what the card shows; a card of an earlier choice is shown anew first."""
    if callback_data.value == seal(draft):
        await confirm(turn, draft)
    else:
        await ask(turn, draft, booking.changed_since())
    return call.answer()


async def back_tapped(call: CallbackQuery, turn: Turn, draft: BookingDraft) -> object:
    """One question back."""
    await go_back(turn, draft)
    return call.answer()


async def cancel_tapped(call: CallbackQuery, turn: Turn, draft: BookingDraft) -> object:
    """Nothing is booked."""
    await cancel(turn, draft)
    return call.answer()


def _day(turn: Turn, ordinal: int) -> date:
    """The day with this ordinal. Raises NotFound for a forged one that no calendar ever showed."""
    if abs(ordinal - turn.now.toordinal()) > SHOWN.days:
        raise NotFound
    return date.fromordinal(ordinal)

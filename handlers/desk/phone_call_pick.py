"""Choosing a test, a day and a time for a caller, for a new visit or for one that is moved."""

from datetime import date, timedelta
from typing import Any

from aiogram.types import CallbackQuery

from actions.booking import slot
from actions.desk import phone_call, visit
from actions.desk.visit import Done
from domain.refusals import AlreadyBooked, Changed, NotFound, SlotTaken, TooLate
from domain.time.zones import to_wall
from fsm.draft import new_intent
from handlers.desk.phone_call_turn import CallerTurn, hold, patient_screen
from screens import refusal
from screens.desk import phone_call as screens
from screens.desk.callbacks import PhoneCallDo, PhoneCallTap
from screens.language import _
from screens.screen import Screen

AHEAD = timedelta(days=28)
MOST_DAYS, MOST_TESTS = 14, 40


async def tests_tapped(query: CallbackQuery, call: CallerTurn) -> Any:
    """[Book a visit]: which test?"""
    await hold(call.with_draft(test_id=0, moving=0, wish=new_intent()))
    async with call.turn.database.read() as uow:
        offered = await slot.list_tests(uow, size=MOST_TESTS)
    return await call.shows(query, screens.tests(call.frame, offered.items))


async def test_tapped(query: CallbackQuery, callback_data: PhoneCallTap, call: CallerTurn) -> Any:
    """A test, or a visit to move: then a day."""
    if callback_data.do is PhoneCallDo.MOVE:
        async with call.turn.database.read() as uow:
            it = await visit.find(uow, call.turn.actor, callback_data.value)
        call = call.with_draft(test_id=it.test.id, moving=it.id)
    else:
        call = call.with_draft(test_id=callback_data.value, moving=0)
    await hold(call)
    return await call.shows(query, await days_screen(call, ""))


async def days_tapped(query: CallbackQuery, call: CallerTurn) -> Any:
    """Another day."""
    return await call.shows(query, await days_screen(call, ""))


async def time_tapped(query: CallbackQuery, callback_data: PhoneCallTap, call: CallerTurn) -> Any:
    """A day: its times."""
    if not 1 <= callback_data.value <= date.max.toordinal():
        raise NotFound
    day = date.fromordinal(callback_data.value)
    async with call.turn.database.read() as uow:
        free = await slot.free_times(
            uow, call.frame.lab, day, call.turn.now, call.draft.test_id or None
        )
    if not free:
        return await days_tapped(query, call)
    screen = screens.times(call.frame, day, free)
    return await call.shows(query, screen)


async def slot_tapped(query: CallbackQuery, callback_data: PhoneCallTap, call: CallerTurn) -> Any:
    """A time: a move is done at once, for it can be undone; a booking is read out first."""
    if call.draft.moving:
        return await call.shows(query, await _moved(call, callback_data.value))
    turn = call.turn
    async with turn.database.read() as uow:
        known = await phone_call.know(uow, turn.actor, call.draft.patient_id, turn.now)
        offer = await slot.offer(uow, callback_data.value, call.draft.test_id)
    screen = screens.confirm(call.frame, known.caller, offer, "")
    return await call.shows(query, screen)


async def confirmed(query: CallbackQuery, callback_data: PhoneCallTap, call: CallerTurn) -> Any:
    """[Book it]."""
    turn, draft = call.turn, call.draft
    wish = (callback_data.value, draft.test_id, draft.wish or draft.intent)
    try:
        async with turn.database.begin() as uow:
            done = await phone_call.book(uow, turn.actor, draft.patient_id, wish, turn.now)
    except SlotTaken:
        screen = await days_screen(call, screens.taken())
    except (AlreadyBooked, TooLate) as refused:
        screen = await days_screen(call, refusal.words(refused))
    else:
        screen = _done(call, done, _("Booked."))
    return await call.shows(query, screen)


async def _moved(call: CallerTurn, slot_id: int) -> Screen:
    turn = call.turn
    try:
        async with turn.database.begin() as uow:
            done = await visit.move(uow, turn.actor, call.draft.moving, slot_id, turn.now)
    except SlotTaken:
        return await days_screen(call, screens.taken())
    except AlreadyBooked as refused:
        return await days_screen(call, refusal.words(refused))
    except Changed:
        return await patient_screen(call, screens.changed())
    return _done(call, done, _("Moved."))


def _done(call: CallerTurn, done: Done, what: str) -> Screen:
    return screens.done(call.frame, done.booking, what, done.undo)


async def days_screen(call: CallerTurn, note: str) -> Screen:
    """The days with free seats."""
    turn, lab = call.turn, call.frame.lab
    today = to_wall(turn.now, lab.zone).date()
    async with turn.database.read() as uow:
        free = await slot.free_days(
            uow, lab, today, today + AHEAD, turn.now, call.draft.test_id or None
        )
    first = dict(list(free.items())[:MOST_DAYS])
    return screens.days(call.frame, first, note)

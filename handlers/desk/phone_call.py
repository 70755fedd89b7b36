"""/caller for the desk: somebody is on the phone. Typing always searches.

They are found or added, then a test, a day and a time are chosen, for a new visit or for one that
is moved.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from datetime import date, timedelta
from itertools import islice

from aiogram import F, Router
from aiogram.filters import Command, CommandObject, StateFilter
from aiogram.types import CallbackQuery, Message

from actions.booking import slot
from actions.desk import phone_call, visit
from domain.audit import Seen
from domain.desk.phone_call import CallerVisits
from domain.refusals import (
    AlreadyBooked,
    Changed,
    NameInvalid,
    NameTaken,
    NotFound,
    NumberUnclear,
    PhoneInvalid,
    SlotTaken,
    TooLate,
)
from domain.time.zones import to_wall
from domain.typed_answers import Answer
from fsm.desk.conversations import CallerDraft, Calling
from fsm.draft import new_intent
from handlers.dialog import TYPED, UNREADABLE, Open, ask, begin, show
from handlers.roles import is_desk, router_for
from handlers.turn import Turn
from handlers.typed_words import is_one_of
from screens import refusal
from screens.desk import phone_call as screens
from screens.desk.callbacks import PhoneCallDo, PhoneCallTap
from screens.desk.phone_call import PhoneCall
from screens.language import translated

AHEAD = timedelta(days=28)
MOST_DAYS, MOST_TESTS = 14, 40
DIGITS = 6  # of the shortest number that somebody may have


def router() -> Router:
    router = router_for(is_desk, "phone_call")
    calling, is_open = StateFilter(Calling), Open(CallerDraft)
    router.message.register(caller_command, Command("caller", ignore_case=True))
    router.message.register(left_by_word, calling, F.text.func(is_one_of(Answer.CANCEL)), is_open)
    router.message.register(who_asked, calling, UNREADABLE, is_open)
    router.message.register(new_typed, Calling.introducing, TYPED, is_open)
    router.message.register(name_typed, Calling.asking, TYPED, is_open)
    for do, handler in TAPS.items():
        router.callback_query.register(handler, PhoneCallTap.filter(F.do == do), is_open)
    router.callback_query.register(call_over, PhoneCallTap.filter())
    return router


async def caller_command(_message: Message, command: CommandObject, turn: Turn) -> None:
    """Perhaps with a name beside it."""
    await begin(turn)
    draft = CallerDraft(intent=new_intent())
    if command.args:
        await _search(turn, draft, command.args)
    else:
        await _ask_who(turn, draft)


async def name_typed(_message: Message, draft: CallerDraft, turn: Turn) -> None:
    """Look for somebody; whatever was chosen before belonged to another patient.

    A number is that of the patient who is shown, if they have none.
    """
    who, words = draft.patient_id, turn.words
    if who and sum(map(str.isdecimal, words)) >= DIGITS:
        try:
            if await turn.write(phone_call.give_phone, turn.actor, who, words, now=turn.now):
                await _show_patient(turn, draft, translated(screens.KEPT))
                return
        except NameTaken as refused:
            await _show_patient(turn, draft, refusal.words(refused))
            return
    await _search(turn, draft, words)


async def new_typed(_message: Message, draft: CallerDraft, turn: Turn) -> None:
    """Add somebody, and go on with them."""
    try:
        added = await turn.write(phone_call.add, turn.actor, turn.words, turn.now)
    except (NameInvalid, NumberUnclear, PhoneInvalid) as refused:
        await _introduce(turn, draft, refusal.words(refused))
    else:
        await _show_patient(turn, replace(_nobody(draft), patient_id=added))


async def left_by_word(_message: Message, turn: Turn) -> None:
    await begin(turn)
    await show(turn, screens.over())


async def who_asked(_event: Message | CallbackQuery, draft: CallerDraft, turn: Turn) -> None:
    await _ask_who(turn, draft)


async def new_tapped(_query: CallbackQuery, draft: CallerDraft, turn: Turn) -> None:
    await _introduce(turn, draft)


async def patient_tapped(
    _query: CallbackQuery, callback_data: PhoneCallTap, draft: CallerDraft, turn: Turn
) -> None:
    """One of those found, or back to the one chosen."""
    chosen = callback_data.value or draft.patient_id
    await _show_patient(turn, replace(_nobody(draft), patient_id=chosen))


async def visit_tapped(
    _query: CallbackQuery, callback_data: PhoneCallTap, draft: CallerDraft, turn: Turn
) -> None:
    found = await turn.read(visit.find, turn.actor, callback_data.value)
    await turn.note_seen(Seen.VISIT, bookings=[found.id])
    await show(turn, screens.visit(await _call(turn, draft), found, ""))


async def cancel_tapped(
    _query: CallbackQuery, callback_data: PhoneCallTap, draft: CallerDraft, turn: Turn
) -> None:
    """Cancelled at once, as it can be undone."""
    call = await _call(turn, draft)
    try:
        change = await turn.write(visit.cancel, turn.actor, callback_data.value, turn.now)
    except Changed:
        found = await turn.read(visit.find, turn.actor, callback_data.value)
        await turn.note_seen(Seen.VISIT, bookings=[found.id])
        await show(turn, screens.visit(call, found, translated(screens.CHANGED)))
    else:
        await show(turn, screens.done(call, change, screens.CANCELLED))


async def tests_tapped(_query: CallbackQuery, draft: CallerDraft, turn: Turn) -> None:
    """[Book a visit]: which test?"""
    offered = await turn.read(slot.list_tests, size=MOST_TESTS)
    screen = screens.tests(await _call(turn, draft), offered.items)
    chosen = replace(draft, test_id=0, moving=0, wish=new_intent())
    await ask(turn, chosen, screen, Calling.asking)


async def lab_test_tapped(
    _query: CallbackQuery, callback_data: PhoneCallTap, draft: CallerDraft, turn: Turn
) -> None:
    await ask_day(turn, replace(draft, test_id=callback_data.value, moving=0))


async def move_tapped(
    _query: CallbackQuery, callback_data: PhoneCallTap, draft: CallerDraft, turn: Turn
) -> None:
    found = await turn.read(visit.find, turn.actor, callback_data.value)
    await ask_day(turn, replace(draft, test_id=found.test.id, moving=found.id))


async def days_tapped(_query: CallbackQuery, draft: CallerDraft, turn: Turn) -> None:
    await ask_day(turn, draft)


async def time_tapped(
    _query: CallbackQuery, callback_data: PhoneCallTap, draft: CallerDraft, turn: Turn
) -> None:
    """A day: its times."""
    if not 1 <= callback_data.value <= date.max.toordinal():
        raise NotFound
    day = date.fromordinal(callback_data.value)
    call = await _call(turn, draft)
    free = await turn.read(slot.free_times, call.lab, day, turn.now, test_id=draft.test_id or None)
    if free:
        await show(turn, screens.times(call, day, free))
    else:
        await ask_day(turn, draft)


async def slot_tapped(
    _query: CallbackQuery, callback_data: PhoneCallTap, draft: CallerDraft, turn: Turn
) -> None:
    """A time: a move is done at once, as it can be undone; a booking is read out first."""
    if draft.moving:
        await _move(turn, draft, callback_data.value)
        return
    found = await _find_patient(turn, draft)
    offer = await turn.read(slot.offer, callback_data.value, draft.test_id)
    await show(turn, screens.confirm(await _call(turn, draft), found.caller, offer))


async def confirm_tapped(
    _query: CallbackQuery, callback_data: PhoneCallTap, draft: CallerDraft, turn: Turn
) -> None:
    try:
        change = await turn.write(
            phone_call.book,
            turn.actor,
            draft.patient_id,
            slot_id=callback_data.value,
            test_id=draft.test_id,
            intent=draft.wish or draft.intent,
            now=turn.now,
        )
    except SlotTaken:
        await ask_day(turn, draft, translated(screens.TAKEN))
    except (AlreadyBooked, TooLate) as refused:
        await ask_day(turn, draft, refusal.words(refused))
    else:
        await show(turn, screens.done(await _call(turn, draft), change, screens.BOOKED))


async def call_over(_query: CallbackQuery, callback_data: PhoneCallTap, turn: Turn) -> None:
    """The call is forgotten, by time or by a restart: begin anew, in this message.

    With the patient, if the button says who it is.
    """
    await begin(turn)
    draft = CallerDraft(intent=new_intent())
    if callback_data.do is PhoneCallDo.PATIENT and callback_data.value:
        await _show_patient(turn, replace(draft, patient_id=callback_data.value))
    else:
        note = screens.INTERRUPTED if turn.was_interrupted else screens.FORGOTTEN
        await _ask_who(turn, draft, translated(note))


async def ask_day(turn: Turn, draft: CallerDraft, note: str = "") -> None:
    call = await _call(turn, draft)
    today = to_wall(turn.now, call.lab.zone).date()
    free = await turn.read(
        slot.free_days, call.lab, today, today + AHEAD, now=turn.now, test_id=draft.test_id or None
    )
    first = dict(islice(free.items(), MOST_DAYS))
    await ask(turn, draft, screens.days(call, first, note), Calling.asking)


async def _move(turn: Turn, draft: CallerDraft, slot_id: int) -> None:
    try:
        change = await turn.write(visit.move, turn.actor, draft.moving, slot_id, now=turn.now)
    except SlotTaken:
        await ask_day(turn, draft, translated(screens.TAKEN))
    except AlreadyBooked as refused:
        await ask_day(turn, draft, refusal.words(refused))
    except Changed:
        await _show_patient(turn, draft, translated(screens.CHANGED))
    else:
        await show(turn, screens.done(await _call(turn, draft), change, screens.MOVED))


async def _ask_who(turn: Turn, draft: CallerDraft, note: str = "") -> None:
    screen = screens.ask(await _call(turn, draft), note)
    await ask(turn, _nobody(draft), screen, Calling.asking)


async def _introduce(turn: Turn, draft: CallerDraft, note: str = "") -> None:
    screen = screens.introduce(await _call(turn, draft), note)
    await ask(turn, draft, screen, Calling.introducing)


async def _search(turn: Turn, draft: CallerDraft, words: str) -> None:
    people = await turn.write(phone_call.search, turn.actor, words, turn.now)
    await turn.note_seen(Seen.SEARCH, patients=[one.id for one in people])
    screen = screens.found(await _call(turn, draft), words, people)
    await ask(turn, _nobody(draft), screen, Calling.asking)


async def _show_patient(turn: Turn, draft: CallerDraft, note: str = "") -> None:
    found = await _find_patient(turn, draft)
    screen = screens.patient(await _call(turn, draft), found, note)
    await ask(turn, draft, screen, Calling.asking)


async def _find_patient(turn: Turn, draft: CallerDraft) -> CallerVisits:
    found = await turn.read(phone_call.find, turn.actor, draft.patient_id, turn.now)
    await turn.note_seen(Seen.PATIENT, patients=[found.caller.id])
    return found


async def _call(turn: Turn, draft: CallerDraft) -> PhoneCall:
    return PhoneCall(draft.intent, await turn.read(slot.lab_for, turn.actor), turn.now)


def _nobody(draft: CallerDraft) -> CallerDraft:
    """The call with nothing chosen."""
    return CallerDraft(intent=draft.intent, card=draft.card)


TAPS: Mapping[PhoneCallDo, Callable[..., Awaitable[None]]] = {
    PhoneCallDo.ASK: who_asked,
    PhoneCallDo.NEW: new_tapped,
    PhoneCallDo.PATIENT: patient_tapped,
    PhoneCallDo.VISIT: visit_tapped,
    PhoneCallDo.CANCEL: cancel_tapped,
    PhoneCallDo.BOOK: tests_tapped,
    PhoneCallDo.TEST: lab_test_tapped,
    PhoneCallDo.MOVE: move_tapped,
    PhoneCallDo.DAYS: days_tapped,
    PhoneCallDo.DAY: time_tapped,
    PhoneCallDo.SLOT: slot_tapped,
    PhoneCallDo.CONFIRM: confirm_tapped,
}

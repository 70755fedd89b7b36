"""Taps in the booking conversation: each is an answer to the question on the card.

Old and forged taps are answers, too: what they name is looked up again, and the question that
is open then is asked.
"""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import date, timedelta

from aiogram import F, Router
from aiogram.types import CallbackQuery, Message

from actions.booking import slot
from domain.booking.part_of_day import EVENING
from domain.booking.waiting import DAYS
from domain.booking.words.typed_time import TypedTime
from domain.refusals import NotFound, SlotTaken
from domain.time.zones import to_wall
from fsm.booking.conversation import (
    Asking,
    BookingDraft,
    chosen_with,
    lab_of,
    needs_born,
    nobody,
    test_ids_of,
    tests_open,
    with_day,
    with_party,
    with_patient,
    with_slot,
    with_span,
    with_wait,
    with_wait_part,
    without_slot,
)
from handlers.booking.conversation import (
    HORIZON,
    ask,
    offer,
    take,
    take_tests,
)
from handlers.booking.people import family, known_patients, me_among, several_of, with_me
from handlers.dialog import Open
from handlers.turn import Turn
from screens.booking import steps
from screens.booking.callbacks import BookingDo, BookingTap
from screens.language import translated

SHOWN = HORIZON + timedelta(days=31)  # how far a calendar's days and months lie from today


Step = Callable[[BookingDraft, int], BookingDraft]
STEPS: dict[BookingDo, Step] = {
    BookingDo.TESTS: lambda draft, page: replace(tests_open(draft), page=min(page, 10_000)),
    BookingDo.ALL: lambda draft, _: replace(tests_open(draft), search="", page=0),
    BookingDo.ADD: lambda draft, _: replace(
        draft, is_adding=bool(draft.test and draft.wait_from is None), search="", page=0
    ),
    BookingDo.PART: lambda draft, part: replace(without_slot(draft), part=part),
    BookingDo.SOMEONE: lambda draft, _: replace(nobody(draft), asking=Asking.NAME),
    BookingDo.PARTY: lambda draft, _: replace(nobody(draft), asking=Asking.PARTY),
    BookingDo.CONTACT: lambda draft, _: replace(draft, asking=Asking.PHONE),
}
"""Draft and the tap's value to the next draft, where nothing need be looked up."""


OF_TIME = (BookingDo.MONTH, BookingDo.DAY, BookingDo.FIRST, BookingDo.PART, BookingDo.SLOT)
"""All that a visit which is moved is asked about."""


def add_to(router: Router) -> None:
    is_open, tap = Open(BookingDraft), router.callback_query
    tap.register(asked_again, BookingTap.filter(~F.do.in_(OF_TIME)), is_open, is_moving)
    for do, handler in HANDLERS.items():
        tap.register(handler, BookingTap.filter(F.do == do), is_open)


async def is_moving(_event: CallbackQuery | Message, draft: BookingDraft) -> bool:
    """Filter: a visit gets another time; test and patient stay."""
    return draft.moving > 0


async def asked_again(_event: CallbackQuery | Message, turn: Turn, draft: BookingDraft) -> None:
    """What is no answer to any question of the conversation."""
    await ask(turn, draft)


async def step_tapped(
    _call: CallbackQuery, callback_data: BookingTap, turn: Turn, draft: BookingDraft
) -> None:
    await ask(turn, STEPS[callback_data.do](draft, callback_data.value))


async def lab_test_tapped(
    _call: CallbackQuery, callback_data: BookingTap, turn: Turn, draft: BookingDraft
) -> None:
    """The test is chosen, or one more. Raises NotFound."""
    await take_tests(turn, draft, chosen_with(draft, callback_data.value))


async def lab_test_dropped(
    _call: CallbackQuery, callback_data: BookingTap, turn: Turn, draft: BookingDraft
) -> None:
    """One of several is not wanted after all."""
    left = [one for one in test_ids_of(draft) if one != callback_data.value]
    await (take_tests(turn, draft, left) if left else ask(turn, draft))


async def month_tapped(
    _call: CallbackQuery, callback_data: BookingTap, turn: Turn, draft: BookingDraft
) -> None:
    """Another month of the calendar; 0 = the first with a free day."""
    month = day_of(turn, callback_data.value).replace(day=1) if callback_data.value else None
    await ask(turn, replace(without_slot(draft), day=None, month=month))


async def wait_tapped(_call: CallbackQuery, turn: Turn, draft: BookingDraft) -> None:
    """[Join the waiting list]: for the day that is full, the month that is shown, or today."""
    today = to_wall(turn.now, lab_of(draft).zone).date()
    day = draft.full or draft.day or draft.month or today
    await ask(turn, with_wait(draft, max(day, today)))


async def span_tapped(
    _call: CallbackQuery, callback_data: BookingTap, turn: Turn, draft: BookingDraft
) -> None:
    """How many days. Raises NotFound for a number that no button has."""
    if draft.wait_from is not None and callback_data.value not in DAYS:
        raise NotFound
    await ask(turn, with_span(draft, callback_data.value))


async def wait_part_tapped(
    _call: CallbackQuery, callback_data: BookingTap, turn: Turn, draft: BookingDraft
) -> None:
    """The part of the day. Raises NotFound for one that there is not."""
    if callback_data.value > EVENING:
        raise NotFound
    await ask(turn, with_wait_part(draft, callback_data.value))


async def day_tapped(
    _call: CallbackQuery, callback_data: BookingTap, turn: Turn, draft: BookingDraft
) -> None:
    await ask(turn, with_day(draft, day_of(turn, callback_data.value)))


async def first_tapped(_call: CallbackQuery, turn: Turn, draft: BookingDraft) -> None:
    """[First free]: the time is chosen with the day."""
    await take(turn, without_slot(draft), TypedTime(is_soonest=True))


async def time_tapped(
    _call: CallbackQuery, callback_data: BookingTap, turn: Turn, draft: BookingDraft
) -> None:
    """The time is chosen, unless it has been taken meanwhile. Raises NotFound."""
    chosen = (lab_of(draft), callback_data.value, turn.now)
    try:
        time = await turn.read(slot.pick, *chosen, test_id=test_ids_of(draft))
    except SlotTaken as taken:
        turn.trace.outcome = "refused"
        await offer(turn, draft, taken.nearest, translated(steps.JUST_TAKEN))
    else:
        await ask(turn, with_slot(draft, time))


async def patient_tapped(
    _call: CallbackQuery, callback_data: BookingTap, turn: Turn, draft: BookingDraft
) -> None:
    """Me (0) or somebody this person has booked for before. Raises NotFound."""
    known = await known_patients(turn)
    if callback_data.value == 0:
        me = me_among(turn, known)
        await ask(
            turn, with_me(draft, me, known) if me.name else replace(draft, asking=Asking.NAME)
        )
        return
    item = next((item for item in known if item.id == callback_data.value), None)
    if item is None:
        raise NotFound
    await ask(turn, with_patient(draft, item))


async def other_tapped(_call: CallbackQuery, turn: Turn, draft: BookingDraft) -> None:
    """Somebody else of the name that was typed."""
    await ask(turn, replace(draft, is_new=True, asking=Asking.BORN) if draft.name else draft)


async def born_skipped(_call: CallbackQuery, turn: Turn, draft: BookingDraft) -> None:
    """No birth date now, unless it is all that tells two people apart."""
    is_optional = draft.asking == Asking.BORN and not needs_born(draft)
    await ask(turn, replace(draft, asking=Asking.NOTHING) if is_optional else draft)


async def person_ticked(
    _call: CallbackQuery, callback_data: BookingTap, turn: Turn, draft: BookingDraft
) -> None:
    """One more comes, or one fewer. Raises NotFound for somebody unknown."""
    one = callback_data.value
    if not any(item.id == one for item in await family(turn)):
        raise NotFound
    party = tuple(item for item in draft.party if item != one)
    party = party if one in draft.party else (*party, one)
    await ask(turn, replace(nobody(draft), asking=Asking.PARTY, party=party))


async def party_chosen(_call: CallbackQuery, turn: Turn, draft: BookingDraft) -> None:
    """[Continue], once there are two."""
    people = several_of(await family(turn), draft.party)
    if len(people) < 2:
        await ask(turn, replace(draft, asking=Asking.PARTY), translated(steps.AT_LEAST_TWO))
    else:
        await ask(turn, with_party(draft, people))


def day_of(turn: Turn, ordinal: int) -> date:
    """The day with this ordinal. Raises NotFound for a forged one that no calendar ever showed."""
    if abs(ordinal - turn.now.toordinal()) > SHOWN.days:
        raise NotFound
    return date.fromordinal(ordinal)


HANDLERS: dict[BookingDo, Callable[..., Awaitable[None]]] = {
    BookingDo.TEST: lab_test_tapped,
    BookingDo.DROP: lab_test_dropped,
    BookingDo.MONTH: month_tapped,
    BookingDo.DAY: day_tapped,
    BookingDo.FIRST: first_tapped,
    BookingDo.SLOT: time_tapped,
    BookingDo.WAIT: wait_tapped,
    BookingDo.SPAN: span_tapped,
    BookingDo.WAIT_PART: wait_part_tapped,
    BookingDo.PATIENT: patient_tapped,
    BookingDo.OTHER: other_tapped,
    BookingDo.SKIP: born_skipped,
    BookingDo.TICK: person_ticked,
    BookingDo.TOGETHER: party_chosen,
    **dict.fromkeys(STEPS, step_tapped),
}

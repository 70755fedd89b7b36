"""From a typed day or time to a free one: taken at once, or the nearest free ones offered."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from actions.booking import slot
from domain.booking.catalogue import LabTest
from domain.booking.lab import FreeTime
from domain.time.zones import to_wall
from fsm.booking.conversation import (
    BookingDraft,
    lab_of,
    with_day,
    with_patient,
    with_slot,
    with_test,
)
from handlers.booking.conversation import Turn
from handlers.booking.steps import (
    ask,
    free_days,
    free_times,
    known_patients,
    me_among,
    narrowed,
    nearest_free,
    offer,
)
from handlers.booking.typed_time import Wished, read
from screens.booking import steps
from screens.booking.card import short_time

NEAREST = 3
LONGEST = 200  # characters of a text in which tests and times are looked for


@dataclass(frozen=True, slots=True)
class Found:
    """The draft with what was free, or times to offer instead; note: plain text on why."""

    draft: BookingDraft
    offered: Sequence[FreeTime] = ()
    note: str = ""


async def take(turn: Turn, draft: BookingDraft, wished: Wished) -> None:
    """Go on with the day or the time that was typed, or offer what is near."""
    found = await find(turn, draft, wished)
    if found.offered:
        await offer(turn, found.draft, found.offered, found.note)
    else:
        await ask(turn, found.draft, found.note)


async def take_request(turn: Turn, draft: BookingDraft, text: str) -> None:
    """Go on with all that one line says: 'cbc tomorrow 9am', in any order and in part."""
    words = text[:LONGEST]
    lab = lab_of(draft)
    test, rest = await _split(turn, words)
    wished = read(rest, turn.now, lab.zone, turn.actor.locale)
    if test is None and wished and wished.rest:
        test, rest = await _split(turn, wished.rest)
        wished = replace(wished, rest=rest)
    if test is None:
        await _ask_test(turn, draft, wished, words)
        return
    draft = with_test(draft, test)
    if wished.times and not wished.rest:
        draft = await _for_me(turn, draft)
    if wished or not rest:
        await take(turn, draft, wished)
    else:
        note = steps.day_past if wished.is_past else steps.not_a_day
        await ask(turn, draft, note())


async def find(turn: Turn, draft: BookingDraft, wished: Wished) -> Found:
    """What is free of what was wished."""
    if wished.times:
        return await _find_time(turn, draft, wished)
    if wished.days:
        return await _find_day(turn, draft, wished)
    return Found(draft)


async def _find_time(turn: Turn, draft: BookingDraft, wished: Wished) -> Found:
    """The one wished time that is free; a choice of several; else those nearest to the first."""
    zone = lab_of(draft).zone
    free = {day: await free_times(turn, draft, day) for day in wished.days}
    every = {time.starts_at: time for times in free.values() for time in times}
    exact = [every[at] for at in wished.times if at in every]
    if exact:
        meant = exact if wished.is_doubtful else _of_one_day(exact, zone)
        if len(meant) == 1:
            return Found(with_slot(draft, meant[0]))
        day = to_wall(meant[0].starts_at, zone).date()
        return Found(with_day(draft, day), meant, steps.which_one())
    likeliest = wished.times[0]
    day = to_wall(likeliest, zone).date()
    near = nearest_of(free.get(day, []), likeliest) or await nearest_free(turn, draft, likeliest)
    told = short_time(likeliest, zone)
    return Found(with_day(draft, day), near, steps.time_not_free(told))


def _of_one_day(times: Sequence[FreeTime], zone: str) -> list[FreeTime]:
    """Those on the day of the first: 'friday 9' may be 9:00 or 21:00, and is this Friday."""
    day = to_wall(times[0].starts_at, zone).date()
    return [time for time in times if to_wall(time.starts_at, zone).date() == day]


async def _find_day(turn: Turn, draft: BookingDraft, wished: Wished) -> Found:
    """The first of the wished days that has a free seat; an earlier one is never meant then."""
    free = await free_days(turn, draft)
    first = wished.days[0]
    day = next((day for day in wished.days if day in free and day >= first), None)
    if day is not None:
        return Found(with_day(draft, day, wished.part))
    today = to_wall(turn.now, lab_of(draft).zone).date()
    note = steps.not_free(first, free, today)
    month = next((day for day in free if day > first), max(free, default=first)).replace(day=1)
    return Found(replace(draft, day=None, slot_id=None, starts_at=None, month=month), note=note)


def nearest_of(free: Sequence[FreeTime], at: datetime) -> list[FreeTime]:
    """The free times nearest to an instant, in order of time."""
    near = sorted(free, key=lambda time: abs(time.starts_at - at))[:NEAREST]
    return sorted(near, key=lambda time: time.starts_at)


async def _split(turn: Turn, text: str) -> tuple[LabTest | None, str]:
    async with turn.database.read() as uow:
        found = await slot.read_request(uow, text)
    return found or (None, text)


async def _ask_test(turn: Turn, draft: BookingDraft, wished: Wished, words: str) -> None:
    """No one test was named: narrow the list if possible; a day or time is kept for later."""
    search = wished.rest or ("" if wished else words)
    if search:
        draft, note = await narrowed(turn, draft, search)
    else:
        note = ""
    found = await find(turn, draft, wished)
    kept = replace(found.draft, month=None) if found.offered or found.note else found.draft
    await ask(turn, kept, note)


async def _for_me(turn: Turn, draft: BookingDraft) -> BookingDraft:
    known = await known_patients(turn)
    name, phone = me_among(turn, known)
    return with_patient(draft, name, draft.phone or phone, is_self=True) if name else draft

"""The booking conversation: what may be answered is read, the open question asked on the card,
and what was typed matched with what is free.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import partial
from itertools import islice

from aiogram.fsm.state import State

from actions.booking import slot
from domain.booking.catalogue import LabTest
from domain.booking.lab import FreeTime, around
from domain.booking.part_of_day import part_of
from domain.booking.price import priced
from domain.booking.words.typed_time import TypedTime, read
from domain.refusals import SlotTaken
from domain.time.zones import to_wall
from fsm.booking.conversation import (
    Asking,
    Booking,
    BookingDraft,
    asking_fast,
    lab_of,
    last_day,
    needs_born,
    nobody,
    seal,
    test_ids_of,
    test_of,
    waiting_for,
    with_day,
    with_lab,
    with_slot,
    with_tests,
    without_slot,
)
from handlers import dialog
from handlers.booking import people
from handlers.turn import Turn
from screens.booking import card as cards
from screens.booking import my_bookings, steps, waitlist
from screens.booking.before import fasting
from screens.booking.card import Frame
from screens.booking.visit_words import short_time
from screens.language import in_words, translated
from screens.screen import Screen

HORIZON = timedelta(days=366)
NEAREST = 3
SOON = 14  # free days in which a part of the day is looked for
LONGEST = 200  # characters of a text in which tests and times are looked for
Question = tuple[BookingDraft, Screen]


@dataclass(frozen=True, slots=True)
class Match:
    """The draft with what was free, or times to offer instead; note: plain text on why."""

    draft: BookingDraft
    offered: Sequence[FreeTime] = ()
    note: str = ""


async def ask(turn: Turn, draft: BookingDraft, note: str = "") -> None:
    """Show the question that is open, below a plain note, and wait for its answer."""
    draft = asking_fast(draft, turn.now)
    draft, screen = await QUESTIONS[waiting_for(draft)](turn, draft, note)
    await _put(turn, draft, screen)


async def offer(turn: Turn, draft: BookingDraft, nearest: Sequence[FreeTime], note: str) -> None:
    """Offer these times instead; without any, the calendar says how things are."""
    open_again = replace(without_slot(draft), full=draft.day)
    if not nearest:
        await ask(turn, replace(open_again, day=None), note)
        return
    days = [to_wall(time.starts_at, lab_of(draft).zone).date() for time in nearest]
    day = draft.day if draft.day in days else None
    screen = steps.offered(_frame(turn, open_again, note), nearest, day)
    await _put(turn, replace(open_again, day=day, part=0), screen)


async def take(turn: Turn, draft: BookingDraft, typed: TypedTime) -> None:
    """Go on with the day or the time that was typed, or offer what is near."""
    match = await _match(turn, draft, typed)
    note = match.note or (translated(steps.ONE_AT_A_TIME) if typed.is_series else "")
    if match.offered:
        await offer(turn, match.draft, match.offered, note)
    else:
        await ask(turn, match.draft, note)


async def at_branch(turn: Turn, draft: BookingDraft, lab_id: int) -> None:
    """Go on at this lab, where the person books from now on. Raises NotFound."""
    lab = await turn.write(slot.choose_lab, turn.actor, lab_id)
    await go_on(turn, with_lab(draft, in_words(lab)))


async def go_on(turn: Turn, draft: BookingDraft) -> None:
    """With what was typed when the conversation began."""
    begun = replace(draft, request="")
    await (take_request(turn, begun, draft.request) if draft.request else ask(turn, begun))


async def take_request(turn: Turn, draft: BookingDraft, text: str) -> None:
    """Go on with all that one line says: 'cbc tomorrow 9am', in any order and in part."""
    words = text[:LONGEST]
    tests, rest = await _split(turn, words)
    typed = read(rest, turn.now, lab_of(draft).zone, turn.actor.locale)
    if not tests and typed and typed.rest:
        tests, rest = await _split(turn, typed.rest)
        typed = replace(typed, rest=rest)
    is_me = bool(tests and typed.times) and not typed.is_series
    draft = await people.whose(turn, draft, typed.rest if typed else rest, is_me=is_me)
    if not tests:
        is_named = draft.name is not None
        typed, words = (replace(typed, rest=""), "") if is_named else (typed, words)
        await _ask_test(turn, draft, typed, words)
        return
    draft = with_tests(draft, list(map(in_words, tests)))
    if typed or not rest or draft.name:
        await take(turn, draft, typed)
    else:
        await ask(turn, draft, translated(steps.DAY_PAST if typed.is_past else steps.NOT_A_DAY))


async def take_tests(turn: Turn, draft: BookingDraft, test_ids: Sequence[int]) -> None:
    """Go on with these tests in one visit; a time that was chosen has to be for all of them.

    Raises NotFound.
    """
    tests = await turn.read(slot.find_tests, test_ids)
    draft = with_tests(draft, list(map(in_words, tests)))
    if draft.slot_id is None:
        await ask(turn, draft)
        return
    where = (lab_of(draft), draft.slot_id, turn.now)
    try:
        time = await turn.read(slot.pick, *where, test_id=test_ids)
    except SlotTaken as taken:
        turn.trace.outcome = "refused"
        await offer(turn, draft, taken.nearest, translated(steps.NOT_FOR_ALL))
    else:
        await ask(turn, with_slot(draft, time))


async def narrowed(turn: Turn, draft: BookingDraft, words: str) -> tuple[BookingDraft, str]:
    """The list of tests narrowed to the words; all of it, and a plain note, if none fits."""
    found = await turn.read(slot.list_tests, words)
    if found.items and any(char.isalnum() for char in words):
        return replace(draft, search=words, page=0), ""
    return replace(draft, search="", page=0), steps.none_found(words)


async def free_days(turn: Turn, draft: BookingDraft) -> dict[date, int]:
    """All of the lab's days with free seats, and how many."""
    first, wanted = _today(turn, draft), test_ids_of(draft)
    span = (lab_of(draft), first, first + HORIZON)
    return await turn.read(slot.free_days, *span, now=turn.now, test_id=wanted)


async def nearest_free(turn: Turn, draft: BookingDraft, at: datetime) -> tuple[FreeTime, ...]:
    """The free times nearest to an instant, before or after it."""
    wanted = test_ids_of(draft)
    return await turn.read(slot.nearest_free, lab_of(draft), at, turn.now, test_id=wanted)


async def _put(turn: Turn, draft: BookingDraft, screen: Screen) -> None:
    request = steps.contact_button() if waiting_for(draft) is Booking.giving_phone else None
    await dialog.ask(turn, draft, screen, waiting_for(draft), request=request)


def _frame(turn: Turn, draft: BookingDraft, note: str) -> Frame:
    lab = lab_of(draft)
    return Frame(
        today=_today(turn, draft),
        intent=draft.intent,
        lab=lab,
        zone=turn.actor.zone_or(lab.zone),
        test=test_of(draft),
        starts_at=draft.starts_at,
        note=note,
        slot_id=draft.slot_id or 0,
        was=draft.was,
        test_ids=test_ids_of(draft),
        agreed=turn.actor.agreed,
    )


def _today(turn: Turn, draft: BookingDraft) -> date:
    return to_wall(turn.now, lab_of(draft).zone).date()


async def _free_times(turn: Turn, draft: BookingDraft, day: date) -> list[FreeTime]:
    wanted = test_ids_of(draft)
    return await turn.read(slot.free_times, lab_of(draft), day, turn.now, test_id=wanted)


async def _branches(turn: Turn, draft: BookingDraft, note: str) -> Question:
    choice = await turn.read(slot.lab_choice, turn.actor, turn.now)
    return draft, my_bookings.which(choice.offered, note)


async def _tests(turn: Turn, draft: BookingDraft, note: str) -> Question:
    found = await turn.read(slot.list_tests, draft.search, draft.page)
    shown = replace(found, items=tuple(priced(it, lab_of(draft).currency) for it in found.items))
    frame = _frame(turn, draft, note)
    chosen = await turn.read(slot.find_tests, frame.test_ids) if draft.is_adding else []
    screen = steps.tests(frame, shown, draft.search, chosen)
    return replace(draft, page=found.number), screen


async def _days(turn: Turn, draft: BookingDraft, note: str) -> Question:
    """The month leafed to, the one of the day, or the first with free seats."""
    free, today = await free_days(turn, draft), _today(turn, draft)
    first = next(iter(free), today)
    month = (draft.month or draft.day or first).replace(day=1)
    is_first = month == first.replace(day=1)
    if not free:
        note = translated(steps.NOTHING_FREE)
    elif not note and is_first and month > today:
        note = steps.first_free_day(first, today)
    about = {"is_first": is_first, "is_full": draft.full is not None}
    return replace(draft, month=month), steps.days(_frame(turn, draft, note), month, free, **about)


async def _times(turn: Turn, draft: BookingDraft, note: str) -> Question:
    """The times of the day; the calendar again if the last one has been taken meanwhile."""
    day = draft.day
    free = await _free_times(turn, draft, day) if day else []
    if day is None or not free:
        note = steps.not_free(day, (), _today(turn, draft)) if day else note
        return await _days(turn, replace(draft, day=None), note)
    return draft, steps.times(_frame(turn, draft, note), day, free, draft.part)


async def _spans(turn: Turn, draft: BookingDraft, note: str) -> Question:
    return draft, waitlist.spans(_frame(turn, draft, note), draft.wait_from or _today(turn, draft))


async def _parts(turn: Turn, draft: BookingDraft, note: str) -> Question:
    first = draft.wait_from or _today(turn, draft)
    return draft, waitlist.parts(_frame(turn, draft, note), first, last_day(draft) or first)


async def _patients(turn: Turn, draft: BookingDraft, note: str) -> Question:
    return draft, await people.whom(turn, draft, _frame(turn, draft, note))


async def _party(turn: Turn, draft: BookingDraft, note: str) -> Question:
    return draft, await people.party(turn, draft, _frame(turn, draft, note))


async def _name(turn: Turn, draft: BookingDraft, note: str) -> Question:
    return draft, steps.name_asked(_frame(turn, draft, note))


async def _phone(turn: Turn, draft: BookingDraft, note: str) -> Question:
    return draft, steps.phone_asked(_frame(turn, draft, note))


async def _born(turn: Turn, draft: BookingDraft, note: str) -> Question:
    frame, name = _frame(turn, draft, note), draft.name or ""
    return draft, steps.born_asked(frame, name, is_needed=needs_born(draft))


async def _same(turn: Turn, draft: BookingDraft, note: str) -> Question:
    """Those of the name that was typed; a name that nobody has by now is asked for again."""
    if named := await people.all_named(turn, draft.name or ""):
        return draft, steps.same_asked(_frame(turn, draft, note), draft.name or "", named)
    return await _name(turn, replace(nobody(draft), asking=Asking.NAME), note)


async def _confirmation(turn: Turn, draft: BookingDraft, note: str) -> Question:
    frame, name = _frame(turn, draft, note), draft.name or ""
    if draft.party:
        found = await people.all_at_once(turn, draft, frame)
        anew = replace(without_slot(draft), day=None)
        return found or await _days(turn, anew, translated(steps.NOT_TOGETHER))
    if draft.moving:
        return draft, cards.move_asked(frame, seal(draft), name=name)
    if draft.wait_from and (last := last_day(draft)):
        days = {"first": draft.wait_from, "last": last}
        asked = waitlist.confirmation(frame, seal(draft), **days, part=draft.wait_part, name=name)
        return draft, asked
    who = {"name": name, "phone": draft.phone}
    return draft, cards.confirmation(frame, seal(draft), **who, born=draft.born)


async def _fast(turn: Turn, draft: BookingDraft, note: str) -> Question:
    return draft, fasting.asked(_frame(turn, draft, note))


QUESTIONS: dict[State, Callable[[Turn, BookingDraft, str], Awaitable[Question]]] = {
    Booking.picking_branch: _branches,
    Booking.picking_test: _tests,
    Booking.picking_day: _days,
    Booking.picking_time: _times,
    Booking.picking_span: _spans,
    Booking.picking_part: _parts,
    Booking.picking_patient: _patients,
    Booking.naming_patient: _name,
    Booking.giving_phone: _phone,
    Booking.telling_fast: _fast,
    Booking.giving_born: _born,
    Booking.telling_apart: _same,
    Booking.confirming: _confirmation,
    Booking.choosing_party: _party,
}


async def _match(turn: Turn, draft: BookingDraft, typed: TypedTime) -> Match:
    if typed.times:
        return await _match_time(turn, draft, typed)
    if typed.is_soonest:
        return await _match_soonest(turn, draft, typed)
    return await _match_day(turn, draft, typed) if typed.days else Match(draft)


async def _match_time(turn: Turn, draft: BookingDraft, typed: TypedTime) -> Match:
    """The one time meant that is free; a choice of several; else those nearest to the first."""
    zone = lab_of(draft).zone
    free = {day: await _free_times(turn, draft, day) for day in typed.days}
    every = {time.starts_at: time for times in free.values() for time in times}
    exact = [every[at] for at in typed.times if at in every]
    if exact:
        meant = exact if typed.is_doubtful else _of_one_day(exact, zone)
        if len(meant) == 1:
            return Match(with_slot(draft, meant[0]))
        day = to_wall(meant[0].starts_at, zone).date()
        return Match(with_day(draft, day), meant, translated(steps.WHICH_ONE))
    likeliest = typed.times[0]
    day = to_wall(likeliest, zone).date()
    every_near = {*free.get(day, []), *await nearest_free(turn, draft, likeliest)}
    at = (lab_of(draft), likeliest)
    why = await turn.read(slot.why_not, *at, test_id=test_ids_of(draft))
    closed = await turn.read(slot.closed_at, *at, test_id=test_ids_of(draft))
    note = steps.time_not_free(short_time(likeliest, zone), why, closed, zone)
    return Match(with_day(draft, day), around(every_near, likeliest, NEAREST), note)


async def _match_soonest(turn: Turn, draft: BookingDraft, typed: TypedTime) -> Match:
    """The first free time of the days that were named, or of all; in a part of the day, if any."""
    match = await _match_day(turn, draft, typed) if typed.days else Match(draft)
    if match.note:
        return match
    days = [match.draft.day] if typed.days else islice(await free_days(turn, draft), SOON)
    first = None
    for day in filter(None, days):
        times = await _free_times(turn, draft, day)
        first = first or next(iter(times), None)
        is_fit = partial(_is_in, typed.part, lab_of(draft).zone)
        if fit := next(filter(is_fit, times), None):
            first = fit
            break
    if first is None:
        return match
    return Match(with_slot(draft, first), note=translated(steps.FIRST_FREE))


def _is_in(part: int, zone: str, time: FreeTime) -> bool:
    return part in {0, part_of(time.starts_at, zone)}


def _of_one_day(times: Sequence[FreeTime], zone: str) -> list[FreeTime]:
    """Those on the day of the first: 'friday 9' may be 9:00 or 21:00, and is this Friday."""
    day = to_wall(times[0].starts_at, zone).date()
    return [time for time in times if to_wall(time.starts_at, zone).date() == day]


async def _match_day(turn: Turn, draft: BookingDraft, typed: TypedTime) -> Match:
    """The first of the days meant that has a free seat; an earlier one is never meant then."""
    free = await free_days(turn, draft)
    first = typed.days[0]
    day = next((day for day in typed.days if day in free and day >= first), None)
    if day is not None:
        return Match(with_day(draft, day, typed.part))
    note = steps.not_free(first, free, _today(turn, draft))
    month = next((day for day in free if day > first), max(free, default=first)).replace(day=1)
    return Match(replace(without_slot(draft), day=None, month=month, full=first), note=note)


async def _split(turn: Turn, text: str) -> tuple[list[LabTest], str]:
    return await turn.read(slot.read_tests, text) or ([], text)


async def _ask_test(turn: Turn, draft: BookingDraft, typed: TypedTime, words: str) -> None:
    """No one test was named: narrow the list if possible; a day or time is kept for later."""
    search = typed.rest or ("" if typed else words)
    draft, note = await narrowed(turn, draft, search) if search else (draft, "")
    match = await _match(turn, draft, typed)
    is_kept = not match.offered and not match.note
    await ask(turn, match.draft if is_kept else replace(match.draft, month=None), note)

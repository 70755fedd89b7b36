"""Asking the open question of a booking: read what may be answered, draw the card, put it."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from aiogram.fsm.state import State
from aiogram.types import User

from actions.booking import booking as patient
from actions.booking import slot
from domain.booking.lab import FreeTime
from domain.booking.patient import Patient, parse_name
from domain.refusals import NameInvalid
from domain.time.zones import to_wall
from fsm.booking.conversation import Booking, BookingDraft, lab_of, seal, test_id_of, waiting_for
from handlers.booking.conversation import Turn, frame, put
from screens.booking import confirm, steps
from screens.screen import Screen

HORIZON = timedelta(days=366)
OTHERS = 6  # remembered patients that are shown
Drawn = tuple[BookingDraft, Screen]
Draw = Callable[[Turn, BookingDraft, str], Awaitable[Drawn]]


async def ask(turn: Turn, draft: BookingDraft, note: str = "") -> None:
    """Show the question that is open, below a plain note, and wait for its answer."""
    drawn, screen = await DRAWN[waiting_for(draft)](turn, draft, note)
    await put(turn, drawn, screen)


async def offer(turn: Turn, draft: BookingDraft, nearest: Sequence[FreeTime], note: str) -> None:
    """Offer these times instead; without any, the calendar says how things are."""
    open_again = replace(draft, slot_id=None, starts_at=None)
    if not nearest:
        await ask(turn, replace(open_again, day=None), note)
        return
    zone = lab_of(draft).zone
    days = [to_wall(time.starts_at, zone).date() for time in nearest]
    day = draft.day if draft.day in days else None
    screen = steps.offered(frame(turn, open_again, note), nearest, day)
    await put(turn, replace(open_again, day=day, part=0), screen)


async def narrowed(turn: Turn, draft: BookingDraft, words: str) -> tuple[BookingDraft, str]:
    """The list of tests narrowed to the words; all of it, and a plain note, if none fits."""
    async with turn.database.read() as uow:
        found = await slot.list_tests(uow, words)
    if found.items and any(char.isalnum() for char in words):
        return replace(draft, search=words, page=0), ""
    return replace(draft, search="", page=0), steps.none_found(words)


async def free_days(turn: Turn, draft: BookingDraft) -> dict[date, int]:
    """All of the lab's days with free seats."""
    today = to_wall(turn.now, lab_of(draft).zone).date()
    async with turn.database.read() as uow:
        span = (today, today + HORIZON)
        return await slot.free_days(uow, lab_of(draft), *span, turn.now, test_id_of(draft))


async def free_times(turn: Turn, draft: BookingDraft, day: date) -> list[FreeTime]:
    """The free times of one of the lab's days."""
    async with turn.database.read() as uow:
        return await slot.free_times(uow, lab_of(draft), day, turn.now, test_id_of(draft))


async def nearest_free(turn: Turn, draft: BookingDraft, at: datetime) -> tuple[FreeTime, ...]:
    """The free times nearest to an instant."""
    async with turn.database.read() as uow:
        wanted = test_id_of(draft)
        return await slot.nearest_free(uow, lab_of(draft), at, turn.now, test_id=wanted)


async def known_patients(turn: Turn) -> list[Patient]:
    """Whom this person has booked for."""
    async with turn.database.read() as uow:
        return await patient.known_patients(uow, turn.actor)


def me_among(turn: Turn, known: Sequence[Patient]) -> tuple[str, str]:
    """Name and phone of the person: as remembered, or the name in Telegram; empty if unusable."""
    for item in known:
        if item.is_self:
            return item.name, item.phone
    return _telegram_name(turn.event.from_user), ""


def month_shown(draft: BookingDraft, free: dict[date, int], today: date) -> date:
    """The month that the calendar shows: the one leafed to, the day's, or the first with seats."""
    return draft.month or draft.day or next(iter(free), today)


def _telegram_name(user: User | None) -> str:
    try:
        return parse_name(user.full_name) if user else ""
    except NameInvalid:
        return ""


async def _tests(turn: Turn, draft: BookingDraft, note: str) -> Drawn:
    async with turn.database.read() as uow:
        found = await slot.list_tests(uow, draft.search, draft.page)
    pages = (found.number, found.pages)
    screen = steps.tests(frame(turn, draft, note), found.items, draft.search, pages)
    return replace(draft, page=found.number), screen


async def _days(turn: Turn, draft: BookingDraft, note: str) -> Drawn:
    free = await free_days(turn, draft)
    today = to_wall(turn.now, lab_of(draft).zone).date()
    month = month_shown(draft, free, today)
    if not free:
        note = steps.nothing_free()
    screen = steps.days(frame(turn, draft, note), month, free)
    return replace(draft, month=month.replace(day=1)), screen


async def _times(turn: Turn, draft: BookingDraft, note: str) -> Drawn:
    """The times of the day; the calendar again if the last one has been taken meanwhile."""
    day = draft.day
    free = await free_times(turn, draft, day) if day else []
    if day is None or not free:
        today = to_wall(turn.now, lab_of(draft).zone).date()
        told = steps.not_free(day, (), today) if day else note
        return await _days(turn, replace(draft, day=None), told)
    screen = steps.times(frame(turn, draft, note), day, free, draft.part)
    return draft, screen


async def _patients(turn: Turn, draft: BookingDraft, note: str) -> Drawn:
    known = await known_patients(turn)
    me, phone = me_among(turn, known)
    others = [item for item in known if not item.is_self and item.name.casefold() != me.casefold()]
    shown = draft.phone or phone
    screen = steps.patients(frame(turn, draft, note), me, others[:OTHERS], shown)
    return draft, screen


async def _name(turn: Turn, draft: BookingDraft, note: str) -> Drawn:
    return draft, steps.name_asked(frame(turn, draft, note))


async def _phone(turn: Turn, draft: BookingDraft, note: str) -> Drawn:
    return draft, steps.phone_asked(frame(turn, draft, note))


async def _confirmation(turn: Turn, draft: BookingDraft, note: str) -> Drawn:
    patient = (draft.name or "", draft.phone)
    screen = confirm.confirmation(frame(turn, draft, note), seal(draft), patient)
    return draft, screen


DRAWN: dict[State, Draw] = {
    Booking.picking_test: _tests,
    Booking.picking_day: _days,
    Booking.picking_time: _times,
    Booking.picking_patient: _patients,
    Booking.naming_patient: _name,
    Booking.giving_phone: _phone,
    Booking.confirming: _confirmation,
}

"""Whom a person books for: themselves, those they have named, and who of one name is meant."""

import re
from collections.abc import Sequence
from dataclasses import replace

from aiogram.types import User

from actions.booking import booking as patient
from actions.booking.family import together
from domain.booking.patient import Patient, parse_name
from domain.booking.words.several_tests import AND
from domain.booking.words.whose import named_for, new_name
from domain.refusals import NameInvalid, SlotTaken
from domain.time.zones import to_wall
from domain.typed_answers import Answer, means
from fsm.booking.conversation import (
    Asking,
    BookingDraft,
    lab_of,
    nobody,
    seal,
    test_ids_of,
    with_party,
    with_patient,
    without_slot,
)
from handlers.turn import Turn
from screens.booking import card as cards
from screens.booking import steps
from screens.booking.card import Frame
from screens.language import translated
from screens.screen import Screen

JOINT = re.compile(rf"\s+{AND.pattern}|\s*,\s*", re.IGNORECASE)
OTHERS = 6  # remembered patients that are shown


async def known_patients(turn: Turn) -> list[Patient]:
    return await turn.read(patient.known_patients, turn.actor)


async def family(turn: Turn) -> list[Patient]:
    """Who may come together."""
    known = await known_patients(turn)
    return with_oneself(known, me_among(turn, known))


def with_oneself(known: Sequence[Patient], me: Patient) -> list[Patient]:
    """Those who are known, and oneself who has never come yet, unless somebody has that name."""
    is_new = not me.id and me.name and not namesakes(known, me.name)
    return [me, *known] if is_new else list(known)


async def whom(turn: Turn, draft: BookingDraft, frame: Frame) -> Screen:
    """Who is it for? Several at once, where two are known and a seat is booked."""
    known = await known_patients(turn)
    me = me_among(turn, known)
    others = [item for item in known if not item.is_self][:OTHERS]
    is_party = len(with_oneself(known, me)) > 1 and draft.slot_id is not None
    return steps.patients(frame, me, others, draft.phone or me.phone, is_party=is_party)


async def party(turn: Turn, draft: BookingDraft, frame: Frame) -> Screen:
    """Who comes together?"""
    known = await family(turn)
    return steps.party(frame, known[: OTHERS + 1], draft.party)


async def all_at_once(
    turn: Turn, draft: BookingDraft, frame: Frame
) -> tuple[BookingDraft, Screen] | None:
    """Who comes when, all beside each other; other times if they do not all fit, None if none do.

    Of those who are no longer known, none comes.
    """
    come = several_of(await family(turn), draft.party)
    if len(come) < 2 or draft.slot_id is None:
        anew = replace(nobody(draft), asking=Asking.PARTY)
        return anew, await party(turn, anew, frame)
    where, wanted = (lab_of(draft), draft.slot_id), test_ids_of(draft)
    try:
        times = await turn.read(together.plan, *where, len(come), now=turn.now, test_id=wanted)
    except SlotTaken as taken:
        open_again = without_slot(draft)
        shown = replace(frame, note=translated(steps.NOT_TOGETHER), starts_at=None, slot_id=0)
        days = {to_wall(time.starts_at, frame.lab.zone).date() for time in taken.nearest}
        day = draft.day if draft.day in days else None
        screen = steps.offered(shown, taken.nearest, day)
        return (replace(open_again, day=day), screen) if taken.nearest else None
    placed = replace(with_party(draft, come), places=tuple(time.slot_id for time in times))
    return placed, cards.together_asked(frame, seal(placed), come, times)


async def whose(turn: Turn, draft: BookingDraft, words: str, *, is_me: bool) -> BookingDraft:
    """For whom the rest of a line says it is; where it says nothing more, for oneself if is_me.

    Somebody who is known is chosen; of a new one, only the birth date is asked. Whatever else is
    said is asked for again.
    """
    who = named_for(words)
    if not who and (words or not is_me):
        return draft
    known = await known_patients(turn)
    me = me_among(turn, known)
    if not who or means(who, Answer.ME):
        return with_me(draft, me, known) if me.name else draft
    if several := several_in(who, with_oneself(known, me)):
        return with_party(draft, several)
    if one := _one_in(who, known):
        return with_patient(draft, one)
    name = new_name(words)
    if not name:
        return draft
    is_known = bool(namesakes([me, *known], name))
    new = with_patient(draft, Patient(0, name, draft.phone, is_self=False))
    return replace(new, asking=Asking.SAME if is_known else Asking.BORN)


async def all_named(turn: Turn, name: str) -> list[Patient]:
    """The person and those they know, as far as they have that name."""
    known = await known_patients(turn)
    others = (item for item in known if not item.is_self)
    return namesakes([me_among(turn, known), *others], name)


def me_among(turn: Turn, known: Sequence[Patient]) -> Patient:
    """The person: as remembered, or with the name in Telegram, which is empty if unusable."""
    new = Patient(0, _telegram_name(turn.event.from_user), "", is_self=True)
    return next((item for item in known if item.is_self), new)


def with_me(draft: BookingDraft, me: Patient, known: Sequence[Patient]) -> BookingDraft:
    """For oneself, who is nobody else of that name."""
    is_new = not me.id and bool(namesakes(known, me.name))
    return replace(with_patient(draft, me), is_new=is_new)


def namesakes(known: Sequence[Patient], name: str) -> list[Patient]:
    """Those of that name."""
    return [item for item in known if item.name.casefold() == name.casefold()]


def several_of(known: Sequence[Patient], ids: Sequence[int]) -> list[Patient]:
    """Those of these ids who are still known."""
    return [item for item in known if item.id in ids]


def several_in(words: str, known: Sequence[Patient]) -> list[Patient]:
    """All that 'me and Leo' names, by whole or first names that nobody else has; else nobody."""
    meant = [_one_in(part, known) for part in JOINT.split(words.strip())]
    found = {item.id: item for item in meant if item}
    return list(found.values()) if len(found) == len(meant) > 1 else []


def _one_in(part: str, known: Sequence[Patient]) -> Patient | None:
    if means(part, Answer.ME):
        return next((item for item in known if item.is_self), None)
    fit = namesakes(known, part)
    fit = fit or [item for item in known if item.name.split()[0].casefold() == part.casefold()]
    return fit[0] if len(fit) == 1 else None


def _telegram_name(user: User | None) -> str:
    try:
        return parse_name(user.full_name) if user else ""
    except NameInvalid:
        return ""

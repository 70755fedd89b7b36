"""Typed answers in the booking conversation, and whatever else a person can send."""

from collections.abc import Sequence
from dataclasses import replace

from aiogram import F, Router
from aiogram.types import Message

from actions.booking import slot
from domain.booking.catalogue import LabTest
from domain.booking.patient import Patient, parse_contact_phone, parse_phone
from domain.booking.several import MOST as MOST_TESTS
from domain.booking.words.introduction import Introduction, introduction_of
from domain.booking.words.person import birth_date, person_of
from domain.booking.words.plain_wish import Wish, plain_wish
from domain.booking.words.typed_time import TypedTime, read, read_day_number, read_time
from domain.refusals import BirthDateInvalid, NameInvalid, NumberUnclear, PhoneInvalid
from domain.time.zones import to_wall
from domain.typed_answers import Answer, means
from fsm.booking.conversation import (
    Asking,
    Booking,
    BookingDraft,
    lab_of,
    needs_born,
    nobody,
    test_ids_of,
    waiting_for,
    with_party,
    with_patient,
    with_span,
    with_wait,
    with_wait_part,
)
from handlers.booking.confirm import confirm
from handlers.booking.conversation import (
    LONGEST,
    ask,
    at_branch,
    free_days,
    narrowed,
    take,
    take_request,
    take_tests,
)
from handlers.booking.people import (
    family,
    known_patients,
    me_among,
    namesakes,
    several_in,
    several_of,
    with_me,
    with_oneself,
)
from handlers.booking.taps import is_moving
from handlers.dialog import TYPED, UNREADABLE, Open
from handlers.turn import Turn
from handlers.typed_words import plain
from screens import refusal
from screens.booking import card as cards
from screens.booking import steps, waitlist
from screens.language import in_words, translated

WISHES = (Wish.BOOK, Wish.CANCEL, Wish.MOVE)
"""What a name is not."""


def add_to(router: Router) -> None:
    """An answer to each question, then what may come at any of them."""
    is_open, sent = Open(BookingDraft), router.message
    sent.register(branch_typed, Booking.picking_branch, TYPED, is_open)
    sent.register(lab_test_typed, Booking.picking_test, TYPED, is_open)
    sent.register(day_typed, Booking.picking_day, TYPED, is_open)
    sent.register(time_typed, Booking.picking_time, TYPED, is_open)
    sent.register(span_typed, Booking.picking_span, TYPED, is_open)
    sent.register(part_typed, Booking.picking_part, TYPED, is_open)
    sent.register(patient_typed, Booking.picking_patient, TYPED, is_open)
    sent.register(patient_typed, Booking.naming_patient, TYPED, is_open)
    sent.register(party_typed, Booking.choosing_party, TYPED, is_open)
    sent.register(phone_typed, Booking.giving_phone, TYPED, is_open)
    sent.register(same_typed, Booking.telling_apart, TYPED, is_open)
    sent.register(born_typed, Booking.giving_born, TYPED, is_open)
    sent.register(last_word_typed, Booking.confirming, TYPED, is_open)
    sent.register(other_sent, F.contact, is_open, is_moving)
    sent.register(contact_shared, F.contact, is_open)
    sent.register(other_sent, UNREADABLE, is_open)


async def branch_typed(_message: Message, turn: Turn, draft: BookingDraft) -> None:
    """A branch by a part of its name; anything else is kept for what comes after."""
    words = plain(turn.words[:LONGEST])
    choice = await turn.read(slot.lab_choice, turn.actor, turn.now)
    meant = [lab for lab in choice.offered if words and words in plain(lab.name)]
    if len(meant) == 1:
        await at_branch(turn, draft, meant[0].id)
    else:
        await ask(turn, draft if meant else replace(draft, request=turn.words[:LONGEST]))


async def lab_test_typed(_message: Message, turn: Turn, draft: BookingDraft) -> None:
    """A code or a whole name chooses the test, a word narrows the list, a line says it all."""
    typed = " ".join(turn.words[:LONGEST].split())
    request = await turn.read(slot.read_tests, typed)
    tests, rest = request or ([], "")
    is_whole = len(tests) == 1 and plain(typed) in _names(tests[0])
    if is_whole or (tests and not rest and (len(tests) > 1 or draft.is_adding)):
        ids = test_ids_of(draft) if draft.is_adding else ()
        wanted = dict.fromkeys((*ids, *(one.id for one in tests)))
        await take_tests(turn, draft, tuple(wanted)[:MOST_TESTS])
    elif tests and rest and not draft.is_adding:
        await take_request(turn, draft, typed)
    elif len(only := (await turn.read(slot.list_tests, typed)).items) == 1 and not draft.is_adding:
        await take_tests(turn, draft, (only[0].id,))
    else:
        await ask(turn, *await narrowed(turn, draft, typed))


def _names(test: LabTest) -> set[str]:
    return {name.casefold() for name in (test.code, test.name, in_words(test).name)}


async def day_typed(_message: Message, turn: Turn, draft: BookingDraft) -> None:
    """'next friday', '12', or with a time: 'friday 9am'."""
    words = turn.words[:LONGEST]
    month = draft.month or turn.now.date()
    number = read_day_number(words, month, await free_days(turn, draft))
    if number is not None:
        await take(turn, draft, TypedTime(days=(number,)))
        return
    typed = read(words, turn.now, lab_of(draft).zone, turn.actor.locale)
    if typed:
        await take(turn, draft, typed)
    else:
        await ask(turn, draft, translated(steps.DAY_PAST if typed.is_past else steps.NOT_A_DAY))


async def time_typed(_message: Message, turn: Turn, draft: BookingDraft) -> None:
    """'9', 'half past ten', 'afternoon', or another day."""
    typed = _time_in(turn, draft)
    await (take(turn, draft, typed) if typed else ask(turn, draft, translated(steps.NOT_A_TIME)))


async def span_typed(_message: Message, turn: Turn, draft: BookingDraft) -> None:
    """A day alone is waited for; with a part of it, that is known, too."""
    typed = read(turn.words[:LONGEST], turn.now, lab_of(draft).zone, turn.actor.locale)
    if not typed.days:
        await ask(turn, draft, translated(steps.NOT_A_DAY))
        return
    waiting = with_span(with_wait(draft, typed.days[0]), 1)
    await ask(turn, with_wait_part(waiting, typed.part) if typed.part else waiting)


async def part_typed(_message: Message, turn: Turn, draft: BookingDraft) -> None:
    """'morning'."""
    words, zone, locale = turn.words[:LONGEST], lab_of(draft).zone, turn.actor.locale
    day = draft.wait_from or turn.now.date()
    typed = read_time(words, day, now=turn.now, zone=zone, locale=locale)
    if typed.part:
        await ask(turn, with_wait_part(draft, typed.part))
    else:
        await ask(turn, draft, translated(steps.NOT_A_TIME))


def _time_in(turn: Turn, draft: BookingDraft) -> TypedTime:
    words, zone, locale = turn.words[:LONGEST], lab_of(draft).zone, turn.actor.locale
    if draft.day is None:
        return read(words, turn.now, zone, locale)
    return read_time(words, draft.day, now=turn.now, zone=zone, locale=locale)


async def patient_typed(_message: Message, turn: Turn, draft: BookingDraft) -> None:
    """'me', somebody remembered, a new name, 'my son Tom, 8 years', or already a phone number."""
    known = await known_patients(turn)
    me = me_among(turn, known)
    if means(turn.words, Answer.ME) and me.name:
        await ask(turn, with_me(draft, me, known))
        return
    if draft.slot_id is not None and (several := several_in(turn.words, with_oneself(known, me))):
        await ask(turn, with_party(draft, several))
        return
    person = person_of(turn.words)
    if person.is_new and not person.name:
        await ask(turn, replace(nobody(draft), asking=Asking.NAME), translated(steps.WHOSE))
        return
    if await _is_wish(turn):
        await ask(turn, draft, translated(steps.NAME_INVALID))
        return
    try:
        somebody = introduction_of(person.name if person.is_new else turn.words, lab_of(draft).zone)
    except NameInvalid:
        await _phone_or(turn, draft, translated(steps.NAME_INVALID))
        return
    except (NumberUnclear, PhoneInvalid) as refused:
        await ask(turn, draft, refusal.words(refused))
        return
    others = [item for item in known if not item.is_self]
    is_introduced = person.is_new or draft.asking == Asking.NAME
    await _named(turn, draft, somebody, [me, *others], is_introduced=is_introduced)


async def party_typed(message: Message, turn: Turn, draft: BookingDraft) -> None:
    """'continue' or 'yes' with those who are ticked; else names, as before."""
    people = several_of(await family(turn), draft.party)
    if len(people) > 1 and means(turn.words, Answer.YES):
        await ask(turn, with_party(draft, people))
    else:
        await patient_typed(message, turn, draft)


async def _is_wish(turn: Turn) -> bool:
    """Whether it is no name but something that is wanted: 'book cbc'."""
    plain = plain_wish(turn.words, None, await turn.known_tests(turn.database, turn.now))
    return plain is not None and plain.is_sure and plain.wish in WISHES


async def _named(
    turn: Turn,
    draft: BookingDraft,
    somebody: Introduction,
    known: Sequence[Patient],
    *,
    is_introduced: bool,
) -> None:
    """Whoever has this name and number; of the name alone it is asked who is meant.

    Another number makes another person. is_introduced: of somebody new, the birth date is asked.
    """
    phone = somebody.phone or draft.phone
    fit = [
        item for item in namesakes(known, somebody.name) if not phone or item.phone in {"", phone}
    ]
    exact = [item for item in fit if phone and item.phone == phone]
    if len(exact) == 1:
        await ask(turn, with_patient(replace(draft, phone=phone), exact[0]))
        return
    new = Patient(0, somebody.name, phone, is_self=False)
    draft = with_patient(replace(draft, phone=phone), new)
    asking = Asking.BORN if is_introduced else Asking.NOTHING
    await ask(turn, replace(draft, asking=Asking.SAME if fit else asking))


async def same_typed(message: Message, turn: Turn, draft: BookingDraft) -> None:
    """'no' is somebody else; another name is read as before."""
    if means(turn.words, Answer.NO):
        await ask(turn, replace(draft, is_new=True, asking=Asking.BORN))
    else:
        await patient_typed(message, turn, replace(nobody(draft), asking=Asking.NAME))


async def born_typed(_message: Message, turn: Turn, draft: BookingDraft) -> None:
    """A birth date, or 'skip' where two people are told apart without it."""
    if means(turn.words, Answer.SKIP, Answer.NO, Answer.NOTHING) and not needs_born(draft):
        await ask(turn, replace(draft, asking=Asking.NOTHING))
        return
    today = to_wall(turn.now, lab_of(draft).zone).date()
    try:
        born = birth_date(turn.words, today, turn.actor.locale)
    except BirthDateInvalid as refused:
        await ask(turn, draft, refusal.words(refused))
        return
    await ask(turn, replace(draft, born=born, asking=Asking.NOTHING))


async def phone_typed(_message: Message, turn: Turn, draft: BookingDraft) -> None:
    """A phone number, or 'skip'."""
    if means(turn.words, Answer.SKIP, Answer.NO, Answer.NOTHING):
        await ask(turn, replace(draft, asking=Asking.NOTHING))
    else:
        await _phone_or(turn, draft, translated(steps.PHONE_INVALID))


async def _phone_or(turn: Turn, draft: BookingDraft, note: str) -> None:
    """Keep the phone number that was typed, or ask again with a note."""
    try:
        phone = parse_phone(turn.words, lab_of(draft).zone)
    except PhoneInvalid as refused:
        await ask(turn, draft, refusal.words(refused) if refused.lacks else note)
        return
    await ask(turn, _with_phone(draft, phone))


def _with_phone(draft: BookingDraft, phone: str) -> BookingDraft:
    asking = Asking.NOTHING if draft.asking == Asking.PHONE else draft.asking
    return replace(draft, phone=phone, asking=asking)


async def last_word_typed(_message: Message, turn: Turn, draft: BookingDraft) -> None:
    """'yes' confirms; a time or a phone number changes what is to be booked."""
    if means(turn.words, Answer.YES, Answer.BOOK):
        await confirm(turn, draft)
        return
    typed = _time_in(turn, draft)
    if typed and not typed.rest:
        await take(turn, draft, typed)
    elif draft.moving or draft.wait_from:
        please = cards.PLEASE_TAP_MOVE if draft.moving else waitlist.PLEASE_TAP_WAIT
        await ask(turn, draft, translated(please))
    else:
        await _phone_or(turn, draft, translated(cards.PLEASE_TAP))


async def contact_shared(message: Message, turn: Turn, draft: BookingDraft) -> None:
    """A number shared with Telegram's button, whenever it comes."""
    number = message.contact.phone_number if message.contact else ""
    try:
        phone = parse_contact_phone(number)
    except PhoneInvalid:
        await ask(turn, draft, translated(steps.PHONE_INVALID))
        return
    noted = _with_phone(draft, phone)
    is_shown = waiting_for(noted) in {Booking.picking_patient, Booking.confirming}
    await ask(turn, noted, "" if is_shown else translated(steps.PHONE_NOTED))


async def other_sent(_message: Message, turn: Turn, draft: BookingDraft) -> None:
    await ask(turn, draft, translated(cards.TEXT_ONLY))

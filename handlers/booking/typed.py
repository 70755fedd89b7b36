"""Typed answers in the booking conversation, and whatever else a person can send."""

from dataclasses import replace

from aiogram import F, Router
from aiogram.types import Message

from actions.booking import slot
from domain.booking.patient import parse_contact_phone, parse_name, parse_phone
from domain.refusals import NameInvalid, PhoneInvalid
from fsm.booking.conversation import (
    Asking,
    Booking,
    BookingDraft,
    lab_of,
    waiting_for,
    with_patient,
    with_test,
)
from handlers.booking.confirm import cancel, confirm, go_back
from handlers.booking.conversation import Answering, Turn
from handlers.booking.find import LONGEST, take, take_request
from handlers.booking.steps import ask, free_days, known_patients, me_among, narrowed
from handlers.booking.typed_time import Wished, read, read_day_number, read_time
from handlers.content_types import SENT
from handlers.typed_words import BACK, CANCEL, is_one_of, plain
from screens.booking import confirm as booking
from screens.booking import steps

YES = frozenset(
    ("yes", "y", "ok", "okay", "confirm", "book", "book it", "yes please", "sure", "👍")
)
ME = frozenset(("me", "myself", "for me", "i"))
SKIP = frozenset(("skip", "no", "none", "no phone", "later"))


def add_to(router: Router) -> None:
    """Texts that mean the same at every step first, then the steps, then anything else."""
    told = router.message
    told.register(back_typed, F.text.func(is_one_of(BACK)), Answering())
    told.register(cancel_typed, F.text.func(is_one_of(CANCEL)), Answering())
    told.register(test_typed, F.text, Answering(Booking.picking_test))
    told.register(day_typed, F.text, Answering(Booking.picking_day))
    told.register(time_typed, F.text, Answering(Booking.picking_time))
    told.register(patient_typed, F.text, Answering(Booking.picking_patient))
    told.register(name_typed, F.text, Answering(Booking.naming_patient))
    told.register(phone_typed, F.text, Answering(Booking.giving_phone))
    told.register(last_word_typed, F.text, Answering(Booking.confirming))
    told.register(contact_shared, F.contact, Answering())
    told.register(other_sent, F.content_type.in_(SENT), Answering())


async def back_typed(_message: Message, turn: Turn, draft: BookingDraft) -> None:
    """As [Back]."""
    await go_back(turn, draft)


async def cancel_typed(_message: Message, turn: Turn, draft: BookingDraft) -> None:
    """As [Cancel]."""
    await cancel(turn, draft)


async def test_typed(message: Message, turn: Turn, draft: BookingDraft) -> None:
    """A code or a whole name chooses the test, a word narrows the list, a line says it all."""
    typed = " ".join((message.text or "")[:LONGEST].split())
    async with turn.database.read() as uow:
        request = await slot.read_request(uow, typed)
    if request and plain(typed) in {request[0].code.casefold(), request[0].name.casefold()}:
        await ask(turn, with_test(draft, request[0]))
    elif request and request[1]:
        await take_request(turn, draft, typed)
    else:
        await ask(turn, *await narrowed(turn, draft, typed))


async def day_typed(message: Message, turn: Turn, draft: BookingDraft) -> None:
    """'next friday', '12', or with a time: 'friday 9am'."""
    words = (message.text or "")[:LONGEST]
    month = draft.month or turn.now.date()
    number = read_day_number(words, month, await free_days(turn, draft))
    if number is not None:
        await take(turn, draft, Wished(days=(number,)))
        return
    wished = read(words, turn.now, lab_of(draft).zone, turn.actor.locale)
    if wished:
        await take(turn, draft, wished)
    else:
        note = steps.day_past if wished.is_past else steps.not_a_day
        await ask(turn, draft, note())


async def time_typed(message: Message, turn: Turn, draft: BookingDraft) -> None:
    """'9', 'half past ten', 'afternoon', or another day."""
    wished = _time_in(message, turn, draft)
    if wished:
        await take(turn, draft, wished)
    else:
        await ask(turn, draft, steps.not_a_time())


def _time_in(message: Message, turn: Turn, draft: BookingDraft) -> Wished:
    words = (message.text or "")[:LONGEST]
    zone, locale = lab_of(draft).zone, turn.actor.locale
    if draft.day is None:
        return read(words, turn.now, zone, locale)
    return read_time(words, draft.day, turn.now, zone, locale)


async def patient_typed(message: Message, turn: Turn, draft: BookingDraft) -> None:
    """'me', somebody remembered, a new name, or already a phone number."""
    words = plain(message.text or "")
    known = await known_patients(turn)
    me, phone = me_among(turn, known)
    if words in ME and me:
        await ask(turn, with_patient(draft, me, draft.phone or phone, is_self=True))
        return
    for item in known:
        if item.name.casefold() == words:
            chosen = with_patient(draft, item.name, draft.phone or item.phone, item.is_self)
            await ask(turn, chosen)
            return
    await _new_patient(message.text or "", turn, draft, me)


async def _new_patient(text: str, turn: Turn, draft: BookingDraft, me: str) -> None:
    try:
        name = parse_name(text)
    except NameInvalid:
        await _phone_or(turn, draft, text, steps.name_invalid())
        return
    is_self = name.casefold() == me.casefold()
    await ask(turn, with_patient(draft, name, draft.phone, is_self=is_self))


async def name_typed(message: Message, turn: Turn, draft: BookingDraft) -> None:
    """The name of somebody else, or one that is remembered."""
    await patient_typed(message, turn, draft)


async def phone_typed(message: Message, turn: Turn, draft: BookingDraft) -> None:
    """A phone number, or 'skip'."""
    text = message.text or ""
    if plain(text) in SKIP:
        await ask(turn, replace(draft, asking=Asking.NOTHING))
    else:
        await _phone_or(turn, draft, text, steps.phone_invalid())


async def _phone_or(turn: Turn, draft: BookingDraft, text: str, note: str) -> None:
    """Keep the phone number in a text, or ask again with a note."""
    try:
        phone = parse_phone(text, lab_of(draft).zone)
    except PhoneInvalid:
        await ask(turn, draft, note)
        return
    await ask(turn, _with_phone(draft, phone))


def _with_phone(draft: BookingDraft, phone: str) -> BookingDraft:
    asking = Asking.NOTHING if draft.asking == Asking.PHONE else draft.asking
    return replace(draft, phone=phone, asking=asking)


async def last_word_typed(message: Message, turn: Turn, draft: BookingDraft) -> None:
    """'yes' confirms; a time or a phone number changes what is to be booked."""
    if plain(message.text or "") in YES:
        await confirm(turn, draft)
        return
    wished = _time_in(message, turn, draft)
    if wished and not wished.rest:
        await take(turn, draft, wished)
    else:
        await _phone_or(turn, draft, message.text or "", booking.please_tap())


async def contact_shared(message: Message, turn: Turn, draft: BookingDraft) -> None:
    """A number shared with Telegram's button, whenever it comes."""
    number = message.contact.phone_number if message.contact else ""
    try:
        phone = parse_contact_phone(number)
    except PhoneInvalid:
        await ask(turn, draft, steps.phone_invalid())
        return
    noted = _with_phone(draft, phone)
    is_shown = waiting_for(noted) in {Booking.picking_patient, Booking.confirming}
    await ask(turn, noted, "" if is_shown else steps.phone_noted())


async def other_sent(_message: Message, turn: Turn, draft: BookingDraft) -> None:
    """A photo, voice message, sticker or file."""
    await ask(turn, draft, booking.text_only())

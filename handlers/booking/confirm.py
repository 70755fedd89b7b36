"""How a booking conversation ends: with a booking, with other times, or with nothing."""

from contextlib import suppress
from dataclasses import replace
from datetime import datetime

import structlog
from aiogram import F, Router
from aiogram.types import CallbackQuery, Message

from actions.booking import booking, move, slot, waitlist, watch
from actions.booking.before import fasting
from actions.booking.family import together
from domain.booking.before.fasting import KEPT
from domain.booking.booking import Booked, BookingView, Status, Wanted, Wish, is_changeable
from domain.booking.reminding import reminders_for
from domain.booking.together import Seat
from domain.refusals import (
    AlreadyBooked,
    BookedThatDay,
    Changed,
    PriceChanged,
    Refusal,
    SlotTaken,
    TooLate,
    TooManyThatDay,
    TooManyVisits,
    TooManyWaits,
)
from domain.time.zones import to_wall
from domain.typed_answers import Answer
from fsm.booking.conversation import (
    BookingDraft,
    back,
    lab_of,
    seal,
    test_ids_of,
    waiting_for,
    waiting_of,
    wish_of,
    with_lab,
    with_tests,
    without_slot,
)
from handlers.booking.before import tell
from handlers.booking.conversation import ask, nearest_free, offer
from handlers.booking.people import known_patients, me_among
from handlers.dialog import Open, finish
from handlers.dialog import ask as put
from handlers.turn import Turn
from handlers.typed_words import is_given_up, is_one_of
from screens import refusal
from screens.account import start
from screens.booking import card as screens
from screens.booking import my_bookings, steps
from screens.booking import waitlist as wait_screens
from screens.booking.callbacks import BookingDo, BookingTap
from screens.language import in_words, translated
from screens.screen import Screen

log = structlog.get_logger(__name__)
REFUSED = "refused"
MOST = 20  # visits that could be moved instead


def add_to(router: Router) -> None:
    """What means the same at every question, tapped or typed."""
    is_open, tap, typed = Open(BookingDraft), router.callback_query, router.message
    tap.register(confirm_tapped, BookingTap.filter(F.do == BookingDo.CONFIRM), is_open)
    tap.register(back_taken, BookingTap.filter(F.do == BookingDo.BACK), is_open)
    tap.register(cancel_taken, BookingTap.filter(F.do == BookingDo.CANCEL), is_open)
    typed.register(back_taken, F.text.func(is_one_of(Answer.BACK)), is_open)
    typed.register(cancel_taken, F.text.func(is_given_up), is_open)


async def confirm_tapped(
    _call: CallbackQuery, callback_data: BookingTap, turn: Turn, draft: BookingDraft
) -> None:
    """Book what the card shows; a card of an earlier choice is shown anew first."""
    await confirm(turn, draft, callback_data.value)


async def back_taken(event: CallbackQuery | Message, turn: Turn, draft: BookingDraft) -> None:
    """One question back; before the first one stands the menu, or the visit as it is."""
    if earlier := back(draft):
        await ask(turn, earlier)
    elif draft.moving:
        await cancel_taken(event, turn, draft)
    else:
        await finish(turn, draft, start.menu())


async def cancel_taken(_event: CallbackQuery | Message, turn: Turn, draft: BookingDraft) -> None:
    """Nothing is booked, and nothing moved. Raises NotFound."""
    screen = screens.cancelled()
    if draft.moving:
        item = await turn.read(booking.find, turn.actor, draft.moving)
        screen = screens.kept(item, turn.actor.zone_or(item.lab.zone))
    await finish(turn, draft, screen)


async def confirm(turn: Turn, draft: BookingDraft, shown: int | None = None) -> None:
    """Book it: commit first, then show, then forget the draft. A taken seat offers others.

    shown: the seal of what stood beside [Confirm], None if 'yes' was typed.
    """
    if shown not in {None, seal(draft)}:
        await ask(turn, draft, translated(screens.CHANGED_SINCE))
        return
    if draft.wait_from is not None:
        await _wait(turn, draft)
        return
    wish = wish_of(draft)
    if wish is None:
        await ask(turn, draft)
        return
    made: Booked | Refusal
    try:
        if draft.party:
            visits = await _together(turn, draft, wish)
            for one in visits:
                await _keep_fast(turn, draft, one)
            await finish(turn, draft, booked(turn, *(one.booking for one in visits)))
            return
        made = await (_move(turn, draft) if draft.moving else _book(turn, wish))
    except (SlotTaken, TooLate, AlreadyBooked, BookedThatDay, PriceChanged, TooManyVisits) as why:
        made = why
    if isinstance(made, Booked):
        await _keep_fast(turn, draft, made)
        await finish(turn, draft, booked(turn, made.booking, is_moved=draft.moving > 0))
    else:
        turn.trace.outcome = REFUSED
        await _instead(turn, draft, made)


async def _wait(turn: Turn, draft: BookingDraft) -> None:
    """On the waiting list; if they wait for too much, or too late, the card says so."""
    waiting = waiting_of(draft, turn.now)
    if waiting is None:
        await ask(turn, draft)
        return
    try:
        entry = await turn.write(waitlist.join, turn.actor, waiting, turn.now)
    except (TooLate, TooManyWaits) as refused:
        turn.trace.outcome = REFUSED
        await ask(turn, without_slot(draft), refusal.words(refused))
        return
    log.info("waiting_begun", entry_id=entry.id)
    await finish(turn, draft, wait_screens.joined(entry, turn.actor.quiet))


async def _book(turn: Turn, wish: Wish) -> Booked | TooManyVisits:
    made: Booked | TooManyVisits = await turn.write(
        watch.book, turn.actor, wish, turn.now, cap=(await turn.allowed()).cap
    )
    if watch.is_noted(made):
        await turn.write(watch.note, turn.actor, made, turn.now, owners=turn.owners)
    if isinstance(made, Booked):
        log.info("booking_made", booking_id=made.booking.id, is_new=made.is_new)
    return made


async def _together(turn: Turn, draft: BookingDraft, wish: Wish) -> tuple[Booked, ...]:
    """Raises as together.book; managers hear of too many visits, or people."""
    cap, pairs = (await turn.allowed()).cap, zip(draft.party, draft.places, strict=True)
    me = me_among(turn, await known_patients(turn)).name
    seats = [Seat(patient_id=one, slot_id=to, name="" if one else me) for one, to in pairs]
    try:
        made = await turn.write(together.book, turn.actor, wish, seats, now=turn.now, cap=cap)
    except TooManyVisits as refused:
        await turn.write(watch.note, turn.actor, refused, turn.now, owners=turn.owners)
        raise
    if watch.is_noted(made[-1]):
        await turn.write(watch.note, turn.actor, made[-1], turn.now, owners=turn.owners)
    for one in made:
        log.info("booking_made", booking_id=one.booking.id, is_new=one.is_new)
    return made


async def _move(turn: Turn, draft: BookingDraft) -> Booked:
    """Raises NotFound, Changed."""
    cap, slot_id = (await turn.allowed()).cap, draft.slot_id or 0
    made = await turn.write(move.move, turn.actor, draft.moving, slot_id, cap=cap, now=turn.now)
    log.info("booking_moved", booking_id=made.booking.id, is_new=made.is_new)
    return made


async def _keep_fast(turn: Turn, draft: BookingDraft, made: Booked) -> None:
    """They have said that they have not eaten: the desk sees it."""
    if draft.fast != KEPT or not made.is_new:
        return
    it, now = made.booking, turn.now
    with suppress(Changed, TooLate):
        await turn.write(fasting.say, turn.actor, it.id, it.version, has_eaten=False, now=now)


async def _instead(turn: Turn, draft: BookingDraft, refused: Refusal) -> None:
    """Why not, and what can be had: other times, another day, the booking that there is."""
    match refused:
        case SlotTaken(nearest):
            note = steps.NOT_TOGETHER if draft.party else steps.JUST_TAKEN
            await offer(turn, draft, nearest, translated(note))
        case TooLate(until):
            await _after(turn, draft, until)
        case BookedThatDay(booking_id):
            await _show_known(turn, draft, booking_id)
        case PriceChanged():
            await _at_new_price(turn, draft, refused)
        case TooManyVisits():
            items = await _movable(turn, draft, is_day=isinstance(refused, TooManyThatDay))
            slot_id = draft.slot_id or 0
            await _another_day(turn, draft, screens.too_many(draft.intent, refused, items, slot_id))
        case _:
            await ask(turn, without_slot(draft), translated(screens.ALREADY_BOOKED))


async def _after(turn: Turn, draft: BookingDraft, until: datetime) -> None:
    """A time has begun: other ones, unless it is that of the visit which was to be moved."""
    if draft.moving:
        item = await turn.read(booking.find, turn.actor, draft.moving)
        if not is_changeable(item, Wanted.MOVE, turn.now):
            await finish(turn, draft, tell.too_late(turn, item, Wanted.MOVE))
            return
    nearest = await nearest_free(turn, draft, until)
    await offer(turn, draft, nearest, translated(steps.HAS_BEGUN))


async def _show_known(turn: Turn, draft: BookingDraft, booking_id: int) -> None:
    """The patient has this test on this day: the booking is a tap away, and so is another day."""
    known = await turn.read(booking.find, turn.actor, booking_id)
    zone = turn.actor.zone_or(known.lab.zone)
    await _another_day(turn, draft, screens.booked_that_day(draft.intent, known, zone))


async def _movable(turn: Turn, draft: BookingDraft, *, is_day: bool) -> list[BookingView]:
    """Visits to come that could make room, but for one that is being moved itself."""
    every = await turn.read(booking.upcoming, turn.actor, turn.now, size=MOST)
    days = {item.id: to_wall(item.starts_at, item.lab.zone).date() for item in every.items}
    return [
        item
        for item in every.items
        if is_changeable(item, Wanted.MOVE, turn.now)
        and item.id != draft.moving
        and (not is_day or (days[item.id] == draft.day and item.lab.id == lab_of(draft).id))
    ]


async def _at_new_price(turn: Turn, draft: BookingDraft, refused: PriceChanged) -> None:
    """Ask again, as the card has shown another price."""
    lab = await turn.read(slot.find_lab, lab_of(draft).id)
    tests = await turn.read(slot.find_tests, test_ids_of(draft))
    anew = with_tests(with_lab(draft, in_words(lab)), list(map(in_words, tests)))
    await ask(turn, anew, refusal.words(refused))


async def _another_day(turn: Turn, draft: BookingDraft, screen: Screen) -> None:
    """Nothing was booked; the conversation waits for another day."""
    later = replace(without_slot(draft), day=None)
    await put(turn, later, screen, waiting_for(later))


def booked(turn: Turn, made: BookingView, *others: BookingView, is_moved: bool = False) -> Screen:
    """The card of a booking as it is now; the same however often it is asked for.

    others: of those who come together with its patient.
    """
    zone = turn.actor.zone_or(made.lab.zone)
    if others:
        return screens.together([made, *others], zone)
    if made.status is not Status.BOOKED:
        return my_bookings.booking(made, zone, turn.now)
    plan, quiet = made.test.reminders, turn.actor.quiet
    reminders = reminders_for(made.starts_at, plan, quiet, made.lab.zone, now=turn.now)
    today = to_wall(turn.now, made.lab.zone).date()
    return (screens.moved if is_moved else screens.booked)(made, zone, reminders, today)

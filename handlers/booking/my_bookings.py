"""What is booked, and where: /bookings with cancelling, offers of other times, /branch."""

from dataclasses import replace

import structlog
from aiogram import F, Router
from aiogram.filters import Command
from aiogram.types import BufferedInputFile, CallbackQuery, Message

from actions.booking import booking, calendar, coming, offer, slot, waitlist
from actions.desk import report
from domain.account.calendar_feed import token_of
from domain.booking.booking import (
    BookingView,
    Status,
    Wanted,
    is_changeable,
    is_left_to_the_desk,
    is_to_be_reminded,
)
from domain.refusals import AlreadyBooked, Changed, NotFound, PastCutOff, SlotTaken, TooLate
from fsm.booking.conversation import Booking, BookingDraft, waiting_for
from fsm.draft import load
from handlers.booking.before import tell
from handlers.booking.conversation import at_branch
from handlers.dialog import look_aside, show
from handlers.turn import Turn
from screens import refusal
from screens.booking import ics
from screens.booking import my_bookings as screens
from screens.booking.callbacks import (
    BookingsDo,
    BookingsTap,
    BranchTap,
    CalendarDo,
    CalendarFileTap,
    CalendarTap,
    ComingTap,
    DetailsTap,
    OfferTap,
)
from screens.booking.reminder import reminder
from screens.callback_values import StartDo, StartTap
from screens.language import in_words, translated

log = structlog.get_logger(__name__)
CALENDAR = "/b/calendar/"
FARTHEST = 10_000  # pages; a forged number goes no farther


def router() -> Router:
    """Two commands and their buttons; whose booking it is, the actions ask."""
    router = Router(name="bookings")
    router.message.register(bookings_command, Command("bookings", ignore_case=True))
    router.message.register(branch_command, Command("branch", "lab", ignore_case=True))
    tap = router.callback_query
    tap.register(bookings_command, StartTap.filter(F.do == StartDo.BOOKINGS))
    tap.register(page_tapped, BookingsTap.filter(F.do == BookingsDo.PAGE))
    tap.register(booking_opened, BookingsTap.filter(F.do == BookingsDo.OPEN))
    tap.register(cancel_asked, BookingsTap.filter(F.do == BookingsDo.CANCEL))
    tap.register(cancel_confirmed, BookingsTap.filter(F.do == BookingsDo.YES))
    tap.register(calendar_tapped, CalendarTap.filter())
    tap.register(coming_tapped, ComingTap.filter())
    tap.register(details_tapped, DetailsTap.filter())
    tap.register(file_tapped, CalendarFileTap.filter())
    tap.register(visit_declined, OfferTap.filter(F.slot == 0))
    tap.register(time_taken, OfferTap.filter())
    tap.register(map_tapped, BranchTap.filter(F.is_map))
    tap.register(branch_tapped, BranchTap.filter())
    return router


async def bookings_command(_event: Message | CallbackQuery, turn: Turn) -> None:
    """Typed, or [My bookings] of the menu."""
    await look_aside(turn)
    await _show_page(turn, 0)


async def page_tapped(_call: CallbackQuery, callback_data: BookingsTap, turn: Turn) -> None:
    await _show_page(turn, min(callback_data.value, FARTHEST))


async def booking_opened(_call: CallbackQuery, callback_data: BookingsTap, turn: Turn) -> None:
    """One booking, as it is now. Raises NotFound."""
    async with turn.database.read() as uow:
        item = await booking.find(uow, turn.actor, callback_data.value)
        reports = await report.of_booking(uow, turn.actor, item.id, turn.now)
        entry = await waitlist.of_booking(uow, turn.actor, item.id)
    zone, page = turn.actor.zone_or(item.lab.zone), callback_data.page
    earlier = entry.id if entry else 0
    screen = screens.booking(item, zone, turn.now, page=page, reports=reports, earlier=earlier)
    await show(turn, screen)


async def cancel_asked(call: CallbackQuery, callback_data: BookingsTap, turn: Turn) -> object:
    """Ask once; a booking that cannot be cancelled (any more) says so. Raises NotFound."""
    item = await turn.read(booking.find, turn.actor, callback_data.value)
    if item.status is Status.CANCELLED:
        await _show_cancelled(turn, replace(item, was_cancelled=True), callback_data.page)
    elif is_changeable(item, Wanted.CANCEL, turn.now):
        zone = turn.actor.zone_or(item.lab.zone)
        await show(turn, screens.cancel_asked(item, callback_data.page, zone))
    elif is_left_to_the_desk(item, Wanted.CANCEL, turn.now):
        await show(turn, tell.too_late(turn, item, Wanted.CANCEL))
    else:
        return call.answer(translated(screens.TOO_LATE), show_alert=True)
    return None


async def cancel_confirmed(call: CallbackQuery, callback_data: BookingsTap, turn: Turn) -> object:
    """Cancel it; a second tap says that it was cancelled already. Raises NotFound."""
    try:
        item = await turn.write(booking.cancel, turn.actor, callback_data.value, turn.now)
    except PastCutOff:
        turn.trace.outcome = "refused"
        item = await turn.read(booking.find, turn.actor, callback_data.value)
        await show(turn, tell.too_late(turn, item, Wanted.CANCEL))
        return None
    except TooLate:
        turn.trace.outcome = "refused"
        return call.answer(translated(screens.TOO_LATE), show_alert=True)
    log.info("booking_cancelled", booking_id=item.id, is_new=not item.was_cancelled)
    await _show_cancelled(turn, item, callback_data.page)
    return None


async def coming_tapped(_call: CallbackQuery, callback_data: ComingTap, turn: Turn) -> None:
    """An answer to a reminder; the visit as it is, if it is not what was reminded of any more.

    Raises NotFound.
    """
    number, note = callback_data.booking, screens.THANKS
    try:
        item = await turn.write(coming.say, turn.actor, number, callback_data.version, now=turn.now)
    except (Changed, TooLate):
        turn.trace.outcome = "refused"
        item, note = await turn.read(booking.find, turn.actor, number), screens.ANOTHER_TIME
    zone = turn.actor.zone_or(item.lab.zone)
    await show(turn, screens.booking(item, zone, turn.now, note=translated(note)))


async def details_tapped(_call: CallbackQuery, callback_data: DetailsTap, turn: Turn) -> None:
    """What a neutral message has left out, in its place. Raises NotFound."""
    item = await turn.read(booking.find, turn.actor, callback_data.booking)
    visit = await turn.read(coming.details, turn.actor, item.id)
    if is_to_be_reminded(visit, turn.now):
        await show(turn, reminder(visit, turn.now))
    else:
        zone = turn.actor.zone_or(item.lab.zone)
        await show(turn, screens.booking(item, zone, turn.now))


async def calendar_tapped(_call: CallbackQuery, callback_data: CalendarTap, turn: Turn) -> None:
    """The address of one's calendar, another one, or none any more."""
    feed = await turn.read(calendar.find, turn.actor)
    if callback_data.do is CalendarDo.NEW:
        feed = await turn.write(calendar.open_anew, turn.actor)
    elif callback_data.do is CalendarDo.CLOSE:
        await turn.write(calendar.close, turn.actor)
        feed = replace(feed, number=0)
    token = token_of(feed, turn.keys.present)
    await show(
        turn, screens.calendar(f"{turn.web_url}{CALENDAR}{token}.ics" if feed.number else "")
    )


async def file_tapped(_call: CallbackQuery, callback_data: CalendarFileTap, turn: Turn) -> None:
    """One visit for a calendar, as it is now; it replaces what an earlier file has put there.

    Raises NotFound.
    """
    item = await turn.read(booking.find, turn.actor, callback_data.booking)
    name, words = f"visit-{item.id}.ics", screens.FOR_CALENDAR
    if item.status is Status.CANCELLED:
        words = screens.OUT_OF_CALENDAR
    file = BufferedInputFile(ics.file(item, turn.now), name)
    await turn.bot.send_document(turn.actor.id, file, caption=translated(words))


async def time_taken(call: CallbackQuery, callback_data: OfferTap, turn: Turn) -> object:
    """One of the times that are offered instead. Raises NotFound for a foreign booking."""
    booking_id, slot_id = callback_data.booking, callback_data.slot
    try:
        done = await turn.write(offer.take, turn.actor, booking_id, slot_id, now=turn.now)
    except SlotTaken:
        await show(turn, screens.gone())
    except AlreadyBooked as refused:
        return call.answer(refusal.words(refused), show_alert=True)
    else:
        zone = turn.actor.zone_or(done.booking.lab.zone)
        await show(turn, screens.moved(done.booking, zone))
    return None


async def visit_declined(call: CallbackQuery, callback_data: OfferTap, turn: Turn) -> object:
    """No visit at all. Raises NotFound for a foreign booking."""
    try:
        await turn.write(offer.decline, turn.actor, callback_data.booking, turn.now)
    except TooLate as refused:
        return call.answer(refusal.words(refused), show_alert=True)
    await show(turn, screens.declined())
    return None


async def branch_command(_message: Message, turn: Turn) -> None:
    """The choice, or the one lab that there is. Raises NotFound before there is one."""
    await look_aside(turn)
    await branch_shown(turn)


async def branch_shown(turn: Turn) -> None:
    """The same without ending anything. Raises NotFound."""
    choice = await turn.read(slot.lab_choice, turn.actor, turn.now)
    several = len(choice.offered) > 1
    lab = choice.offered[0]
    await show(
        turn, screens.which(choice.offered) if several else screens.chosen(lab, is_only=True)
    )


async def branch_tapped(_call: CallbackQuery, callback_data: BranchTap, turn: Turn) -> None:
    """Book there from now on, and go on with a booking that waits for it. Raises NotFound."""
    draft = await load(turn.state, BookingDraft)
    if draft and waiting_for(draft) is Booking.picking_branch:
        await at_branch(turn, draft, callback_data.id)
        return
    lab = await turn.write(slot.choose_lab, turn.actor, callback_data.id)
    await show(turn, screens.chosen(lab))


async def map_tapped(_call: CallbackQuery, callback_data: BranchTap, turn: Turn) -> None:
    """A venue that any map opens. Raises NotFound."""
    lab = in_words(await turn.read(slot.find_lab, callback_data.id))
    if lab.latitude is None or lab.longitude is None:
        raise NotFound
    await turn.bot.send_venue(
        turn.actor.id, lab.latitude, lab.longitude, title=lab.name, address=lab.address
    )


async def _show_page(turn: Turn, number: int) -> None:
    async with turn.database.read() as uow:
        page = await booking.upcoming(uow, turn.actor, turn.now, number)
        waits = await waitlist.of_account(uow, turn.actor)
    await show(turn, screens.bookings(page, turn.now, waits=waits))


async def _show_cancelled(turn: Turn, item: BookingView, page: int) -> None:
    await show(turn, screens.cancelled(item, page, turn.actor.zone_or(item.lab.zone)))

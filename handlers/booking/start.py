"""/book and [Book a test]: a booking conversation begins; taps on one that is over."""

from aiogram import F, Router
from aiogram.filters import Command, CommandObject
from aiogram.types import CallbackQuery, Message

from actions.booking import booking, slot
from domain.booking.lab import LabChoice
from domain.refusals import NotFound
from fsm.booking.conversation import BookingDraft, with_lab
from fsm.draft import new_intent
from handlers import card
from handlers.booking import taps, typed
from handlers.booking.confirm import booked
from handlers.booking.conversation import Beginning, Turn
from handlers.booking.find import take_request
from handlers.booking.steps import ask
from screens.booking import confirm as screens
from screens.booking import my_bookings
from screens.booking.callbacks import BookingTap
from screens.callback_values import StartDo, StartTap
from screens.screen import Screen


def router() -> Router:
    """The command first, then taps and texts of the open conversation, then taps on an old one."""
    book = Router(name="booking")
    book.message.register(book_asked, Command("book", ignore_case=True), Beginning())
    book.callback_query.register(book_tapped, StartTap.filter(F.do == StartDo.BOOK), Beginning())
    taps.add_to(book)
    typed.add_to(book)
    book.callback_query.register(old_tapped, BookingTap.filter(), Beginning())
    return book


async def book_asked(_message: Message, command: CommandObject, turn: Turn) -> None:
    """/book, alone or with all or some of the answers: /book cbc tomorrow 9am."""
    await card.end(turn.state, turn.bot)
    await begin(turn, (command.args or "").strip())


async def book_tapped(call: CallbackQuery, turn: Turn) -> object:
    """[Book a test] or [Start again]: the tapped message becomes the card."""
    await card.end(turn.state, turn.bot)
    await begin(turn)
    return call.answer()


async def begin(turn: Turn, request: str = "") -> None:
    """Ask the first question that the request leaves open."""
    found = await _lab(turn)
    if found is None:
        await card.place(turn.event, None, screens.closed(), turn.bot)
        return
    if found.is_open:
        await card.place(turn.event, None, await _branches(turn), turn.bot)
        return
    draft = with_lab(BookingDraft(intent=new_intent()), found.lab)
    if request:
        await take_request(turn, draft, request)
    else:
        await ask(turn, draft)


async def _branches(turn: Turn) -> Screen:
    async with turn.database.read() as uow:
        return my_bookings.which(await slot.all_labs(uow))


async def _lab(turn: Turn) -> LabChoice | None:
    """The lab, if it offers anything."""
    async with turn.database.read() as uow:
        try:
            found = await slot.lab_choice(uow, turn.actor)
        except NotFound:
            return None
        offered = await slot.list_tests(uow)
    return found if offered.items else None


async def old_tapped(call: CallbackQuery, callback_data: BookingTap, turn: Turn) -> object:
    """A button of a conversation that is over: what it led to, if to anything.

    It may be a second tap on [Confirm], or one after a restart.
    """
    async with turn.database.read() as uow:
        made = await booking.by_intent(uow, turn.actor, callback_data.intent)
    if made is None:
        turn.trace.outcome = "refused"
    screen = booked(turn, made) if made else screens.expired()
    await card.edit(call, screen, turn.bot)
    return call.answer()

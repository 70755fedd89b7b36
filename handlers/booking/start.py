"""/book and [Book a test]: a booking conversation begins; taps on one that is over."""

from aiogram import F, Router
from aiogram.filters import Command, CommandObject
from aiogram.types import CallbackQuery, Message

from actions.booking import booking, slot
from domain.booking.lab import LabChoice
from domain.refusals import NotFound
from fsm.booking.conversation import BookingDraft, with_lab
from fsm.draft import new_intent
from handlers import dialog
from handlers.booking import confirm, taps, typed
from handlers.booking.conversation import ask, go_on
from handlers.turn import Turn
from screens.booking import card as screens
from screens.booking.callbacks import BookingTap
from screens.callback_values import StartDo, StartTap


def router() -> Router:
    """The command first, then taps and texts of the open conversation, then taps on an old one."""
    router = Router(name="booking")
    router.message.register(book_command, Command("book", ignore_case=True))
    router.callback_query.register(book_tapped, StartTap.filter(F.do == StartDo.BOOK))
    confirm.add_to(router)
    taps.add_to(router)
    typed.add_to(router)
    router.callback_query.register(old_tapped, BookingTap.filter())
    return router


async def book_command(_message: Message, command: CommandObject, turn: Turn) -> None:
    """Alone or with all or some of the answers: /book cbc tomorrow 9am."""
    await _begin(turn, (command.args or "").strip())


async def book_tapped(_call: CallbackQuery, turn: Turn) -> None:
    """[Book a test] or [Start again]: the tapped message becomes the card."""
    await _begin(turn, "")


async def old_tapped(_call: CallbackQuery, callback_data: BookingTap, turn: Turn) -> None:
    """A button of a conversation that is over: what it led to, if to anything.

    It may be a second tap on [Confirm], or one after a restart.
    """
    made = await turn.read(booking.by_intent, turn.actor, callback_data.intent)
    if made is None:
        turn.trace.outcome = "refused"
    await dialog.show(turn, confirm.booked(turn, made) if made else screens.expired())


async def _begin(turn: Turn, request: str) -> None:
    """Ask the first question that the request leaves open."""
    await dialog.begin(turn)
    choice = await _lab_choice(turn)
    if choice is None:
        await dialog.show(turn, screens.closed())
        return
    draft = BookingDraft(intent=new_intent(), request=request)
    await (go_on(turn, with_lab(draft, choice.lab)) if choice.lab else ask(turn, draft))


async def _lab_choice(turn: Turn) -> LabChoice | None:
    """None if nothing is offered yet."""
    try:
        choice = await turn.read(slot.lab_choice, turn.actor, turn.now)
    except NotFound:
        return None
    return choice if (await turn.read(slot.list_tests)).items else None

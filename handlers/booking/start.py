"""/book and [Book a test]: a booking conversation begins; taps on one that is over."""

from dataclasses import replace
from datetime import date

from aiogram import F, Router
from aiogram.filters import Command, CommandObject
from aiogram.types import CallbackQuery, Message

from actions.booking import booking, slot
from actions.booking.family import together
from domain.booking.lab import LabChoice
from domain.booking.several import ids_in
from domain.refusals import NotFound, SlotTaken
from fsm.booking.conversation import (
    BookingDraft,
    draft_of,
    lab_of,
    seal,
    test_ids_of,
    with_day,
    with_lab,
    with_slot,
    with_tests,
)
from fsm.booking.intent import moved_by
from fsm.draft import new_intent
from handlers import dialog
from handlers.booking import confirm, fasting, move, taps, typed
from handlers.booking.conversation import ask, go_on
from handlers.turn import Turn
from screens.account import start
from screens.booking import card as screens
from screens.booking.callbacks import BookAgainTap, BookingDo, BookingTap, MoveTap, shown_on
from screens.callback_values import StartDo, StartTap
from screens.language import Marked, in_words, translated


def router() -> Router:
    """The command first, then taps and texts of the open conversation, then taps on an old one."""
    router = Router(name="booking")
    router.message.register(book_command, Command("book", ignore_case=True))
    router.callback_query.register(book_tapped, StartTap.filter(F.do == StartDo.BOOK))
    router.callback_query.register(again_tapped, BookAgainTap.filter())
    confirm.add_to(router)
    fasting.add_to(router)
    taps.add_to(router)
    typed.add_to(router)
    router.callback_query.register(old_tapped, BookingTap.filter())
    return router


async def book_command(_message: Message, command: CommandObject, turn: Turn) -> None:
    """Alone or with all or some of the answers: /book cbc tomorrow 9am."""
    await begin_with(turn, (command.args or "").strip())


async def book_tapped(_call: CallbackQuery, turn: Turn) -> None:
    """[Book a test] or [Start again]: the tapped message becomes the card."""
    await begin_with(turn, "")


async def again_tapped(_call: CallbackQuery, callback_data: BookAgainTap, turn: Turn) -> None:
    """[Start again], with what was known."""
    await begin_knowing(turn, callback_data)


async def begin_knowing(turn: Turn, known: BookAgainTap, lost: Marked | None = None) -> None:
    """Ask what is open of this. lost: what to say if the time is not free any more."""
    choice = await _begun(turn)
    if choice is not None:
        draft = await _with_known(turn, choice, known)
        is_lost = lost is not None and draft.slot_id is None
        await ask(turn, draft, translated(lost) if lost and is_lost else "")


async def begin_with(turn: Turn, request: str) -> None:
    """Ask the first question that the request leaves open."""
    choice = await _begun(turn)
    if choice is not None:
        draft = BookingDraft(intent=new_intent(), request=request)
        await (
            go_on(turn, with_lab(draft, in_words(choice.lab))) if choice.lab else ask(turn, draft)
        )


async def old_tapped(call: CallbackQuery, callback_data: BookingTap, turn: Turn) -> None:
    """A button of a conversation that is over: what it led to, if to anything.

    It may be a second tap on [Confirm], or one after a restart: what the card shows is in its
    buttons, and the conversation goes on from there.
    """
    if moving := moved_by(callback_data.intent):
        await _moved_tapped(call, callback_data, turn, moving)
        return
    made = await turn.read(together.made, turn.actor, callback_data.intent)
    if made:
        await dialog.show(turn, confirm.booked(turn, *made))
        return
    turn.trace.outcome = "refused"
    card = call.message if isinstance(call.message, Message) else None
    known = shown_on(card.reply_markup if card else None, callback_data.intent)
    is_known = known is not None and (known.test or callback_data.do is BookingDo.TEST)
    is_free = await turn.state.get_state() is None
    if known is None or not (is_known and is_free):
        again = known or BookAgainTap()
        await dialog.show(turn, dialog.over(turn, start.NOTHING_BOOKED, again))
    elif callback_data.do is BookingDo.CANCEL:
        await dialog.show(turn, screens.cancelled())
    else:
        await _go_on(call, callback_data, known, turn)


async def _moved_tapped(call: CallbackQuery, tap: BookingTap, turn: Turn, moving: int) -> None:
    """The same of a move: it is done, or goes on from what the card shows. Raises NotFound."""
    item = await turn.read(booking.find, turn.actor, moving)
    card = call.message if isinstance(call.message, Message) else None
    known = shown_on(card.reply_markup if card else None, tap.intent)
    slot_id = known.slot if known else 0
    done = seal(replace(draft_of(item), slot_id=item.slot_id))
    if tap.do is BookingDo.CONFIRM and done == tap.value:
        await dialog.show(turn, confirm.booked(turn, item, is_moved=True))
    elif tap.do is BookingDo.CANCEL:
        await dialog.show(turn, screens.kept(item, turn.actor.zone_or(item.lab.zone)))
    else:
        day = taps.day_of(turn, tap.value).toordinal() if tap.do is BookingDo.DAY else 0
        slot_id = tap.value if tap.do is BookingDo.SLOT else slot_id
        await move.begin(turn, MoveTap(booking=moving, day=day, slot=slot_id))


async def _go_on(call: CallbackQuery, tap: BookingTap, known: BookAgainTap, turn: Turn) -> None:
    """As if the conversation were open; of a name that was typed nothing is known."""
    choice = await _begun(turn)
    if choice is None:
        return
    draft = await _with_known(turn, choice, known)
    draft = replace(draft, intent=tap.intent, card=turn.tapped)
    if choice.lab is None:
        await ask(turn, draft)
    elif tap.do is BookingDo.BACK:
        await confirm.back_taken(call, turn, draft)
    elif tap.do is BookingDo.CONFIRM:
        await ask(turn, draft, translated(screens.NAME_FORGOTTEN))
    else:
        await taps.HANDLERS[tap.do](call, tap, turn, draft)


async def _with_known(turn: Turn, choice: LabChoice, known: BookAgainTap) -> BookingDraft:
    """A draft with what is still offered of it; with nothing before the branch is chosen."""
    draft = BookingDraft(intent=new_intent())
    if choice.lab is None:
        return draft
    draft = with_lab(draft, in_words(choice.lab))
    try:
        if known.test:
            tests = await turn.read(slot.find_tests, ids_in(known.test))
            draft = with_tests(draft, list(map(in_words, tests)))
        if known.day and draft.test:
            draft = with_day(draft, date.fromordinal(known.day))
        if known.slot and draft.test:
            lab, test = lab_of(draft), test_ids_of(draft)
            time = await turn.read(slot.pick, lab, known.slot, turn.now, test_id=test)
            draft = with_slot(draft, time)
    except (NotFound, SlotTaken):
        pass
    return draft


async def _begun(turn: Turn) -> LabChoice | None:
    """Where it may be; None if nothing is offered, which is shown."""
    await dialog.begin(turn)
    choice = await _lab_choice(turn)
    if choice is None:
        await dialog.show(turn, screens.closed(turn.actor.role))
    return choice


async def _lab_choice(turn: Turn) -> LabChoice | None:
    """None if nothing is offered yet."""
    try:
        choice = await turn.read(slot.lab_choice, turn.actor, turn.now)
    except NotFound:
        return None
    return choice if (await turn.read(slot.list_tests)).items else None

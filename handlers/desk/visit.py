"""A visit's card: what happened, notes, cancelling, moving; and [Undo] under all that staff do."""

from typing import Any

from aiogram import F, Router
from aiogram.types import CallbackQuery, Message

from actions import undo_ways
from actions.desk import day, phone_call, visit
from domain.audit import Seen
from domain.desk.day import is_out_of_day, may_act
from domain.refusals import Changed, TextEmpty, TextTooLong, TooLate
from fsm.desk.conversations import CallerDraft, NoteDraft, Noting
from fsm.draft import load, new_intent
from handlers.desk.phone_call import ask_day
from handlers.dialog import LEAVING, TYPED, UNREADABLE, Open, ask, begin, finish, show
from handlers.roles import is_desk, is_staff, router_for
from handlers.turn import Turn
from screens import undo as undo_screens
from screens.callback_values import UndoTap
from screens.desk import visit as screens
from screens.desk.callbacks import VisitDo, VisitTap
from screens.language import translated
from screens.screen import Screen


def router() -> Router:
    router = router_for(is_staff, "visit")
    for handler, answer in (
        (left_by_word, LEAVING),
        (note_typed, TYPED),
        (unreadable_sent, UNREADABLE),
    ):
        router.message.register(handler, Noting.writing, answer, is_desk, Open(NoteDraft))
    taps = router.callback_query
    taps.register(visit_tapped, VisitTap.filter(F.do == VisitDo.OPEN))
    taps.register(act_tapped, VisitTap.filter(F.do.in_({VisitDo.ACT, VisitDo.SURE})))
    taps.register(note_tapped, VisitTap.filter(F.do == VisitDo.NOTE), is_desk)
    taps.register(cancel_tapped, VisitTap.filter(F.do == VisitDo.CANCEL), is_desk)
    taps.register(move_tapped, VisitTap.filter(F.do == VisitDo.MOVE), is_desk)
    taps.register(undo_tapped, UndoTap.filter())
    return router


async def visit_tapped(_call: CallbackQuery, callback_data: VisitTap, turn: Turn) -> None:
    """The card, as it is now; a note that was asked for is left."""
    await show(turn, await visit_screen(turn, callback_data.id))
    if await load(turn.state, NoteDraft):
        await turn.state.clear()


async def act_tapped(_call: CallbackQuery, callback_data: VisitTap, turn: Turn) -> None:
    """Something happened; whoever comes second reads who was faster.

    On another day than the visit's, it is asked first.
    """
    tap, note = callback_data, ""
    if tap.do is VisitDo.ACT:
        found = await turn.read(visit.find, turn.actor, tap.id)
        may_act(turn.actor, tap.act)
        if is_out_of_day(tap.act, found, turn.now):
            await show(turn, screens.ask_act(found, turn.actor, tap, turn.now))
            return
    try:
        await turn.write(day.act, turn.actor, tap.id, tap.act, version=tap.version, now=turn.now)
    except Changed:
        note = await _faster(turn, tap.id)
    await show(turn, await visit_screen(turn, tap.id, note))


async def cancel_tapped(_call: CallbackQuery, callback_data: VisitTap, turn: Turn) -> None:
    """Cancelled at once, as it can be undone."""
    try:
        change = await turn.write(visit.cancel, turn.actor, callback_data.id, turn.now)
    except Changed:
        note = await _faster(turn, callback_data.id)
        await show(turn, await visit_screen(turn, callback_data.id, note))
    else:
        await show(turn, screens.cancelled(change, turn.actor, turn.now))


async def move_tapped(_call: CallbackQuery, callback_data: VisitTap, turn: Turn) -> None:
    """To which day? From here on it is as on the phone."""
    await begin(turn)
    found = await turn.read(visit.find, turn.actor, callback_data.id)
    patient_id = await turn.read(phone_call.patient_of, turn.actor, callback_data.id)
    draft = CallerDraft(
        intent=new_intent(), patient_id=patient_id, test_id=found.test.id, moving=found.id
    )
    await ask_day(turn, draft)


async def note_tapped(_call: CallbackQuery, callback_data: VisitTap, turn: Turn) -> None:
    await begin(turn)
    await _ask_note(turn, NoteDraft(intent=new_intent(), booking_id=callback_data.id))


async def note_typed(_message: Message, draft: NoteDraft, turn: Turn) -> None:
    try:
        await turn.write(day.note, turn.actor, draft.booking_id, turn.words, now=turn.now)
    except (TextEmpty, TextTooLong):
        await _ask_note(turn, draft, translated(screens.NO_NOTE))
    else:
        await finish(turn, draft, await visit_screen(turn, draft.booking_id))


async def unreadable_sent(_message: Message, draft: NoteDraft, turn: Turn) -> None:
    await _ask_note(turn, draft, translated(screens.NO_NOTE))


async def left_by_word(_message: Message, draft: NoteDraft, turn: Turn) -> None:
    await finish(turn, draft, await visit_screen(turn, draft.booking_id))


async def undo_tapped(call: CallbackQuery, callback_data: UndoTap, turn: Turn) -> Any:
    """Take back whatever it was, in this message."""
    try:
        undone = await turn.write(undo_ways.take_back, turn.actor, callback_data.id, turn.now)
    except TooLate:
        return call.answer(translated(undo_screens.TOO_LATE), show_alert=True)
    except Changed:
        return call.answer(translated(undo_screens.CHANGED), show_alert=True)
    await show(turn, undo_screens.undone(undone))
    return None


async def visit_screen(turn: Turn, booking_id: int, note: str = "") -> Screen:
    """The card. Raises NotFound."""
    found = await turn.read(day.card, turn.actor, booking_id)
    await turn.note_seen(Seen.VISIT, bookings=[booking_id])
    return screens.card(found, turn.actor, turn.now, note)


async def _ask_note(turn: Turn, draft: NoteDraft, note: str = "") -> None:
    found = await turn.read(visit.find, turn.actor, draft.booking_id)
    await ask(turn, draft, screens.ask_note(found, note), Noting.writing)


async def _faster(turn: Turn, booking_id: int) -> str:
    found = await turn.read(visit.find, turn.actor, booking_id)
    last = await turn.read(day.last, turn.actor, booking_id)
    return screens.faster(last, found.lab.zone)

"""A patient answers a recall; the desk sets, ends and settles them."""

from aiogram import F, Router
from aiogram.filters import Command, CommandObject
from aiogram.types import CallbackQuery, Message

from actions.booking import booking, slot, watch
from actions.desk import recall, visit
from domain.audit import Seen
from domain.booking.booking import Booked
from domain.booking.patient import Patient
from domain.desk.recall import Question
from domain.refusals import (
    AlreadyBooked,
    BookedThatDay,
    Changed,
    NotFound,
    RecallUnclear,
    SlotTaken,
    TooLate,
)
from fsm.booking.conversation import BookingDraft, with_lab, with_patient, with_tests
from fsm.draft import new_intent
from handlers.booking.confirm import booked
from handlers.booking.conversation import ask
from handlers.desk.followups import show_list
from handlers.dialog import begin, look_aside, show
from handlers.roles import is_desk
from handlers.turn import Turn
from screens import refusal
from screens.desk import recall as screens
from screens.desk.callbacks import AskBackDo, AskBackTap, RecallDo, RecallTap
from screens.language import Marked, in_words, translated


def router() -> Router:
    router = Router(name="recalls")
    tap = router.callback_query
    tap.register(book_tapped, RecallTap.filter(F.do == RecallDo.BOOK))
    tap.register(other_tapped, RecallTap.filter(F.do == RecallDo.OTHER))
    tap.register(later_tapped, RecallTap.filter(F.do == RecallDo.LATER))
    tap.register(stop_tapped, RecallTap.filter(F.do == RecallDo.STOP))
    router.message.register(recall_command, Command("recall", ignore_case=True), is_desk)
    tap.register(ask_back_tapped, AskBackTap.filter(F.do == AskBackDo.ASK), is_desk)
    tap.register(days_tapped, AskBackTap.filter(F.do == AskBackDo.SET), is_desk)
    tap.register(end_tapped, AskBackTap.filter(F.do == AskBackDo.END), is_desk)
    tap.register(silent_tapped, AskBackTap.filter(F.do == AskBackDo.OPEN), is_desk)
    tap.register(called_tapped, AskBackTap.filter(F.do == AskBackDo.CALLED), is_desk)
    return router


async def book_tapped(call: CallbackQuery, callback_data: RecallTap, turn: Turn) -> object:
    """One tap books it; a second one shows it. Raises NotFound."""
    tap, note = callback_data, screens.TAKEN
    found = await turn.read(recall.mine, turn.actor, tap.id)
    wish = recall.wish_of(found, tap.slot, _seen(tap))
    known = await turn.read(booking.by_intent, turn.actor, wish.intent)
    if known is not None:
        await show(turn, booked(turn, known))
        return None
    try:
        await turn.read(recall.question, turn.actor, tap.id, _seen(tap), now=turn.now)
        cap = (await turn.allowed()).cap
        made = await turn.write(watch.book, turn.actor, wish, turn.now, cap=cap)
    except (SlotTaken, TooLate):
        return await _again(call, tap, turn, note)
    except (AlreadyBooked, BookedThatDay) as refused:
        return call.answer(refusal.words(refused), show_alert=True)
    except Changed:
        return call.answer(translated(screens.ANSWERED), show_alert=True)
    if watch.is_noted(made):
        await turn.write(watch.note, turn.actor, made, turn.now, owners=turn.owners)
    if not isinstance(made, Booked):
        return call.answer(refusal.words(made), show_alert=True)
    await show(turn, booked(turn, made.booking))
    return None


async def _again(call: CallbackQuery, tap: RecallTap, turn: Turn, note: Marked) -> object:
    """Other times for the same question."""
    try:
        found, offered = await turn.read(
            recall.question, turn.actor, tap.id, _seen(tap), now=turn.now
        )
    except Changed:
        return call.answer(translated(screens.ANSWERED), show_alert=True)
    await show(turn, screens.question(found, offered, turn.now, translated(note)))
    return None


async def other_tapped(call: CallbackQuery, callback_data: RecallTap, turn: Turn) -> object:
    """The booking conversation, with all known but the time. Raises NotFound."""
    tap = callback_data
    try:
        found, _ = await turn.read(recall.question, turn.actor, tap.id, _seen(tap), now=turn.now)
    except Changed:
        return call.answer(translated(screens.ANSWERED), show_alert=True)
    it = found.recall
    try:
        test = await turn.read(slot.find_test, it.test_id)
    except NotFound:
        return call.answer(translated(screens.NO_TEST), show_alert=True)
    lab = await turn.read(slot.find_lab, it.lab_id)
    await begin(turn)
    draft = with_lab(BookingDraft(intent=new_intent()), in_words(lab))
    who = Patient(it.patient_id, found.name, found.phone, found.is_self)
    await ask(turn, with_patient(with_tests(draft, [in_words(test)]), who))
    return None


async def later_tapped(call: CallbackQuery, callback_data: RecallTap, turn: Turn) -> object:
    """Once more in a week; the second time at the next turn. Raises NotFound."""
    tap = callback_data
    try:
        after = await turn.write(recall.put_off, turn.actor, tap.id, seen=_seen(tap), now=turn.now)
    except Changed:
        return call.answer(translated(screens.ANSWERED), show_alert=True)
    await show(turn, screens.put_off(after))
    return None


async def stop_tapped(_call: CallbackQuery, callback_data: RecallTap, turn: Turn) -> None:
    """No more of these. Raises NotFound."""
    await turn.write(recall.stop, turn.actor, callback_data.id, now=turn.now)
    await show(turn, screens.stopped())


async def recall_command(_message: Message, command: CommandObject, turn: Turn) -> None:
    """/recall 12 HbA1c every 90 days."""
    await look_aside(turn)
    number, _, line = (command.args or "").strip().partition(" ")
    number = number.removeprefix("#")
    if not (number.isascii() and number.isdigit() and len(number) < 19 and line):
        await show(turn, screens.how())
        return
    try:
        await turn.write(recall.set_by_line, turn.actor, int(number), line, now=turn.now)
    except RecallUnclear as refused:
        await _ask_back(turn, int(number), refusal.words(refused))
    else:
        await _ask_back(turn, int(number), translated(screens.KEPT))


async def ask_back_tapped(_call: CallbackQuery, callback_data: AskBackTap, turn: Turn) -> None:
    await _ask_back(turn, callback_data.id)


async def days_tapped(_call: CallbackQuery, callback_data: AskBackTap, turn: Turn) -> None:
    tap = callback_data
    found = await turn.read(visit.find, turn.actor, tap.id)
    await turn.write(
        recall.set_days,
        turn.actor,
        found.patient_id,
        found.test.id,
        days=tap.value,
        now=turn.now,
    )
    await _ask_back(turn, tap.id, translated(screens.KEPT))


async def end_tapped(_call: CallbackQuery, callback_data: AskBackTap, turn: Turn) -> None:
    """Of a visit's card, whose number is beside it, or of the list."""
    await turn.write(recall.end, turn.actor, callback_data.id, now=turn.now)
    if callback_data.value:
        await _ask_back(turn, callback_data.value, translated(screens.KEPT))
    else:
        await show_list(turn, translated(screens.KEPT))


async def silent_tapped(_call: CallbackQuery, callback_data: AskBackTap, turn: Turn) -> None:
    found = await turn.read(recall.silent, turn.actor)
    one = next((it for it in found if it.recall.id == callback_data.id), None)
    if one is None:
        await show_list(turn)
        return
    await turn.note_seen(Seen.FOLLOW_UPS, patients=[one.recall.patient_id])
    await show(turn, screens.silent(one))


async def called_tapped(_call: CallbackQuery, callback_data: AskBackTap, turn: Turn) -> None:
    tap, note = callback_data, screens.KEPT
    try:
        await turn.write(recall.called, turn.actor, tap.id, version=tap.value, now=turn.now)
    except Changed:
        note = screens.GONE
    await show_list(turn, translated(note))


def _seen(tap: RecallTap) -> Question:
    return Question(tap.round, tap.asked)


async def _ask_back(turn: Turn, booking_id: int, note: str = "") -> None:
    """Raises NotFound."""
    found = await turn.read(visit.find, turn.actor, booking_id)
    known = await turn.read(recall.of_patient, turn.actor, found.patient_id)
    await turn.note_seen(Seen.VISIT, bookings=[booking_id])
    await show(turn, screens.ask_back(found, known, note))

"""'Remind me 2 h before my blood test to take the referral', and [Undo] once it has followed."""

from datetime import UTC, datetime
from typing import Any

from aiogram import Router
from aiogram.filters import StateFilter
from aiogram.types import CallbackQuery, Message

from actions.booking.before import tied
from actions.messages import schedule as messages
from domain.booking.words.tied import Tied, read
from domain.refusals import Changed, MessageInPast
from fsm.messages.compose import Schedule, ScheduleDraft
from fsm.messages.tied import written
from handlers.dialog import TYPED, begin, show
from handlers.messages.media import NEW
from handlers.messages.question import ask
from handlers.messages.typed_message import words_in
from handlers.turn import Turn, intent_of
from screens.booking.before import tied as screens
from screens.language import translated
from screens.messages import my_messages as lists
from screens.messages.callbacks import UntieTap


def router() -> Router:
    """Before plain sentences: the visit that is named is one that is booked."""
    router = Router(name="tied")
    router.message.register(tie_typed, StateFilter(*NEW, Schedule.doubting), TYPED, is_tied)
    router.callback_query.register(undo_tapped, UntieTap.filter())
    return router


async def is_tied(_message: Message, turn: Turn) -> bool | dict[str, Any]:
    """Filter: hands on the `tie`."""
    known = await turn.known_tests(turn.database, turn.now)
    tie = read(turn.words, turn.actor.locale, known.tests)
    return {"tie": tie} if tie else False


async def tie_typed(message: Message, turn: Turn, tie: Tied) -> None:
    """Out of the blue."""
    await begin(turn)
    draft = ScheduleDraft(intent=intent_of(message))
    await ask(turn, written(draft, tie, words_in(message)))


async def undo_tapped(_call: CallbackQuery, callback_data: UntieTap, turn: Turn) -> None:
    """It comes when it would have, or stays as it is if it has changed since.

    Raises NotFound (also for a foreign id).
    """
    number, at = callback_data.id, datetime.fromtimestamp(callback_data.at, UTC)
    version = callback_data.version
    try:
        await turn.write(tied.keep, turn.actor, number, version, at=at, now=turn.now)
    except (Changed, MessageInPast) as refused:
        turn.trace.outcome = "refused"
        found = await turn.read(messages.find, turn.actor, number)
        is_late = isinstance(refused, MessageInPast)
        note = screens.UNDONE_LATE if is_late else screens.CHANGED
        await show(turn, lists.card(found, turn.reader, 0, translated(note)))
    else:
        await show(turn, screens.undone(at, turn.actor.zone, turn.now))

"""What every handler of a call works with."""

from dataclasses import dataclass, replace
from typing import Any

from aiogram.types import CallbackQuery, Message

from actions.booking import slot
from actions.desk import phone_call
from fsm.desk.conversations import CallerDraft
from fsm.draft import load, save
from handlers import card
from handlers.turn import Turn, turn_of
from screens.desk import phone_call as screens
from screens.desk.callbacks import PhoneCallTap
from screens.desk.phone_call import Call
from screens.screen import Screen


@dataclass(frozen=True, slots=True)
class CallerTurn:
    """One update within a call. frame: for its screens."""

    turn: Turn
    draft: CallerDraft
    frame: Call

    def with_draft(self, **changes: Any) -> "CallerTurn":
        """The same with other choices."""
        return replace(self, draft=replace(self.draft, **changes))

    async def shows(self, query: CallbackQuery, screen: Screen) -> Any:
        """The tapped message becomes this screen."""
        await card.edit(query, screen, self.turn.bot)
        return query.answer()


async def new_call(turn: Turn, draft: CallerDraft) -> CallerTurn:
    """A call at the actor's lab."""
    async with turn.database.read() as uow:
        lab = await slot.lab_for(uow, turn.actor)
    return CallerTurn(turn, draft, Call(draft.intent, lab, turn.now))


async def is_open(
    event: Message | CallbackQuery, callback_data: PhoneCallTap | None = None, **data: Any
) -> bool | dict[str, Any]:
    """Filter: this very call is open; hands it on."""
    turn = turn_of(event, data)
    draft = await load(turn.state, CallerDraft)
    if draft is None or (callback_data and callback_data.intent != draft.intent):
        return False
    return {"call": await new_call(turn, draft)}


async def hold(call: CallerTurn, **changes: Any) -> None:
    """Keep what is chosen."""
    await save(call.turn.state, replace(call.draft, **changes))


async def patient_screen(call: CallerTurn, note: str) -> Screen:
    """The chosen patient. Raises NotFound."""
    turn = call.turn
    async with turn.database.read() as uow:
        known = await phone_call.know(uow, turn.actor, call.draft.patient_id, turn.now)
    return screens.patient(call.frame, known.caller, known.visits, note)

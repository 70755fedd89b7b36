"""One turn of the booking conversation: who said what, and the card that asks the next question."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import datetime
from typing import Any

from aiogram import Bot
from aiogram.filters import Filter
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State
from aiogram.types import CallbackQuery, Message

from db.uow import Database
from domain.account.actor import Actor
from domain.time.zones import to_wall
from fsm.booking.conversation import Booking, BookingDraft, lab_of, test_of, waiting_for
from fsm.draft import load, load_intent, save
from handlers import card as show
from infra.log import Trace
from screens.booking import steps as patient
from screens.booking.callbacks import BookingTap
from screens.booking.card import Frame
from screens.screen import Screen

Event = Message | CallbackQuery


@dataclass(frozen=True, slots=True)
class Turn:
    """What a handler gets by name, in one value. now: aware UTC."""

    event: Event
    bot: Bot
    state: FSMContext
    actor: Actor
    database: Database
    now: datetime
    trace: Trace

    @classmethod
    def of(cls, event: Event, given: Mapping[str, Any]) -> "Turn":
        """The turn of an event with what the dispatcher gives to its handlers."""
        names = (field.name for field in fields(cls) if field.name != "event")
        return cls(event, **{name: given[name] for name in names})


class Beginning(Filter):
    """Gives `turn` to what opens a conversation."""

    async def __call__(self, event: Event, **given: Any) -> dict[str, Any]:
        """Always fits."""
        return {"turn": Turn.of(event, given)}


class Tapped(Filter):
    """A button of the open conversation; gives `turn` and `draft`."""

    async def __call__(
        self, call: CallbackQuery, callback_data: BookingTap, **given: Any
    ) -> bool | dict[str, Any]:
        """Fits if the conversation that the button names is open."""
        draft = await load_intent(given["state"], BookingDraft, callback_data.intent)
        return {"turn": Turn.of(call, given), "draft": draft} if draft else False


class Answering(Filter):
    """A message while one of `steps` (any, if none is named) is open; gives `turn` and `draft`."""

    def __init__(self, *steps: State) -> None:
        self._steps = steps

    async def __call__(self, message: Message, **given: Any) -> bool | dict[str, Any]:
        """Never fits a command."""
        draft = await load(given["state"], BookingDraft)
        if draft is None or (message.text or "").startswith("/"):
            return False
        if self._steps and waiting_for(draft) not in self._steps:
            return False
        return {"turn": Turn.of(message, given), "draft": draft}


def frame(turn: Turn, draft: BookingDraft, note: str = "") -> Frame:
    """What every card shows; note: plain text."""
    lab = lab_of(draft)
    zone = turn.actor.zone if turn.actor.zone_known else lab.zone
    return Frame(
        today=to_wall(turn.now, lab.zone).date(),
        intent=draft.intent,
        lab=lab,
        zone=zone,
        test=test_of(draft),
        starts_at=draft.starts_at,
        note=note,
    )


async def put(turn: Turn, draft: BookingDraft, screen: Screen) -> None:
    """Show the card, then keep the draft: a tap that is delivered again finds it as it was."""
    card = await show.place(turn.event, draft.card, screen, turn.bot)
    if isinstance(turn.event, CallbackQuery) and draft.card not in {None, card}:
        await show.remove(turn.bot, turn.state.key.chat_id, draft.card)
    waiting = waiting_for(draft)
    if waiting is not Booking.giving_phone:
        draft = await without_keyboard(turn, draft)
    await save(turn.state, replace(draft, card=card))
    await turn.state.set_state(waiting)
    if waiting is Booking.giving_phone:
        await show.bring_keyboard(turn.state, turn.bot, patient.contact_button())


async def finish(turn: Turn, draft: BookingDraft, screen: Screen) -> None:
    """Show the last card, then forget the conversation."""
    await show.place(turn.event, draft.card, screen, turn.bot)
    await without_keyboard(turn, draft)
    await turn.state.clear()


async def without_keyboard(turn: Turn, draft: BookingDraft) -> BookingDraft:
    """Take away the reply keyboard that asked for a contact, if it is still there."""
    await show.take_keyboard(turn.bot, turn.state.key.chat_id, draft.prompt)
    return replace(draft, prompt=None)

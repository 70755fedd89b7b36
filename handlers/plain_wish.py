"""Plain sentences about a visit: they lead to booking or to one's bookings, never to a message to
oneself without a question.
"""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from aiogram import F, Router
from aiogram.filters import StateFilter
from aiogram.types import CallbackQuery, Message

from domain.booking.words.plain_wish import (
    LONGEST,
    Known,
    Plain,
    Wish,
    may_be_wish,
    plain_wish,
)
from domain.booking.words.soonest import SOONEST, soonest_in
from domain.when import Ask, Unclear, Understood, parse_when
from fsm.messages.compose import Asking, Schedule, ScheduleDraft, unwritten
from handlers.booking.start import begin_with
from handlers.dialog import TYPED, Open, begin, show
from handlers.messages.media import NEW
from handlers.messages.question import ask
from handlers.messages.typed_message import read_message, words_in
from handlers.plain_answers import tell
from handlers.turn import Turn, intent_of
from screens.account import start
from screens.messages.callbacks import ScheduleDo, ScheduleTap


@dataclass(frozen=True, slots=True)
class Heard:
    """A sentence about a visit. day: that it names."""

    plain: Plain
    day: date | None = None

    @property
    def is_stop(self) -> bool:
        """'cancel it': what is open, whatever it is."""
        return self.plain.is_sure and self.plain.wish is Wish.STOP

    @property
    def is_alter(self) -> bool:
        """'move it': the same."""
        return self.plain.is_sure and self.plain.wish is Wish.ALTER


def router() -> Router:
    """Before the messages to oneself, which would take any text that names a time."""
    router = Router(name="plain_wish")
    router.message.register(wish_typed, StateFilter(*NEW, Schedule.doubting), TYPED, is_heard)
    instead = ScheduleTap.filter(F.do == ScheduleDo.BOOK)
    router.callback_query.register(booking_tapped, instead, Open(ScheduleDraft))
    return router


async def is_heard(_message: Message, turn: Turn, raw_state: str | None) -> bool | dict[str, Any]:
    """Filter: hands on what was `heard`."""
    heard = await listen(turn, turn.words)
    if heard is None or (heard.is_stop and raw_state == Schedule.doubting.state):
        return False  # 'cancel' closes the question that is open
    return {"heard": heard}


async def listen(turn: Turn, text: str) -> Heard | None:
    """What a text wants of the lab; None for nothing, or for a doubt without a time.

    'as soon as possible' is the time of a visit, in words that the grammar of times does not know.
    """
    known = await turn.known_tests(turn.database, turn.now)
    others = soonest_in(text[:LONGEST])
    heard = _heard(turn, others, known) if others else None
    if heard is not None and heard.plain.wish in {Wish.BOOK, Wish.MOVE}:
        sooner = f"{heard.plain.request} {SOONEST}".strip()
        return replace(heard, plain=replace(heard.plain, request=sooner))
    return _heard(turn, text, known)


def _heard(turn: Turn, text: str, known: Known) -> Heard | None:
    if not may_be_wish(text, known):
        return None
    when = parse_when(text, turn.now, turn.actor.zone, turn.actor.locale)
    first = None if isinstance(when, Unclear) else _first(when)
    plain = plain_wish(text, first.kept if first else None, known)
    if plain is None or (first is None and not plain.is_sure):
        return None
    if first is not None and first.recurrence and plain.wish is Wish.BOOK:
        plain = replace(plain, is_sure=False)
    is_dated = first is not None and first.has_date
    return Heard(plain, first.wall.date() if first and is_dated else None)


async def wish_typed(message: Message, turn: Turn, heard: Heard) -> None:
    """Out of the blue, or below a photo that is only offered yet."""
    was_open = await begin(turn) is not None
    if was_open and heard.is_stop:
        await show(turn, start.stopped())
    else:
        await answer(message, turn, heard)


async def answer(
    message: Message, turn: Turn, heard: Heard, draft: ScheduleDraft | None = None
) -> None:
    """Lead there, or ask. draft: a message whose preview is open; it stays."""
    plain = heard.plain
    is_booking = plain.wish is Wish.BOOK
    if plain.is_sure and not is_booking:
        return await tell(turn, plain, heard.day)
    if plain.is_sure and draft is None:
        return await begin_with(turn, plain.request)
    if draft is None or not plain.is_sure:
        draft = _message_instead(message, turn, draft)
    asking = Asking.BOOK if is_booking else Asking.BOOKINGS
    return await ask(turn, replace(draft, asking=asking, wish=plain.request))


async def booking_tapped(_call: CallbackQuery, draft: ScheduleDraft, turn: Turn) -> None:
    """[Book a test]: it is no message."""
    await begin_with(turn, draft.wish)


def _message_instead(message: Message, turn: Turn, draft: ScheduleDraft | None) -> ScheduleDraft:
    """The same words as a message; on the card of an open preview, if there is one."""
    anew = unwritten(draft) if draft else ScheduleDraft(intent=intent_of(message))
    return read_message(anew, words_in(message), turn.actor, turn.now).draft


def _first(when: Understood | Ask) -> Understood:
    return when.options[0] if isinstance(when, Ask) else when

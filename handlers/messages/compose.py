"""/schedule: what is typed. The message, its time, the person's zone, or all in one line."""

from collections.abc import Container
from dataclasses import replace
from datetime import datetime
from typing import Any

from aiogram import F, Router
from aiogram.filters import Command, StateFilter
from aiogram.types import CallbackQuery, Message

from domain.account.actor import Actor
from domain.messages.series import Misfit
from domain.time.zone_search import search_zone
from domain.when import Ask, Reason, Understood, Why, parse_when
from fsm.draft import new_intent
from fsm.messages.compose import (
    Asking,
    Schedule,
    ScheduleDraft,
    agreed,
    for_words,
    is_change,
    untimed,
    with_text,
)
from handlers import card as show
from handlers.messages import media, taps
from handlers.messages.confirm import confirm
from handlers.messages.media import opened
from handlers.messages.question import ask, close
from handlers.messages.typed_message import Reading, read_message, read_time, words_of
from handlers.messages.zone import place_shared, search
from handlers.turn import Turn, intent_of
from handlers.typed_words import BACK, CANCEL, is_one_of
from screens.callback_values import StartDo, StartTap
from screens.messages import notes
from screens.messages import preview as previews

TYPED = F.text & ~F.text.startswith("/")
ANSWERING = StateFilter(Schedule.timing, Schedule.placing)  # elsewhere any word can be the message
YES = frozenset(("yes", "y", "ok", "okay", "confirm", "send", "send it"))
NO = frozenset(("no", "n"))
UNSAID = frozenset((Why.NOTHING,))
"""A message without a time is no mistake; one that tells of the past is none either."""
OF_A_MESSAGE = UNSAID | {Why.PAST, Why.IMPOSSIBLE, Why.PARTLY}


def router() -> Router:
    """Before the fallback, as plain text that names a time opens the conversation."""
    asked = Router(name="schedule")
    asked.message.register(asked_for, Command("schedule", ignore_case=True))
    asked.callback_query.register(started, StartTap.filter(F.do == StartDo.SCHEDULE))
    asked.message.register(place_shared, StateFilter(Schedule.placing), F.location, opened)
    taps.register(asked)
    media.register(asked)
    asked.message.register(message_written, StateFilter(Schedule.writing), TYPED, opened)
    asked.message.register(back_typed, ANSWERING, F.text.func(is_one_of(BACK)), opened)
    asked.message.register(cancel_typed, ANSWERING, F.text.func(is_one_of(CANCEL)), opened)
    asked.message.register(time_written, StateFilter(Schedule.timing), TYPED, opened)
    asked.message.register(place_written, StateFilter(Schedule.placing), TYPED, opened)
    asked.message.register(preview_answered, StateFilter(Schedule.confirming), TYPED, opened)
    asked.message.register(wish_written, StateFilter(*media.NEW), TYPED, is_wish)
    return asked


async def is_wish(message: Message, actor: Actor, now: datetime) -> bool:
    """Filter: 'remind me to call mum tomorrow at 6pm' names a time and leaves a message."""
    match parse_when(message.text or "", now, actor.zone, actor.locale):
        case Understood(rest=rest, recurrence=rrule, has_time=has_time):
            return bool(rest) and (rrule is None or has_time)
        case Ask(Reason.NONEXISTENT | Reason.AMBIGUOUS, options):
            return bool(options[0].rest)
    return False


async def asked_for(message: Message, turn: Turn) -> None:
    """The command, alone or with the message, its time or both behind it."""
    await show.end(turn.state, turn.bot)
    draft, words = ScheduleDraft(intent=intent_of(message)), words_of(message)
    read = read_message(draft, words, turn.actor, turn.now) if words.text else Reading(draft)
    await _go_on(turn, read, UNSAID)


async def wish_written(message: Message, turn: Turn) -> None:
    """A message and its time, out of the blue."""
    await show.end(turn.state, turn.bot)
    draft = ScheduleDraft(intent=intent_of(message))
    await _go_on(turn, read_message(draft, words_of(message), turn.actor, turn.now), UNSAID)


async def started(call: CallbackQuery, turn: Turn) -> Any:
    """A button opens it, in the message that held the button."""
    card = call.message.message_id if call.message else None
    await show.end(turn.state, turn.bot)
    await ask(turn, ScheduleDraft(intent=new_intent(), card=card))
    return call.answer()


async def message_written(message: Message, draft: ScheduleDraft, turn: Turn) -> None:
    """The message, perhaps with its time."""
    words, draft = words_of(message), for_words(draft)
    if draft.asking == Asking.TEXT or draft.at is not None:
        await ask(turn, with_text(draft, words.text, words.entities))
    else:
        await _go_on(turn, read_message(draft, words, turn.actor, turn.now), OF_A_MESSAGE)


async def back_typed(_message: Message, draft: ScheduleDraft, turn: Turn) -> None:
    """As [Back]."""
    await taps.go_back(turn, draft)


async def cancel_typed(_message: Message, draft: ScheduleDraft, turn: Turn) -> None:
    """As [Cancel]."""
    await close(turn, draft, previews.cancelled(is_change(draft)))


async def time_written(message: Message, draft: ScheduleDraft, turn: Turn) -> None:
    """When to send it, or, while that is open, another message with its time."""
    words, settled = words_of(message), agreed(draft)
    if settled.text is None:
        anew = replace(settled, options=(), whole="")
        await _go_on(turn, read_message(anew, words, turn.actor, turn.now), OF_A_MESSAGE)
    else:
        await _go_on(turn, read_time(settled, words.text, turn.actor, turn.now), ())


async def place_written(message: Message, draft: ScheduleDraft, turn: Turn) -> None:
    """The city the person is in, or what their clock shows."""
    await search(turn, draft, search_zone(words_of(message).text, turn.now))


async def preview_answered(message: Message, draft: ScheduleDraft, turn: Turn) -> None:
    """Yes, no, another time, or message and time anew."""
    words = words_of(message)
    said = words.text.strip(" .!").casefold()
    if said in YES:
        return await confirm(turn, draft)
    if said in NO | CANCEL:
        return await close(turn, draft, previews.cancelled(is_change(draft)))
    anew = replace(untimed(for_words(draft)), text=None, entities="[]", whole="")
    read = read_message(anew, words, turn.actor, turn.now)
    if read.why is not None:
        note = notes.tap_first() if read.why in UNSAID else notes.why_not(read.why)
        return await ask(turn, draft, note)
    if agreed(read.draft).text is None:
        read = read_time(draft, words.text, turn.actor, turn.now)
    return await ask(turn, read.draft)


async def _go_on(turn: Turn, read: Reading, silent: Container[Why | Misfit]) -> None:
    """The next question, with what was wrong with the words unless that goes without saying."""
    is_told = read.why is not None and read.why not in silent
    await ask(turn, read.draft, notes.why_not(read.why) if is_told and read.why else "")

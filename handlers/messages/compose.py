"""/schedule: its router, and what is typed: the message, its time, or both in one line."""

from collections.abc import Container
from dataclasses import replace
from datetime import datetime

from aiogram import F, Router
from aiogram.filters import Command, StateFilter
from aiogram.types import Message

from domain.account.actor import Actor
from domain.booking.words.plain_wish import asks_to_tell
from domain.booking.words.tied import read as read_tied
from domain.messages.content import Text
from domain.messages.series import Misfit
from domain.typed_answers import Answer, means
from domain.when import Ask, Reason, Understood, Why, parse_when
from fsm.draft import new_intent
from fsm.messages.compose import (
    Asking,
    Schedule,
    ScheduleDraft,
    agreed,
    for_words,
    options_of,
    unwritten,
    with_text,
)
from handlers.dialog import TYPED, Open, begin, show
from handlers.messages import confirm, media, taps, zone
from handlers.messages.question import ask
from handlers.messages.typed_message import (
    Reading,
    read_change,
    read_message,
    read_time,
    words_in,
)
from handlers.plain_wish import Heard, answer, listen
from handlers.turn import Turn, intent_of
from handlers.typed_words import is_given_up, is_one_of
from screens.callback_values import StartDo, StartTap
from screens.language import translated
from screens.messages import notes
from screens.screen import Screen

OPEN = Open(ScheduleDraft)
ANSWERING = StateFilter(
    Schedule.timing, Schedule.placing, Schedule.doubting
)  # elsewhere any word can be the message
QUESTION_MARKS = ("?", "؟", "？")
"""At the end of what is no new message for a preview."""
UNSAID = frozenset((Why.NOTHING,))
"""A message without a time is no mistake; one that tells of the past is none either."""
OF_A_MESSAGE = UNSAID | {Why.PAST, Why.IMPOSSIBLE, Why.PARTLY}


def router() -> Router:
    """Before the fallback, as plain text that names a time opens the conversation."""
    router = Router(name="schedule")
    schedule = Command("schedule", ignore_case=True)
    router.message.register(media.part_sent, F.media_group_id, schedule, OPEN, media.is_part)
    router.message.register(schedule_command, schedule)
    router.callback_query.register(start_tapped, StartTap.filter(F.do == StartDo.SCHEDULE))
    router.message.register(zone.place_shared, Schedule.placing, F.location, OPEN)
    router.message.register(taps.chat_shared, F.chat_shared, OPEN)
    taps.register(router.callback_query, OPEN)
    media.register(router.message, OPEN)
    router.message.register(message_typed, Schedule.writing, TYPED, OPEN)
    router.message.register(taps.back_taken, ANSWERING, F.text.func(is_one_of(Answer.BACK)), OPEN)
    router.message.register(taps.cancel_taken, ANSWERING, F.text.func(is_given_up), OPEN)
    router.message.register(time_typed, Schedule.timing, TYPED, OPEN)
    router.message.register(zone.place_typed, Schedule.placing, TYPED, OPEN)
    router.message.register(preview_answered, Schedule.confirming, TYPED, OPEN)
    out_of_the_blue = StateFilter(*media.NEW, Schedule.doubting)
    router.message.register(reply_timed, StateFilter(*media.NEW), TYPED, is_time_of_another)
    router.message.register(wish_typed, out_of_the_blue, TYPED, is_wish)
    router.message.register(doubt_answered, Schedule.doubting, TYPED, OPEN)
    return router


async def is_wish(message: Message, actor: Actor, now: datetime) -> bool:
    """Filter: 'remind me to call mum tomorrow at 6pm' names a time and leaves a message.

    'remind me tonight' leaves none, and it is asked for.
    """
    text = message.text or ""
    if read_tied(text, actor.locale) is not None:
        return True
    match parse_when(text, now, actor.zone, actor.locale):
        case Understood(rest=rest, recurrence=rrule, has_time=has_time):
            return bool(rest or asks_to_tell(text)) and (rrule is None or has_time)
        case Ask(Reason.NONEXISTENT | Reason.AMBIGUOUS, options):
            return bool(options[0].rest or asks_to_tell(text))
    return False


async def is_time_of_another(message: Message, actor: Actor, now: datetime) -> bool:
    """Filter: a time and no more, as a reply to a message that can be sent again."""
    if message.reply_to_message is None or not media.can_be_planned(message):
        return False
    match parse_when(message.text or "", now, actor.zone, actor.locale):
        case Understood(rest=""):
            return True
        case Ask(options=options):
            return not options[0].rest
    return False


async def schedule_command(message: Message, turn: Turn) -> None:
    """The command, alone or with the message, its time or both behind it; or below a file."""
    await begin(turn)
    draft, words = ScheduleDraft(intent=intent_of(message)), words_in(message)
    it = media.attachment_in(message)
    if it is not None:
        read = media.with_content(draft, it, message.media_group_id or "", turn)
    elif (other := media.answered(draft, message)) is not None:
        read = _of_another(other, words, turn)
    else:
        read = read_message(draft, words, turn.actor, turn.now) if words.text else Reading(draft)
    await _go_on(turn, read, UNSAID)


async def wish_typed(message: Message, turn: Turn) -> None:
    """A message and its time, out of the blue."""
    await begin(turn)
    draft = ScheduleDraft(intent=intent_of(message))
    await _go_on(turn, read_message(draft, words_in(message), turn.actor, turn.now), UNSAID)


async def reply_timed(message: Message, turn: Turn) -> None:
    """When to send the message that this one answers."""
    await begin(turn)
    draft = media.answered(ScheduleDraft(intent=intent_of(message)), message)
    if draft is not None:
        await _go_on(turn, read_time(draft, turn.words, turn.actor, turn.now), ())


def _of_another(draft: ScheduleDraft, words: Text, turn: Turn) -> Reading:
    """The answered message at the time that the words are; in its place, if they are more."""
    if not words.text:
        return Reading(draft)
    read = read_message(ScheduleDraft(intent=draft.intent), words, turn.actor, turn.now)
    is_more = read.draft.text is not None or any(one.text for one in options_of(read.draft))
    return read if is_more else read_time(draft, words.text, turn.actor, turn.now)


async def start_tapped(_event: object, turn: Turn) -> None:
    """A button opens it, in the message that held the button."""
    await begin(turn)
    await ask(turn, ScheduleDraft(intent=new_intent(), card=turn.tapped))


async def message_typed(message: Message, draft: ScheduleDraft, turn: Turn) -> None:
    """The message, perhaps with its time."""
    words, draft = words_in(message), for_words(draft)
    if draft.asking == Asking.TEXT or draft.at is not None:
        await ask(turn, with_text(draft, words))
    else:
        await _go_on(turn, read_message(draft, words, turn.actor, turn.now), OF_A_MESSAGE)


async def time_typed(message: Message, draft: ScheduleDraft, turn: Turn) -> None:
    """When to send it, or, while that is open, another message with its time."""
    words, settled = words_in(message), agreed(draft)
    if settled.text is None:
        anew = replace(settled, options=(), whole="")
        await _go_on(turn, read_message(anew, words, turn.actor, turn.now), OF_A_MESSAGE)
    else:
        await _go_on(turn, read_time(settled, words.text, turn.actor, turn.now), ())


async def preview_answered(message: Message, draft: ScheduleDraft, turn: Turn) -> None:
    """Yes, no, another time, or message and time anew."""
    words = words_in(message)
    if means(words.text, Answer.YES, Answer.SEND):
        return await confirm.confirm(turn, draft)
    if means(words.text, Answer.NO, Answer.CANCEL):
        return await taps.cancel_taken(message, draft, turn)
    if (change := read_change(draft, words.text, turn.actor, turn.now)) is not None:
        return await _changed(turn, draft, change)
    if (heard := await listen(turn, words.text)) is not None:
        return await _heard(message, draft, turn, heard)
    read = read_message(unwritten(draft), words, turn.actor, turn.now)
    if read.why in UNSAID or words.text.rstrip().endswith(QUESTION_MARKS):
        await show(turn, Screen(translated(notes.STILL_OPEN)))
        return None
    return await _changed(turn, draft, read)


async def _heard(message: Message, draft: ScheduleDraft, turn: Turn, heard: Heard) -> None:
    """'cancel it' and 'move it' mean the message; all else is answered and the preview stays."""
    if heard.is_stop:
        await taps.cancel_taken(message, draft, turn)
    elif heard.is_alter:
        await ask(turn, replace(draft, asking=Asking.TIME))
    else:
        await answer(message, turn, heard, draft)


async def _changed(turn: Turn, draft: ScheduleDraft, read: Reading) -> None:
    """Another preview, or the same one with what was wrong with the words."""
    if read.why is not None:
        await ask(turn, draft, translated(notes.WHY[read.why]))
    else:
        await ask(turn, read.draft)


async def doubt_answered(_message: Message, draft: ScheduleDraft, turn: Turn) -> None:
    """Only a button tells which of the two it is."""
    await ask(turn, draft, translated(notes.TAP_WHICH))


async def _go_on(turn: Turn, read: Reading, silent: Container[Why | Misfit]) -> None:
    """The next question, with what was wrong with the words unless that goes without saying."""
    is_told = read.why is not None and read.why not in silent
    await ask(turn, read.draft, translated(notes.WHY[read.why]) if is_told and read.why else "")

"""/broadcast for managers: to whom, what, and the yes; a worker does the rest."""

import json
from dataclasses import replace
from typing import Any

from aiogram import F, Router
from aiogram.filters import Command, StateFilter
from aiogram.types import CallbackQuery, Message

from actions.booking import slot
from actions.messages import broadcast
from actions.messages.broadcast import BroadcastRequest
from domain.messages.broadcast import LANGUAGE, TEST, Audience, People
from domain.messages.content import LIMIT, Own, Text, to_json
from domain.messages.media import Album, Media, joined
from domain.refusals import DoneBefore, NotFound
from fsm.draft import new_intent
from fsm.messages.conversations import BroadcastDraft, Broadcasting
from handlers.dialog import (
    COMMAND,
    LEAVING,
    TYPED,
    Open,
    ask,
    begin,
    finish,
    leave,
    over,
    remove,
    show,
)
from handlers.messages.media import SENDABLE, attachment_in, show_content
from handlers.messages.typed_message import words_in
from handlers.roles import is_manager, router_for
from handlers.turn import Turn
from handlers.typed_words import day_of
from screens.account import start
from screens.desk import day as days
from screens.language import translated
from screens.messages import broadcast as screens
from screens.messages.callbacks import BroadcastDo, BroadcastTap, StopTap
from screens.messages.content import label

MOST_TESTS = 40
OPEN = Open(BroadcastDraft)


def router() -> Router:
    router = router_for(is_manager, "broadcast")
    router.message.register(broadcast_command, Command("broadcast", ignore_case=True))
    sent = router.message
    sent.register(part_sent, F.media_group_id, StateFilter(Broadcasting), ~COMMAND, OPEN, is_part)
    for state in (Broadcasting.dating, Broadcasting.writing):
        router.message.register(left_by_word, state, LEAVING, OPEN)
    router.message.register(day_typed, Broadcasting.dating, TYPED, OPEN)
    router.message.register(text_typed, Broadcasting.writing, TYPED, OPEN)
    router.message.register(file_sent, Broadcasting.writing, SENDABLE, OPEN)
    taps = router.callback_query
    taps.register(whom_tapped, BroadcastTap.filter(F.do == BroadcastDo.WHOM), OPEN)
    taps.register(kind_tapped, BroadcastTap.filter(F.do == BroadcastDo.KIND), OPEN)
    taps.register(value_tapped, BroadcastTap.filter(F.do == BroadcastDo.VALUE), OPEN)
    taps.register(send_tapped, BroadcastTap.filter(F.do == BroadcastDo.SEND), OPEN)
    taps.register(leave_tapped, BroadcastTap.filter())
    taps.register(stop_tapped, StopTap.filter())
    return router


async def broadcast_command(message: Message, turn: Turn) -> None:
    """Alone, or with the message behind it, or below a file that is the message."""
    await begin(turn)
    words = words_in(message)
    it = attachment_in(message) or (text_of(words) if words.text else None)
    await _ask_whom(turn, _holding(BroadcastDraft(intent=new_intent()), it, message))


async def is_part(message: Message, draft: BroadcastDraft) -> bool | dict[str, Any]:
    """Filter: one more part of the album that is the message."""
    part = attachment_in(message)
    is_more = draft.group == message.media_group_id and isinstance(part, Media)
    return {"part": part} if is_more else False


async def part_sent(message: Message, draft: BroadcastDraft, part: Media, turn: Turn) -> None:
    """The parts of an album come one by one, and are one message."""
    before = draft.message
    album = joined(before if isinstance(before, Media | Album) else None, part)
    longer = _holding(draft, album, message)
    if draft.people is None:
        await _ask_whom(turn, longer, is_in_place=True)
    else:
        await _ask_last(turn, longer, is_in_place=True)


async def whom_tapped(_call: CallbackQuery, draft: BroadcastDraft, turn: Turn) -> None:
    """Back to the audience."""
    await _ask_whom(turn, replace(draft, kind=""))


async def kind_tapped(
    _call: CallbackQuery, callback_data: BroadcastTap, draft: BroadcastDraft, turn: Turn
) -> None:
    """A kind of audience; most need a word more."""
    match callback_data.kind:
        case Audience.DAY:
            await ask(turn, draft, screens.which_day(draft.intent, ""), Broadcasting.dating)
        case Audience.TEST:
            tests = await turn.read(slot.list_tests, size=MOST_TESTS)
            screen = screens.which_test(draft.intent, tests.items)
            await ask(turn, draft, screen, Broadcasting.choosing)
        case Audience.LANGUAGE:
            languages = await turn.read(broadcast.languages, turn.actor)
            screen = screens.which_language(draft.intent, languages)
            await ask(turn, draft, screen, Broadcasting.choosing)
        case Audience.ALL:
            await _choose(turn, draft, People(Audience.ALL))


async def value_tapped(
    _call: CallbackQuery, callback_data: BroadcastTap, draft: BroadcastDraft, turn: Turn
) -> None:
    """A test or a language; a forged one is none."""
    kind, value = callback_data.kind, callback_data.value
    form = {Audience.TEST: TEST, Audience.LANGUAGE: LANGUAGE}.get(kind)
    if form is None or not form.fullmatch(value):
        raise NotFound
    await _choose(turn, draft, People(kind, value))


async def day_typed(_message: Message, draft: BroadcastDraft, turn: Turn) -> None:
    day = day_of(turn.words, turn, await turn.read(slot.lab_for, turn.actor))
    if day is None:
        screen = screens.which_day(draft.intent, translated(days.NOT_A_DAY))
        await ask(turn, draft, screen, Broadcasting.dating)
    else:
        await _choose(turn, draft, await turn.read(broadcast.of_day, turn.actor, day))


async def text_typed(message: Message, draft: BroadcastDraft, turn: Turn) -> None:
    await _preview(turn, _holding(draft, text_of(words_in(message)), message))


async def file_sent(message: Message, draft: BroadcastDraft, turn: Turn) -> None:
    """Of an album, which stands above, the parts are not shown again one by one."""
    it = attachment_in(message)
    if it is not None:
        held = _holding(draft, it, message)
        await (_ask_last(turn, held) if held.group else _preview(turn, held))


async def left_by_word(_message: Message, draft: BroadcastDraft, turn: Turn) -> None:
    """'cancel' is not taken for the message."""
    await finish(turn, draft, screens.left())


async def send_tapped(_call: CallbackQuery, draft: BroadcastDraft, turn: Turn) -> None:
    """[Send now]; tapped twice it is one broadcast."""
    if draft.people is None or draft.message is None:
        raise NotFound
    card = turn.tapped or draft.card or 0
    request = BroadcastRequest(draft.people, draft.message, card, draft.intent)
    number = await turn.write(broadcast.start, turn.actor, request, turn.now)
    await finish(turn, draft, screens.started(number))


async def leave_tapped(_call: CallbackQuery, callback_data: BroadcastTap, turn: Turn) -> None:
    """[Cancel], or a button of a conversation that is over.

    Raises DoneBefore if it has led to a broadcast, whose progress stays.
    """
    if await turn.read(broadcast.was_started, turn.actor, callback_data.intent):
        raise DoneBefore
    if callback_data.do is BroadcastDo.LEAVE:
        await show(turn, screens.left())
        await leave(turn, BroadcastDraft)
    elif callback_data.do is BroadcastDo.WHOM:
        await begin(turn)
        await _ask_whom(turn, BroadcastDraft(intent=new_intent(), card=turn.tapped))
    else:
        again = BroadcastTap(intent=new_intent(), do=BroadcastDo.WHOM)
        await show(turn, over(turn, start.NOTHING_SENT, again))


async def stop_tapped(call: CallbackQuery, callback_data: StopTap, turn: Turn) -> Any:
    """Raises NotFound."""
    found = await turn.write(broadcast.stop, turn.actor, callback_data.id, turn.now)
    if found.is_over:
        return call.answer(translated(screens.OVER))
    await show(turn, screens.stopping())
    return None


async def _choose(turn: Turn, draft: BroadcastDraft, people: People) -> None:
    """The audience is known: what shall they hear?"""
    size = await turn.read(broadcast.size, turn.actor, people, turn.now)
    if not size.people:
        await ask(turn, draft, screens.nobody(draft.intent), Broadcasting.choosing)
        return
    chosen = replace(draft, kind=str(people.kind), value=people.value, lab_id=people.lab_id)
    if chosen.message is not None:
        await _preview(turn, chosen)
    else:
        await ask(turn, chosen, screens.write(draft.intent, size, ""), Broadcasting.writing)


async def _ask_whom(turn: Turn, draft: BroadcastDraft, *, is_in_place: bool = False) -> None:
    screen = screens.whom(draft.intent, screens.held(draft.message))
    await ask(turn, draft, screen, Broadcasting.choosing, is_in_place=is_in_place)


async def _preview(turn: Turn, draft: BroadcastDraft) -> None:
    """The message as it will look, and below it to how many it goes."""
    if draft.message is None:
        raise NotFound
    if await show_content(turn, draft.message):
        await _ask_last(turn, draft, is_below=True)
        await remove(turn.bot, turn.actor.id, draft.card)


async def _ask_last(
    turn: Turn, draft: BroadcastDraft, *, is_below: bool = False, is_in_place: bool = False
) -> None:
    """To how many it goes, and the yes."""
    if draft.people is None:
        raise NotFound
    size = await turn.read(broadcast.size, turn.actor, draft.people, turn.now)
    album = label(draft.message) if isinstance(draft.message, Album) else ""
    screen = screens.preview(draft.intent, draft.people, size, rate=turn.send_rate, album=album)
    waiting = Broadcasting.writing
    await ask(turn, draft, screen, waiting, is_below=is_below, is_in_place=is_in_place)


def text_of(words: Text) -> Text:
    return Text(words.text[:LIMIT], words.entities)


def _holding(draft: BroadcastDraft, it: Own | None, message: Message) -> BroadcastDraft:
    """The draft with its message."""
    kept = "" if it is None else json.dumps(to_json(it))
    return replace(draft, content=kept, group=message.media_group_id or "")

"""Confirm: the draft becomes a scheduled message, or changes one; and what came of it."""

from dataclasses import replace

from aiogram.types import CallbackQuery

from actions.booking.before import tied
from actions.messages import recipient as chats
from actions.messages import schedule as messages
from actions.messages import series
from db.uow import Uow
from domain.account.email import masked
from domain.booking.before.anchor import Anchor
from domain.caps import Caps
from domain.messages.chat import Chat
from domain.messages.schedule import Edit, Scheduled, Status
from domain.messages.series import Series, SeriesEdit
from domain.refusals import (
    AlreadySent,
    BotMayNotPost,
    Changed,
    MessageInPast,
    NotAdmin,
    NotFound,
    Refusal,
    RepeatsNever,
    TextTooLong,
    TooFar,
)
from fsm.messages.compose import (
    Asking,
    Schedule,
    ScheduleDraft,
    edit_of,
    message_of,
    repeat_of,
    seal,
    series_edit_of,
    waiting_for,
)
from handlers.dialog import finish, over, show
from handlers.messages.question import ask
from handlers.turn import Turn
from screens.account import start
from screens.callback_values import StartDo, StartTap
from screens.language import translated
from screens.messages import my_messages as lists
from screens.messages import notes
from screens.messages import preview as previews
from screens.messages import series as series_screens
from screens.messages.callbacks import ScheduleDo, ScheduleTap
from screens.messages.state import too_late
from screens.screen import Screen

CONFIRMING = {ScheduleDo.CONFIRM, ScheduleDo.REPEAT}
NOT_THERE = (NotFound, NotAdmin, BotMayNotPost)
"""Why a group or channel is none that a person can schedule in."""
ASKED_AGAIN: dict[type[Refusal], Asking] = {
    Changed: Asking.NOTHING,
    MessageInPast: Asking.TIME,
    TooFar: Asking.TIME,
    RepeatsNever: Asking.TIME,
    TextTooLong: Asking.TEXT,
}
"""What a refusal asks another answer for."""


async def confirm_tapped(
    _call: CallbackQuery, callback_data: ScheduleTap, draft: ScheduleDraft, turn: Turn
) -> None:
    """Do what the preview shows. A forged, hasty or overtaken tap shows the open question."""
    if waiting_for(draft) != Schedule.confirming:
        await ask(turn, draft)
    elif callback_data.seal == seal(draft):
        await confirm(turn, draft)
    else:
        await ask(turn, draft, translated(notes.CHANGED_SINCE))


async def confirm(turn: Turn, draft: ScheduleDraft) -> None:
    """Plan or change it, and end the conversation; or ask again what stands in the way."""
    try:
        to = await permitted(turn, draft.chat_id) if draft.chat_id else None
    except NOT_THERE as refused:
        return await ask(turn, replace(draft, chat_id=0, chat_title=""), notes.not_there(refused))
    caps = await turn.allowed()
    try:
        made = await turn.write(_carry_out, turn, draft, to, caps=caps)
    except tuple(ASKED_AGAIN) as refused:
        again = replace(draft, asking=ASKED_AGAIN[type(refused)])
        return await ask(turn, again, notes.refused(refused))
    except AlreadySent:
        return await finish(turn, draft, await what_was_changed(turn, draft, is_late=True))
    except NotFound:
        if not draft.address_id:
            return await finish(turn, draft, lists.not_found())
        return await ask(turn, replace(draft, address_id=0), translated(notes.ADDRESS_GONE))
    return await finish(turn, draft, _outcome(turn, made))


async def permitted(turn: Turn, chat_id: int) -> Chat:
    """The group or channel, as Telegram tells now. Raises one of NOT_THERE."""
    return await turn.read(chats.permit, turn.rights.look, turn.actor, chat_id)


async def expired_tapped(_call: CallbackQuery, callback_data: ScheduleTap, turn: Turn) -> None:
    """Its conversation is over: show what it led to, or that it led to nothing.

    Of a change nothing is known but how the message is now.
    """
    if callback_data.do in CONFIRMING and callback_data.value:
        is_series = callback_data.do == ScheduleDo.REPEAT
        screen = await _card(turn, callback_data.value, is_series=is_series)
    else:
        made = await turn.read(_made, turn, callback_data.intent)
        again = StartTap(do=StartDo.SCHEDULE)
        gone = over(turn, start.NOTHING_SCHEDULED, again)
        screen = _outcome(turn, made) if made else gone
    await show(turn, screen)


async def what_was_changed(turn: Turn, draft: ScheduleDraft, *, is_late: bool = False) -> Screen:
    """Its card as it is now; is_late: too late for the change."""
    number, is_series = draft.series_id or draft.message_id, bool(draft.series_id)
    return await _card(turn, number, is_series=is_series, is_late=is_late)


async def _card(turn: Turn, number: int, *, is_series: bool, is_late: bool = False) -> Screen:
    try:
        if is_series:
            repeating = await turn.read(series.find, turn.actor, number)
            return series_screens.card(repeating, turn.reader, 0, "")
        found = await turn.read(messages.find, turn.actor, number)
    except NotFound:
        return lists.not_found()
    return lists.card(found, turn.reader, 0, too_late(found) if is_late else "")


async def _carry_out(
    uow: Uow, turn: Turn, draft: ScheduleDraft, to: Chat | None, *, caps: Caps
) -> Scheduled | Series:
    """What the draft asks for; a change of nothing changes nothing."""
    actor, now = turn.actor, turn.now
    if draft.series_id:
        changes = series_edit_of(draft, actor.zone)
        if changes == SeriesEdit():
            return await series.find(uow, actor, draft.series_id)
        return await series.change(uow, actor, draft.series_id, changes, now=now)
    message = message_of(draft, actor.zone, now, to)
    if draft.from_visit:
        anchor = Anchor.of(draft.from_visit)
        at = await tied.instant(uow, actor, draft.booking_id, anchor, now=now)
        if at != draft.at:
            raise Changed
    if (repeat := repeat_of(draft, actor.zone)) is not None:
        return await series.start(uow, actor, message, repeat, now=now, limits=caps.limits)
    if not draft.message_id:
        return await messages.schedule(uow, actor, message, now, limits=caps.limits)
    edit = edit_of(draft, actor.zone, now)
    if edit == Edit():
        return await messages.find(uow, actor, draft.message_id)
    return await messages.change(uow, actor, draft.message_id, edit, now=now)


async def _made(uow: Uow, turn: Turn, intent: str) -> Scheduled | Series | None:
    made = await messages.by_intent(uow, turn.actor, intent)
    return made or await series.by_intent(uow, turn.actor, intent)


def _outcome(turn: Turn, made: Scheduled | Series) -> Screen:
    """What became of a message that is recorded."""
    if isinstance(made, Series):
        return series_screens.done(made, turn.reader)
    if made.status is Status.SCHEDULED and made.at > turn.now:
        to = masked(made.address) if made.address else ""
        is_tied = bool(made.from_visit)
        return previews.done(made.at, turn.actor.zone, turn.now, to, is_tied=is_tied)
    return lists.card(made, turn.reader, 0, "")

"""The question that is open in a scheduling conversation, put before the person."""

from collections.abc import Sequence
from dataclasses import replace

from aiogram.types import CallbackQuery, Message

from actions.account import email as addresses
from domain.account.email import Address, masked
from domain.messages.quick_times import suggestions
from domain.messages.schedule import Scheduled, Status
from domain.messages.series import Series
from domain.messages.text import units
from fsm.draft import save
from fsm.messages.compose import (
    Asking,
    Schedule,
    ScheduleDraft,
    agreed,
    attachment_of,
    entities_of,
    options_of,
    repeat_of,
    seal,
    waiting_for,
)
from handlers import card as show
from handlers.turn import Turn
from screens.account.timezone import share
from screens.language import _
from screens.messages import compose as screens
from screens.messages import my_messages as lists
from screens.messages import notes, series
from screens.messages import preview as previews
from screens.messages.content import Words, labelled
from screens.messages.series import rule
from screens.moment import moment
from screens.screen import Screen


async def ask(turn: Turn, draft: ScheduleDraft, note: str = "") -> None:
    """Show the open question and wait for its answer. note: HTML above it."""
    draft, reachable, note = await _choices(turn, draft, note)
    card = await _place(turn, draft, drawn(turn, draft, note, reachable))
    await _wait(turn, _noted(turn, draft), card)


async def ask_in_place(turn: Turn, draft: ScheduleDraft) -> None:
    """The same question with more of the message: its next part came by itself."""
    draft, reachable, note = await _choices(turn, draft, "")
    screen = drawn(turn, draft, note, reachable)
    card = await show.edit_card(turn.bot, turn.actor.id, draft.card, screen)
    await _wait(turn, _noted(turn, draft), card)


async def ask_below(turn: Turn, draft: ScheduleDraft, note: str) -> None:
    """The question again, below what was sent meanwhile."""
    draft, reachable, note = await _choices(turn, draft, note)
    screen = drawn(turn, draft, note, reachable)
    sent = await show.edit_card(turn.bot, turn.actor.id, None, screen)
    await show.remove(turn.bot, turn.actor.id, draft.card)
    await _wait(turn, draft, sent)


async def _choices(
    turn: Turn, draft: ScheduleDraft, note: str
) -> tuple[ScheduleDraft, Sequence[Address], str]:
    """The addresses that a new message can go to; one that is gone is not kept."""
    reachable: Sequence[Address] = ()
    if draft.attachment or draft.chat_id:
        return replace(draft, address_id=0), reachable, note  # mail carries text alone
    if waiting_for(draft) == Schedule.confirming and not (draft.message_id or draft.series_id):
        reachable = await _reachable(turn)
        if draft.address_id and draft.address_id not in {item.id for item in reachable}:
            return replace(draft, address_id=0), reachable, note or notes.address_gone()
    return draft, reachable, note


async def _reachable(turn: Turn) -> Sequence[Address]:
    """The addresses that a new message can be mailed to."""
    if not turn.has_mail:
        return ()
    async with turn.database.read() as uow:
        return await addresses.confirmed(uow, turn.actor)


async def close(turn: Turn, draft: ScheduleDraft, screen: Screen) -> None:
    """The last screen of a conversation; then it is over."""
    await show.take_keyboard(turn.bot, turn.actor.id, draft.prompt)
    await _place(turn, draft, screen)
    await turn.state.clear()


async def _wait(turn: Turn, draft: ScheduleDraft, card: int) -> None:
    """For an answer; a location can be shared while a place is asked for, and then no more."""
    is_placing = waiting_for(draft) == Schedule.placing
    was_placing = await turn.state.get_state() == Schedule.placing.state
    if not (is_placing and was_placing):
        await show.take_keyboard(turn.bot, turn.actor.id, draft.prompt)
        draft = replace(draft, prompt=None)
    await turn.state.set_state(waiting_for(draft))
    await save(turn.state, replace(draft, card=card))
    if is_placing:
        await show.bring_keyboard(turn.state, turn.bot, share())


def _noted(turn: Turn, draft: ScheduleDraft) -> ScheduleDraft:
    """The draft knows what was typed last."""
    if not isinstance(turn.event, Message) or not turn.event.text:
        return draft
    return replace(draft, typed_at=turn.event.date, typed_units=units(turn.event.text))


async def _place(turn: Turn, draft: ScheduleDraft, screen: Screen) -> int:
    """The live message, also when a tap on an older one overtook what was typed."""
    if isinstance(turn.event, CallbackQuery):
        return await show.edit_card(turn.bot, turn.actor.id, draft.card, screen)
    return await show.move(turn.event, draft.card, screen, turn.bot)


def drawn(turn: Turn, draft: ScheduleDraft, note: str, reachable: Sequence[Address] = ()) -> Screen:
    """The screen of the open question. reachable: addresses that it can be mailed to."""
    talk = turn.talk(draft.intent)
    match waiting_for(draft):
        case Schedule.offered | Schedule.confirming:
            return _offer_or_preview(turn, draft, note, reachable)
        case Schedule.placing:
            return screens.ask_zone(talk, draft.zones, note)
        case Schedule.writing if draft.asking == Asking.TEXT:
            return screens.ask_new_text(talk, note)
        case Schedule.writing:
            return screens.ask_text(talk, _when(turn, draft), bool(draft.whole), note)
    return _drawn_time(turn, draft, note)


def _drawn_time(turn: Turn, draft: ScheduleDraft, note: str) -> Screen:
    """When, how often, or which of several readings?"""
    talk = turn.talk(draft.intent)
    if draft.options:
        return screens.choose(talk, _doubt(draft), note)
    message = _message(draft)
    if draft.series_id:
        return screens.ask_rule(talk, message, note)
    return screens.ask_time(talk, message, suggestions(turn.now, turn.actor.zone), note)


def _when(turn: Turn, draft: ScheduleDraft) -> str:
    """When it is sent, in words, '' if that is not said yet. Plain text."""
    if (repeat := repeat_of(draft, turn.actor.zone)) is not None:
        return rule(repeat)
    at = draft.at
    return "" if at is None else _("on {when}").format(when=moment(at, turn.actor.zone, turn.now))


def ending(turn: Turn, made: Scheduled | Series) -> Screen:
    """What became of a message that is recorded."""
    if isinstance(made, Series):
        return series.done(made, turn.reader)
    if made.status is Status.SCHEDULED and made.at > turn.now:
        to = masked(made.address) if made.address else ""
        return previews.done(made.at, turn.actor.zone, turn.now, to)
    return lists.card(made, turn.reader, 0, "")


def _offer_or_preview(
    turn: Turn, draft: ScheduleDraft, note: str, reachable: Sequence[Address]
) -> Screen:
    it = attachment_of(draft)
    if draft.asking == Asking.OFFER and it is not None:
        return previews.offer(turn.talk(draft.intent), it)
    return previews.preview(_preview(turn, draft, reachable), note)


def _doubt(draft: ScheduleDraft) -> screens.Doubt:
    question = notes.which(draft.reason, len(draft.options))
    settled = agreed(draft)
    message = None if settled.text is None else _message(settled)
    options = [(option.at, option.text or "") for option in options_of(draft)]
    return screens.Doubt(question, options, message, bool(draft.whole))


def _preview(turn: Turn, draft: ScheduleDraft, reachable: Sequence[Address]) -> previews.Preview:
    return previews.Preview(
        talk=turn.talk(draft.intent),
        text=draft.text or "",
        entities=entities_of(draft),
        at=draft.at or turn.now,
        is_zone_known=turn.actor.zone_known,
        named_zone=draft.zone,
        is_time_given=draft.is_time_given,
        others=draft.others,
        message_id=draft.message_id,
        has_whole=bool(draft.whole),
        attachment=attachment_of(draft),
        to=draft.to or draft.chat_title,
        chat_id=draft.chat_id,
        address_id=draft.address_id,
        reachable=reachable,
        series_id=draft.series_id,
        repeat=repeat_of(draft, turn.actor.zone),
        seal=seal(draft),
    )


def _message(draft: ScheduleDraft) -> Words:
    return labelled(draft.text or "", entities_of(draft), attachment_of(draft))

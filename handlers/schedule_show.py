"""The question that is open in a scheduling conversation, put before the person."""

from collections.abc import Sequence
from dataclasses import replace

from aiogram.types import CallbackQuery

from actions import address as addresses
from domain.address import Address, masked
from domain.schedule import Scheduled, Status
from domain.series import Series
from domain.suggestion import suggestions
from fsm.draft import save
from fsm.schedule import (
    Asking,
    Schedule,
    ScheduleDraft,
    agreed,
    entities_of,
    options_of,
    repeat_of,
    seal,
    waiting_for,
)
from handlers import show
from handlers.schedule_turn import Turn
from screens import schedule as screens
from screens import schedule_note as notes
from screens import schedule_preview as previews
from screens import scheduled as lists
from screens import series
from screens.moment import moment
from screens.repeat import rule
from screens.screen import Screen, Translate


async def ask(turn: Turn, draft: ScheduleDraft, note: str = "") -> None:
    """Show the open question and wait for its answer. note: HTML above it."""
    reachable: Sequence[Address] = ()
    if waiting_for(draft) == Schedule.confirming and not (draft.message_id or draft.series_id):
        reachable = await _reachable(turn)
        if draft.address_id and draft.address_id not in {item.id for item in reachable}:
            draft, note = replace(draft, address_id=0), note or notes.address_gone(turn.t)
    card = await _place(turn, draft, drawn(turn, draft, note, reachable))
    await turn.state.set_state(waiting_for(draft))
    await save(turn.state, replace(draft, card=card))


async def _reachable(turn: Turn) -> Sequence[Address]:
    """The addresses that a new message can be mailed to."""
    if not turn.has_mail:
        return ()
    async with turn.database.read() as uow:
        return await addresses.confirmed(uow, turn.actor)


async def close(turn: Turn, draft: ScheduleDraft, screen: Screen) -> None:
    """The last screen of a conversation; then it is over."""
    await _place(turn, draft, screen)
    await turn.state.clear()


async def _place(turn: Turn, draft: ScheduleDraft, screen: Screen) -> int:
    """The live message, also when a tap on an older one overtook what was typed."""
    if isinstance(turn.event, CallbackQuery):
        return await show.edit_card(turn.bot, turn.actor.id, draft.card, screen)
    return await show.move(turn.event, draft.card, screen, turn.bot)


def drawn(turn: Turn, draft: ScheduleDraft, note: str, reachable: Sequence[Address] = ()) -> Screen:
    """The screen of the open question. reachable: addresses that it can be mailed to."""
    talk, t = turn.talk(draft.intent), turn.t
    match waiting_for(draft):
        case Schedule.confirming:
            return previews.preview(_preview(turn, draft, reachable), note, t)
        case Schedule.placing:
            return screens.ask_zone(talk, draft.zones, note, t)
        case Schedule.writing if draft.asking == Asking.TEXT:
            return screens.ask_new_text(talk, note, t)
        case Schedule.writing:
            return screens.ask_text(talk, _when(turn, draft), bool(draft.whole), note, t)
    return _drawn_time(turn, draft, note)


def _drawn_time(turn: Turn, draft: ScheduleDraft, note: str) -> Screen:
    """When, how often, or which of several readings?"""
    talk, t = turn.talk(draft.intent), turn.t
    if draft.options:
        return screens.choose(talk, _doubt(draft, t), note, t)
    message = (draft.text or "", entities_of(draft))
    if draft.series_id:
        return screens.ask_rule(talk, message, note, t)
    return screens.ask_time(talk, message, suggestions(turn.now, turn.actor.zone), note, t)


def _when(turn: Turn, draft: ScheduleDraft) -> str:
    """When it is sent, in words, '' if that is not said yet. Plain text."""
    if (repeat := repeat_of(draft, turn.actor.zone)) is not None:
        return rule(repeat)
    at = draft.at
    return (
        ""
        if at is None
        else turn.t("on {when}").format(when=moment(at, turn.actor.zone, turn.now, turn.t))
    )


def ending(turn: Turn, made: Scheduled | Series) -> Screen:
    """What became of a message that is recorded."""
    if isinstance(made, Series):
        return series.done(made, turn.reader, turn.t)
    if made.status is Status.SCHEDULED and made.at > turn.now:
        to = masked(made.address) if made.address else ""
        return previews.done(made.at, turn.actor.zone, turn.now, turn.t, to)
    return lists.card(made, turn.reader, 0, "", turn.t)


def _doubt(draft: ScheduleDraft, t: Translate) -> screens.Doubt:
    question = notes.which(draft.reason, len(draft.options), t)
    settled = agreed(draft)
    message = None if settled.text is None else (settled.text, entities_of(settled))
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
        to=draft.to,
        address_id=draft.address_id,
        reachable=reachable,
        series_id=draft.series_id,
        repeat=repeat_of(draft, turn.actor.zone),
        seal=seal(draft),
    )

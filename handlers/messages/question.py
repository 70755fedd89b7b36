"""The question that is open in a scheduling conversation, put before the person."""

from collections.abc import Sequence
from dataclasses import replace

from aiogram.types import Message

from actions.account import email as addresses
from actions.booking.before.tied import visits as visits_of
from domain.account.email import Address
from domain.booking.booking import BookingView
from domain.messages.content import Text
from domain.messages.quick_times import suggestions
from domain.messages.text import units
from domain.when import Why
from fsm.messages import tied
from fsm.messages.compose import (
    Asking,
    Schedule,
    ScheduleDraft,
    agreed,
    attachment_of,
    is_change,
    is_visit_open,
    options_of,
    repeat_of,
    seal,
    untimed,
    waiting_for,
    words_of,
)
from handlers import dialog
from handlers.turn import Turn
from screens.account.timezone import share
from screens.booking.before import tied as tied_screens
from screens.language import _, translated
from screens.messages import compose as screens
from screens.messages import notes
from screens.messages import preview as previews
from screens.messages.content import labelled
from screens.messages.series import rule
from screens.moment import moment
from screens.screen import Screen


async def ask(
    turn: Turn,
    draft: ScheduleDraft,
    note: str = "",
    *,
    is_below: bool = False,
    is_in_place: bool = False,
) -> None:
    """Show the open question and wait for its answer. note: HTML above it. For the rest: dialog."""
    reachable: Sequence[Address] = ()
    if draft.attachment or draft.chat_id:
        draft = replace(draft, address_id=0)  # mail carries text alone
    elif waiting_for(draft) == Schedule.confirming and not is_change(draft):
        reachable = await turn.read(addresses.confirmed, turn.actor) if turn.has_mail else ()
        if draft.address_id and draft.address_id not in {item.id for item in reachable}:
            draft, note = replace(draft, address_id=0), note or translated(notes.ADDRESS_GONE)
    visits: Sequence[BookingView] = ()
    if draft.from_visit:
        visits = tied.among(draft, await turn.read(visits_of, turn.actor, turn.now))
        draft, note = _beside(turn, draft, visits, note)
    screen, waiting = (
        drawn(turn, draft, note, reachable=reachable, visits=visits),
        waiting_for(draft),
    )
    if isinstance(turn.event, Message) and turn.words:
        draft = replace(draft, typed_at=turn.event.date, typed_units=units(turn.words))
    await dialog.ask(
        turn,
        draft,
        screen,
        waiting,
        request=share() if waiting == Schedule.placing else None,
        is_below=is_below,
        is_in_place=is_in_place,
    )


def _beside(
    turn: Turn, draft: ScheduleDraft, visits: Sequence[BookingView], note: str
) -> tuple[ScheduleDraft, str]:
    """With the time that the one visit gives, or without one, and why. visits: that may be."""
    if len(visits) > 1:
        return draft, note
    timed = tied.beside(draft, visits[0], turn.now) if visits else None
    if timed is not None:
        return timed, note
    return untimed(draft), translated(notes.WHY[Why.PAST] if visits else tied_screens.NO_VISIT)


def drawn(
    turn: Turn,
    draft: ScheduleDraft,
    note: str,
    *,
    reachable: Sequence[Address],
    visits: Sequence[BookingView] = (),
) -> Screen:
    """The screen of the open question.

    reachable: addresses that it can be mailed to. visits: that it may be tied to.
    """
    talk, it = turn.talk(draft.intent), attachment_of(draft)
    match waiting_for(draft):
        case Schedule.offered if it is not None:
            return previews.offer(talk, it)
        case Schedule.offered | Schedule.confirming:
            tie = tied_screens.tie(visits[0], is_usual=draft.is_usual) if draft.from_visit else ""
            return previews.preview(_preview(turn, draft, reachable, tie), note)
        case Schedule.placing:
            return screens.ask_zone(talk, draft.zones, note)
        case Schedule.writing if draft.asking == Asking.TEXT:
            return screens.ask_new_text(talk, note)
        case Schedule.writing:
            return screens.ask_text(talk, _when(turn, draft), bool(draft.whole), note)
    return _drawn_choice(turn, draft, note, visits)


def _drawn_choice(
    turn: Turn, draft: ScheduleDraft, note: str, visits: Sequence[BookingView]
) -> Screen:
    """When, beside which visit, how often, which of several readings, or no message at all?"""
    talk, message = turn.talk(draft.intent), _message(draft) if draft.text else None
    if is_visit_open(draft):
        return tied_screens.which_visit(talk, visits, message, note)
    if waiting_for(draft) == Schedule.doubting:
        return screens.ask_which(talk, message, draft.asking == Asking.BOOK, note)
    if draft.options:
        return screens.choose(talk, _doubt(draft), note)
    if draft.series_id:
        return screens.ask_rule(talk, _message(draft), note)
    quick = suggestions(turn.now, turn.actor.zone)
    return screens.ask_time(talk, _message(draft), quick, note)


def _when(turn: Turn, draft: ScheduleDraft) -> str:
    """When it is sent, in words, '' if that is not said yet. Plain text."""
    if (repeat := repeat_of(draft, turn.actor.zone)) is not None:
        return rule(repeat)
    at = draft.at
    return "" if at is None else _("on {when}").format(when=moment(at, turn.actor.zone, turn.now))


def _doubt(draft: ScheduleDraft) -> screens.Doubt:
    question = notes.which(draft.reason, len(draft.options))
    settled = agreed(draft)
    message = None if settled.text is None else _message(settled)
    options = [(option.at, option.text or "") for option in options_of(draft)]
    return screens.Doubt(question, options, message, bool(draft.whole))


def _preview(
    turn: Turn, draft: ScheduleDraft, reachable: Sequence[Address], tie: str
) -> previews.Preview:
    words = words_of(draft)
    return previews.Preview(
        talk=turn.talk(draft.intent),
        text=words.text,
        entities=words.entities,
        at=draft.at or turn.now,
        is_zone_known=turn.actor.zone_known,
        named_zone=draft.zone,
        is_time_given=draft.is_time_given,
        others=draft.others,
        message_id=draft.message_id,
        has_whole=bool(draft.whole),
        heard=draft.heard if draft.whole else "",
        attachment=attachment_of(draft),
        to=draft.to or draft.chat_title,
        chat_id=draft.chat_id,
        address_id=draft.address_id,
        reachable=reachable,
        series_id=draft.series_id,
        repeat=repeat_of(draft, turn.actor.zone),
        seal=seal(draft),
        tie=tie,
    )


def _message(draft: ScheduleDraft) -> Text:
    return labelled(words_of(draft), attachment_of(draft))

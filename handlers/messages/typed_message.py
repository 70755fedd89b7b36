"""From what a person typed to the draft: the message, its time, or both."""

import json
import re
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from aiogram.types import Message

from domain.account.actor import Actor
from domain.booking.words.plain_wish import time_alone
from domain.booking.words.tied import read as read_tied
from domain.messages.content import Text
from domain.messages.schedule import may_schedule
from domain.messages.series import Misfit, Repeat, at_another_time, may_repeat
from domain.messages.text import clean, cut
from domain.refusals import MessageInPast, Refusal, RepeatsNever, RepeatsTooOften, TooFar
from domain.time.zones import day_bounds, to_wall
from domain.when import Ask, Unclear, Understood, Why, parse_when
from fsm.messages import tied
from fsm.messages.compose import (
    Option,
    ScheduleDraft,
    repeat_of,
    swap,
    untimed,
    with_options,
    with_text,
    with_time,
    with_words,
)
from fsm.messages.tied import may_tie

REFUSED: dict[type[Refusal], Why | Misfit] = {
    TooFar: Why.TOO_FAR,
    MessageInPast: Why.PAST,
    RepeatsTooOften: Why.TOO_OFTEN,
    RepeatsNever: Misfit.NEVER,
}
COMMAND = re.compile(r"/\S*\s*")

MORNING = range(8, 12)


@dataclass(frozen=True, slots=True)
class Reading:
    """The draft after the words were read; why: what was wrong with the time in them."""

    draft: ScheduleDraft
    why: Why | Misfit | None = None


def words_in(message: Message) -> Text:
    """What was typed, or stands below a file, with its formatting, without a command in front."""
    text = clean(message.text or message.caption or "")
    styles = message.entities or message.caption_entities or ()
    found = [item.model_dump(mode="json", exclude_none=True) for item in styles]
    command = COMMAND.match(text)
    start = command.end() if command else 0
    return Text(*cut(text, found, [(start, len(text))]))


def read_message(draft: ScheduleDraft, words: Text, actor: Actor, now: datetime) -> Reading:
    """The message, and its time if the words name one, or how long before a visit it is."""
    if may_tie(draft) and (tie := read_tied(words.text, actor.locale)) is not None:
        return Reading(tied.written(draft, tie, words))
    answer = parse_when(words.text, now, actor.zone, actor.locale)
    if isinstance(answer, Unclear):
        return Reading(with_text(draft, words), answer.why)
    spoken = replace(draft, said=words.text, said_at=now)
    whole = with_words(spoken, words)
    if isinstance(answer, Ask):
        options = [_option(item, words, actor) for item in answer.options]
        return Reading(with_options(whole, options, answer.reason))
    if (why := _unfit(draft, answer, now)) is None:
        return Reading(with_time(whole, _option(answer, words, actor), _others(answer)))
    rest = Text(*cut(words.text, words.entities, answer.kept))
    return Reading(with_text(draft, rest) if rest.text else draft, why)


def read_time(draft: ScheduleDraft, text: str, actor: Actor, now: datetime) -> Reading:
    """The time of a message that is written already; other words beside it are left out."""
    if (tie := tied_to(draft, text, actor)) is not None:
        return tie
    answer = parse_when(text, now, actor.zone, actor.locale)
    if isinstance(answer, Unclear):
        return Reading(draft, answer.why)
    spoken = replace(draft, said=text, said_at=now, whole="")
    if isinstance(answer, Ask):
        options = [_option(item, None, actor) for item in answer.options]
        return Reading(with_options(spoken, options, answer.reason))
    found = _as_rule(draft, answer, actor, now)
    if (why := _unfit(draft, found, now)) is not None:
        return Reading(draft, why)
    return Reading(with_time(spoken, _option(found, None, actor), _others(found)))


def tied_to(draft: ScheduleDraft, text: str, actor: Actor) -> Reading | None:
    """'2 hours before my visit' and no more."""
    if not may_tie(draft):
        return None
    found = read_tied(text, actor.locale)
    return Reading(tied.tied(draft, found)) if found is not None and not found.text else None


def read_change(draft: ScheduleDraft, text: str, actor: Actor, now: datetime) -> Reading | None:
    """'at 7', 'make it 6pm instead', 'tomorrow rather': the same message at another time.

    What is not named stays: the day beside another clock, the clock beside another day. None if
    the words hold more than a time.
    """
    if (tie := tied_to(draft, text, actor)) is not None:
        return tie
    ways = [(text, actor)]
    if (change := time_alone(text)) is not None:
        spoken = replace(actor, locale=change.language)
        ways += [(change.time, actor), (change.time, spoken)]
    for words, reader in ways:
        answer = parse_when(words, now, reader.zone, reader.locale)
        if isinstance(answer, Ask) and not answer.options[0].rest:
            return read_time(draft, words, reader, now)
        if isinstance(answer, Understood) and not answer.rest:
            return _beside(draft, answer, words, actor=reader, now=now)
    return None


def _beside(
    draft: ScheduleDraft, found: Understood, words: str, *, actor: Actor, now: datetime
) -> Reading:
    """The words read with the day, or the clock, that the draft has."""
    if draft.at is not None and not (draft.rrule or found.recurrence or draft.zone):
        before = to_wall(draft.at, actor.zone)
        morning = day_bounds(before.date(), actor.zone).first - timedelta(seconds=1)
        if not found.has_date and morning > now:
            return read_time(draft, words, actor, morning)
        if not found.has_time and draft.is_time_given:
            both = read_time(draft, f"{words} {before:%H:%M}", actor, now)
            if both.why is None:
                return both
    return read_time(draft, words, actor, now)


def read_again(draft: ScheduleDraft, before: Actor, actor: Actor, now: datetime) -> Reading:
    """The same words in another zone, as of when they were said; the same of several readings.

    before: the person with the zone in which the words were read first.
    """
    if not draft.said or draft.said_at is None:
        return Reading(draft)
    reading = read_time(draft, draft.said, actor, draft.said_at)
    first = read_time(draft, draft.said, before, draft.said_at).draft
    again = replace(reading.draft, whole=draft.whole)
    if draft.at in first.others:
        again = swap(again, first.others.index(draft.at)) or again
    has_passed = again.at is not None and again.at <= now and not again.options
    if reading.why is not None or has_passed:
        return Reading(untimed(again), Why.PAST)
    return Reading(again)


def _option(found: Understood, words: Text | None, actor: Actor) -> Option:
    zone = found.zone if found.zone != actor.zone else ""
    option = Option(found.at, is_time_given=found.has_time, zone=zone)
    if found.recurrence is not None:
        option = replace(option, rrule=found.recurrence, wall=found.wall.isoformat())
    if words is None or not found.rest:
        return option
    text, entities = cut(words.text, words.entities, found.kept)
    heard = _heard(words.text, found)
    return replace(option, text=text, entities=json.dumps(entities), heard=heard)


def _heard(text: str, found: Understood) -> str:
    """The words that are no message: 'tomorrow … at 6pm'."""
    ends = [0, *(end for span in found.kept for end in span), len(text)]
    spans = zip(ends[::2], ends[1::2], strict=True)
    return " … ".join(part for a, b in spans if (part := text[a:b].strip(" ,;:-\n")))


def _others(found: Understood) -> tuple[datetime, ...]:
    """Further instants as likely; of a rule those at which the same rule can begin."""
    return tuple(item.at for item in found.others if item.recurrence == found.recurrence)


def _lasting(found: Understood) -> datetime:
    """Of '10:30' said in the evening the morning's: a rule lasts longer than tonight."""
    walls = (item.wall for item in found.others)
    mornings = [
        wall for wall in walls if wall.hour in MORNING and wall.hour + 12 == found.wall.hour
    ]
    return mornings[0] if mornings else found.wall


def _as_rule(draft: ScheduleDraft, found: Understood, actor: Actor, now: datetime) -> Understood:
    """'10:30' for a message that repeats: on the same days, at another time."""
    repeat = repeat_of(draft, actor.zone) if draft.series_id or draft.rrule else None
    if repeat is None or found.recurrence is not None or found.has_date:
        return found
    later = at_another_time(repeat, _lasting(found))
    at = later.after(now) if later else None
    if later is None or at is None:
        return found
    return replace(
        found, at=at, wall=later.wall, zone=later.zone, recurrence=later.rrule, others=()
    )


def _unfit(draft: ScheduleDraft, found: Understood, now: datetime) -> Why | Misfit | None:
    """Why an instant or a rule that was understood cannot be planned."""
    if found.recurrence is None and draft.series_id:
        return Misfit.REPEATS
    if found.recurrence is not None and draft.message_id:
        return Misfit.ONCE
    try:
        may_schedule(_first(found, now), now)
    except tuple(REFUSED) as refusal:
        return REFUSED[type(refusal)]
    return None


def _first(found: Understood, now: datetime) -> datetime:
    if found.recurrence is None:
        return found.at
    return may_repeat(Repeat(found.recurrence, found.wall, found.zone), now)

"""From what a person typed to the draft: the message, its time, or both."""

import json
import re
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from aiogram.types import Message

from domain.actor import Actor
from domain.entities import clean, cut
from domain.refusals import MessageInPast, TooFar
from domain.schedule import may_schedule
from domain.when import Ask, Unclear, Understood, Why, parse_when
from fsm.schedule import Option, ScheduleDraft, swap, with_options, with_text, with_time, with_words

COMMAND = re.compile(r"/\S*\s*")


@dataclass(frozen=True, slots=True)
class Words:
    """A typed text with its formatting, as data that JSON can hold."""

    text: str
    entities: tuple[dict[str, Any], ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """The draft after the words were read; why: what was wrong with the time in them."""

    draft: ScheduleDraft
    why: Why | None = None


def words_of(message: Message) -> Words:
    """What was typed; a command at its start is cut."""
    text = clean(message.text or "")
    found = [item.model_dump(mode="json", exclude_none=True) for item in message.entities or ()]
    command = COMMAND.match(text)
    start = command.end() if command else 0
    return Words(*cut(text, found, [(start, len(text))]))


def read_message(draft: ScheduleDraft, words: Words, actor: Actor, now: datetime) -> Reading:
    """The message, and its time if the words name one."""
    answer = parse_when(words.text, now, actor.zone, actor.locale)
    if isinstance(answer, Unclear):
        return Reading(with_text(draft, words.text, words.entities), answer.why)
    spoken = replace(draft, said=words.text, said_at=now)
    whole = with_words(spoken, words.text, words.entities)
    if isinstance(answer, Ask):
        options = [_option(item, words, actor) for item in answer.options]
        return Reading(with_options(whole, options, answer.reason))
    if (why := _unfit(answer, now)) is None:
        others = tuple(item.at for item in answer.others)
        return Reading(with_time(whole, _option(answer, words, actor), others))
    text, entities = cut(words.text, words.entities, answer.kept)
    return Reading(with_text(draft, text, entities) if text else draft, why)


def read_time(draft: ScheduleDraft, text: str, actor: Actor, now: datetime) -> Reading:
    """The time of a message that is written already; other words beside it are left out."""
    answer = parse_when(text, now, actor.zone, actor.locale)
    if isinstance(answer, Unclear):
        return Reading(draft, answer.why)
    spoken = replace(draft, said=text, said_at=now, whole="")
    if isinstance(answer, Ask):
        options = [_option(item, None, actor) for item in answer.options]
        return Reading(with_options(spoken, options, answer.reason))
    if (why := _unfit(answer, now)) is not None:
        return Reading(draft, why)
    others = tuple(item.at for item in answer.others)
    return Reading(with_time(spoken, _option(answer, None, actor), others))


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
        return Reading(replace(again, at=None, others=()), Why.PAST)
    return Reading(again)


def _option(found: Understood, words: Words | None, actor: Actor) -> Option:
    zone = found.zone if found.zone != actor.zone else ""
    option = Option(found.at, is_time_given=found.has_time, zone=zone)
    if words is None or not found.rest:
        return option
    text, entities = cut(words.text, words.entities, found.kept)
    return replace(option, text=text, entities=json.dumps(entities))


def _unfit(found: Understood, now: datetime) -> Why | None:
    """Why an instant that was understood cannot be planned."""
    if found.recurrence is not None:
        return Why.REPEATS
    try:
        may_schedule(found.at, now)
    except TooFar:
        return Why.TOO_FAR
    except MessageInPast:
        return Why.PAST
    return None

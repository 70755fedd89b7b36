"""What the scheduling conversation has gathered, and which question comes next."""

import json
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from aiogram.fsm.state import State, StatesGroup

from fsm.draft import Draft

GRACE = timedelta(minutes=1)
"""How long after its instant a message that is confirmed is sent at once."""


class Schedule(StatesGroup):
    """What the scheduling conversation waits for."""

    writing = State()
    timing = State()
    confirming = State()


class Asking(StrEnum):
    """A question asked again, because the person wants another answer."""

    NOTHING = ""
    TEXT = "text"
    TIME = "time"


@dataclass(frozen=True, slots=True, kw_only=True)
class ScheduleDraft(Draft):
    """The answers so far; a step is answered when its field is not None.

    entities: JSON of Telegram's entities of `text`. at: aware UTC. is_time_given: False if the
    words named a day alone. options: JSON of readings offered as buttons, see `Option`.
    others: further instants as likely as `at`. message_id: the message being changed, 0 for a
    new one.
    """

    text: str | None = None
    entities: str = "[]"
    at: datetime | None = None
    is_time_given: bool = True
    others: tuple[datetime, ...] = ()
    options: tuple[str, ...] = ()
    asking: str = Asking.NOTHING
    message_id: int = 0


@dataclass(frozen=True, slots=True)
class Option:
    """One reading of a doubtful text: the instant and the message, None if it names none."""

    at: datetime
    text: str | None = None
    entities: str = "[]"
    is_time_given: bool = True


def waiting_for(draft: ScheduleDraft) -> State:
    """The question that is open."""
    if draft.options or draft.asking == Asking.TIME:
        return Schedule.timing
    if draft.asking == Asking.TEXT or draft.text is None:
        return Schedule.writing
    return Schedule.timing if draft.at is None else Schedule.confirming


def back(draft: ScheduleDraft) -> ScheduleDraft | None:
    """The draft one question earlier; None before the first question."""
    if draft.asking or draft.options:
        unasked = replace(draft, asking=Asking.NOTHING, options=())
        return unasked if draft.at is not None or draft.options else None
    if draft.message_id or draft.text is None:
        return None
    if draft.at is not None:
        return replace(draft, at=None, others=())
    return replace(draft, text=None, entities="[]")


def with_text(
    draft: ScheduleDraft, text: str, entities: tuple[dict[str, Any], ...]
) -> ScheduleDraft:
    """The message is written."""
    return replace(draft, text=text, entities=json.dumps(entities), asking=Asking.NOTHING)


def with_time(
    draft: ScheduleDraft, at: datetime, is_time_given: bool, others: tuple[datetime, ...] = ()
) -> ScheduleDraft:
    """The time is chosen."""
    return replace(
        draft,
        at=at,
        is_time_given=is_time_given,
        others=others,
        options=(),
        asking=Asking.NOTHING,
    )


def not_missed(at: datetime, now: datetime) -> datetime:
    """`at`, or the next second if it passed while the person was reading: 'in 3 seconds'."""
    if not now - GRACE <= at <= now:
        return at
    return now.replace(microsecond=0) + timedelta(seconds=1)


def entities_of(draft: ScheduleDraft) -> tuple[dict[str, Any], ...]:
    """The formatting of the draft's text."""
    return tuple(json.loads(draft.entities))


def with_options(draft: ScheduleDraft, options: list[Option]) -> ScheduleDraft:
    """The words can be read in several ways: the person chooses."""
    return replace(draft, options=tuple(_dump(option) for option in options), asking="")


def options_of(draft: ScheduleDraft) -> list[Option]:
    """The readings that are offered."""
    return [_load(text) for text in draft.options]


def choose(draft: ScheduleDraft, number: int) -> ScheduleDraft | None:
    """One of the readings is chosen; None if there is no such reading."""
    options = options_of(draft)
    if number >= len(options):
        return None
    option = options[number]
    chosen = with_time(draft, option.at, option.is_time_given)
    if option.text is None:
        return chosen
    return replace(chosen, text=option.text, entities=option.entities)


def _dump(option: Option) -> str:
    return json.dumps([option.at.isoformat(), option.text, option.entities, option.is_time_given])


def _load(text: str) -> Option:
    at, said, entities, given = json.loads(text)
    return Option(datetime.fromisoformat(at), said, entities, given)

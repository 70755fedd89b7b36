"""A text too long for one message, which its client sent in two: the halves joined again."""

import json
from dataclasses import replace
from datetime import datetime, timedelta

from domain.messages.content import LIMIT, Text
from domain.messages.text import units
from fsm.messages.compose import ScheduleDraft, with_words, words_of

AT_ONCE = timedelta(seconds=1)
"""Between the halves of a text that a client sent in two; Telegram's dates have whole seconds."""
HALVED = LIMIT // 2  # UTF-16 units that the first half has at least


def is_second_half(draft: ScheduleDraft, at: datetime) -> bool:
    """Whether a text typed `at` is the rest of the one before it, which was too long for one."""
    if not draft.text or draft.attachment or draft.options or draft.typed_at is None:
        return False
    return draft.typed_units >= HALVED and at - draft.typed_at <= AT_ONCE


def with_second_half(draft: ScheduleDraft, words: Text) -> ScheduleDraft:
    """The text goes on in a new line, as its client cut it there or between two words."""
    if draft.whole:
        whole = Text(draft.whole, tuple(json.loads(draft.whole_entities)))
        draft = with_words(draft, _joined(whole, words))
    longer = _joined(words_of(draft), words)
    return replace(draft, text=longer.text, entities=json.dumps(longer.entities))


def _joined(first: Text, second: Text) -> Text:
    shift = units(first.text) + 1
    moved = tuple({**item, "offset": item["offset"] + shift} for item in second.entities)
    return Text(f"{first.text}\n{second.text}", (*first.entities, *moved))

"""The message in a scheduling draft: what is no text in it, albums, and texts in two halves."""

import json
from dataclasses import replace
from datetime import datetime, timedelta
from hashlib import blake2b
from typing import Any

from domain.messages.content import LIMIT, Content
from domain.messages.content import attachment_of as attachment_in
from domain.messages.content import words_of as words_in
from domain.messages.media import (
    Attachment,
    Media,
    from_json,
    has_caption,
    joined,
    to_json,
    words_of,
)
from domain.messages.text import units
from fsm.messages.compose import Asking, ScheduleDraft, entities_of, with_text

AT_ONCE = timedelta(seconds=1)
"""Between the halves of a text that a client sent in two; Telegram's dates have whole seconds."""
HALVED = LIMIT // 2  # UTF-16 units that the first half has at least


def seal(draft: ScheduleDraft) -> int:
    """What [Confirm] would plan, as one number below 2**32: another choice, another number."""
    at = draft.at and draft.at.timestamp()
    said = (draft.text, draft.entities, draft.attachment, draft.chat_id, draft.address_id)
    chosen = repr((*said, at, draft.zone, draft.rrule, draft.wall))
    return int.from_bytes(blake2b(chosen.encode(), digest_size=4).digest())


def attachment_of(draft: ScheduleDraft) -> Attachment | None:
    """What is no text in the message."""
    return from_json(json.loads(draft.attachment)) if draft.attachment else None


def with_attachment(draft: ScheduleDraft, it: Attachment, group: str) -> ScheduleDraft:
    """The message is this, still without a caption. group: of the album it begins, or ""."""
    bare = replace(draft, text="", entities="[]", whole="", options=(), group=group)
    edits = (*draft.edits, Asking.TEXT)
    stored = json.dumps(to_json(it))
    return replace(bare, attachment=stored, edits=edits, asking=Asking.NOTHING)


def with_content(draft: ScheduleDraft, content: Content) -> ScheduleDraft:
    """The message is this one, as it was scheduled."""
    it = attachment_in(content)
    if it is None:
        text, entities = words_in(content)
        return with_text(draft, text, tuple(dict(item) for item in entities))
    return with_text(with_attachment(draft, it, ""), *caption_in(it))


def with_part(draft: ScheduleDraft, part: Media) -> ScheduleDraft:
    """One more part of the album."""
    album = joined(attachment_of(draft), part)
    return replace(draft, attachment=json.dumps(to_json(album)))


def for_words(draft: ScheduleDraft) -> ScheduleDraft:
    """The draft before words are typed into it: as a caption, or instead of what has none."""
    it = attachment_of(draft)
    return draft if it is None or has_caption(it) else replace(draft, attachment="", group="")


def caption_in(it: Attachment) -> tuple[str, tuple[dict[str, Any], ...]]:
    """The words that a draft keeps apart from the attachment."""
    if not has_caption(it):
        return "", ()
    text, entities = words_of(it)
    return text, tuple(dict(item) for item in entities)


def is_second_half(draft: ScheduleDraft, at: datetime) -> bool:
    """Whether a text typed `at` is the rest of the one before it, which was too long for one."""
    if not draft.text or draft.attachment or draft.options or draft.typed_at is None:
        return False
    return draft.typed_units >= HALVED and at - draft.typed_at <= AT_ONCE


def with_second_half(
    draft: ScheduleDraft, text: str, entities: tuple[dict[str, Any], ...]
) -> ScheduleDraft:
    """The text goes on in a new line, as its client cut it there or between two words."""
    whole = ""
    if draft.whole:
        first = tuple(json.loads(draft.whole_entities))
        whole, both = _glued(draft.whole, first, text, entities)
        draft = replace(draft, whole=whole, whole_entities=json.dumps(both))
    longer, styles = _glued(draft.text or "", entities_of(draft), text, entities)
    return replace(draft, text=longer, entities=json.dumps(styles))


def _glued(
    text: str, first: tuple[dict[str, Any], ...], more: str, second: tuple[dict[str, Any], ...]
) -> tuple[str, tuple[dict[str, Any], ...]]:
    shift = units(text) + 1
    moved = tuple(item | {"offset": item["offset"] + shift} for item in second)
    return f"{text}\n{more}", (*first, *moved)

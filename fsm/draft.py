"""What a conversation has gathered so far: one frozen value under one key of the FSM data."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, TypeVar

from aiogram.fsm.context import FSMContext

KEY = "draft"


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """Base of all drafts; fields are str, int, bool, date, datetime, tuples of these, or None.

    intent: the conversation's id, in every button it shows and on what it finally makes.
    card: message id of the conversation's one live message, None before it is sent.
    prompt: message id of a reply keyboard (a contact is asked for) while it is shown.
    """

    intent: str
    card: int | None = None
    prompt: int | None = None


D = TypeVar("D", bound=Draft)


def new_intent() -> str:
    """Mint the id of a conversation: 128 random bits, 22 characters of base64url."""
    return secrets.token_urlsafe(16)


async def save(state: FSMContext, draft: Draft) -> None:
    """Keep `draft` as the conversation's only data."""
    await state.set_data({KEY: draft})


async def load(state: FSMContext, kind: type[D]) -> D | None:
    """The open conversation's draft, or None if none of this kind is open.

    `load(state, Draft)` finds the draft of whatever conversation is open.
    """
    value = (await state.get_data()).get(KEY)
    if isinstance(value, kind):
        return value
    if isinstance(value, Mapping):
        return _restore(value, kind)
    return None


async def load_intent(state: FSMContext, kind: type[D], intent: str) -> D | None:
    """As `load`, but only the conversation that `intent` names: an older button finds None."""
    draft = await load(state, kind)
    return draft if draft is not None and draft.intent == intent else None


def _restore(value: Mapping[str, Any], kind: type[D]) -> D | None:
    """A draft from what fsm.storage.dumps made of it; None if it is another kind's."""
    if kind is not Draft and value.get("$draft") != kind.__name__:
        return None
    known = {field.name for field in fields(kind)}
    return kind(**{name: item for name, item in value.items() if name in known})

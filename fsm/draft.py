"""What a conversation has gathered so far: one frozen value under one key of the FSM data."""

import secrets
from collections.abc import Mapping
from dataclasses import MISSING, dataclass, fields
from typing import Any, ClassVar, TypeVar

from aiogram.fsm.context import FSMContext

KEY = "draft"


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """Base of all drafts; fields are str, int, bool, date, datetime, tuples of these, or None.

    intent: the conversation's id, in every button it shows and on what it finally makes.
    card: message id of the conversation's one live message, None before it is sent.
    prompt: message id of a reply keyboard (a contact is asked for) while it is shown.
    stored_as: the name in Redis of a class that has been renamed, so that what is open goes on.
    """

    stored_as: ClassVar[str]

    intent: str
    card: int | None = None
    prompt: int | None = None


D = TypeVar("D", bound=Draft)


def stored_name(kind: type[Draft]) -> str:
    """What a kind of draft is called where it is stored."""
    return str(vars(kind).get("stored_as", kind.__name__))


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
    """A draft from what fsm.storage.dumps made of it; None if it is another kind's.

    Whole, also when any kind is asked for: whoever saves it again must not lose its answers. One
    of another version of this program, without a field that is needed here, is none.
    """
    known = {stored_name(one): one for one in _kinds(kind)}
    found = known.get(str(value.get("$draft")))
    if found is None:
        return None
    needed = {item.name for item in fields(found) if item.default is MISSING}
    given = {item.name: value[item.name] for item in fields(found) if item.name in value}
    return found(**given) if needed <= given.keys() else None


def _kinds(kind: type[D]) -> list[type[D]]:
    """The kind and what is derived from it; of one name the newest last, as slots make it twice."""
    return [kind, *(lower for one in kind.__subclasses__() for lower in _kinds(one))]

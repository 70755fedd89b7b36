"""What a broadcast and the closing of dead letters wait for, and what they have gathered."""

import json
from dataclasses import dataclass
from typing import ClassVar

from aiogram.fsm.state import State, StatesGroup

from domain.messages.broadcast import Audience, People
from domain.messages.content import Ours, Own, from_json
from fsm.draft import Draft


class Broadcasting(StatesGroup):
    """Typed or sent answers; the rest is tapped."""

    choosing = State()
    dating = State()
    writing = State()


@dataclass(frozen=True, slots=True, kw_only=True)
class BroadcastDraft(Draft):
    """kind, value, lab_id: the audience, "" before it is chosen. content: JSON, "" before.

    group: Telegram's id of the album that it is a part of.
    """

    kind: str = ""
    value: str = ""
    lab_id: int = 0
    content: str = ""
    group: str = ""

    @property
    def people(self) -> People | None:
        return People(Audience(self.kind), self.value, self.lab_id) if self.kind else None

    @property
    def message(self) -> Own | None:
        """What they will hear, once it is there; what the bot writes itself is never in a draft."""
        found = from_json(json.loads(self.content)) if self.content else None
        return None if isinstance(found, Ours) else found


class Failed(StatesGroup):
    """One question: a reason, tapped or typed."""

    reasoning = State()


@dataclass(frozen=True, slots=True, kw_only=True)
class FailedDraft(Draft):
    """What is to be closed. message_id: one letter, 0 for all of `cause`."""

    is_hasty: ClassVar[bool] = True

    cause: str
    message_id: int = 0

    def known(self) -> dict[str, int | str]:
        return {"cause": self.cause, "message": self.message_id}

"""What a broadcast waits for: a day, where that is the audience, and the message itself."""

import json
from dataclasses import dataclass

from aiogram.fsm.state import State, StatesGroup

from domain.messages.broadcast import Audience, People
from domain.messages.content import Content, from_json
from fsm.draft import Draft


class Broadcasting(StatesGroup):
    """Typed or sent answers; the rest is tapped."""

    choosing = State()
    dating = State()
    writing = State()


@dataclass(frozen=True, slots=True, kw_only=True)
class BroadcastDraft(Draft):
    """kind, value, lab_id: the audience, "" before it is chosen. content: JSON, "" before."""

    kind: str = ""
    value: str = ""
    lab_id: int = 0
    content: str = ""

    @property
    def people(self) -> People | None:
        """The audience, once it is chosen."""
        return People(Audience(self.kind), self.value, self.lab_id) if self.kind else None

    @property
    def said(self) -> Content | None:
        """The message, once it is there."""
        return from_json(json.loads(self.content)) if self.content else None

"""What a closure waits for: a line, and the choice under its preview."""

from dataclasses import dataclass
from datetime import datetime

from aiogram.fsm.state import State, StatesGroup

from fsm.draft import Draft


class Closing(StatesGroup):
    """One line; another one replaces it."""

    typing = State()


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosureDraft(Draft):
    """first, end: the stretch, aware UTC, None before it is understood."""

    first: datetime | None = None
    end: datetime | None = None
    reason: str = ""

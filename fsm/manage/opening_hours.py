"""What planning a session waits for: a line, and the yes under its preview."""

from dataclasses import dataclass

from aiogram.fsm.state import State, StatesGroup

from fsm.draft import Draft


class Planning(StatesGroup):
    """One line; another one replaces it."""

    typing = State()


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionDraft(Draft):
    """line: as it was typed; it is read again when it is made."""

    line: str = ""

"""What reading the log waits for: words to look for."""

from dataclasses import dataclass

from aiogram.fsm.state import State, StatesGroup

from fsm.draft import Draft


class Auditing(StatesGroup):
    """Whatever is typed while the log is open is looked for."""

    reading = State()


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditDraft(Draft):
    """words: what is looked for, empty = everything."""

    words: str = ""

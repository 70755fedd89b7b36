"""What closing dead letters waits for: a reason, tapped or typed."""

from dataclasses import dataclass

from aiogram.fsm.state import State, StatesGroup

from fsm.draft import Draft


class Failed(StatesGroup):
    """One question."""

    reasoning = State()


@dataclass(frozen=True, slots=True, kw_only=True)
class FailedDraft(Draft):
    """What is to be closed. message_id: one letter, 0 for all of `cause`."""

    cause: str
    message_id: int = 0

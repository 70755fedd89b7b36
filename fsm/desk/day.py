"""What a visit's card waits for: a note."""

from dataclasses import dataclass

from aiogram.fsm.state import State, StatesGroup

from fsm.draft import Draft


class Noting(StatesGroup):
    """One question."""

    writing = State()


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteDraft(Draft):
    """booking_id: what the note is about."""

    booking_id: int

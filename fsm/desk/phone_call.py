"""What serving a caller waits for: who it is, or who is new; and what is chosen so far."""

from dataclasses import dataclass

from aiogram.fsm.state import State, StatesGroup

from fsm.draft import Draft


class Calling(StatesGroup):
    """Typed answers: a search at any time, or name and number of somebody new."""

    asking = State()
    introducing = State()


@dataclass(frozen=True, slots=True, kw_only=True)
class CallerDraft(Draft):
    """Ids, 0 = not chosen yet. moving: the booking that is moved, 0 for a new one.

    wish: the intent of the booking that is being made; each booking of a call has its own.
    """

    patient_id: int = 0
    test_id: int = 0
    moving: int = 0
    wish: str = ""

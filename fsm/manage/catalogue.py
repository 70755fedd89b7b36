"""What editing the catalogue or the labs waits for: one answer."""

from dataclasses import dataclass

from aiogram.fsm.state import State, StatesGroup

from fsm.draft import Draft


class Editing(StatesGroup):
    """A line of something new, or the new value of a field; a lab's pin is a shared location."""

    test = State()
    lab = State()


@dataclass(frozen=True, slots=True, kw_only=True)
class EditDraft(Draft):
    """number: of the test or lab, 0 for a new one. field: see domain.offering.Field."""

    number: int = 0
    field: str = ""
    version: int = 0

"""What the time zone conversation waits for: a place, an offset, or the time on one's clock."""

from dataclasses import dataclass

from aiogram.fsm.state import State, StatesGroup

from fsm.draft import Draft


class Timezone(StatesGroup):
    """One question, answered by a tap or by typing."""

    picking = State()


@dataclass(frozen=True, slots=True, kw_only=True)
class TimezoneDraft(Draft):
    """Nothing is gathered but where the card is."""

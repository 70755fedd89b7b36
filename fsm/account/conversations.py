"""What conversations about a person's own settings wait for."""

from dataclasses import dataclass

from aiogram.fsm.state import State, StatesGroup

from fsm.draft import Draft


class Address(StatesGroup):
    """Two questions, both typed."""

    writing = State()
    proving = State()


@dataclass(frozen=True, slots=True, kw_only=True)
class AddressDraft(Draft):
    """address_id: whose code is asked for, 0 while an address is."""

    address_id: int = 0

    def known(self) -> dict[str, int | str]:
        return {"address": self.address_id}


class Timezone(StatesGroup):
    """One question, answered by a tap or by typing."""

    picking = State()


@dataclass(frozen=True, slots=True, kw_only=True)
class TimezoneDraft(Draft):
    """Nothing is gathered but where the card is."""


class QuietHours(StatesGroup):
    """One question, answered by a tap or by typing."""

    typing = State()


@dataclass(frozen=True, slots=True, kw_only=True)
class QuietDraft(Draft):
    """Nothing is gathered but where the card is."""

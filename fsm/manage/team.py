"""What inviting a colleague waits for: a name."""

from dataclasses import dataclass

from aiogram.fsm.state import State, StatesGroup

from domain.account.actor import Role
from fsm.draft import Draft


class Inviting(StatesGroup):
    """One question."""

    naming = State()


@dataclass(frozen=True, slots=True, kw_only=True)
class InviteDraft(Draft):
    """role: what they are invited to, as its text."""

    role: str

    @property
    def wanted(self) -> Role:
        """The role."""
        return Role(self.role)

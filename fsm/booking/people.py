"""What is asked about somebody that a person books for."""

from dataclasses import dataclass

from aiogram.fsm.state import State, StatesGroup

from fsm.draft import Draft


class Person(StatesGroup):
    """One question, typed."""

    naming = State()
    giving_born = State()


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonDraft(Draft):
    """Who is changed."""

    patient_id: int = 0
    is_born: bool = False

    def known(self) -> dict[str, int | str]:
        return {"patient": self.patient_id, "born": int(self.is_born)}

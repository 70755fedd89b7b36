"""What reports wait for: a secret from the desk, or from the patient."""

from dataclasses import dataclass

from aiogram.fsm.state import State, StatesGroup

from domain.desk.report import File
from fsm.draft import Draft


class Reporting(StatesGroup):
    """Sending: the yes, or first a secret. Opening: a secret. Unlocking: another secret."""

    sending = State()
    opening = State()
    unlocking = State()


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportDraft(Draft):
    """The desk's. latest: id of the report that stands, 0 = none. secret: as typed, "" = known."""

    booking_id: int
    kind: str
    file_id: str
    mime: str
    name: str
    size: int
    latest: int = 0
    has_secret: bool = False
    secret: str = ""

    @property
    def file(self) -> File:
        """The file."""
        return File(self.kind, self.file_id, self.mime, self.name, self.size)


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenDraft(Draft):
    """A patient's, or the desk's while it sets another secret."""

    report_id: int

"""What the desk's conversations wait for, and what they have gathered so far."""

import json
from dataclasses import dataclass
from typing import ClassVar

from aiogram.fsm.state import State, StatesGroup

from domain.desk.report import File, check_files
from domain.messages.media import Attachment, from_json
from domain.refusals import FileUnfit
from fsm.draft import Draft


class Calling(StatesGroup):
    """Typed answers: a search at any time, or name and number of somebody new."""

    asking = State()
    introducing = State()


@dataclass(frozen=True, slots=True, kw_only=True)
class CallerDraft(Draft):
    """Ids, 0 = not chosen yet. moving: the booking that is moved, 0 for a new one.

    wish: the intent of the booking being made; each booking of a call has its own.
    """

    patient_id: int = 0
    test_id: int = 0
    moving: int = 0
    wish: str = ""

    def known(self) -> dict[str, int | str]:
        return {"patient": self.patient_id}


class Noting(StatesGroup):
    writing = State()


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteDraft(Draft):
    """booking_id: what the note is about."""

    is_hasty: ClassVar[bool] = True

    booking_id: int

    def known(self) -> dict[str, int | str]:
        return {"booking": self.booking_id}


class Reporting(StatesGroup):
    """choosing: a booking. sending: a choice, or first a secret. opening, unlocking: a secret."""

    choosing = State()
    sending = State()
    opening = State()
    unlocking = State()


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportDraft(Draft):
    """The desk's. latest: id of the report that stands, 0 = none.

    secret_hash: of what is typed to open it, for this patient; "" where a secret is known.
    booking_id: 0 while it is asked for. meant: ids of bookings that it may be for. content: JSON of
    all that was sent, as a message to oneself. group: Telegram's id of the album that it is of.
    more: JSON of its further files.
    """

    booking_id: int
    kind: str
    file_id: str
    mime: str
    name: str
    size: int
    latest: int = 0
    has_secret: bool = False
    secret_hash: str = ""
    meant: tuple[int, ...] = ()
    content: str = ""
    group: str = ""
    more: str = "[]"

    @property
    def sent(self) -> Attachment | None:
        return from_json(json.loads(self.content)) if self.content else None

    @property
    def files(self) -> tuple[File, ...]:
        """Its pages, in their order."""
        return (self.file, *(File(**one) for one in json.loads(self.more)))

    @property
    def is_unfit(self) -> bool:
        """Whether one of several files can be in no report: then none of them is sent."""
        try:
            check_files(self.files)
        except FileUnfit:
            return bool(self.group)
        return False

    @property
    def file(self) -> File:
        return File(self.kind, self.file_id, self.mime, self.name, self.size)


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenDraft(Draft):
    """A patient's, or the desk's while it sets another secret."""

    is_hasty: ClassVar[bool] = True

    report_id: int

    def known(self) -> dict[str, int | str]:
        return {"report": self.report_id}

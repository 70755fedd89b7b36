"""What managing the lab waits for: mostly one line, and the yes under its preview."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from aiogram.fsm.state import State, StatesGroup

from domain.account.actor import Role
from fsm.draft import Draft


class Planning(StatesGroup):
    """One line; another one replaces it."""

    typing = State()


@dataclass(frozen=True, slots=True, kw_only=True)
class OpeningHoursDraft(Draft):
    """line: as it was typed; it is read again when it is made. guided: by the setup."""

    stored_as: ClassVar[str] = "SessionDraft"

    line: str = ""
    guided: bool = False

    def known(self) -> dict[str, int | str]:
        return {"guided": int(self.guided)}


class Closing(StatesGroup):
    """One line; another one replaces it."""

    typing = State()


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosureDraft(Draft):
    """first, end: the stretch, aware UTC, None before it is understood."""

    first: datetime | None = None
    end: datetime | None = None
    reason: str = ""


class Editing(StatesGroup):
    """A line of something new, or the new value of a field; a lab's pin is a shared location."""

    test = State()
    lab = State()


@dataclass(frozen=True, slots=True, kw_only=True)
class EditDraft(Draft):
    """number: of the test or lab, 0 for a new one. field: see domain.manage.catalogue.Field.

    guided: by the setup, which goes on when it is answered. language: of a translation. parts: what
    is known of a new one, whose next part is asked for.
    """

    is_hasty: ClassVar[bool] = True

    number: int = 0
    field: str = ""
    version: int = 0
    guided: bool = False
    language: str = ""
    parts: tuple[str, ...] = ()

    def known(self) -> dict[str, int | str]:
        known: dict[str, int | str] = {"number": self.number, "field": self.field}
        known |= {"version": self.version, "guided": int(self.guided)}
        return known | {"language": self.language}


class SettingUp(StatesGroup):
    """Which standard tests are offered, and what they cost."""

    ticking = State()
    pricing = State()


@dataclass(frozen=True, slots=True, kw_only=True)
class TicksDraft(Draft):
    """ticks: a bit for each standard test. group: which of them are shown, empty for all groups."""

    ticks: int = 0
    group: str = ""

    def known(self) -> dict[str, int | str]:
        return {"ticks": self.ticks}


class Inviting(StatesGroup):
    """One question."""

    naming = State()


@dataclass(frozen=True, slots=True, kw_only=True)
class InviteDraft(Draft):
    """role: what they are invited to, as its text. guided: by the setup."""

    is_hasty: ClassVar[bool] = True

    role: str
    guided: bool = False

    def known(self) -> dict[str, int | str]:
        return {"role": self.role, "guided": int(self.guided)}

    @property
    def invited_as(self) -> Role:
        return Role(self.role)


class Naming(StatesGroup):
    """One question."""

    key = State()
    webhook = State()


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyDraft(Draft):
    """A key for a program. scopes: see screens.manage.programs. days: it is good for, 0 = any."""

    scopes: int
    days: int

    def known(self) -> dict[str, int | str]:
        return {"scopes": self.scopes, "days": self.days}


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookDraft(Draft):
    """A program that is to be told. topics: see screens.manage.programs."""

    topics: int

    def known(self) -> dict[str, int | str]:
        return {"topics": self.topics}


class Setting(StatesGroup):
    """One number."""

    typing = State()


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingDraft(Draft):
    """setting: see domain.caps. seen: what managers had set when it was asked, -1 = nothing."""

    is_hasty: ClassVar[bool] = True

    setting: str
    seen: int

    def known(self) -> dict[str, int | str]:
        return {"setting": self.setting}


class Auditing(StatesGroup):
    """Whatever is typed while the log is open is looked for."""

    reading = State()


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditDraft(Draft):
    """words: what is looked for, empty = everything."""

    words: str = ""

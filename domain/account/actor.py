"""Who is asking: the account behind an update, as every rule and action sees it."""

from dataclasses import dataclass
from enum import StrEnum

from domain.account.quiet import USUAL, Quiet
from domain.refusals import NotFound


class Role(StrEnum):
    """What an account may do; staff roles are given, everybody else is a patient."""

    PATIENT = "patient"
    COLLECTOR = "collector"
    DESK = "desk"
    MANAGER = "manager"
    OWNER = "owner"


STAFF = frozenset(Role) - {Role.PATIENT}
DESK_AND_ABOVE = frozenset((Role.DESK, Role.MANAGER, Role.OWNER))
MANAGER_AND_ABOVE = frozenset((Role.MANAGER, Role.OWNER))


@dataclass(frozen=True, slots=True)
class Account:
    """What is kept of a person. zone: None until they have chosen one. locale_chosen: by
    themselves, else it is what Telegram says. quiet: their quiet hours, where they were read.
    agreed: to which version of the terms (domain.account.privacy), 0 = none.
    """

    zone: str | None
    locale: str
    role: Role
    is_reachable: bool
    locale_chosen: bool = False
    quiet: Quiet = USUAL
    agreed: int = 0


@dataclass(frozen=True, slots=True)
class Actor:
    """An account as loaded at the door.

    id: Telegram user id. zone: IANA name, the account's own or the default.
    zone_known: whether the person chose the zone. locale: IETF tag such as "en-GB".
    locale_chosen: by themselves, else it is what Telegram says.
    quiet: their quiet hours, as far as they come by a chat. agreed: to which version of the
    terms (domain.account.privacy), 0 = none.
    """

    id: int
    role: Role
    zone: str
    zone_known: bool
    locale: str
    locale_chosen: bool = False
    quiet: Quiet = USUAL
    agreed: int = 0

    def zone_or(self, default: str) -> str:
        """The zone they read clocks in, `default` until they have chosen one."""
        return self.zone if self.zone_known else default

    @property
    def is_desk(self) -> bool:
        """Whether they run the day: the desk, and everybody above."""
        return self.role in DESK_AND_ABOVE

    @property
    def is_staff(self) -> bool:
        """Whether they work here: see the day, mark what happens at the chair."""
        return self.role in STAFF

    @property
    def is_manager(self) -> bool:
        """Whether they plan: opening hours, closures, the catalogue, broadcasts, numbers."""
        return self.role in MANAGER_AND_ABOVE

    @property
    def is_owner(self) -> bool:
        """Whether the house is theirs: they say who is staff."""
        return self.role is Role.OWNER


def only_staff(actor: Actor) -> None:
    """Raises NotFound for a patient: as if there were no such thing."""
    _only(actor.is_staff)


def only_desk(actor: Actor) -> None:
    """Raises NotFound below the desk."""
    _only(actor.is_desk)


def only_manager(actor: Actor) -> None:
    """Raises NotFound below a manager."""
    _only(actor.is_manager)


def only_owner(actor: Actor) -> None:
    """Raises NotFound for all but owners."""
    _only(actor.is_owner)


def _only(is_allowed: bool) -> None:
    if not is_allowed:
        raise NotFound

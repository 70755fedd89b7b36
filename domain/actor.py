"""Who is asking: the account behind an update, as every rule and action sees it."""

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What an account may do; staff roles are given, everybody else is a patient."""

    PATIENT = "patient"
    COLLECTOR = "collector"
    DESK = "desk"
    MANAGER = "manager"
    OWNER = "owner"


DESK_AND_ABOVE = frozenset((Role.DESK, Role.MANAGER, Role.OWNER))


@dataclass(frozen=True, slots=True)
class Actor:
    """An account as loaded at the door.

    id: Telegram user id. zone: IANA name, the account's own or the default.
    zone_known: whether the person chose the zone. locale: IETF tag such as "en-GB".
    """

    id: int
    role: Role
    zone: str
    zone_known: bool
    locale: str

    @property
    def is_desk(self) -> bool:
        """Whether they run the day: the desk, and everybody above."""
        return self.role in DESK_AND_ABOVE

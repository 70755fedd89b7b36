"""Who works here, and the invitations that let people in: each works once, for two days."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from domain.account.actor import STAFF, Role
from domain.booking.patient import parse_name
from domain.refusals import NameInvalid

VALID_FOR = timedelta(hours=48)
LONGEST_NAME = 40
PREFIX = "join_"  # of a deep link's parameter
RANKS = tuple(Role)  # from the lowest to the highest
ROLES = tuple(role for role in Role if role in STAFF)


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody who works here. by_settings: an owner by ADMIN_IDS, whom nobody can revoke."""

    id: int
    name: str
    role: Role
    since: datetime | None
    by_settings: bool
    is_me: bool = False  # who reads


@dataclass(frozen=True, slots=True)
class Invite:
    """An invitation that is open. expires_at: aware UTC."""

    id: int
    name: str
    role: Role
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Team:
    """All who work here, the highest role first, and who is invited."""

    members: tuple[Member, ...]
    invites: tuple[Invite, ...]


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Somebody who took an invitation. invited_by: account id."""

    name: str
    role: Role
    invited_by: int


@dataclass(frozen=True, slots=True)
class RoleChange:
    """Another role for one of the staff. seen: the role that was shown; role: PATIENT revokes."""

    account_id: int
    seen: Role
    role: Role


def is_below(role: Role, other: Role) -> bool:
    """Whether the first role may less than the second."""
    return RANKS.index(role) < RANKS.index(other)


def name_of(text: str) -> str:
    """A colleague's name: one line of 1 to 40 characters. Raises NameInvalid."""
    if len(name := parse_name(text)) > LONGEST_NAME:
        raise NameInvalid
    return name


def hashed(token: str) -> str:
    """What is kept of an invitation's token; it is long and random, so a plain hash will do."""
    return sha256(token.encode()).hexdigest()

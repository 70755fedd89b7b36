"""Groups and channels: who may schedule there, and whether the bot may post."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from enum import StrEnum

from domain.refusals import BotMayNotPost, NotAdmin, NotFound


class ChatType(StrEnum):
    """Telegram's, but for private chats."""

    GROUP = "group"
    SUPERGROUP = "supergroup"
    CHANNEL = "channel"


class Membership(StrEnum):
    """Telegram's status of a member."""

    CREATOR = "creator"
    ADMINISTRATOR = "administrator"
    MEMBER = "member"
    RESTRICTED = "restricted"
    LEFT = "left"
    KICKED = "kicked"


INSIDE = frozenset(Membership) - {Membership.LEFT, Membership.KICKED}
ADMINS = frozenset({Membership.CREATOR, Membership.ADMINISTRATOR})


@dataclass(frozen=True, slots=True)
class Chat:
    """A group or channel that is known. id: Telegram's, below zero."""

    id: int
    type: ChatType
    title: str


@dataclass(frozen=True, slots=True)
class Standing:
    """Somebody's place in a chat. may_post: what a channel grants, and a restriction leaves."""

    place: Membership
    may_post: bool


@dataclass(frozen=True, slots=True)
class Standings:
    """What decides: the person's place and the bot's."""

    person: Standing
    bot: Standing
    is_channel: bool


Look = Callable[[int, int], Awaitable[Standings | None]]
"""Port: the standings in a chat (first) of an account (second), None if the bot is not there."""


def may_schedule_there(found: Standings | None) -> None:
    """Raises NotFound unless both are there, NotAdmin, BotMayNotPost.

    Somebody outside a chat does not learn whether it exists.
    """
    if found is None or found.person.place not in INSIDE or found.bot.place not in INSIDE:
        raise NotFound
    if found.person.place not in ADMINS or not _may_post(found.person, found.is_channel):
        raise NotAdmin
    if not _may_post(found.bot, found.is_channel):
        raise BotMayNotPost


def _may_post(standing: Standing, is_channel: bool) -> bool:
    """In a channel only those who were given it; the creator always."""
    if standing.place is Membership.CREATOR:
        return True
    is_admin = standing.place is Membership.ADMINISTRATOR
    if is_channel:
        return is_admin and standing.may_post
    return is_admin or standing.may_post

"""What every request needs, built once in the composition root."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime

from aiohttp import web
from arq.connections import ArqRedis

from actions.account.account import Defaults
from actions.caps import HouseCaps
from db.uow import Database
from domain.account.access import Opened
from domain.account.actor import Role
from domain.keys import Keys
from domain.messages.chat import Look
from domain.messages.content import Own
from infra.metrics import Metrics


@dataclass(frozen=True)
class WebDeps:
    """public_url: where people reach us, '' if nobody said. username: the bot's, '' if unknown.
    has_public_page: whether strangers may look at tests and times. may_loop: whether a webhook may
    be on this machine. send_rate: messages a second, 0 = no limit. tell_role: tells somebody in
    chat what they are now. show_in_chat: shows a message as it will look; whether it could. opened:
    reads what Telegram signs for a Mini App; raises LinkInvalid.
    """

    database: Database
    redis: ArqRedis
    metrics: Metrics
    keys: Keys
    defaults: Defaults
    caps: HouseCaps
    public_url: str
    has_mail: bool
    has_public_page: bool
    may_loop: bool
    send_rate: float
    username: Callable[[], Awaitable[str]]
    look: Look
    tell_role: Callable[[int, Role, str], Awaitable[None]]
    show_in_chat: Callable[[int, Own], Awaitable[bool]]
    opened: Callable[[str], Opened]
    now: Callable[[], datetime]

    @property
    def is_secure(self) -> bool:
        """Whether cookies may travel by https alone."""
        return self.public_url.startswith("https://")


DEPS = web.AppKey("web_deps", WebDeps)

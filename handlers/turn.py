"""One update of a person, and everything that answering it needs: what every handler asks for."""

from base64 import urlsafe_b64encode
from collections.abc import Awaitable, Callable, Collection, Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from hashlib import blake2b
from typing import Any, ParamSpec, TypeVar

from aiogram import Bot
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message, TelegramObject

from actions import readings
from actions.booking.known_tests import KnownTests
from actions.caps import HouseCaps
from actions.journal import Action, Journal
from db.uow import Database
from domain.account.actor import Actor
from domain.audit import Seen
from domain.caps import Caps
from domain.guess import GUESSES
from domain.keys import Keys
from fsm.bookmarks import Bookmarks
from infra.log import Trace
from infra.metrics import Metrics
from infra.telegram import Rights
from screens.messages.compose import Talk
from screens.moment import Reader

P = ParamSpec("P")
R = TypeVar("R")
Event = Message | CallbackQuery


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """A message or a tap in a private chat. now: aware UTC.

    has_mail: whether anything can be sent by email. send_rate: messages a second, 0 = no limit.
    caps, known_tests: of the process. guesses: as domain.guess.Watch.
    owners: Telegram ids. username: the bot's own. web_url: where browsers reach us.
    bookmarks: None if a restart ends no conversation.
    may_loop: whether a webhook may be on this machine.
    """

    event: Event
    bot: Bot
    state: FSMContext
    actor: Actor
    database: Database
    journal: Journal
    now: datetime
    trace: Trace
    rights: Rights
    keys: Keys
    metrics: Metrics
    known_tests: KnownTests
    caps: HouseCaps
    owners: Collection[int] = ()
    username: str = ""
    has_mail: bool = False
    send_rate: float = 0.0
    guesses: int = GUESSES
    bookmarks: Bookmarks | None = None
    web_url: str = ""
    may_loop: bool = False

    async def read(self, action: Action[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """What the action finds, without a transaction."""
        async with self.database.read() as uow:
            return await action(uow, *args, **kwargs)

    async def read_in_parts(self, action: Action[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """The same for more than fits into memory: in one transaction, which writes nothing."""
        async with self.database.begin() as uow:
            return await action(uow, *args, **kwargs)

    async def write(self, action: Action[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Do it once, in a transaction of its own; a refusal undoes all of it."""
        return await self.journal.do(action, *args, **kwargs)

    async def allowed(self) -> Caps:
        """How much one account may have."""
        return await self.caps(self.database, self.now)

    async def note_seen(
        self, screen: Seen, *, bookings: Collection[int] = (), patients: Collection[int] = ()
    ) -> None:
        """Staff are about to see these patients; bookings: whose patients."""
        async with self.database.each() as uow:
            seen = {"bookings": bookings, "patients": patients}
            await readings.note(uow, self.actor, screen, **seen, now=self.now)

    @property
    def tapped(self) -> int | None:
        """Id of the message whose button was tapped; None for what was typed."""
        message = self.event.message if isinstance(self.event, CallbackQuery) else None
        return message.message_id if message else None

    @property
    def was_interrupted(self) -> bool:
        """Whether the tapped message is older than what this process remembers."""
        message = self.event.message if isinstance(self.event, CallbackQuery) else None
        if self.bookmarks is None or not isinstance(message, Message):
            return False
        shown = message.edit_date or int(message.date.timestamp())
        return self.bookmarks.is_before(shown, self.actor.id)

    @property
    def words(self) -> str:
        """What was typed; empty for a tap or a message without text."""
        return (self.event.text or "") if isinstance(self.event, Message) else ""

    @property
    def reader(self) -> Reader:
        """The person, for screens of their messages."""
        return Reader(self.actor.zone, self.now)

    def talk(self, intent: str) -> Talk:
        """The conversation, for its screens."""
        return Talk(intent, self.actor.zone, self.now)


GIVEN = [item.name for item in fields(Turn) if item.name != "event"]


async def give_turn(
    handler: Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]],
    event: TelegramObject,
    data: dict[str, Any],
) -> Any:
    """Middleware outside of all routers: filters and handlers get `turn`. In groups is none."""
    if isinstance(event, Event) and "actor" in data:
        data["turn"] = turn_of(event, data)
    return await handler(event, data)


def turn_of(event: Event, data: Mapping[str, Any]) -> Turn:
    """The turn of an update from what handlers get by name."""
    return Turn(event=event, **{name: data[name] for name in GIVEN})


def intent_of(message: Message) -> str:
    """The conversation that this message opens: the same when Telegram brings it again."""
    origin = f"{message.chat.id}:{message.message_id}".encode()
    return urlsafe_b64encode(blake2b(origin, digest_size=16).digest()).decode().rstrip("=")


def token_for(intent: str, key: str) -> str:
    """A secret of a conversation, 32 characters: the same when its update is handled again."""
    return urlsafe_b64encode(secret_for(intent, key, 24)).decode()


def secret_for(intent: str, key: str, size: int = 32) -> bytes:
    """So many bytes, likewise."""
    return blake2b(intent.encode(), key=key.encode()[:64], digest_size=size).digest()

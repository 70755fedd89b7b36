"""The state of the whole sandbox: one bot, its people, what they say, what happened."""

import asyncio
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import count

from telegram_sandbox.judge.faults import Faults
from telegram_sandbox.judge.record import Record
from telegram_sandbox.limits import Limits
from telegram_sandbox.state.bot import Me
from telegram_sandbox.state.chats import Chat, Chats, Json
from telegram_sandbox.state.events import Events
from telegram_sandbox.state.files import Files
from telegram_sandbox.state.groups import Groups
from telegram_sandbox.state.people import People, Person
from telegram_sandbox.state.updates import Updates

QUERY_LIFE = 150.0  # seconds in which a callback query can be answered


@dataclass(slots=True)
class Query:
    """A tap that waits for its answer."""

    id: str
    person: int
    born: float
    is_answered: bool = False


@dataclass(slots=True)
class Webhook:
    """Where updates go; without a url the bot polls."""

    url: str = ""
    secret: str = ""
    max_connections: int = 40
    ip_address: str = ""
    last_error_date: int | None = None
    last_error_message: str = ""


@dataclass(slots=True)
class Poll:
    """The one getUpdates that may wait at a time."""

    waiting: asyncio.Future[str] | None = None

    def begin(self) -> asyncio.Future[str]:
        """Replace the poll that waits. The future gets the reason why this one ended."""
        self.end(
            "terminated by other getUpdates request; make sure that only one bot instance is"
            " running"
        )
        self.waiting = asyncio.get_running_loop().create_future()
        return self.waiting

    def end(self, why: str) -> None:
        """End the poll that waits."""
        if self.waiting and not self.waiting.done():
            self.waiting.set_result(why)
        self.waiting = None

    def finish(self, own: asyncio.Future[str]) -> None:
        """Forget a poll that has been answered."""
        if self.waiting is own:
            self.waiting = None


@dataclass(slots=True)
class World:
    """Everything that is remembered, in memory only."""

    me: Me
    clock: Callable[[], float] = time.time
    people: People = field(default_factory=People)
    chats: Chats = field(default_factory=Chats)
    events: Events = field(default_factory=Events)
    record: Record = field(default_factory=Record)
    faults: Faults = field(default_factory=Faults)
    groups: Groups = field(default_factory=Groups)
    limits: Limits = field(default_factory=Limits)
    files: Files = field(default_factory=Files)
    updates: Updates = field(default_factory=Updates)
    webhook: Webhook = field(default_factory=Webhook)
    poll: Poll = field(default_factory=Poll)
    rewire: Callable[[], None] = lambda: None  # the webhook has changed
    queries: dict[str, Query] = field(default_factory=dict)
    _groups: Iterator[int] = field(default_factory=lambda: count(13_000_000_000_000_001))
    _queries: Iterator[int] = field(default_factory=lambda: count(7_000_000_000_000_000_001))

    def post(self, chat: Chat, sender: Json, content: Json) -> Json:
        """Post a new message and show it to its chat."""
        own = {"sender_chat": chat.peer} if chat.peer.get("type") == "channel" else {"from": sender}
        message: Json = {
            "message_id": self.chats.next_id(),
            **own,
            "chat": chat.peer,
            "date": int(self.clock()),
            **content,
        }
        chat.keep(message)
        self.events.publish(chat.id, "message", {"message": message})
        return message

    def change(self, chat: Chat, message: Json) -> Json:
        """Store a changed message and show it to its chat."""
        changed = message | {"edit_date": int(self.clock())}
        chat.keep(changed)
        self.events.publish(chat.id, "edit", {"message": changed})
        return changed

    def show_keyboard(self, chat: Chat, keyboard: Json | None) -> None:
        """Show or remove a reply keyboard."""
        if chat.reply_keyboard != keyboard:
            chat.reply_keyboard = keyboard
            self.events.publish(chat.id, "keyboard", {"reply_keyboard": keyboard})

    def new_group(self) -> str:
        """A media_group_id that was never used."""
        return str(next(self._groups))

    def ask(self, person: Person) -> Query:
        """A new callback query; very old ones are forgotten."""
        now = self.clock()
        while self.queries and next(iter(self.queries.values())).born < now - 2 * QUERY_LIFE:
            del self.queries[next(iter(self.queries))]
        query = Query(str(next(self._queries)), person.id, now)
        self.queries[query.id] = query
        return query

    def chat_of(self, person: Person) -> Chat:
        """The private chat of a person with the bot."""
        return self.chats.open(person.chat())

    def reset(self) -> None:
        """Forget people, messages, the record and pending updates; faults and limits stay."""
        self.updates.drop_all()
        self.people.by_id.clear()
        self.chats.forget()
        self.groups.by_id.clear()
        self.events.forget()
        self.record.forget()
        self.queries.clear()
        self.files = Files()
        self.events.publish(0, "reset", {})

"""Updates that the bot has not accepted yet."""

import asyncio
from collections import deque
from collections.abc import Callable, Hashable, Iterator
from dataclasses import dataclass, field
from itertools import count
from typing import Any

Json = dict[str, Any]
UNASKED = frozenset({"chat_member", "message_reaction", "message_reaction_count"})
KINDS = frozenset(
    [
        "message",
        "edited_message",
        "channel_post",
        "edited_channel_post",
        "business_connection",
        "business_message",
        "edited_business_message",
        "deleted_business_messages",
        "guest_message",
        "message_reaction",
        "message_reaction_count",
        "inline_query",
        "chosen_inline_result",
        "callback_query",
        "shipping_query",
        "pre_checkout_query",
        "purchased_paid_media",
        "poll",
        "poll_answer",
        "my_chat_member",
        "chat_member",
        "chat_join_request",
        "chat_boost",
        "removed_chat_boost",
        "managed_bot",
        "subscription",
    ]
)
LIFE = 24 * 3600.0  # seconds an update is kept
QUERY_LIFE = 150.0  # seconds a callback query is kept


@dataclass(slots=True, eq=False)
class Update:
    """One update; `key` names the queue in which it keeps its order."""

    id: int
    kind: str
    payload: Json
    key: Hashable
    born: float
    attempts: int = 0

    def body(self) -> Json:
        """The Update of the Bot API."""
        return {"update_id": self.id, **self.payload}

    def is_expired(self, now: float) -> bool:
        """Whether it is too old to be delivered."""
        return now - self.born > (QUERY_LIFE if self.kind == "callback_query" else LIFE)


def queue_key(kind: str, content: Any) -> Hashable:
    """Messages queue by chat and callback queries by person, so they can overtake each other."""
    if not isinstance(content, dict):
        return kind
    if isinstance(content.get("chat"), dict):
        return ("chat", content["chat"].get("id"))
    if isinstance(content.get("from"), dict):
        return ("from", content["from"].get("id"))
    return kind


FIRST_ID = 100_000_001


@dataclass(slots=True)
class Updates:
    """All pending updates in order, and one queue per chat and person."""

    allowed: frozenset[str] | None = None  # None: all but the unasked ones
    pending: dict[Update, None] = field(default_factory=dict)
    queues: dict[Hashable, deque[Update]] = field(default_factory=dict)
    added: Callable[[Update], None] = lambda _: None
    _ids: Iterator[int] = field(default_factory=lambda: count(FIRST_ID))
    _forged: set[int] = field(default_factory=set)
    _arrived: asyncio.Event = field(default_factory=asyncio.Event)
    _settled: asyncio.Event = field(default_factory=asyncio.Event)

    def __post_init__(self) -> None:
        self._settled.set()

    def number_from(self, first: int) -> None:
        """Number the next update as the `first` one from FIRST_ID."""
        self._ids = count(FIRST_ID - 1 + first)

    def add(self, kind: str, content: Any, now: float) -> None:
        """Queue an update, unless the bot does not want this kind."""
        wanted = kind not in UNASKED if self.allowed is None else kind in self.allowed
        if wanted:
            key = queue_key(kind, content)
            self._put(Update(self._next_id(), kind, {kind: content}, key, now))

    def inject(self, raw: Json, now: float) -> int:
        """Queue a raw update as it is. Returns its id."""
        payload = {name: value for name, value in raw.items() if name != "update_id"}
        kind = next((name for name in payload if name in KINDS), next(iter(payload), ""))
        number = raw.get("update_id")
        if not isinstance(number, int):
            number = self._next_id()
        else:
            self._forged.add(number)
        self._put(Update(number, kind, payload, queue_key(kind, payload.get(kind)), now))
        return number

    def _next_id(self) -> int:
        """An id that no injected update has."""
        return next(number for number in self._ids if number not in self._forged)

    def _put(self, update: Update) -> None:
        self.pending[update] = None
        self.queues.setdefault(update.key, deque()).append(update)
        self._settled.clear()
        self._arrived.set()
        self.added(update)

    def remove(self, update: Update) -> None:
        """Take out an update that was accepted or has expired."""
        self.pending.pop(update, None)
        queue = self.queues.get(update.key)
        if queue and queue[0] is update:
            queue.popleft()
        elif queue and update in queue:
            queue.remove(update)
        if not queue:
            self.queues.pop(update.key, None)
        if not self.pending:
            self._settled.set()

    def drop_all(self) -> None:
        """Forget all pending updates."""
        self.pending.clear()
        self.queues.clear()
        self._settled.set()

    def fetch(self, offset: int, limit: int, now: float) -> list[Update]:
        """Confirm the updates below `offset` and return the next ones.

        A negative offset keeps that many of the newest and forgets those before.
        """
        if offset < 0:
            for update in list(self.pending)[:offset]:
                self.remove(update)
        gone = [u for u in self.pending if u.is_expired(now) or u.id < offset]
        for update in gone:
            self.remove(update)
        self._arrived.clear()
        return [update for update, _ in zip(self.pending, range(limit), strict=False)]

    async def arrival(self) -> None:
        """Wait until something is added after the last `fetch`."""
        await self._arrived.wait()

    async def settled(self) -> None:
        """Wait until nothing is pending."""
        await self._settled.wait()

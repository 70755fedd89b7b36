"""Where half-typed conversations live: in memory with an end, or as JSON in Redis.

Losing them costs a person a few taps and never a booking; both forget a conversation
`ttl_seconds` after it was last touched.
"""

import json
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from datetime import date, datetime
from typing import Any

from aiogram.fsm.state import State
from aiogram.fsm.storage.base import BaseStorage, StateType, StorageKey
from aiogram.fsm.storage.redis import RedisStorage
from redis.asyncio import Redis

from fsm.draft import Draft, stored_name

TTL_SECONDS = 15 * 60
MAX_CONVERSATIONS = 10_000


@dataclass(slots=True)
class _Entry:
    touched: float
    state: str | None = None
    data: dict[str, Any] = field(default_factory=dict)


class MemoryStorage(BaseStorage):
    """Python objects, least recently touched first out once `limit` conversations are open.

    clock: seconds that only grow, e.g. time.monotonic.
    """

    def __init__(
        self,
        clock: Callable[[], float],
        ttl_seconds: float = TTL_SECONDS,
        limit: int = MAX_CONVERSATIONS,
    ) -> None:
        self._clock, self._ttl, self._limit = clock, ttl_seconds, limit
        self._entries: OrderedDict[StorageKey, _Entry] = OrderedDict()

    def __len__(self) -> int:
        """Open conversations, those past their time not counted."""
        self._forget_old()
        return len(self._entries)

    def __bool__(self) -> bool:
        """Never false: aiogram would put its own in the place of an empty one."""
        return True

    async def set_state(self, key: StorageKey, state: StateType = None) -> None:
        """Wait for `state`, None = for nothing."""
        name = state.state if isinstance(state, State) else state
        self._write(key, lambda entry: setattr(entry, "state", name))

    async def get_state(self, key: StorageKey) -> str | None:
        """The name of what is waited for."""
        entry = self._touch(key)
        return entry.state if entry else None

    async def set_data(self, key: StorageKey, data: Mapping[str, Any]) -> None:
        """Replace what was gathered."""
        copied = dict(data)
        self._write(key, lambda entry: setattr(entry, "data", copied))

    async def get_data(self, key: StorageKey) -> dict[str, Any]:
        """A copy of what was gathered."""
        entry = self._touch(key)
        return dict(entry.data) if entry else {}

    async def close(self) -> None:
        """Forget everything."""
        self._entries.clear()

    def _touch(self, key: StorageKey) -> _Entry | None:
        self._forget_old()
        entry = self._entries.get(key)
        if entry is not None:
            entry.touched = self._clock()
            self._entries.move_to_end(key)
        return entry

    def _write(self, key: StorageKey, change: Callable[[_Entry], None]) -> None:
        entry = self._touch(key) or _Entry(self._clock())
        change(entry)
        if entry.state is None and not entry.data:
            self._entries.pop(key, None)
            return
        self._entries[key] = entry
        while len(self._entries) > self._limit:
            self._entries.popitem(last=False)

    def _forget_old(self) -> None:
        oldest = self._clock() - self._ttl
        while self._entries and next(iter(self._entries.values())).touched <= oldest:
            self._entries.popitem(last=False)


def redis_storage(redis: Redis, ttl_seconds: int = TTL_SECONDS) -> RedisStorage:
    """Conversations that survive a restart and are shared by several bot processes."""
    return RedisStorage(
        redis,
        state_ttl=ttl_seconds,
        data_ttl=ttl_seconds,
        json_dumps=dumps,
        json_loads=loads,
    )


def dumps(value: Any) -> str:
    """JSON of FSM data, with drafts, dates and instants marked so that `loads` finds them."""
    return json.dumps(value, default=_mark)


def loads(text: str) -> Any:
    """What `dumps` wrote; drafts stay mappings until fsm.draft.load is told their kind."""
    return json.loads(text, object_hook=_unmark)


def _mark(value: object) -> dict[str, Any]:
    if isinstance(value, Draft):
        known = {item.name: getattr(value, item.name) for item in fields(value)}
        return {"$draft": stored_name(type(value)), **known}
    if isinstance(value, datetime):
        return {"$instant": value.isoformat()}
    if isinstance(value, date):
        return {"$date": value.isoformat()}
    raise TypeError(f"a draft cannot hold {type(value).__name__}")


def _unmark(found: dict[str, Any]) -> Any:
    if "$instant" in found:
        return datetime.fromisoformat(found["$instant"])
    if "$date" in found:
        return date.fromisoformat(found["$date"])
    return {name: tuple(v) if isinstance(v, list) else v for name, v in found.items()}

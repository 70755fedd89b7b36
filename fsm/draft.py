"""What a conversation has gathered so far: one frozen value, kept in memory or as JSON in Redis.

Losing it costs a person a few taps and never a booking; both forget a conversation `ttl_seconds`
after it was last touched.
"""

import json
import secrets
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import MISSING, dataclass, field, fields
from datetime import date, datetime
from typing import Any, ClassVar, Self, TypeVar

from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State
from aiogram.fsm.storage.base import BaseStorage, StateType, StorageKey
from aiogram.fsm.storage.redis import RedisStorage
from redis.asyncio import Redis

KEY = "draft"
TTL_SECONDS = 15 * 60
MAX_CONVERSATIONS = 10_000
SECRET = frozenset(("secret",))
"""Fields of drafts that are typed to be hashed; they stand in no journal."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """Base of all drafts; fields are str, int, bool, date, datetime, tuples of these, or None.

    intent: the conversation's id, in every button it shows and on what it finally makes.
    card: message id of the conversation's one live message, None before it is sent.
    prompt: message id of a reply keyboard (a contact is asked for) while it is shown.
    stored_as: the name in Redis of a class that has been renamed, so that what is open goes on.
    """

    stored_as: ClassVar[str]

    intent: str
    card: int | None = None
    prompt: int | None = None


D = TypeVar("D", bound=Draft)


def stored_name(kind: type[Draft]) -> str:
    """What a kind of draft is called where it is stored."""
    return str(vars(kind).get("stored_as", kind.__name__))


def new_intent() -> str:
    """Mint the id of a conversation: 128 random bits, 22 characters of base64url."""
    return secrets.token_urlsafe(16)


async def save(state: FSMContext, draft: Draft) -> None:
    """Keep `draft` as the conversation's only data."""
    await state.set_data({KEY: draft})


async def load(state: FSMContext, kind: type[D]) -> D | None:
    """The open conversation's draft, or None if none of this kind is open.

    `load(state, Draft)` finds the draft of whatever conversation is open.
    """
    value = (await state.get_data()).get(KEY)
    if isinstance(value, kind):
        return value
    if isinstance(value, Mapping):
        return _restore(value, kind)
    return None


async def load_intent(state: FSMContext, kind: type[D], intent: str) -> D | None:
    """As `load`, but only the conversation that `intent` names: an older button finds None."""
    draft = await load(state, kind)
    return draft if draft is not None and draft.intent == intent else None


def _restore(value: Mapping[str, Any], kind: type[D]) -> D | None:
    """A draft from what `dumps` made of it; None if it is another kind's.

    Whole, also when any kind is asked for: whoever saves it again must not lose its answers. One
    of another version of this program, without a field that is needed here, is none.
    """
    known = {stored_name(one): one for one in _kinds(kind)}
    found = known.get(str(value.get("$draft")))
    if found is None:
        return None
    needed = {item.name for item in fields(found) if item.default is MISSING}
    given = {item.name: value[item.name] for item in fields(found) if item.name in value}
    return found(**given) if needed <= given.keys() else None


def _kinds(kind: type[D]) -> list[type[D]]:
    """The kind and what is derived from it; of one name the newest last, as slots make it twice."""
    return [kind, *(lower for one in kind.__subclasses__() for lower in _kinds(one))]


class Conversation(FSMContext):
    """What one update reads of a conversation once, and writes at its end if it came to one.

    An update that an outage interrupts leaves the conversation as it was, and comes again. One
    that has done something finds it again as it was then, whatever has become of it.
    """

    _state: str | None = None
    _data: dict[str, Any] | None = None
    _found: tuple[str | None, Mapping[str, Any]] = (None, {})
    _before: str | None = None
    _is_repeat = False
    _is_state_new = False
    _is_data_new = False

    @classmethod
    def of(cls, state: FSMContext, known: str | None, before: str | None = None) -> Self:
        """known: the state as it is. before: what `before` told when the update came first."""
        conversation = cls(state.storage, state.key)
        conversation._state = known
        if before is not None:
            was = loads(before)
            conversation._state, conversation._data = was["state"], was["data"]
            conversation._before, conversation._is_repeat = before, True
        return conversation

    async def before(self) -> str:
        """The conversation as this update has found it, without what is secret."""
        if self._before is None:
            await self._look()
            self._before = dumps({"state": self._found[0], "data": _open_part(self._found[1])})
        return self._before

    async def get_state(self) -> str | None:
        return self._state

    async def set_state(self, state: StateType = None) -> None:
        await self._look()
        self._state = state.state if isinstance(state, State) else state
        self._is_state_new = True

    async def get_data(self) -> dict[str, Any]:
        return dict(await self._look())

    async def set_data(self, data: Mapping[str, Any]) -> None:
        await self._look()
        self._data, self._is_data_new = dict(data), True

    async def keep(self) -> None:
        """Write what is new, unless another conversation has begun meanwhile."""
        if not (self._is_state_new or self._is_data_new) or await self._is_overtaken():
            return
        if self._is_state_new:
            await super().set_state(self._state)
        if self._is_data_new:
            await super().set_data(self._data or {})
        self._is_state_new = self._is_data_new = False

    async def _look(self) -> dict[str, Any]:
        if self._data is None:
            self._data = await super().get_data()
            self._found = self._state, self._data
        return self._data

    async def _is_overtaken(self) -> bool:
        """Only what is done again, after a crash, can come so late."""
        if not self._is_repeat:
            return False
        now = _intent_in(await super().get_data())
        was = _intent_in(loads(self._before or "{}").get("data", {}))
        return now not in {None, was, _intent_in(self._data or {})}


def _open_part(data: Mapping[str, Any]) -> dict[str, Any]:
    """The same as it is stored, with secrets left empty."""
    stored: dict[str, Any] = loads(dumps(data))
    draft = stored.get(KEY)
    if isinstance(draft, dict):
        stored[KEY] = {name: "" if name in SECRET else value for name, value in draft.items()}
    return stored


def _intent_in(data: Mapping[str, Any]) -> str | None:
    draft = data.get(KEY)
    found = draft.get("intent") if isinstance(draft, Mapping) else getattr(draft, "intent", None)
    return str(found) if found else None


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
    """What `dumps` wrote; drafts stay mappings until `load` is told their kind."""
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

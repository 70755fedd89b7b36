"""What a conversation has gathered so far: one frozen value, kept in memory or as JSON in Redis.

Losing it costs a person a few taps and never a booking; both forget a conversation `ttl_seconds`
after it was last touched.
"""

import json
import secrets
import sys
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import MISSING, dataclass, fields
from datetime import date, datetime
from typing import Any, ClassVar, Self, TypeVar

from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State
from aiogram.fsm.storage.base import StateType, StorageKey
from aiogram.fsm.storage.memory import MemoryStorage as AiogramStorage
from aiogram.fsm.storage.memory import MemoryStorageRecord

from domain.refusals import DraftTooBig

KEY, HEARD = "draft", "heard"
TTL_SECONDS = 15 * 60
MAX_CONVERSATIONS = 10_000
MAX_BYTES = 32 * 2**20
"""What all of them take together; 10,000 of an ordinary size have room in it."""
MAX_BYTES_OF_ONE = 256 * 2**10
"""The longest text that goes out, ten messages of it in any script, kept twice."""
EMPTY = 700  # bytes that a conversation takes beside its data


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """Base of all drafts; fields are str, int, bool, date, datetime, tuples of these, or None.

    intent: the conversation's id, in every button it shows and on what it finally makes.
    card: message id of the conversation's one live message, None before it is sent.
    prompt: message id of a reply keyboard (a contact is asked for) while it is shown.
    stored_as: the name in Redis of a class that has been renamed, so that what is open goes on.
    is_hasty: the next words are a deed at once, without a yes, so a look at anything else ends it.
    """

    stored_as: ClassVar[str]
    is_hasty: ClassVar[bool] = False

    intent: str
    card: int | None = None
    prompt: int | None = None

    @property
    def begun(self) -> str:
        """What a person would miss if it ended now; empty for what is quickly said again."""
        return ""

    def known(self) -> dict[str, int | str]:
        """What a bookmark keeps: ids and names of our own, nothing that a person has typed."""
        return {}


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


def fitting(draft: D) -> D:
    """The draft, if it may be kept. Raises DraftTooBig."""
    if weight(draft) > MAX_BYTES_OF_ONE:
        raise DraftTooBig
    return draft


def weight(value: object) -> int:
    """Bytes that it takes in memory, about; what two of its parts share is counted twice."""
    total, waiting = 0, [value]
    while waiting:
        one = waiting.pop()
        if not one:  # there is one of it
            continue
        total += sys.getsizeof(one)
        if isinstance(one, Draft):
            waiting += [getattr(one, item.name) for item in fields(one)]
        elif isinstance(one, Mapping):
            waiting += [*one.keys(), *one.values()]
        elif isinstance(one, tuple | list):
            waiting += one
    return total


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
    _begun: tuple[str | None, Mapping[str, Any]] | None = None
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
        """The conversation as this update has found it."""
        if self._before is None:
            await self._look()
            self._before = dumps({"state": self._found[0], "data": self._found[1]})
        return self._before

    async def note_heard(self, message_id: int) -> None:
        """Something that was typed has led to what is open now, and has done nothing yet.

        Until the conversation goes on, it can be heard again.
        """
        if self._is_data_new and self._data and KEY in self._data:
            state, data = self._found if self._begun is None else self._begun
            was = {"message": message_id, "state": state, KEY: data.get(KEY)}
            self._data = {**self._data, HEARD: was}

    async def hear_again(self, message_id: int) -> bool:
        """Whether that message was heard last; the conversation is as it was before it then."""
        was = (await self._look()).get(HEARD)
        if not was or was["message"] != message_id:
            return False
        self._begun = was["state"], {KEY: was[KEY]} if was[KEY] else {}
        await self.set_state(was["state"])
        await self.set_data(self._begun[1])
        return True

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

    async def keep(self) -> bool:
        """Write what is new, unless another conversation has begun meanwhile; whether it was."""
        if not (self._is_state_new or self._is_data_new) or await self._is_overtaken():
            return False
        if self._is_state_new:
            await super().set_state(self._state)
        if self._is_data_new:
            await super().set_data(self._data or {})
        self._is_state_new = self._is_data_new = False
        return True

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


def _intent_in(data: Mapping[str, Any]) -> str | None:
    draft = data.get(KEY)
    found = draft.get("intent") if isinstance(draft, Mapping) else getattr(draft, "intent", None)
    return str(found) if found else None


@dataclass
class _Record(MemoryStorageRecord):
    touched: float = 0.0
    size: int = EMPTY


class _Records(defaultdict[StorageKey, Any]):
    """The least recently touched first. An empty one is dropped at the next touch of any."""

    def __init__(
        self, clock: Callable[[], float], ttl_seconds: float, limit: int, max_bytes: int
    ) -> None:
        super().__init__()
        self._clock, self._ttl, self._limit, self._max_bytes = clock, ttl_seconds, limit, max_bytes
        self.bytes = 0

    def __getitem__(self, key: StorageKey) -> _Record:
        self.forget()
        record: _Record | None = self.pop(key, None)
        if record is None:
            record = _Record()
            self.bytes += record.size
        record.touched = self._clock()
        self[key] = record
        return record

    def weigh(self, key: StorageKey) -> None:
        """Its data is another: make room for it."""
        record: _Record = self[key]
        size = EMPTY + weight(record.data)
        self.bytes += size - record.size
        record.size = size
        self.forget()

    def forget(self) -> None:
        """Drop what is empty, as only the last one touched can be; what is too old; too many."""
        if self and not (last := next(reversed(self.values()))).state and not last.data:
            self._drop(next(reversed(self)))
        oldest = self._clock() - self._ttl
        while self and (
            len(self) > self._limit
            or self.bytes > self._max_bytes
            or next(iter(self.values())).touched <= oldest
        ):
            self._drop(next(iter(self)))

    def _drop(self, key: StorageKey) -> None:
        self.bytes -= self.pop(key).size


class MemoryStorage(AiogramStorage):
    """aiogram's, but the least recently touched goes first once there are too many or too big.

    clock: seconds that only grow, e.g. time.monotonic.
    """

    def __init__(
        self,
        clock: Callable[[], float],
        ttl_seconds: float = TTL_SECONDS,
        limit: int = MAX_CONVERSATIONS,
        max_bytes: int = MAX_BYTES,
    ) -> None:
        self.storage: _Records = _Records(clock, ttl_seconds, limit, max_bytes)

    def __len__(self) -> int:
        """Open conversations, those past their time not counted."""
        self.storage.forget()
        return len(self.storage)

    def __bool__(self) -> bool:
        """Never false: aiogram would put its own in the place of an empty one."""
        return True

    @property
    def bytes(self) -> int:
        """What they take."""
        self.storage.forget()
        return self.storage.bytes

    async def set_data(self, key: StorageKey, data: Mapping[str, Any]) -> None:
        await super().set_data(key, data)
        self.storage.weigh(key)


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

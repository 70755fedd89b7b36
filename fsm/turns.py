"""Conversations in Redis, for several bots: one update of a person at a time in all of them.

A turn is a lease on a person. It begins with one call, which brings the conversation with it, and
ends with one, which writes the conversation, keeps the update's answer and gives the lease back:
all of it, or nothing if the lease was lost meanwhile. A process that is killed holds a person up
for LEASE at most. Who has begun to wait goes by the numbers of their updates.
"""

import asyncio
import secrets
from collections.abc import AsyncGenerator, Generator, Mapping
from contextlib import asynccontextmanager, contextmanager, suppress
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

from aiogram.fsm.state import State
from aiogram.fsm.storage.base import BaseStorage, DefaultKeyBuilder, StateType, StorageKey
from redis.asyncio import Redis
from redis.exceptions import RedisError

from fsm.draft import TTL_SECONDS, dumps, loads

LEASE = 5.0  # seconds
RENEW = 1.5  # seconds between two renewals
PAUSES = 0.02, 0.2  # seconds between two looks of one who waits: the first, the longest
PATIENT = 1000  # ms without a look, after which one who waits is taken for dead
ANSWERED = 600  # seconds that an update's answer is kept for deliveries that come after it
PREFIX = "slotbell:turn"

# KEYS: lease, who waits, the update's answer, state, data.
# ARGV: token, name of who waits, lease in ms, PATIENT. Answers: what, and two texts.
_TAKE = """
local answer = redis.call('GET', KEYS[3])
if answer then
  redis.call('ZREM', KEYS[2], ARGV[2])
  return {'done', answer}
end
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local first = ARGV[2]
redis.call('ZREMRANGEBYSCORE', KEYS[2], '-inf', now - ARGV[4])
for _, name in ipairs(redis.call('ZRANGE', KEYS[2], 0, -1)) do
  if name < first then first = name end
end
if first == ARGV[2] and (redis.call('SET', KEYS[1], ARGV[1], 'NX', 'PX', ARGV[3])
    or redis.call('GET', KEYS[1]) == ARGV[1]) then  -- a first answer may have been lost
  redis.call('ZREM', KEYS[2], ARGV[2])
  return {'yours', redis.call('GET', KEYS[4]), redis.call('GET', KEYS[5])}
end
redis.call('ZADD', KEYS[2], now, ARGV[2])
redis.call('PEXPIRE', KEYS[2], 10 * ARGV[4])
return {'wait'}
"""
# KEYS: lease. ARGV: token, lease in ms.
_RENEW = """
return redis.call('GET', KEYS[1]) == ARGV[1] and redis.call('PEXPIRE', KEYS[1], ARGV[2]) or 0
"""
# KEYS: lease, the update's answer, what is written. ARGV: token, the answer, how long it is kept,
# how long what is written is, and its texts; an empty one is deleted.
_END = """
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
for number = 3, #KEYS do
  local text = ARGV[number + 2]
  if text == '' then redis.call('DEL', KEYS[number])
  else redis.call('SET', KEYS[number], text, 'EX', ARGV[4]) end
end
redis.call('SET', KEYS[2], ARGV[2], 'EX', ARGV[3])
redis.call('DEL', KEYS[1])
return 1
"""
# KEYS: lease, who waits. ARGV: token, name of who waits.
_LEAVE = """
if redis.call('GET', KEYS[1]) == ARGV[1] then redis.call('DEL', KEYS[1]) end
redis.call('ZREM', KEYS[2], ARGV[2])
"""


class TurnLost(TimeoutError):
    """The lease has run out, and another process may have it: the update has to come again."""


@dataclass(slots=True)
class Turn:
    """A person's turn. is_done: it was another one's, which has answered `answer`.

    answer: what the update is answered, as JSON, empty for nothing.
    """

    is_done: bool = False
    answer: bytes = b""
    found: dict[str, bytes | None] = field(default_factory=dict)
    writes: dict[str, str] = field(default_factory=dict)


_turn: ContextVar[Turn | None] = ContextVar("turn", default=None)


@contextmanager
def _taken(turn: Turn) -> Generator[None, None, None]:
    """What the storage reads and writes inside is the turn's."""
    before = _turn.set(turn)
    try:
        yield
    finally:
        _turn.reset(before)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Place:
    """Names in Redis. token: of whoever has the lease. name: of the update among those that wait.

    talk: the conversation's state and data.
    """

    token: str
    name: str
    lease: str
    waiting: str
    answer: str
    talk: tuple[str, str]


class Turns:
    """Of all people with one bot."""

    def __init__(self, redis: Redis, bot_id: int) -> None:
        self._redis, self._bot_id, self._keys = redis, bot_id, DefaultKeyBuilder()
        self._take, self._renew = redis.register_script(_TAKE), redis.register_script(_RENEW)
        self._end, self._leave = redis.register_script(_END), redis.register_script(_LEAVE)

    @asynccontextmanager
    async def turn(self, person: int, update_id: int) -> AsyncGenerator[Turn, None]:
        """Wait until no process is at work for this person and no earlier update waits.

        Raises TurnLost, or TimeoutError where the lease runs out before the end.
        """
        place = self._place(person, update_id)
        is_over = False
        try:
            async with asyncio.timeout(None) as limit:
                turn = await self._begin(place, limit)
                if not turn.is_done:
                    async with self._renewing(place, limit):
                        with _taken(turn):
                            yield turn
                        await self._finish(place, turn)
                is_over = True
            if turn.is_done:
                yield turn
        finally:
            if not is_over:
                with suppress(RedisError, OSError):
                    await self._leave((place.lease, place.waiting), (place.token, place.name))

    def _place(self, person: int, update_id: int) -> _Place:
        token, lease = secrets.token_hex(8), f"{PREFIX}:{person}"
        talk = StorageKey(self._bot_id, person, person)
        return _Place(
            token=token,
            name=f"{update_id:020}:{token}",
            lease=lease,
            waiting=f"{lease}:waiting",
            answer=f"{PREFIX}:answer:{update_id}",
            talk=(self._keys.build(talk, "state"), self._keys.build(talk, "data")),
        )

    async def _begin(self, place: _Place, limit: asyncio.Timeout) -> Turn:
        keys = (place.lease, place.waiting, place.answer, *place.talk)
        pause, longest = PAUSES
        while True:
            asked_at = asyncio.get_running_loop().time()
            told = await self._take(keys, (place.token, place.name, _ms(LEASE), PATIENT))
            if told[0] == b"done":
                return Turn(is_done=True, answer=told[1])
            if told[0] == b"yours":
                limit.reschedule(asked_at + LEASE)
                return Turn(found=dict(zip(place.talk, told[1:], strict=True)))
            await asyncio.sleep(pause)
            pause = min(2 * pause, longest)

    async def _finish(self, place: _Place, turn: Turn) -> None:
        given: list[str | bytes | int] = [place.token, turn.answer, ANSWERED, TTL_SECONDS]
        given += turn.writes.values()
        if not await self._end((place.lease, place.answer, *turn.writes), given):
            raise TurnLost

    @asynccontextmanager
    async def _renewing(self, place: _Place, limit: asyncio.Timeout) -> AsyncGenerator[None, None]:
        """While Redis does not answer, the limit stands and ends what would outlive the lease."""
        loop = asyncio.get_running_loop()

        async def renew() -> None:
            while not renewing.cancelling():
                await asyncio.sleep(RENEW)
                asked_at = loop.time()
                with suppress(RedisError, OSError):
                    is_mine = await self._renew((place.lease,), (place.token, _ms(LEASE)))
                    if not (renewing.cancelling() or limit.expired()):  # Redis' client went on
                        limit.reschedule(asked_at + (LEASE if is_mine else 0.0))

        renewing = loop.create_task(renew())
        try:
            yield
        finally:
            renewing.cancel()


class TurnStorage(BaseStorage):
    """Under aiogram's keys. In a person's turn nothing is read twice, and all is written at its
    end; outside of one, at once.
    """

    def __init__(self, redis: Redis) -> None:
        self._redis, self._keys = redis, DefaultKeyBuilder()

    async def get_state(self, key: StorageKey) -> str | None:
        return await self._read(self._keys.build(key, "state")) or None

    async def set_state(self, key: StorageKey, state: StateType = None) -> None:
        text = state.state if isinstance(state, State) else state
        await self._write(self._keys.build(key, "state"), text or "")

    async def get_data(self, key: StorageKey) -> dict[str, Any]:
        text = await self._read(self._keys.build(key, "data"))
        return dict(loads(text)) if text else {}

    async def set_data(self, key: StorageKey, data: Mapping[str, Any]) -> None:
        await self._write(self._keys.build(key, "data"), dumps(dict(data)) if data else "")

    async def close(self) -> None:
        """The connection belongs to whoever has opened it."""

    async def _read(self, name: str) -> str:
        turn = _turn.get()
        if turn is not None and name in turn.writes:
            return turn.writes[name]
        is_known = turn is not None and name in turn.found
        found = turn.found[name] if turn is not None and is_known else await self._redis.get(name)
        return found.decode() if found else ""

    async def _write(self, name: str, text: str) -> None:
        turn = _turn.get()
        if turn is not None:
            turn.writes[name] = text
        elif text:
            await self._redis.set(name, text, ex=TTL_SECONDS)
        else:
            await self._redis.delete(name)


def _ms(seconds: float) -> int:
    return round(seconds * 1000)

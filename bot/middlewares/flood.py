"""Nobody may keep the house busy alone: so many updates a second from one person, then a pause.

A person over the limit is told once; further updates are dropped quietly and counted. After a calm
while the next excess is told again.
"""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import Any

from aiogram.dispatcher.middlewares.base import BaseMiddleware
from aiogram.enums import ChatType
from aiogram.types import TelegramObject, Update, User
from prometheus_client import Counter

from bot.middlewares.arrival import Handler, language_of
from domain.messages.rate import SECOND, Admission, Rate, take
from infra.log import Trace
from screens import refusal
from screens.language import speaking, translated

BURST_SECONDS = 3.0  # a person may be so many seconds ahead of the limit
CALM_SECONDS = 10.0  # without a refusal, then the next one is told again
PEOPLE = 10_000  # remembered at most; the least recently seen are forgotten


class FloodVerdict(Enum):
    PASS = "pass"  # noqa: S105 - no password
    TELL = "tell"
    DROP = "drop"


@dataclass(slots=True)
class _Person:
    level: int = 0  # the person's bucket, see domain.messages.rate
    refused_at: float = float("-inf")


class Limiter:
    """A token bucket a person. rate: updates a second, 0 = no limit. clock: growing seconds."""

    def __init__(self, rate: float, clock: Callable[[], float], people: int = PEOPLE) -> None:
        self._clock, self._limit = clock, people
        self._rate: Rate | None = None
        if rate > 0:
            self._rate = Rate(max(1, round(SECOND / rate)), max(1, int(rate * BURST_SECONDS)))
        self._people: OrderedDict[int, _Person] = OrderedDict()

    def __len__(self) -> int:
        return len(self._people)

    def judge(self, person_id: int) -> FloodVerdict:
        if self._rate is None:
            return FloodVerdict.PASS
        person, now = self._person(person_id), self._clock()
        at = int(now * SECOND)
        taken = take((person.level,), (self._rate,), at, at)
        if isinstance(taken, Admission):
            person.level = taken.levels[0]
            return FloodVerdict.PASS
        was_calm = now - person.refused_at >= CALM_SECONDS
        person.refused_at = now
        return FloodVerdict.TELL if was_calm else FloodVerdict.DROP

    def _person(self, person_id: int) -> _Person:
        person = self._people.setdefault(person_id, _Person())
        self._people.move_to_end(person_id)
        if len(self._people) > self._limit:
            self._people.popitem(last=False)
        return person


class FloodMiddleware(BaseMiddleware):
    """Outside of the person's lock, so that a flood does not even queue."""

    def __init__(self, limiter: Limiter, refused: Counter) -> None:
        self._limiter, self._refused = limiter, refused

    async def __call__(self, handler: Handler, event: TelegramObject, data: dict[str, Any]) -> Any:
        """Hand on, tell to slow down, or drop. That somebody left is always heard."""
        user: User | None = data.get("event_from_user")
        if user is None or not isinstance(event, Update) or event.my_chat_member:
            return await handler(event, data)
        verdict = self._limiter.judge(user.id)
        if verdict is FloodVerdict.PASS:
            return await handler(event, data)
        self._refused.inc()
        trace: Trace = data["trace"]
        trace.outcome = "flooded"
        return _slow_down(event, user) if verdict is FloodVerdict.TELL else None


def _slow_down(update: Update, user: User) -> Any:
    """The method that tells it: a toast for a tap, a message in a private chat."""
    with speaking(language_of(user)):
        words = translated(refusal.SLOW_DOWN)
    if update.callback_query:
        return update.callback_query.answer(words)
    if update.message and update.message.chat.type == ChatType.PRIVATE:
        return update.message.answer(words)
    return None

"""What every update passes on its way to a handler, from the outside in: flood, order, arrival.

Flood: nobody may keep the house busy alone. So many updates a second from one person, then a pause;
a person over the limit is told once, further updates are dropped quietly and counted, and after a
calm while the next excess is told again.

Arrival, in the person's turn: who is it, and what has this update done before.

Around the chosen handler its name is noted, and every tap is answered.
"""

import re
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import Enum
from typing import Any

from aiogram.dispatcher.event.bases import UNHANDLED
from aiogram.dispatcher.event.handler import HandlerObject
from aiogram.dispatcher.flags import get_flag
from aiogram.dispatcher.middlewares.base import BaseMiddleware
from aiogram.enums import ChatMemberStatus, ChatType
from aiogram.types import CallbackQuery, Chat, TelegramObject, Update, User
from aiogram.utils.callback_answer import CallbackAnswerMiddleware
from prometheus_client import Counter

from actions.account import account
from actions.account.account import Arrival, Defaults, Visitor
from actions.journal import Journal, opened_in
from bot.calls.sent import sending_once
from bot.deps import Deps
from domain.messages.rate import SECOND, Admission, Rate, take
from fsm.bookmarks import Bookmarks
from fsm.draft import Conversation
from infra.log import Trace
from screens import refusal
from screens.language import speaking, translated

Handler = Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]]
LANGUAGE = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8}){0,3}")
GONE = (ChatMemberStatus.KICKED, ChatMemberStatus.LEFT)
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
    """Outside of the person's queue, so that a flood does not even queue."""

    def __init__(self, limiter: Limiter, refused: Counter) -> None:
        self._limiter, self._refused = limiter, refused

    async def __call__(self, handler: Handler, event: TelegramObject, data: dict[str, Any]) -> Any:
        """Hand on, tell to slow down, or drop. That somebody left is always heard."""
        user: User | None = data.get("event_from_user")
        if user is None or not isinstance(event, Update) or event.my_chat_member:
            return await handler(event, data)
        verdict = self._limiter.judge(speaker(event, user))
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


class ArrivalMiddleware(BaseMiddleware):
    """Gives handlers `actor`, `now`, `database`, `username`, and the person's language."""

    def __init__(self, deps: Deps, defaults: Defaults, bookmarks: Bookmarks | None) -> None:
        self._database, self._direct = deps.database, deps.direct
        self._defaults, self._bookmarks = defaults, bookmarks

    async def __call__(self, handler: Handler, event: TelegramObject, data: dict[str, Any]) -> Any:
        """Handle an update once; of a group's nothing is kept, for nothing is done there."""
        if not isinstance(event, Update):
            raise TypeError("updates alone come to the door")
        user: User | None = data.get("event_from_user")
        chat: Chat | None = data.get("event_chat")
        if user is None or (user.is_bot and not is_for_chat(event)):
            return UNHANDLED
        data |= {"database": self._database, "username": (await data["bot"].me()).username or ""}
        if chat is not None and chat.type != ChatType.PRIVATE:
            with speaking(language_of(user)):
                return await handler(event, data)
        visitor = Visitor(user.id, language_of(user), is_reachable(event))
        arrival = await self._meet(visitor, event.update_id)
        state, journal = self._memory(event.update_id, arrival, data)
        data |= {"actor": arrival.actor, "now": datetime.now(UTC), "journal": journal}
        data |= {"state": state, "raw_state": await state.get_state()}
        with speaking(arrival.actor.locale), sending_once(journal):
            answer = await handler(event, data)
        typed = event.message or event.edited_message
        if typed is not None and not journal.has_done:
            await state.note_heard(typed.message_id)
        is_changed = await state.keep()
        if self._bookmarks is not None:
            self._bookmarks.hear(user.id, data["now"])
            if is_changed:
                await self._bookmarks.note(state, data["now"])
        return answer

    def _memory(
        self, update_id: int, arrival: Arrival, data: dict[str, Any]
    ) -> tuple[Conversation, Journal]:
        """The conversation and what the update has done, both as at its first coming."""
        opened = opened_in(arrival.results)
        state = Conversation.of(data["state"], data["raw_state"], opened)
        kept, mine = arrival.results, arrival.actor.id
        return state, Journal(self._database, update_id, kept, state.before, account_id=mine)

    async def _meet(self, visitor: Visitor, update_id: int) -> Arrival:
        arrival = await account.meet(self._direct, self._defaults, visitor, update_id)
        if not arrival.is_current:
            await account.arrive(self._direct, visitor, arrival)
        return arrival


def language_of(user: User) -> str:
    """The person's IETF language tag, empty if Telegram says none or nonsense."""
    code = user.language_code or ""
    return code if LANGUAGE.fullmatch(code) else ""


def speaker(update: Update, user: User) -> int:
    """Whose turn it is: the person's, or of the group or channel in whose name they write."""
    chat = update.message.sender_chat if update.message and user.is_bot else None
    return chat.id if chat else user.id


def is_for_chat(update: Update) -> bool:
    """Whether somebody has written in the name of a group or channel, as its administrators may.

    Telegram gives a bot of its own as the sender, the same one for all of them.
    """
    said = update.message
    return said is not None and said.sender_chat is not None and said.chat.type != ChatType.PRIVATE


def is_reachable(update: Update) -> bool:
    """False if this update says that the person has blocked the bot; any other one refutes it."""
    member = update.my_chat_member
    return member is None or member.new_chat_member.status not in GONE


class NamedMiddleware(BaseMiddleware):
    """Folder, module and function of the chosen handler, such as `account.start.start_command`."""

    async def __call__(self, handler: Handler, event: TelegramObject, data: dict[str, Any]) -> Any:
        chosen: HandlerObject = data["handler"]
        trace: Trace = data["trace"]
        module = ".".join(chosen.callback.__module__.rsplit(".", 2)[-2:])
        trace.handler = f"{module}.{getattr(chosen.callback, '__name__', 'unnamed')}"
        return await handler(event, data)


class AnsweredMiddleware(CallbackAnswerMiddleware):
    """aiogram's, but the answer is returned instead of sent: it rides in the webhook's own reply.

    A handler says more by `callback_answer.text`, or returns an answer of its own. After an error
    nothing is answered here: a refusal has words of its own, and an outage comes again.
    """

    async def __call__(self, handler: Handler, event: TelegramObject, data: dict[str, Any]) -> Any:
        if not isinstance(event, CallbackQuery):
            raise TypeError("taps alone are answered")
        answer = self.construct_callback_answer(get_flag(data, "callback_answer"))
        data["callback_answer"] = answer
        done = await handler(event, data)
        if done is not None or answer.disabled:
            return done
        return event.answer(text=answer.text, show_alert=answer.show_alert)

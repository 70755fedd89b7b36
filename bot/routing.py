"""Which handler takes an event: the routers' handlers in one list, asked in the routers' order.

aiogram walks the tree of routers and asks each filter in turn, those that are not coroutines in a
thread. Here an event's first word (a tap's prefix, a command) and the conversation's state leave a
few handlers of three hundred, and filters are asked where the event is (docs/performance.md).
"""

import inspect
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import partial
from typing import Any, cast

from aiogram import Router
from aiogram.dispatcher.event.bases import UNHANDLED
from aiogram.dispatcher.event.handler import FilterObject, HandlerObject
from aiogram.filters import Command, StateFilter
from aiogram.filters.callback_data import CallbackQueryFilter
from aiogram.fsm.state import State
from aiogram.types import CallbackQuery, Message, TelegramObject

Data = dict[str, Any]
MOST_KEYS = 2000  # words and states whose handlers are remembered


@dataclass(frozen=True, slots=True)
class Key:
    """What an event is looked up by. word: a tap's prefix, a command with its slash, or empty."""

    word: str
    state: str | None


@dataclass(frozen=True, slots=True)
class Ask:
    """One filter, called with what it asks for by name."""

    filter: FilterObject

    async def __call__(self, event: TelegramObject, data: Data) -> bool | Data:
        known, given = self.filter.params, data
        if not self.filter.varkw:
            given = {name: data[name] for name in known if name in data}
        answer = self.filter.callback(event, **given)
        found: bool | Data = await answer if inspect.isawaitable(answer) else answer
        return found


@dataclass(frozen=True, slots=True)
class AskTap:
    """A filter of taps; the data of one is read once, however many handlers ask for it."""

    filter: FilterObject

    async def __call__(self, event: TelegramObject, data: Data) -> bool | Data:
        asked = cast(CallbackQueryFilter, self.filter.callback)
        kind, read = asked.callback_data, data["taps_read"]
        if kind not in read:
            try:
                read[kind] = kind.unpack(getattr(event, "data", None) or "")
            except (TypeError, ValueError):
                read[kind] = None
        tap = read[kind]
        if tap is None or (asked.rule is not None and not asked.rule.resolve(tap)):
            return False
        return {"callback_data": tap}


@dataclass(slots=True)
class Route:
    """A handler, with the door of its router and what stands around it."""

    handler: HandlerObject
    door: tuple[Ask | AskTap, ...]
    call: Callable[[TelegramObject, Data], Any]
    filters: tuple[Ask | AskTap, ...] = field(init=False)

    def __post_init__(self) -> None:
        self.filters = tuple(_ask(one) for one in self.handler.filters or ())

    def may_take(self, key: Key) -> bool:
        """False where a filter that knows word or state alone is sure to say no."""
        return all(_allows(one.filter.callback, key) for one in self.filters)


class Routes:
    """All handlers of one kind of event below a router, made once."""

    def __init__(self, root: Router, kind: str) -> None:
        self._routes: list[Route] = []
        for router in root.chain_tail:
            observer = router.observers[kind]
            door = tuple(Ask(one) for one in observer._handler.filters or ())  # noqa: SLF001
            around = observer._resolve_middlewares()  # noqa: SLF001 - aiogram does it at each event
            wrap = partial(observer.outer_middleware.wrap_middlewares, around)
            self._routes += [Route(one, door, wrap(one.call)) for one in observer.handlers]
        self._found: dict[Key, list[Route]] = {}

    async def take(self, event: TelegramObject, /, **data: Any) -> Any:
        """What the first handler that fits returns, or UNHANDLED."""
        shut: set[int] = set()
        data["taps_read"] = {}
        for route in self._candidates(key_of(event, data.get("raw_state"))):
            door = id(route.door)
            if door in shut:
                continue
            data["handler"] = route.handler
            given = await _asked(route.door, event, data)
            if given is None:
                shut.add(door)
                continue
            given = await _asked(route.filters, event, given)
            if given is not None:
                return await route.call(event, given)
        return UNHANDLED

    def _candidates(self, key: Key) -> list[Route]:
        found = self._found.get(key)
        if found is None:
            found = [route for route in self._routes if route.may_take(key)]
            if len(self._found) >= MOST_KEYS:  # forged ones among them, which nobody sends again
                del self._found[next(iter(self._found))]
            self._found[key] = found
        return found


def key_of(event: TelegramObject, state: str | None) -> Key:
    """What an event can be looked up by."""
    if isinstance(event, CallbackQuery):
        return Key((event.data or "").partition(":")[0], state)
    text = (event.text or event.caption or "") if isinstance(event, Message) else ""
    return Key("/" if text.startswith("/") else "", state)


def _ask(one: FilterObject) -> Ask | AskTap:
    return AskTap(one) if isinstance(one.callback, CallbackQueryFilter) else Ask(one)


async def _asked(asks: Iterable[Ask | AskTap], event: TelegramObject, data: Data) -> Data | None:
    """The data with what the filters add to it; None if one says no."""
    for ask in asks:
        answer = await ask(event, data)
        if not answer:
            return None
        if isinstance(answer, dict):
            data = data | answer
    return data


def _allows(asked: Any, key: Key) -> bool:
    if isinstance(asked, CallbackQueryFilter):
        return bool(asked.callback_data.__prefix__ == key.word)
    if isinstance(asked, Command):
        return key.word == "/"
    if isinstance(asked, State):
        return _is(asked, key.state)
    if isinstance(asked, StateFilter):
        return any(_is(state, key.state) for state in asked.states)
    return True


def _is(wanted: Any, state: str | None) -> bool:
    """Whether a state may be the wanted one; of what is no plain state nothing is known here."""
    if isinstance(wanted, State):
        return wanted.state in ("*", state)
    if wanted is None or isinstance(wanted, str):
        return wanted in ("*", state)
    return True

"""Python imports this at its start, where this folder is on PYTHONPATH: accidents, by order.

The product knows nothing of it. CHAOS_TRICKS is JSON with any of

- constants: {module: {name: value}}, set when the module has been executed, so that whoever
  imports them from it gets these. A list becomes a tuple of timedeltas in seconds.
- clock: seconds by which the wall clock of this process is wrong.
- kill: [module, function, "before" or "after", n]: SIGKILL to ourselves at the n-th call (one whose
  answer is empty does not count).
- without: "fence" and "sweep", for negative controls.

A trick replaces names of a module that it is handed as a ModuleType, of whose names the type
checker knows nothing: that is what the silenced types below are.
"""

import asyncio
import datetime as dt
import json
import os
import signal
import sys
import time
from collections.abc import Callable, Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder
from itertools import count
from types import ModuleType
from typing import Any

ORDERS: dict[str, Any] = json.loads(os.environ.get("CHAOS_TRICKS", "{}"))
Trick = Callable[[ModuleType], None]
_tricks: dict[str, list[Trick]] = {}


class Finder(MetaPathFinder):
    """Finds modules that a trick is for as Python does, and plays the trick once they are made."""

    def find_spec(
        self, name: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """The module's own spec, its loader followed by the tricks."""
        spec = PathFinder.find_spec(name, path, target) if name in _tricks else None
        if spec is None or spec.loader is None:
            return None
        execute = spec.loader.exec_module

        def exec_module(module: ModuleType) -> None:
            execute(module)
            for trick in _tricks[name]:
                trick(module)

        spec.loader.exec_module = exec_module  # type: ignore[method-assign] # a trick
        return spec


def play(module: str, trick: Trick) -> None:
    """Once this module is executed."""
    _tricks.setdefault(module, []).append(trick)


def constants(values: dict[str, Any]) -> Trick:
    """Other values for a module's constants. A name that is gone fails the process."""

    def trick(module: ModuleType) -> None:
        for name, value in values.items():
            getattr(module, name)
            steps = isinstance(value, list)
            new = tuple(dt.timedelta(seconds=s) for s in value) if steps else value
            setattr(module, name, new)

    return trick


def killing(path: str, when: str, number: int) -> Trick:
    """Die at the n-th call of a coroutine function, `Class.method` included."""

    def trick(module: ModuleType) -> None:
        *parents, name = path.split(".")
        owner: Any = module
        for parent in parents:
            owner = getattr(owner, parent)
        work, calls = getattr(owner, name), count(1)

        async def deadly(*args: Any, **kwargs: Any) -> Any:
            if when == "before" and next(calls) == number:
                os.kill(os.getpid(), signal.SIGKILL)
            answer = await work(*args, **kwargs)
            counts = answer is None or len(getattr(answer, "items", answer)) > 0
            if when == "after" and counts and next(calls) == number:
                os.kill(os.getpid(), signal.SIGKILL)
            return answer

        setattr(owner, name, deadly)

    return trick


def without_fence(delivery: ModuleType) -> None:
    """db.messages.delivery without tokens: begin, renew and settle believe the caller."""
    fences = " AND m.claim_token = e.token", " AND claim_token = ANY($2::uuid[])"
    for fence in fences:
        settle = delivery._SETTLE
        assert fence in settle, "the fence has moved: this control controls nothing"
        delivery._SETTLE = settle.replace(fence, "")  # type: ignore[attr-defined] # a ModuleType
    assert "claim_token =" not in settle.replace(fence, "").replace("claim_token = NULL", "")
    blindly = (
        "UPDATE scheduled_messages SET begun_at = clock_timestamp() WHERE id = ANY($1::bigint[])"
    )

    async def begin(on: Any, claimed: Any, left: float) -> list[bool]:
        await on.fetch(blindly, [item.id for item in claimed])
        return [True for _ in claimed]

    async def renew(uow: Any, claimed: Any, lease: float) -> set[Any]:
        return {item.fence for item in claimed}

    delivery.begin, delivery.renew = begin, renew  # type: ignore[attr-defined] # a ModuleType


def without_sweep(sweep: ModuleType) -> None:
    """workers.sweep that never looks, not even at the start."""

    async def look(_self: Any) -> None:
        await asyncio.sleep(0)

    assert "look" in vars(sweep.Sweep), "the sweep has moved: this control controls nothing"
    sweep.Sweep.look = look


def shift_clock(by: float) -> None:
    """Make this process's wall clock wrong, time.time() and whoever asks for datetime.now()."""
    right, right_ns = time.time, time.time_ns
    time.time = lambda: right() + by
    time.time_ns = lambda: right_ns() + int(by * 1e9)

    class Wrong(dt.datetime):
        @classmethod
        def now(cls, tz: dt.tzinfo | None = None) -> Any:
            return dt.datetime.fromtimestamp(time.time(), tz)

    def trick(module: ModuleType) -> None:
        assert module.datetime is dt.datetime
        module.datetime = Wrong  # type: ignore[attr-defined] # a ModuleType

    play("arq.worker", trick)


for _module, _values in ORDERS.get("constants", {}).items():
    play(_module, constants(_values))
if "kill" in ORDERS:
    _module, _path, _when, _number = ORDERS["kill"]
    play(_module, killing(_path, _when, _number))
if "fence" in ORDERS.get("without", []):
    play("db.messages.delivery", without_fence)
if "sweep" in ORDERS.get("without", []):
    play("workers.delivery.sweep", without_sweep)
if "clock" in ORDERS:
    shift_clock(ORDERS["clock"])
if _tricks:
    sys.meta_path.insert(0, Finder())

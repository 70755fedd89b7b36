"""What an update has done, so that it does nothing a second time.

Each thing that an update does is a transaction, and its result is kept in that transaction. An
update that comes again, after a crash or because an answer was lost, is handled again and is given
the kept results in their order: it shows what stands and does only what is still to do.
"""

import io
import pickle
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, Concatenate, ParamSpec, TypeVar

from db import updates
from db.uow import Database, Uow
from domain.refusals import DoneBefore

P = ParamSpec("P")
R = TypeVar("R")
Action = Callable[Concatenate[Uow, P], Awaitable[R]]
OURS = frozenset(("domain", "actions"))
UNREADABLE = (pickle.UnpicklingError, AttributeError, EOFError, ImportError, TypeError, ValueError)
PLAIN = frozenset(("datetime", "decimal", "uuid"))


class DoneElsewhere(Exception):
    """Another process does the same update at this moment: come back, and find its results."""


class Journal:
    """What one update has done. kept: results of earlier deliveries, as `encode` made them."""

    def __init__(self, database: Database, update_id: int, kept: Sequence[bytes]) -> None:
        self._database, self._update_id, self._kept = database, update_id, kept
        self._position = 0

    @property
    def is_repeat(self) -> bool:
        """Whether an earlier delivery of this update has done something."""
        return bool(self._kept)

    async def do(self, action: Action[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Do it in a transaction of its own, or give what came of it when it was done.

        A refusal undoes all of it and is not kept. Raises what the action raises; DoneElsewhere;
        DoneBefore if a result was kept by a version of this program that knew other types.
        """
        if self._position < len(self._kept):
            found: R = decode(self._kept[self._position])
            self._position += 1
            return found
        async with self._database.begin() as uow:
            result = await action(uow, *args, **kwargs)
            if not await updates.record(uow, self._update_id, self._position, encode(result)):
                raise DoneElsewhere
        self._position += 1
        return result


def encode(result: object) -> bytes:
    return pickle.dumps(result, protocol=5)


def decode(kept: bytes) -> Any:
    """What `encode` was given. Raises DoneBefore for what is not known any more."""
    try:
        return _Reader(io.BytesIO(kept)).load()
    except UNREADABLE as error:
        raise DoneBefore from error


class _Reader(pickle.Unpickler):
    """Makes values of our own types and of a few of the library's: never calls anything else."""

    def find_class(self, module: str, name: str) -> Any:
        found = super().find_class(module, name)
        is_value = isinstance(found, type) and found.__module__ == module
        if is_value and module.split(".", maxsplit=1)[0] in OURS | PLAIN:
            return found
        raise pickle.UnpicklingError(f"{module}.{name} is no value")

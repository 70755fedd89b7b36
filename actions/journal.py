"""What an update has done, so that it does nothing a second time.

Each thing that an update does is a transaction, and its result is kept in that transaction. An
update that comes again, after a crash or because an answer was lost, is handled again and is given
the kept results in their order: it shows what stands and does only what is still to do.

Beside the first result stands the conversation as it was, for the same handler must find the same
answers, and between the results stand the messages that have been sent, for each comes once.
"""

import io
import pickle
from collections import defaultdict, deque
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, Concatenate, ParamSpec, TypeVar

from db import updates
from db.uow import BROKEN, Database, Mark, Uow
from domain.refusals import DoneBefore, Refusal

P = ParamSpec("P")
R = TypeVar("R")
Action = Callable[Concatenate[Uow, P], Awaitable[R]]
OURS = frozenset(("domain", "actions"))
UNREADABLE = (pickle.UnpicklingError, AttributeError, EOFError, ImportError, TypeError, ValueError)
PLAIN = frozenset(("datetime", "decimal", "uuid"))
OPEN, SENT = b"open:", b"sent:"
"""What begins an entry that is no result, which begins with a byte beyond ASCII."""


class DoneElsewhere(Exception):
    """Another process does the same update at this moment: come back, and find its results."""


class Journal:
    """What one update of an account has done. kept: entries of earlier deliveries.

    before: tells the conversation as the update has found it, as a text.
    """

    def __init__(
        self,
        database: Database,
        update_id: int,
        kept: Sequence[bytes],
        before: Callable[[], Awaitable[str]],
        *,
        account_id: int | None = None,
    ) -> None:
        self._database, self._update_id, self._before = database, update_id, before
        self._account_id = account_id
        self._length = len(kept)
        self._results = deque(entry for entry in kept if not entry.startswith((OPEN, SENT)))
        self._sent: dict[int, deque[int]] = defaultdict(deque)
        self._unkept: list[bytes] = []
        for entry in kept:
            if entry.startswith(SENT):
                chat, message = entry.removeprefix(SENT).split()
                self._sent[int(chat)].append(int(message))

    async def do(self, action: Action[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Do it in a transaction of its own, or give what came of it when it was done.

        A refusal undoes all of it and is not kept. Raises what the action raises; DoneElsewhere;
        DoneBefore if a result was kept by a version of this program that knew other types.
        """
        if self._results:
            found: R = decode(self._results.popleft())
            return found
        opened = [] if self._length else [OPEN + (await self._before()).encode()]
        begun = [*opened, *self._unkept]
        mark = Mark(self._update_id, self._length, lambda result: [*begun, encode(result)])
        try:
            async with self._database.begin() as uow:
                uow.mark = mark
                result = await action(uow, *args, **kwargs)
                if not mark.is_kept:
                    await self._record(uow, mark.entries(result))
        except (Refusal, *BROKEN) as error:
            await self._blame_another_process(error)
            raise
        self._length += len(begun) + 1
        self._unkept.clear()
        return result

    @property
    def has_done(self) -> bool:
        """Whether the update has done anything so far."""
        return bool(self._length)

    async def sent_before(self, chat: int) -> int | None:
        """Before a message is sent there: the id of what an earlier delivery has sent instead."""
        if waiting := self._sent[chat]:
            return waiting.popleft()
        await self.keep_sent()
        return None

    def sent(self, chat: int, message: int) -> None:
        """A message has been sent; it is kept with what comes next, as it may be the last."""
        self._unkept.append(SENT + f"{chat} {message}".encode())

    async def keep_sent(self) -> None:
        """Keep what was sent, if something was done: otherwise it may be shown again."""
        if self._length and self._unkept:
            async with self._database.begin() as uow:
                await self._record(uow, self._unkept)
            self._length += len(self._unkept)
            self._unkept.clear()

    async def _blame_another_process(self, error: Exception) -> None:
        """Raises DoneElsewhere if what stands in the way is this very update, done over there."""
        async with self._database.read() as uow:
            if len(await updates.results(uow, self._update_id)) > self._length:
                raise DoneElsewhere from error

    async def _record(self, uow: Uow, entries: Sequence[bytes]) -> None:
        kept = self._update_id, self._length, entries
        if not await updates.record(uow, *kept, account_id=self._account_id):
            raise DoneElsewhere


def opened_in(kept: Sequence[bytes]) -> str | None:
    """The conversation as the first delivery found it; None before anything is done."""
    found = next((entry for entry in kept if entry.startswith(OPEN)), None)
    return found.removeprefix(OPEN).decode() if found else None


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
        if module.split(".", maxsplit=1)[0] in OURS | PLAIN:  # before it is imported
            found = super().find_class(module, name)
            if isinstance(found, type) and found.__module__ == module:
                return found
        raise pickle.UnpicklingError(f"{module}.{name} is no value")

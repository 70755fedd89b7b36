"""Where conversations are, for the process that comes after this one.

Conversations live in memory (ADR 0004) and end with it. What is kept of one is its question and the
ids that it knows, so that an answer that comes after a restart is recognized as one. It is written
beside the updates, many at once; a process that is killed may lose the last quarter of a second.
"""

import asyncio
import json
from collections.abc import Mapping
from contextlib import suppress
from contextvars import Context
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from aiogram.fsm.context import FSMContext

from db import bookmarks as rows
from db.outage import FAILURES
from db.uow import Database
from fsm.draft import TTL_SECONDS, Draft, load

log = structlog.get_logger(__name__)
OPEN_FOR = timedelta(seconds=TTL_SECONDS)
KEPT_FOR = timedelta(days=1)  # so long Telegram keeps what was sent to a bot that is away
SHORT = timedelta(seconds=5)
PAUSE = 0.25  # seconds between two writings


@dataclass(frozen=True, slots=True)
class Bookmark:
    """A conversation that was open. state: its question, as aiogram names it. known: ids."""

    state: str
    card: int | None
    prompt: int | None
    known: Mapping[str, int | str]

    @property
    def group(self) -> str:
        """The name of the group of its states."""
        return self.state.partition(":")[0]

    def id(self, name: str) -> int:
        """A known id, 0 if it is not."""
        return int(self.known.get(name, 0))


class Bookmarks:
    """Of all people. started_at: when this process began, aware UTC."""

    def __init__(self, database: Database, started_at: datetime) -> None:
        self._database, self._started_at = database, started_at
        self._waiting: dict[int, rows.Place | None] = {}
        self._left: dict[int, rows.Place] = {}
        self._heard: set[int] = set()  # in the beginning
        self._writing: asyncio.Task[None] | None = None
        self._stopping = asyncio.Event()

    async def note(self, state: FSMContext, now: datetime) -> None:
        """A conversation has gone on, or is over."""
        account_id, waiting = state.key.user_id, await state.get_state()
        draft = await load(state, Draft) if waiting else None
        place = None
        if waiting and draft is not None:
            kept = [waiting, draft.card, draft.prompt, draft.known()]
            place = rows.Place(json.dumps(kept), now)
        self._waiting[account_id] = place
        self._left.pop(account_id, None)
        if self._writing is None or self._writing.done():
            # Not in the update's context, whose statements are counted.
            self._writing = asyncio.create_task(self._write(), context=Context())

    def hear(self, account_id: int, now: datetime) -> None:
        """Somebody has been answered: what they see from now on is this process's."""
        if now <= self._started_at + SHORT:
            self._heard.add(account_id)

    async def load(self) -> None:
        """What was open when the process before this one ended, before anything is taken."""
        try:
            async with self._database.begin() as uow:
                self._left = await rows.since(uow, self._started_at - KEPT_FOR)
        except FAILURES as error:
            log.warning("bookmarks_lost", error=type(error).__name__)

    def interrupted(self, account_id: int, at: datetime) -> Bookmark | None:
        """The conversation that something sent `at` may answer, if a restart has ended it."""
        found = self._left.get(account_id)
        if found is None or at > found.at + OPEN_FOR:
            return None
        return Bookmark(*json.loads(found.place))

    def is_before(self, shown: int, account_id: int) -> bool:
        """Whether what was shown in this second since 1970 is of an earlier process."""
        began = int(self._started_at.timestamp())
        return shown < began or (shown == began and account_id not in self._heard)

    async def finish(self) -> None:
        """Write what waits, at the end of the process."""
        self._stopping.set()
        if self._writing is not None:
            await self._writing

    async def _write(self) -> None:
        while self._waiting:
            await self._write_once()
            with suppress(TimeoutError):
                async with asyncio.timeout(PAUSE):
                    await self._stopping.wait()

    async def _write_once(self) -> None:
        places, self._waiting = self._waiting, {}
        try:
            async with self._database.begin() as uow:
                await rows.keep(uow, places)
        except FAILURES as error:
            log.warning("bookmarks_lost", count=len(places), error=type(error).__name__)

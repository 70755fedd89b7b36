"""A running sandbox as a test sees it: people, groups, the record, faults."""

import asyncio
from collections.abc import Sequence
from types import TracebackType
from typing import Any, Self

import aiohttp

from telegram_sandbox.driver.group import Group
from telegram_sandbox.driver.person import Person
from telegram_sandbox.driver.seen import WITHIN, NotSettled
from telegram_sandbox.driver.wire import Refusal, Wire

POLL = 30.0  # seconds of one long poll
BEGUN, ENDED = "the driver has not begun", "the driver has ended"
Json = dict[str, Any]


class Sandbox:
    """The driver of the sandbox at `url`; use it as an async context manager."""

    def __init__(self, url: str):
        self.url = url.rstrip("/")
        self._session: aiohttp.ClientSession | None = None
        self._reader: asyncio.Task[None] | None = None
        self._people: dict[int, Person] = {}
        self._groups: dict[int, Group] = {}

    async def __aenter__(self) -> Self:
        """Start watching.

        Raises:
            Refusal: there is no sandbox at the url.
        """
        timeout = aiohttp.ClientTimeout(total=None, sock_connect=10)
        connector = aiohttp.TCPConnector(limit=0)
        self._session = aiohttp.ClientSession(timeout=timeout, connector=connector)
        try:
            before = (await self._wire.call("GET", "/sandbox/ping")).before
        except BaseException:
            await self._session.close()
            raise
        self._reader = asyncio.create_task(self._read(before))
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stop watching."""
        if self._reader:
            self._reader.cancel()
            await asyncio.gather(self._reader, return_exceptions=True)
        if self._session:
            await self._session.close()

    @property
    def _wire(self) -> Wire:
        if self._session is None:
            raise RuntimeError(BEGUN)
        return Wire(self.url, self._session)

    async def _read(self, after: int) -> None:
        why = ENDED
        try:
            while True:
                asked = {"after": after, "timeout": POLL}
                told = await self._wire.call("GET", "/sandbox/events/wait", params=asked)
                for event in told.body["events"]:
                    after = event["n"]
                    self._notice(event)
        except (Refusal, aiohttp.ClientError, OSError) as error:
            why = f"the sandbox is gone ({type(error).__name__}: {error})"
        finally:
            for person in self._people.values():
                person.lose(why)
            for group in self._groups.values():
                group.lose(why)

    def _notice(self, event: Json) -> None:
        if person := self._people.get(event["person"]):
            person.notice(event)
        for group in list(self._groups.values()):
            if group.id == event["person"]:
                group.notice(event)

    async def person(self, first_name: str, **fields: Any) -> Person:
        """Add somebody. `fields`: last_name, username, language_code, phone, id.

        Raises:
            Refusal: a field is wrong, or the id is taken.
        """
        wish = {"first_name": first_name, **fields}
        told = await self._wire.call("POST", "/sandbox/people", json=wish)
        person = self._people[told.body["id"]] = Person(self._wire, told.body, told.before)
        return person

    async def meet(self, number: int) -> Person:
        """Somebody who is already there, added by another driver or on the page.

        Raises:
            Refusal: there is no such person.
        """
        path = f"/sandbox/people/{number}/chat"
        person = Person(self._wire, {"id": number, "first_name": ""}, 0)
        self._people[number] = person
        told = await self._wire.call("GET", path)
        person.remember(told.body)
        return person

    async def group(
        self,
        title: str,
        admins: Sequence[Person],
        members: Sequence[Person] = (),
        *,
        kind: str = "supergroup",
        bot: str | None = None,
    ) -> Group:
        """Add a supergroup, "group" or "channel", founded by the first administrator.

        bot is the status of the bot there: by default member, and administrator in a channel.

        Raises:
            Refusal: there is no administrator, or the kind or status is unknown.
        """
        wish: Json = {"title": title, "type": kind, "admins": [each.id for each in admins]}
        wish |= {"members": [each.id for each in members]} | ({"bot": bot} if bot else {})
        told = await self._wire.call("POST", "/sandbox/groups", json=wish)
        group = self._groups[told.body["id"]] = Group(self._wire, told.body, told.before)
        return group

    async def record(
        self, method: str = "", chat_id: int | None = None, after: int = 0
    ) -> list[Json]:
        """The Bot API calls later than `after`, oldest first, of one method and to one chat."""
        asked: dict[str, Any] = {"method": method, "after": after}
        if chat_id is not None:
            asked["chat_id"] = chat_id
        told = await self._wire.call("GET", "/sandbox/record", params=asked)
        calls: list[Json] = told.body["calls"]
        return calls

    async def unanswered(self) -> int:
        """How many calls are being answered right now, not counting getUpdates."""
        asked = {"after": 1 << 60}
        told = await self._wire.call("GET", "/sandbox/record", params=asked)
        return int(told.body["unanswered"])

    async def deliveries(self, after: int = 0) -> list[Json]:
        """The attempts to deliver updates to the webhook, oldest first."""
        told = await self._wire.call("GET", "/sandbox/deliveries", params={"after": after})
        attempts: list[Json] = told.body
        return attempts

    async def fault(self, kind: str, **fields: Any) -> int:
        """Spoil the next calls that fit. Returns the number of the fault.

        `fields`: method, chat_id, times, retry_after, seconds, after, description.

        Raises:
            Refusal: the kind or a field is unknown.
        """
        told = await self._wire.call("POST", "/sandbox/faults", json={"kind": kind, **fields})
        return int(told.body["id"])

    async def forgive(self, number: int | None = None) -> None:
        """Remove one fault, or all."""
        path = "/sandbox/faults" if number is None else f"/sandbox/faults/{number}"
        await self._wire.call("DELETE", path)

    async def inject(self, update: Json) -> int:
        """Send the bot a raw update, forged or odd. Returns its update_id."""
        told = await self._wire.call("POST", "/sandbox/updates", json=update)
        return int(told.body["update_id"])

    async def limits(self, on: bool) -> None:
        """Switch Telegram's limits of sending on or off."""
        await self._wire.call("POST", "/sandbox/limits", json={"on": on})

    async def settled(self, within: float = WITHIN) -> None:
        """Wait until the bot has accepted all updates.

        Raises:
            NotSettled: some were still pending after `within` seconds.
        """
        asked = {"timeout": within}
        told = await self._wire.call("GET", "/sandbox/pending", params=asked)
        if left := told.body["pending"]:
            newest = (await self.deliveries())[-5:]
            raise NotSettled(f"{left} updates are pending after {within} s; newest: {newest}")

    async def reset(self) -> None:
        """Forget people, groups, messages and the record; faults and limits stay."""
        await self._wire.call("POST", "/sandbox/reset", json={})
        self._people.clear()
        self._groups.clear()

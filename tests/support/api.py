"""A program with a key, in front of a real bot on real servers: one bot for the tests of a file."""

import itertools
from collections.abc import AsyncGenerator, Collection, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import text as sql

from actions.account import api_key
from db.account.account import accounts
from db.uow import Database
from domain.account.access import KeyText, KeyWish, Scope
from domain.account.actor import Actor, Role
from tests.support import bot, servers
from tests.support.bookings import add
from tests.support.clinic import open_clinic

OWNER = Actor(7_000_000_200, Role.OWNER, "Europe/Berlin", True, "en")
NOWHERE = "http://127.0.0.1:9"
"""In Telegram's place: nothing here waits for it."""
EVERYTHING = frozenset(Scope)
_numbers = itertools.count(1)


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    body: Any
    headers: Mapping[str, str]

    @property
    def code(self) -> str:
        return str(self.body["code"])

    @property
    def etag(self) -> str:
        return self.headers["ETag"]

    def __getitem__(self, name: str) -> Any:
        return self.body[name]


@dataclass
class Program:
    """A program that calls the API. key: '' for none."""

    bot: bot.Bot
    key: str
    key_id: int = 0
    headers: dict[str, str] = field(default_factory=dict)

    async def call(
        self,
        method: str,
        path: str,
        body: object = None,
        *,
        once: str | None = None,
        **headers: str,
    ) -> Answer:
        """once: the Idempotency-Key; by default a new one for each POST."""
        sent = {"Authorization": f"Bearer {self.key}"} if self.key else {}
        if once or method == "POST":
            sent["Idempotency-Key"] = once or f"test-{next(_numbers)}"
        sent |= {name.replace("_", "-"): value for name, value in headers.items()}
        given: dict[str, Any] = {"data": body} if isinstance(body, bytes) else {"json": body}
        url = f"{self.bot.url}/api/v1{path}"
        async with self.bot.http.request(
            method, url, headers=sent, **given if body is not None else {}
        ) as answer:
            text = await answer.read()
            is_json = "json" in answer.headers.get("Content-Type", "")
            return Answer(answer.status, await answer.json() if is_json else text, answer.headers)

    async def get(self, path: str, **headers: str) -> Answer:
        return await self.call("GET", path, **headers)

    async def post(self, path: str, body: object = None, **more: Any) -> Answer:
        return await self.call("POST", path, body, **more)

    async def patient(self, name: str = "Ann Lee", phone: str = "+4915123456789") -> int:
        """A patient on the phone."""
        return int((await self.post("/patients", {"name": name, "phone": phone}))["id"])


@dataclass
class Rest:
    """A bot that serves, a database with a clinic, and its owner's programs."""

    bot: bot.Bot
    database: Database
    lab_id: int

    async def program(
        self,
        *scopes: Scope,
        per_minute: int = 6000,
        expires_at: datetime | None = None,
        owner: Actor = OWNER,
    ) -> Program:
        """One with a key of these scopes, by default of all."""
        text, key = await make_key(
            self.database, owner, scopes or EVERYTHING, per_minute=per_minute, expires_at=expires_at
        )
        return Program(self.bot, text, key)

    async def change(self, statement: str, **values: object) -> None:
        """Change something behind everybody's back."""
        async with self.database.begin() as uow:
            await uow.run(sql(statement), values)


async def make_key(
    database: Database,
    owner: Actor,
    scopes: Collection[Scope],
    *,
    per_minute: int = 6000,
    expires_at: datetime | None = None,
) -> tuple[str, int]:
    """A key and its id."""
    number = next(_numbers)
    text = KeyText(f"{number:08d}", f"{number:043d}")
    wish = KeyWish(f"test {number}", frozenset(scopes), expires_at, per_minute)
    async with database.begin() as uow:
        key = await api_key.make(uow, owner, wish, text, intent=f"k{number}", now=datetime.now(UTC))
    return str(text), key.id


@asynccontextmanager
async def serving_rest(postgres: str, template: str, redis: str) -> AsyncGenerator[Rest, None]:
    """A bot over a fresh copy of the template, with a clinic and an owner."""
    with servers.database(postgres, template) as url:
        settings = bot.settings_for(NOWHERE, servers.as_app(url), redis)
        async with bot.running(settings) as running:
            database = running.deps.database
            lab = await open_clinic(database, days=12)
            await add(database, accounts, {"id": OWNER.id, "locale": "en", "role": "owner"})
            yield Rest(running, database, lab.id)

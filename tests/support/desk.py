"""A browser at the front desk, without a screen: cookies, forms, the link from the chat."""

import re
import secrets
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

import aiohttp
from sqlalchemy import text
from yarl import URL

from actions.account import web_session
from db.uow import Database
from domain.account.actor import Actor
from tests.support.bookings import ALICE

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
HIDDEN = re.compile(r'name="(csrf|intent)" value="([^"]+)"')
DEAD = """
    INSERT INTO scheduled_messages (author_id, recipient, content, due_at, fire_at, lane, intent,
                                    status, attempts, last_error)
    SELECT CAST(:author AS bigint), '1', '{"kind": "text", "text": "my secret words"}', at, at, 0,
           'dead' || n, 'dead', 3, 'blocked: x'
      FROM generate_series(1, CAST(:count AS int)) AS n,
           (SELECT date_trunc('second', now()) - interval '5 minutes' AS at) AS t"""
"""Dead letters of an author."""
NO_SITE: Mapping[str, str] = {}


@dataclass(frozen=True)
class Page:
    """What came back."""

    status: int
    text: str
    headers: Mapping[str, str]
    url: URL

    @property
    def words(self) -> str:
        """Without markup."""
        shown = re.sub(r"<(script|style).*?</\1>|<[^>]+>", " ", self.text, flags=re.DOTALL)
        return " ".join(shown.split())

    def form(self, action: str) -> dict[str, str]:
        """The hidden fields of the first form with this action."""
        return self._hidden(rf'method="post"[^>]*action="{re.escape(action)}"')

    def filled(self, action: str) -> dict[str, str]:
        """The first form with this action, as a browser sends it untouched."""
        found = re.search(
            rf'<form method="post" action="{re.escape(action)}".*?</form>', self.text, re.DOTALL
        )
        assert found, f"no form {action}"
        inputs = re.findall(r'<input[^>]*? name="([\w.]+)"[^>]*? value="([^"]*)"', found[0])
        texts = r'<textarea[^>]*? name="(\w+)"[^>]*>\n(.*?)</textarea>'
        return dict(inputs + re.findall(texts, found[0], re.DOTALL))

    def form_of(self, name: str) -> dict[str, str]:
        """The same of the form with this id."""
        return self._hidden(f'id="{name}"')

    def _hidden(self, mark: str) -> dict[str, str]:
        found = re.search(rf"<form[^>]*{mark}.*?</form>", self.text, re.DOTALL)
        assert found, f"no form {mark}"
        return dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', found[0]))


class Desk:
    """One browser."""

    def __init__(self, http: aiohttp.ClientSession, url: str) -> None:
        self._http, self.url = http, url

    @property
    def cookies(self) -> dict[str, str]:
        """What it has."""
        return {one.key: one.value for one in self._http.cookie_jar}

    def set_cookie(self, name: str, value: str) -> None:
        """As if the house had given it."""
        self.forget(name)
        self._http.cookie_jar.update_cookies({name: value}, URL(self.url) / "desk")

    def forget(self, *names: str) -> None:
        """Drop some cookies."""
        self._http.cookie_jar.clear(lambda one: one.key in names)

    async def get(self, path: str, **headers: str) -> Page:
        return await self._ask("GET", path, None, headers)

    async def post(
        self, path: str, form: Mapping[str, str], headers: Mapping[str, str] = NO_SITE
    ) -> Page:
        return await self._ask("POST", path, form, headers)

    def fetch(self, path: str) -> "aiohttp.client._RequestContextManager":
        """What is no page."""
        return self._http.get(self.url + path)

    async def send(self, page: Page, action: str, **more: str) -> Page:
        """Press a button of a page's form."""
        return await self.post(action, page.form(action) | more)

    async def _ask(
        self, method: str, path: str, form: Mapping[str, str] | None, headers: Mapping[str, str]
    ) -> Page:
        sent = {"User-Agent": FIREFOX, **headers}
        async with self._http.request(method, self.url + path, data=form, headers=sent) as response:
            return Page(response.status, await response.text(), response.headers, response.url)


@asynccontextmanager
async def browser(url: str) -> AsyncGenerator[Desk, None]:
    """Cookies of addresses such as 127.0.0.1 are kept, too."""
    async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as http:
        yield Desk(http, url)


async def hire(database: Database, actor: Actor, name: str) -> None:
    """An account with the actor's role."""
    made = """INSERT INTO accounts (id, locale, role, staff_name, zone)
              VALUES (:id, :locale, :role, :name, :zone)
              ON CONFLICT (id) DO UPDATE SET role = :role, staff_name = :name"""
    values = {"id": actor.id, "locale": actor.locale, "role": str(actor.role), "zone": actor.zone}
    async with database.begin() as uow:
        await uow.run(text(made), values | {"name": name})


async def link(database: Database, actor: Actor, now: datetime | None = None) -> str:
    """The path that the chat sends."""
    token = secrets.token_urlsafe(32)
    async with database.begin() as uow:
        await web_session.offer(uow, actor, token, now or datetime.now(UTC))
    return f"/desk/in/{token}"


async def signed_in(desk: Desk, database: Database, actor: Actor) -> Page:
    """Through the door, as a person does it."""
    path = await link(database, actor)
    opened = await desk.get(path)
    assert opened.status == 200, opened.words
    return await desk.post(path, {})


async def visit_at(
    database: Database, at: datetime, name: str = "Ann Lee", *, account: int = 0, seats: int = 3
) -> int:
    """A visit in a slot of a quarter of an hour, whenever that is; the booking's id.

    While the lab is open the slot may be one of its own.
    """
    booked = """
        WITH slot AS (
          INSERT INTO time_slots (lab_id, starts_at, ends_at, capacity, booked)
          VALUES (1, CAST(:at AS timestamptz), CAST(:at AS timestamptz) + interval '15 min',
                  CAST(:seats AS int), 1)
          ON CONFLICT ON CONSTRAINT one_slot_per_lab_and_start DO UPDATE
             SET booked = time_slots.booked + 1,
                 capacity = greatest(time_slots.capacity, time_slots.booked + 1) RETURNING id),
        patient AS (
          INSERT INTO patients (account_id, name)
          VALUES (CAST(:account AS bigint), CAST(:name AS text)) RETURNING id),
        booking AS (
          INSERT INTO bookings (slot_id, account_id, patient_id, test_id, intent, price, currency)
          SELECT slot.id, CAST(:account AS bigint), patient.id, 1, 'i' || slot.id, 9.5, 'EUR'
            FROM slot, patient RETURNING id)
        INSERT INTO booking_events (booking_id, at, kind, actor_id)
        SELECT id, now(), 'booked', CAST(:account AS bigint) FROM booking RETURNING booking_id"""
    values = {"at": at, "account": account or ALICE.id, "name": name, "seats": seats}
    async with database.begin() as uow:
        return int((await uow.one(text(booked), values)).booking_id)

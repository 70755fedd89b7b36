"""A bot behind its webhook, whose process can be exchanged, with a Telegram and a database."""

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from http import HTTPStatus
from io import StringIO
from typing import Any

import aiohttp
import asyncpg
from aiogram.fsm.storage.base import StorageKey
from aiohttp import web
from pydantic import SecretStr

from bot import dispatcher as dispatching
from bot.deps import Deps, open_deps
from bot.dispatcher import Dispatcher
from bot.local.stack import free_port
from bot.webhook import PATH, SECRET_HEADER, Webhook
from db.uow import Database
from infra import log
from infra.settings import FsmStorage, Settings
from telegram_sandbox.driver import Person, Sandbox
from telegram_sandbox.server import Options, make_app, serving
from telegram_sandbox.state.bot import NAME, USERNAME, Me
from telegram_sandbox.state.world import World
from tests.support import staff, thrift
from tests.support.bot import SECRET, settings_for
from tests.support.once import moment as moments
from tests.support.once.disturbance import ARRIVED, KILLS, AtCall, Harm
from tests.support.once.judge import Tables
from tests.support.servers import as_app
from tests.support.telegram import TOKEN

Json = dict[str, Any]
AT_ONCE = 0.01  # seconds
TRIES = 20  # of a delivery that is refused because another process is at it


@dataclass
class Stand:
    """The parts. deed: the update that is handled again and again. other: a second process's."""

    settings: Settings
    deps: Deps
    other: Deps
    world: World
    chat: Sandbox
    connection: "asyncpg.Connection[Any]"
    dispatcher: Dispatcher = field(init=False)
    harm: Harm = Harm.NONE
    deed: Json = field(default_factory=dict)
    moment: moments.Moment | None = None
    processes: list[Webhook] = field(default_factory=list)
    is_lost: bool = False
    first_call: int = 0
    written: StringIO = field(default_factory=StringIO)
    empty: moments.Moment | None = None
    _conversations: dict[StorageKey, tuple[str | None, Mapping[str, Any]]] = field(
        default_factory=dict
    )

    def __post_init__(self) -> None:
        self.dispatcher = Dispatcher(self.deps)

    @property
    def database(self) -> Database:
        return self.deps.database

    async def clear(self) -> None:
        """Nobody is there but the lab, as in the beginning; the process has an empty memory."""
        await self.chat.reset()
        self.world.webhook.url = self.settings.public_url + PATH
        self.harm = Harm.NONE
        if self.empty is None:
            self.empty = await moments.keep(self.connection, self.deps.redis, self.world, "empty")
        await moments.set_back(self.empty, self.connection, self.deps.redis, self.world)
        self.settings.fsm_storage = FsmStorage.REDIS
        self.exchange()

    async def arrives(self, name: str, role: str = "patient") -> Person:
        """Somebody of a role who has said hello."""
        return await staff.arrives(self.chat, self.database, name, role)

    async def hold(self) -> None:
        """From now on updates wait: the next one is the deed."""
        await self.chat.settled()
        self.world.webhook.url = ""

    async def keep(self) -> None:
        """The moment before the deed is the one that comes again."""
        (update,) = list(self.world.updates.pending)
        self.deed = update.body()
        self.world.updates.drop_all()
        self.moment = await moments.keep(self.connection, self.deps.redis, self.world)
        self._conversations = {key: await self._talk(key) for key in self._keys()}

    def _keys(self) -> list[StorageKey]:
        number = self.deps.bot.id
        return [StorageKey(number, person, person) for person in self.world.people.by_id]

    async def _talk(self, key: StorageKey) -> tuple[str | None, Mapping[str, Any]]:
        storage = self.dispatcher.fsm.storage
        return await storage.get_state(key), await storage.get_data(key)

    async def again(self, harm: Harm, position: int = -1, *, is_kept: bool = True) -> AtCall:
        """The deed, from the kept moment on, until it is done.

        is_kept: conversations are in Redis; otherwise a process that dies forgets them.
        """
        assert self.moment is not None
        await moments.set_back(self.moment, self.connection, self.deps.redis, self.world)
        self.harm, self.is_lost = harm, harm is Harm.LOST
        self.settings.fsm_storage = FsmStorage.REDIS if is_kept else FsmStorage.MEMORY
        self.exchange()
        if not is_kept:
            for key, (state, data) in self._conversations.items():
                await self.dispatcher.fsm.storage.set_state(key, state)
                await self.dispatcher.fsm.storage.set_data(key, data)
        faults = AtCall(harm=harm, position=position, struck=self.strike)
        self.world.faults, self.first_call = faults, self.world.record.last
        await self.deliver(self.deed)
        self.world.faults = AtCall()
        return faults

    def calls(self) -> list[Json]:
        """The calls of the deed; what rides in the answer is none."""
        done = self.world.record.calls(self.first_call)
        return [call for call in done if call["via"] == "call"]

    async def deliver(self, *updates: Json) -> None:
        """By Telegram, until all are accepted."""
        self.world.webhook.url = self.settings.public_url + PATH
        for update in updates:
            self.world.updates.inject(update, self.world.clock())
        await self.chat.settled()

    @property
    def handler(self) -> str:
        """Which handler did the deed."""
        return str([line for line in self.lines() if line["outcome"] != "duplicate"][-1]["handler"])

    def lines(self) -> list[Json]:
        """What the log tells of updates."""
        lines = [json.loads(line) for line in self.written.getvalue().splitlines()]
        return [line for line in lines if line["event"] == "update_handled"]

    def doubled(self, harm: Harm) -> list[int]:
        """Messages that may stand twice: of a call, or an answer, that arrived unknown to one side.

        When the process dies before it answers, the very last message is such a one.
        """
        sent = [call for call in self.calls() if call["method"].startswith("send")]
        if harm is Harm.LOST:
            return [call["message_id"] for call in sent[-1:]]
        return [call["message_id"] for call in sent if call["fault"] and harm in ARRIVED]

    def is_done(self, tables: Tables) -> bool:
        """Whether the deed has left its mark."""
        mark = f'"id": {self.deed["update_id"]},'
        return any(mark in row for row in tables.get("handled_updates", ()))

    def exchange(self) -> None:
        """The next process has an empty memory."""
        thrift.give_back(self.dispatcher)
        self.dispatcher = Dispatcher(self.deps)

    def strike(self) -> None:
        """The spoilt call has come: the process ends if it is to."""
        if self.harm in KILLS:
            asyncio.get_running_loop().call_later(AT_ONCE, self._kill)

    def _kill(self) -> None:
        for work in self.dispatcher._works.values():
            if work.task is not None:
                work.task.cancel()

    async def twice_at_once(self) -> None:
        """The deed, brought to two processes at the same moment and until both are content."""
        assert self.moment is not None
        await moments.set_back(self.moment, self.connection, self.deps.redis, self.world)
        self.written.seek(0)
        self.written.truncate()
        self.settings.fsm_storage = FsmStorage.REDIS
        both = [(deps, Dispatcher(deps)) for deps in (self.deps, self.other)]
        self.processes = [self._webhook(deps, dispatcher) for deps, dispatcher in both]
        async with aiohttp.ClientSession(self.settings.public_url) as http:
            await asyncio.gather(*(self._bring(http, number) for number in range(2)))
        for _, dispatcher in both:
            thrift.give_back(dispatcher)

    async def _bring(self, http: aiohttp.ClientSession, number: int) -> None:
        for _ in range(TRIES):
            headers = {SECRET_HEADER: SECRET}
            async with http.post(f"/{number}", json=self.deed, headers=headers) as answer:
                if answer.status == HTTPStatus.OK:
                    return
        raise AssertionError("the update was never accepted")

    async def take_twice(self, request: web.Request) -> web.Response:
        """A delivery to one of the two processes."""
        return await self.processes[int(request.match_info["number"])].handle(request)

    def _webhook(self, deps: Deps, dispatcher: Dispatcher) -> Webhook:
        secret = self.settings.webhook_secret.get_secret_value()
        return Webhook(deps.bot, dispatcher, secret, deps.metrics)

    async def take(self, request: web.Request) -> web.Response:
        """A delivery, as the process of the moment takes it; what it begins dies with it."""
        dispatching.PATIENCE = 0.0 if self.harm is Harm.INTERRUPTED else 5.0
        try:
            answer = await self._webhook(self.deps, self.dispatcher).handle(request)
        except asyncio.CancelledError:
            if self.harm not in KILLS:
                raise
            answer = web.Response(status=502)
        if self.is_lost:
            self.is_lost, answer = False, web.Response(status=502)
        if answer.status >= 500:
            self.exchange()
        return answer


@asynccontextmanager
async def standing(database: str, redis: str) -> AsyncIterator[Stand]:
    """One that takes updates. database: as its owner, who can set it back."""
    world = World(Me(TOKEN, USERNAME, NAME))
    options = Options(token=TOKEN, limits=False, redelivery_scale=0.01)
    connection = await asyncpg.connect(database)
    app, port = web.Application(), free_port()
    more = {
        "fsm_storage": FsmStorage.REDIS,
        "port": port,
        "public_url": f"http://127.0.0.1:{port}",
        "smtp_url": SecretStr("smtps://127.0.0.1:1"),
        "mail_from": "Lab <lab@example.org>",
    }
    async with serving(make_app(options, world)) as url, Sandbox(url) as chat:
        settings = settings_for(url, as_app(database), redis, **more)
        async with open_deps(settings) as deps, open_deps(settings) as other:
            stand = Stand(settings, deps, other, world, chat, connection)
            log.set_up("json", "bot", stand.written)
            app.router.add_post(PATH, stand.take)
            app.router.add_post("/{number}", stand.take_twice)
            runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
            await runner.setup()
            await web.TCPSite(runner, "127.0.0.1", port).start()
            world.webhook.secret = SECRET
            world.webhook.url = settings.public_url + PATH
            world.rewire()
            yield stand
            world.webhook.url = ""
            await runner.cleanup()
    await connection.close()

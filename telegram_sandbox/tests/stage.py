"""The sandbox for tests: served in this process, on a real port, for aiogram's real Bot."""

import contextlib
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any, ClassVar

from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.methods import TelegramMethod
from aiogram.methods.base import Response, TelegramType
from aiogram.types import BufferedInputFile
from aiohttp import web

from telegram_sandbox import Options, Sandbox, make_app, serving
from telegram_sandbox.state.bot import Me
from telegram_sandbox.state.world import World

TOKEN = "4242:made-up-for-tests"
PNG = bytes.fromhex("89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de")


@dataclass
class Stage:
    """A served sandbox, its inside, a bot and a driver that speak to it over HTTP."""

    url: str
    world: World
    bot: Bot
    telegram: Sandbox
    hours_on: list[float] = field(default_factory=list)


class Session(AiohttpSession):
    """aiogram's own sleeps a quarter of a second when it closes; ours does not.

    Models of answers are kept: pydantic forgets a generic one that nobody holds, and takes 80 ms
    to make it anew.
    """

    kept: ClassVar[dict[Any, object]] = {}

    def check_response(
        self, bot: Bot, method: TelegramMethod[TelegramType], status_code: int, content: str
    ) -> Response[TelegramType]:
        kind = method.__returning__
        self.kept.setdefault(kind, Response[kind])  # type: ignore[valid-type] # made at run time
        return super().check_response(bot, method, status_code, content)

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()


@contextlib.asynccontextmanager
async def staged(limits: bool = False, scale: float = 0.01) -> AsyncIterator[Stage]:
    """A sandbox; `hours_on.append(h)` moves its clock ahead."""
    ahead: list[float] = []
    options = Options(token=TOKEN, limits=limits, redelivery_scale=scale)
    world = World(Me(TOKEN), clock=lambda: time.time() + sum(ahead) * 3600)
    async with serving(make_app(options, world)) as url:
        api = TelegramAPIServer.from_base(url)
        async with (
            Bot(TOKEN, session=Session(api=api)) as bot,
            Sandbox(url) as telegram,
        ):
            yield Stage(url, world, bot, telegram, ahead)


@dataclass(frozen=True)
class Scene:
    """A bot, the id of a person, a message of the bot and one of the person."""

    bot: Bot
    person: int
    own: int
    theirs: int


Call = Callable[[Scene], Awaitable[Any]]


def file(data: bytes = b"x", name: str = "a.txt") -> BufferedInputFile:
    return BufferedInputFile(data, name)


Answering = Callable[[dict[str, Any], web.Request], Awaitable[web.StreamResponse]]


@contextlib.asynccontextmanager
async def hook(answer: Answering) -> AsyncIterator[str]:
    """A webhook; `answer(update, request)` says what goes back."""

    async def handle(request: web.Request) -> web.StreamResponse:
        return await answer(await request.json(), request)

    app = web.Application()
    app.router.add_post("/hook", handle)
    async with serving(app) as url:
        yield f"{url}/hook"

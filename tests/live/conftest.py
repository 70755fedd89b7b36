"""A bot, a worker and a visitor over the Bot API that the environment names."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from pydantic import SecretStr

from bot.local.stack import Backends
from db.uow import Database
from domain.booking.lab import Lab
from infra.settings import Settings
from telegram_sandbox.driver import Sandbox
from tests.live.letters import Letters, live_letters, played_letters
from tests.live.line import Line, line_to
from tests.live.place import Place, live_place
from tests.live.visitor import Visitor
from tests.support import bot, tokens, workers
from tests.support.clinic import open_clinic
from tests.support.telegram import TOKEN


@pytest.fixture
async def place(chat: Sandbox) -> Place:
    """Telegram's, or the sandbox's with one person in it."""
    if live := live_place():
        return live
    lina = await chat.person("Lina")
    await lina.says("/start")  # or the bot may not write; it is not brought, as no webhook is set
    return Place(chat.url, TOKEN, lina.id)


@pytest.fixture
async def line(place: Place) -> AsyncIterator[Line]:
    async with line_to(place) as line:
        yield line


@pytest.fixture
async def letters() -> AsyncIterator[Letters]:
    """Where mail goes: a server of the environment's, or one on this machine."""
    if live := live_letters():
        yield live
        return
    async with played_letters() as played:
        yield played


@pytest.fixture
def bot_settings(
    place: Place, line: Line, letters: Letters, database_url: str, redis_url: str
) -> Settings:
    mail = {"smtp_url": SecretStr(letters.url), "mail_from": letters.sender}
    token = SecretStr(place.token)
    return bot.settings_for(line.url, database_url, redis_url, bot_token=token, **mail)


@pytest.fixture
async def running_bot(bot_settings: Settings) -> AsyncIterator[bot.Bot]:
    async with bot.running(bot_settings) as one:
        yield one


@pytest.fixture
async def clinic(database: Database) -> Lab:
    return await open_clinic(database, days=4)


@pytest.fixture
async def lina(line: Line, running_bot: bot.Bot, clinic: Lab) -> Visitor:
    """The one of the chat, who has said hello."""
    told = await line.place.call(line.http, "getChat", chat_id=line.place.chat_id)
    lina = Visitor(line, running_bot, told["result"])
    await lina.says("/start")
    await lina.sees(f"Hello {lina.name}")
    return lina


@pytest.fixture
async def worker(
    line: Line, bot_settings: Settings, letters: Letters, tmp_path: Path
) -> AsyncIterator[None]:
    """A worker process on the same line."""
    urls = (bot_settings.database_url, bot_settings.redis_url)
    backends = Backends(*(url.get_secret_value() for url in urls))
    mail = {"SMTP_URL": letters.url, "MAIL_FROM": letters.sender}
    given = {name: value for name, value in mail.items() if value}
    process = await workers.start(
        tmp_path / "worker.log", backends, line.url, line.place.token, **given
    )
    yield
    process.stop()
    tokens.search_logs(tmp_path)

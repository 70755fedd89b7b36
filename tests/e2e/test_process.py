"""`slotbell serve` as a process: it starts by itself, answers, and ends when told."""

import asyncio
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.local.stack import Backends, Stack, until
from infra import probe
from telegram_sandbox.driver import Sandbox
from tests.support import telegram, tokens


@pytest.fixture
def house(tmp_path: Path, chat: Sandbox, database_url: str, redis_url: str) -> Iterator[Stack]:
    """A house of a bot alone, over the tests' sandbox."""
    stack = Stack(tmp_path, Backends(database_url, redis_url))
    stack.use_sandbox(chat.url, telegram.TOKEN)
    stack.start_bot()
    until(lambda: probe.answers(f"{stack.bot_url}/readyz"), (stack.children["bot"],), 30)
    yield stack
    stack.stop()
    tokens.search_logs(tmp_path)


async def test_the_process_answers_and_sigterm_ends_it_with_status_zero(
    chat: Sandbox, house: Stack
) -> None:
    alice = await chat.person("Alice")
    await alice.says("/start")
    await alice.sees("Hello Alice", within=10)
    await chat.settled()
    bot = house.children["bot"]
    assert bot.stop(signal.SIGTERM, 15) == 0
    assert '"event": "bot_stopped"' in bot.output()
    assert "Traceback" not in bot.output()


async def test_one_process_answers_and_delivers_and_ends_both_in_order(
    chat: Sandbox, house: Stack
) -> None:
    house.kill("bot")
    house.start_bot(with_worker=True)
    house.await_ready(30)
    alice = await chat.person("Alice")
    await alice.says("/start")
    await alice.sees("Hello Alice", within=10)
    await alice.says("/schedule in 2 seconds Stretch")
    await alice.taps("Confirm")
    async for heard in alice.messages(within=10):
        if heard.text == "Stretch":
            break
    else:
        pytest.fail("the message was not delivered")
    await chat.settled()
    both = house.children["bot"]
    assert both.stop(signal.SIGTERM, 20) == 0
    assert '"event": "bot_stopped"' in both.output()
    assert '"event": "worker_stopped"' in both.output()
    assert "Traceback" not in both.output()


async def test_a_killed_process_loses_no_update(chat: Sandbox, house: Stack) -> None:
    alice = await chat.person("Alice")
    await chat.fault("hang", method="sendMessage", seconds=60)
    await alice.says("/start")
    with pytest.raises(AssertionError):
        await alice.sees("Hello", within=0.5)
    house.kill("bot")
    house.start_bot()
    await alice.sees("Hello Alice", within=30)


def test_serve_without_a_secret_ends_with_one_line(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "bot", "serve"],
        env={
            "BOT_TOKEN": telegram.TOKEN,
            "DATABASE_URL": "postgresql://x@127.0.0.1:1/x",
            "REDIS_URL": "redis://127.0.0.1:1",
            "PYTHONPATH": str(Path(__file__).parents[2]),
        },
        cwd=tmp_path,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 2
    assert done.stderr.startswith("slotbell: WEBHOOK_SECRET must be")
    assert len(done.stderr.splitlines()) == 1


async def test_setup_tells_telegram_once_and_says_what_it_told(
    chat: Sandbox, tmp_path: Path
) -> None:
    done = await run_setup(tmp_path, chat.url)
    assert done.returncode == 0, done.stderr
    assert done.stdout.endswith(": updates go to http://127.0.0.1:9; the commands are set.\n"), (
        done.stdout
    )
    (told,) = (await chat.record("setWebhook"))[-1:]
    assert told["params"]["url"] == "http://127.0.0.1:9/telegram/webhook"


async def test_setup_says_in_one_line_why_it_failed(chat: Sandbox, tmp_path: Path) -> None:
    await chat.fault("400", method="setWebhook", description="bad webhook: HTTPS url must be used")
    done = await run_setup(tmp_path, chat.url)
    assert done.returncode == 1
    assert "bad webhook: HTTPS url must be used" in done.stderr
    assert "Traceback" not in done.stderr


async def run_setup(folder: Path, url: str) -> subprocess.CompletedProcess[str]:
    """`slotbell setup` against a sandbox."""
    environment = {
        "BOT_TOKEN": telegram.TOKEN,
        "WEBHOOK_SECRET": "s" * 16,
        "PUBLIC_URL": "http://127.0.0.1:9",
        "TELEGRAM_API_URL": url,
        "DATABASE_URL": "postgresql://x@127.0.0.1:1/x",
        "REDIS_URL": "redis://127.0.0.1:1",
        "PYTHONPATH": str(Path(__file__).parents[2]),
    }
    return await asyncio.to_thread(
        subprocess.run,
        [sys.executable, "-m", "bot", "setup"],
        env=environment,
        cwd=folder,
        capture_output=True,
        text=True,
    )

"""The commands an operator types: setup, doctor, migrate, seed, and a demo that can be stopped."""

import json
import os
import re
import signal
import subprocess
import sys
import urllib.request
from pathlib import Path

import asyncpg
import psutil
import pytest

from bot.local import child
from bot.local.demo import BOT
from bot.local.stack import Stack, free_port, until
from telegram_sandbox.driver import Sandbox
from tests.support import tokens

SLOTBELL = Path(sys.executable).with_name("slotbell")
WITHIN = 120.0


def slotbell(stack: Stack, *words: str, **changed: str) -> subprocess.CompletedProcess[str]:
    """Run a command with the environment of a running stack."""
    return subprocess.run(
        [SLOTBELL, *words],
        env={**stack.environment(), **changed},
        cwd=stack.home,
        capture_output=True,
        text=True,
        timeout=WITHIN,
    )


def test_doctor_finds_a_running_house_well(stack: Stack) -> None:
    done = slotbell(stack, "doctor")
    assert done.returncode == 0, done.stdout + done.stderr
    lines = done.stdout.splitlines()
    assert [line[0] for line in lines] == ["✓"] * len(lines)
    for name in ("settings", "postgres", "redis", "schema", "telegram", "webhook", "worker"):
        assert f"✓ {name}" in done.stdout


def test_doctor_names_what_is_ill(stack: Stack) -> None:
    ill = {
        "REDIS_URL": "redis://127.0.0.1:1",
        "WORKER_PORT": str(free_port()),
        "PUBLIC_URL": "http://127.0.0.1:2",
    }
    done = slotbell(stack, "doctor", **ill)
    assert done.returncode == 1
    for name in ("redis", "webhook", "worker"):
        assert f"✗ {name}: " in done.stdout
    assert "✓ postgres" in done.stdout
    assert stack.token not in done.stdout + done.stderr


async def test_setup_registers_webhook_and_commands(stack: Stack, telegram: Sandbox) -> None:
    before = len(await telegram.record("setWebhook"))
    done = slotbell(stack, "setup")
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("@")
    assert stack.bot_url in done.stdout
    asked = (await telegram.record("setWebhook"))[before:]
    assert len(asked) == 1
    assert set(json.loads(json.dumps(asked[0]["params"]))) >= {"url", "secret_token"}


async def test_setup_says_in_one_line_that_telegram_refused(stack: Stack) -> None:
    done = slotbell(stack, "setup", BOT_TOKEN="1234567890:" + "B" * 35)
    assert done.returncode == 1
    assert done.stderr.startswith("slotbell: Telegram refuses or is away: ")
    assert len(done.stderr.splitlines()) == 1
    assert "B" * 35 not in done.stderr


def test_migrate_and_seed_can_be_repeated(stack: Stack) -> None:
    for _ in range(2):
        done = slotbell(stack, "migrate")
        assert (done.returncode, done.stderr) == (0, "")
        assert re.fullmatch(r"The schema is at \d{4}\.\n", done.stdout)
        assert slotbell(stack, "seed").returncode == 0


@pytest.mark.parametrize("command", ["migrate", "seed"])
def test_a_database_that_is_away_is_one_line(stack: Stack, command: str) -> None:
    done = slotbell(stack, command, DATABASE_URL="postgresql://slotbell:pw@127.0.0.1:1/x")
    assert done.returncode == 1
    assert done.stderr.startswith("slotbell: DATABASE_URL does not work: ")
    assert len(done.stderr.splitlines()) == 1


def processes_of(home: Path) -> list[psutil.Process]:
    """Living processes whose command line or working directory is inside a folder."""
    found = []
    for process in psutil.process_iter(["cmdline", "cwd", "status"]):
        words = [*(process.info["cmdline"] or []), process.info["cwd"] or ""]
        if process.info["status"] != psutil.STATUS_ZOMBIE and any(str(home) in w for w in words):
            found.append(process)
    return [process for process in found if process.pid != os.getpid()]


def served(url: str) -> str:
    with urllib.request.urlopen(url, timeout=30) as page:
        return str(page.read().decode())


def start_demo(home: Path, log: Path, **more: str) -> child.Child:
    """A demo of its own folder; a terminal's Ctrl-C is a SIGINT to it alone."""
    environment = {k: v for k, v in os.environ.items() if not k.endswith(("_URL", "_TOKEN"))}
    return child.start([SLOTBELL, "demo", "--home", home], log, env=environment | more)


def address(demo: child.Child) -> str:
    until(lambda: "Open  http" in demo.output(), (demo,), WITHIN)
    found = re.search(r"http://127\.0\.0\.1:\d+/", demo.output())
    assert found
    return found[0].rstrip("/")


@pytest.mark.timeout(400)
async def test_a_demo_stops_whole_keeps_its_data_and_is_alone_in_its_folder(
    tmp_path: Path,
) -> None:
    home = tmp_path / "home"
    heard = signal.signal(signal.SIGINT, signal.SIG_IGN)  # as shells start their `&` jobs
    demo = start_demo(home, tmp_path / "one.log")
    signal.signal(signal.SIGINT, heard)
    url = address(demo)
    assert "<html" in served(f"{url}/?people=Alice,Bob")
    async with Sandbox(url) as telegram:
        alice = await telegram.person("Alice", id=700_000_001)
        await alice.says("/book cbc next monday 9:30")
        await alice.taps("Confirm", within=30)
        await alice.sees("Booked.", within=30)
        olga = await telegram.meet(700_000_007)
        await olga.says("/day next monday")
        await olga.sees("1 to come", within=30)

    second = start_demo(home, tmp_path / "two.log")
    assert second.process.wait(60) == 1
    assert "already running" in second.output()
    assert url in second.output()

    assert demo.stop(signal.SIGINT, within=60) == 0
    assert "your data is kept" in demo.output()
    assert processes_of(home) == []

    port = str(free_port())
    again = start_demo(home, tmp_path / "three.log", PORT=port)
    url = address(again)
    assert url.endswith(f":{port}")
    said = served(f"{url}/sandbox/people/700000001/chat")  # before the restart
    assert "Booked." in said
    assert f'"id": {BOT}' in said  # by the bot of now, which may still edit it
    assert (home / "chats").stat().st_mode & 0o077 == 0
    async with Sandbox(url) as telegram:
        alice = await telegram.meet(700_000_001)
        await alice.says("/bookings")
        await alice.sees("09:30: Complete blood count", within=30)
    assert again.stop(signal.SIGTERM, within=60) == 0
    assert processes_of(home) == []
    tokens.search_logs(tmp_path)


async def test_a_demo_leaves_nothing_behind_when_it_is_killed(tmp_path: Path) -> None:
    home = tmp_path / "home"
    demo = start_demo(home, tmp_path / "demo.log")
    address(demo)
    demo.process.kill()
    demo.process.wait()
    until(lambda: processes_of(home) == [], (), WITHIN)


async def test_the_house_uses_a_database_of_ones_own(stack: Stack) -> None:
    connection = await asyncpg.connect(stack.backends.database_url)
    assert await connection.fetchval("SELECT count(*) FROM tests") == 8
    await connection.close()

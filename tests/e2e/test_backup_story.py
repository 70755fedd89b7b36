"""Book, back up, lose everything, restore, deliver: nothing is lost, and nothing is sent twice."""

import asyncio
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import asyncpg
import pyrage
import pytest
import redis

from bot.local.stack import Backends, Stack, clean_environment, until
from domain.booking.lab import Lab
from infra import probe
from telegram_sandbox.driver import Person, Sandbox
from tests.support import servers, telegram, tokens
from tests.support.clinic import ready

PASSPHRASE = "correct horse battery staple"
NOW_DUE = """
    UPDATE scheduled_messages
       SET due_at = date_trunc('second', now()), fire_at = date_trunc('second', now())
     WHERE status = 'scheduled' AND content->>'kind' = 'text'
"""


@pytest.fixture
def stack(
    tmp_path: Path, chat: Sandbox, clinic: Lab, database_url: str, redis_url: str
) -> Iterator[Stack]:
    stack = Stack(tmp_path, Backends(database_url, redis_url))
    stack.use_sandbox(chat.url, telegram.TOKEN)
    yield stack
    stack.stop()
    tokens.search_logs(tmp_path)


def run(
    owner_url: str, folder: Path, *words: str, **more: str
) -> "subprocess.CompletedProcess[str]":
    """`slotbell` with the owner's database and a passphrase, in a folder."""
    told = {"DATABASE_URL": owner_url, "APP_DATABASE_URL": servers.as_app(owner_url)}
    env = clean_environment() | told | {"BACKUP_PASSPHRASE": PASSPHRASE} | more
    command = [sys.executable, "-m", "bot", *words]
    return subprocess.run(command, env=env, cwd=folder, capture_output=True, text=True)


def start_bot(stack: Stack) -> None:
    stack.start_bot()
    until(lambda: probe.answers(f"{stack.bot_url}/readyz"), (stack.children["bot"],), 30)


async def schedules(person: Person, line: str) -> None:
    await person.says(line)
    await person.taps("Confirm")
    await person.sees("Done.")


async def lose(owner_url: str, redis_url: str) -> None:
    """The database and Redis, as a disk that breaks would."""
    connection = await asyncpg.connect(servers.with_database(owner_url, "postgres"))
    await connection.execute(f'DROP DATABASE "{servers.name_of(owner_url)}" WITH (FORCE)')
    await connection.close()
    redis.Redis.from_url(redis_url).flushall()


async def times_sent(chat: Sandbox, person: Person, text: str) -> int:
    calls = await chat.record("sendMessage", person.id)
    return sum(call["params"].get("text") == text for call in calls)


async def test_what_was_booked_and_planned_comes_back(
    chat: Sandbox, stack: Stack, owner_url: str, redis_url: str, tmp_path: Path
) -> None:
    start_bot(stack)
    alice = await chat.person("Alice")
    await ready(alice)
    await alice.taps("Confirm")
    await alice.sees("Booked.")
    await schedules(alice, "/schedule in 1 second Call mum")
    await schedules(alice, "/schedule in 2 hours Water the plants")
    file = tmp_path / "copy.slotbell"
    taken = run(owner_url, tmp_path, "backup", str(file), DEFAULT_ZONE="Asia/Kolkata")
    assert taken.returncode == 0, taken.stderr
    assert file.stat().st_mode & 0o777 == 0o600

    stack.start_worker()
    await alice.sees("Call mum", within=20)
    await schedules(alice, "/schedule in 3 hours Buy bread")
    await asyncio.to_thread(stack.stop)
    await lose(owner_url, redis_url)

    shown = run(owner_url, tmp_path, "restore", "--show", str(file))
    assert "DEFAULT_ZONE=Asia/Kolkata" in shown.stdout, shown.stderr
    restored = run(owner_url, tmp_path, "restore", str(file))
    assert restored.returncode == 0, restored.stderr
    assert "1 messages were due since then" in restored.stdout

    start_bot(stack)
    connection = await asyncpg.connect(owner_url)
    await connection.execute(NOW_DUE)
    await connection.close()
    stack.start_worker()
    await alice.sees("Water the plants", within=20)
    await alice.says("/bookings")
    await alice.sees("Complete blood count")
    assert await times_sent(chat, alice, "Call mum") == 1
    assert await times_sent(chat, alice, "Water the plants") == 1


def test_a_backup_opens_with_its_key_alone(owner_url: str, tmp_path: Path) -> None:
    identity = pyrage.x25519.Identity.generate()
    (tmp_path / "key.txt").write_text(f"# made today\n{identity}\n")
    file, public = str(tmp_path / "copy.slotbell"), str(identity.to_public())
    assert run(owner_url, tmp_path, "backup", file, BACKUP_RECIPIENT=public).returncode == 0
    with_key = run(owner_url, tmp_path, "restore", "--show", "--identity", "key.txt", file)
    assert with_key.returncode == 0, with_key.stderr
    (tmp_path / "other.txt").write_text(str(pyrage.x25519.Identity.generate()))
    for words, said in (
        (["--identity", "other.txt"], "the key is not the one of this backup"),
        ([], "this backup needs the file of its age key"),
    ):
        refused = run(owner_url, tmp_path, "restore", *words, file)
        assert (refused.returncode, said in refused.stderr) == (1, True), refused.stderr


@pytest.mark.parametrize("damage", ["byte", "end", "all"])
def test_a_damaged_backup_changes_nothing(owner_url: str, tmp_path: Path, damage: str) -> None:
    file = tmp_path / "copy.slotbell"
    assert run(owner_url, tmp_path, "backup", str(file)).returncode == 0
    kept = file.read_bytes()
    middle = len(kept) // 2
    other = bytes([kept[middle] ^ 1])
    damaged = {"byte": other + kept[middle + 1 :], "end": b"", "all": b""}[damage]
    file.write_bytes((kept[:middle] if damage != "all" else b"") + damaged)
    refused = run(owner_url, tmp_path, "restore", str(file))
    assert refused.returncode == 1
    assert "damaged" in refused.stderr
    assert len(refused.stderr.splitlines()) == 1


def test_nothing_is_restored_under_a_running_bot(
    stack: Stack, owner_url: str, tmp_path: Path
) -> None:
    file = tmp_path / "copy.slotbell"
    assert run(owner_url, tmp_path, "backup", str(file)).returncode == 0
    start_bot(stack)
    refused = run(owner_url, tmp_path, "restore", str(file))
    assert "stop bot and workers first" in refused.stderr
    stack.children["bot"].stop(signal.SIGTERM, 10)
    wrong = run(owner_url, tmp_path, "restore", str(file), BACKUP_PASSPHRASE="not the right one")
    assert "the passphrase or the key is not the one" in wrong.stderr


def test_what_is_not_encrypted_is_not_written(owner_url: str, tmp_path: Path) -> None:
    refused = run(owner_url, tmp_path, "backup", "copy.slotbell", BACKUP_PASSPHRASE="")
    assert (refused.returncode, list(tmp_path.glob("*.slotbell"))) == (2, [])
    assert "BACKUP_RECIPIENT or BACKUP_PASSPHRASE must be set" in refused.stderr

"""The embedded servers: private, tied to their parent, and faithful to their data."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import asyncpg
import psutil
import pytest
import redis as redis_client

from bot.local.servers import EmbeddedFailed, Postgres, Redis

ROOT = Path(__file__).parents[2]
HOLDER = """
import sys, time
from pathlib import Path
from bot.local.servers import Postgres, Redis
home = Path(sys.argv[1])
with Postgres(home, durable=False) as p, Redis(home, durable=True) as r:
    print("up", flush=True)
    sys.stdin.read()
"""


def until(true: Callable[[], bool], within: float = 15) -> None:
    """Poll until something holds."""
    deadline = time.monotonic() + within
    while not true():
        assert time.monotonic() < deadline, "still not so"
        time.sleep(0.02)


def servers_of(home: Path) -> list[psutil.Process]:
    """Processes whose command line names a folder."""
    found = []
    for process in psutil.process_iter(["cmdline", "pid"]):
        words = process.info["cmdline"] or []
        if any(str(home) in word for word in words) and process.pid != os.getpid():
            found.append(process)
    return found


def holder(home: Path) -> subprocess.Popen[str]:
    """A process that runs both servers in `home` until its stdin closes."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(home)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline().strip() == "up"
    return process


async def ask(url: str, *statements: str) -> object:
    connection = await asyncpg.connect(url)
    try:
        for statement in statements:
            answer = await connection.fetchval(statement)
    finally:
        await connection.close()
    return answer


def test_a_database_of_every_test_is_fresh(owner_url: str) -> None:
    assert asyncio.run(ask(owner_url, "CREATE TABLE t (n int)", "SELECT 1")) == 1


def test_another_test_does_not_see_its_tables(empty_database_url: str) -> None:
    assert asyncio.run(ask(empty_database_url, "SELECT to_regclass('t')")) is None


def test_redis_of_every_test_is_empty(redis_url: str) -> None:
    with redis_client.Redis.from_url(redis_url) as client:
        assert client.dbsize() == 0
        client.set("left", "over")


def test_redis_never_throws_anything_away(redis_url: str) -> None:
    with redis_client.Redis.from_url(redis_url) as client:
        assert client.config_get("maxmemory-policy")["maxmemory-policy"] == "noeviction"


def test_data_survives_a_stop_and_a_second_start(tmp_path: Path) -> None:
    with Postgres(tmp_path) as postgres, Redis(tmp_path) as redis:
        asyncio.run(ask(postgres.url(), "CREATE TABLE kept AS SELECT 7 AS n"))
        with redis_client.Redis.from_url(redis.url) as client:
            client.set("kept", "7")
    assert not servers_of(tmp_path)
    with Postgres(tmp_path) as postgres, Redis(tmp_path) as redis:
        assert asyncio.run(ask(postgres.url(), "SELECT n FROM kept")) == 7
        with redis_client.Redis.from_url(redis.url) as client:
            assert client.get("kept") == b"7"


def test_a_durable_server_syncs_its_writes(tmp_path: Path) -> None:
    with Postgres(tmp_path) as postgres:
        assert asyncio.run(ask(postgres.url(), "SHOW fsync")) == "on"


def test_no_port_is_opened(tmp_path: Path) -> None:
    with Postgres(tmp_path, durable=False), Redis(tmp_path, durable=False):
        listening = [
            connection
            for process in servers_of(tmp_path)
            for connection in process.net_connections(kind="inet")
        ]
        assert servers_of(tmp_path)
        assert not listening


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM])
def test_servers_end_with_their_parent_however_it_ends(tmp_path: Path, how: signal.Signals) -> None:
    process = holder(tmp_path)
    assert servers_of(tmp_path)
    process.send_signal(how)
    process.wait(10)
    until(lambda: not servers_of(tmp_path))


def test_a_start_right_after_a_kill_finds_the_data(tmp_path: Path) -> None:
    with Postgres(tmp_path, durable=False) as postgres:
        asyncio.run(ask(postgres.url(), "CREATE TABLE kept AS SELECT 7 AS n"))
    process = holder(tmp_path)
    process.kill()
    process.wait(10)
    with Postgres(tmp_path, durable=False) as postgres:
        assert asyncio.run(ask(postgres.url(), "SELECT n FROM kept")) == 7


def test_a_stale_pid_file_of_another_process_is_no_obstacle(tmp_path: Path) -> None:
    with Postgres(tmp_path, durable=False) as postgres:
        lines = (postgres.data / "postmaster.pid").read_text().splitlines()
    lines[0] = str(os.getpid())  # after a reboot the number belongs to somebody else
    (tmp_path / "postgres" / "postmaster.pid").write_text("\n".join(lines) + "\n")
    with Postgres(tmp_path, durable=False) as postgres:
        assert asyncio.run(ask(postgres.url(), "SELECT 1")) == 1


def test_a_second_server_on_the_same_data_is_refused_and_named(tmp_path: Path) -> None:
    refused = rf"{tmp_path} is already in use by process {os.getpid()}"
    with Postgres(tmp_path, durable=False), pytest.raises(EmbeddedFailed, match=refused):
        Postgres(tmp_path, durable=False).__enter__()
    with Redis(tmp_path, durable=False), pytest.raises(EmbeddedFailed, match=refused):
        Redis(tmp_path, durable=False).__enter__()


def test_a_long_path_gets_a_short_socket_and_leaves_no_folder_behind(tmp_path: Path) -> None:
    home = tmp_path / ("long" * 30)
    for _ in range(2):
        with Postgres(home, durable=False) as postgres, Redis(home, durable=False) as redis:
            folders = [
                Path(url.split("=")[-1].removeprefix("unix://"))
                for url in (postgres.url(), redis.url)
            ]
            assert all(len(str(folder)) < 90 for folder in folders)
            assert asyncio.run(ask(postgres.url(), "SELECT 1")) == 1
        assert not folders[0].exists()
        assert not folders[1].parent.exists()


def test_an_interrupted_first_start_does_not_spoil_the_next(tmp_path: Path) -> None:
    (tmp_path / "postgres.new").mkdir()
    (tmp_path / "postgres.new" / "half").write_text("")
    with Postgres(tmp_path, durable=False) as postgres:
        assert asyncio.run(ask(postgres.url(), "SELECT 1")) == 1


def test_only_their_owner_may_talk_to_the_servers(tmp_path: Path) -> None:
    with Postgres(tmp_path, durable=False), Redis(tmp_path, durable=False):
        for name in ("pg", "redis"):
            assert (tmp_path / "run" / name).stat().st_mode & 0o077 == 0

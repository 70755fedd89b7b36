"""The doctor names what is wrong, and how it is cured; what is well it passes over."""

import asyncio
import ssl
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from uuid import uuid4

import pytest
import pytz
from aiohttp import web
from aiohttp.test_utils import TestServer
from redis.asyncio import Redis

from bot.commands import checks
from db.manage import health
from db.schema import copies
from db.uow import Database
from infra import VERSION

NOW = datetime.now(UTC)
HOUR = timedelta(hours=1)


@pytest.mark.parametrize(("off", "said"), [(0, ""), (-900, " s fast:"), (3600, " s slow:")])
async def test_a_clock_that_is_off(off: int, said: str) -> None:
    async def answer(_request: web.Request) -> web.Response:
        at = datetime.now(UTC) + timedelta(seconds=off)
        return web.Response(headers={"Date": format_datetime(at, usegmt=True)})

    app = web.Application()
    app.router.add_get("/", answer)
    async with TestServer(app) as server:
        found = await checks.clock(str(server.make_url("/")))
    assert said in found
    assert bool(found) == bool(off)


@asynccontextmanager
async def tls(folder: Path, days: int) -> AsyncIterator[str]:
    """A server whose certificate, which it signed itself, is good for so many days."""
    words = ["-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1"]
    files = ["-keyout", "key.pem", "-out", "cert.pem", "-days", str(days)]
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", *words, *files]
    await asyncio.to_thread(subprocess.run, command, cwd=folder, check=True, capture_output=True)
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(folder / "cert.pem", folder / "key.pem")
    server = await asyncio.start_server(lambda _in, out: out.close(), "127.0.0.1", 0, ssl=context)
    async with server:
        yield f"https://127.0.0.1:{server.sockets[0].getsockname()[1]}"


@pytest.mark.parametrize(
    ("days", "is_trusted", "said"),
    [(90, True, ""), (5, True, "ends in 4 days"), (90, False, "is refused: self-signed")],
)
async def test_a_certificate(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, days: int, is_trusted: bool, said: str
) -> None:
    async with tls(tmp_path, days) as url:
        if is_trusted:
            monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "cert.pem"))
        found = await checks.certificate(url, datetime.now(UTC))
    assert found.startswith(said)
    assert bool(found) == bool(said)


async def test_nobody_at_the_public_address() -> None:
    assert "nobody answers" in await checks.certificate("https://127.0.0.1:1", NOW)


async def test_redis_that_throws_alarms_away(redis_url: str) -> None:
    redis = Redis.from_url(redis_url)
    kept = await redis.config_get("maxmemory*")
    try:
        await redis.config_set("maxmemory-policy", "noeviction")
        assert await checks.redis_memory(redis) == ""
        await redis.config_set("maxmemory", (await redis.info())["used_memory"] + 4096)
        assert "full: raise maxmemory" in await checks.redis_memory(redis)
        await redis.config_set("maxmemory-policy", "allkeys-lru")
        assert "throws alarms away (allkeys-lru)" in await checks.redis_memory(redis)
    finally:
        for name in ("maxmemory-policy", "maxmemory"):
            await redis.config_set(name, kept[name])
        await redis.aclose()


async def test_what_postgres_must_not_do(database: Database) -> None:
    async with database.engine.connect() as connection:
        said = (await connection.exec_driver_sql("SHOW fsync")).scalar()
    found = await checks.postgres_settings(database.engine)
    assert ("fsync" in found) == (said == "off"), "the tests' own server is made to be fast"


def test_a_full_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert checks.disk(tmp_path) == ""
    monkeypatch.setattr("shutil.disk_usage", lambda _folder: (40 * 2**30, 0, 200 * 2**20))
    assert checks.disk(tmp_path).startswith("200 MB are left")


@pytest.mark.parametrize("zone", ["Europe/Berlin", "Asia/Kolkata", "America/Los_Angeles", "UTC"])
async def test_rules_of_a_zone(
    database: Database, monkeypatch: pytest.MonkeyPatch, zone: str
) -> None:
    assert await checks.zone_rules(database.engine, zone, NOW) == ""
    old = pytz.FixedOffset(45)  # as after a law that one of the two has not heard of
    monkeypatch.setattr("pytz.timezone", lambda _name: old)
    assert f"disagree on {zone}" in await checks.zone_rules(database.engine, zone, NOW)


async def test_the_age_of_the_last_backup(database: Database, owner_url: str) -> None:
    assert "none was ever taken" in await checks.backups(database.engine, NOW)
    await copies.keep(owner_url, NOW - 27 * HOUR, 1)
    await copies.keep(owner_url, NOW, 0, is_restored=True)
    assert "the last one is 27 hours old" in await checks.backups(database.engine, NOW)
    await copies.keep(owner_url, NOW - 25 * HOUR, 1)
    assert await checks.backups(database.engine, NOW) == ""


async def test_a_worker_of_another_version(database: Database) -> None:
    for version, said in ((VERSION, ""), ("9.9", f"this is {VERSION}, a worker is 9.9")):
        async with database.begin() as uow:
            await health.beat(uow, uuid4(), NOW, version)
        found = await checks.versions(database.engine)
        assert found.startswith(said)
        assert bool(found) == bool(said)

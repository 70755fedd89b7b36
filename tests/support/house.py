"""The whole house for a story: sandbox, bot and worker as processes over a seeded database."""

import contextlib
from collections.abc import Iterator, Mapping
from itertools import count
from pathlib import Path
from unittest.mock import patch

import redis as redis_client

from bot.local import child
from bot.local.stack import Backends, Options, Stack
from tests.support import servers, tokens, zygote
from tests.support.zone import ZONE

_redis_numbers = count(1)  # the server has 64 databases


@contextlib.contextmanager
def redis_database(server: str) -> Iterator[str]:
    """An empty database of a Redis server, emptied again afterwards."""
    url = f"{server}?db={1 + next(_redis_numbers) % 60}"
    with redis_client.Redis.from_url(url) as client:
        client.flushdb()
        yield url
        client.flushdb()


@contextlib.contextmanager
def house(
    home: Path, postgres: str, template: str, redis: str, extra: Mapping[str, str] | None = None
) -> Iterator[Stack]:
    """A running stack. `template`: the seeded database to copy; `extra`: more environment.

    What its processes wrote is searched for bot tokens afterwards.
    """
    environment = {"ENV": "development", "DEFAULT_ZONE": ZONE, "FLOOD_LIMIT": "0", **(extra or {})}
    with (
        servers.database(postgres, template) as database_url,
        redis_database(redis) as redis_url,
    ):
        backends = Backends(servers.as_app(database_url), redis_url)
        stack = Stack(home, backends, Options(limits=False, extra=environment))
        try:
            with patch.object(child, "start", zygote.start):
                stack.start_sandbox()
                stack.start()
            yield stack
        finally:
            stack.stop()
            tokens.search_logs(home / "logs")

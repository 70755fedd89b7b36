"""Before a stack runs: its servers, the newest schema, and something to book."""

import contextlib
import os
from collections.abc import Callable, Iterator
from pathlib import Path

from bot.local.servers import Postgres, Redis
from bot.local.stack import Backends


@contextlib.contextmanager
def servers(home: Path, *, durable: bool, say: Callable[[str], None]) -> Iterator[Backends]:
    """DATABASE_URL and REDIS_URL of the environment, or servers of our own in `home`.

    `say` is told what the operator should know. Raises EmbeddedFailed.
    """
    database_url, redis_url = os.environ.get("DATABASE_URL"), os.environ.get("REDIS_URL")
    with contextlib.ExitStack() as running:
        if not database_url:
            postgres = running.enter_context(Postgres(home, durable=durable))
            database_url = postgres.url()
            for note in postgres.notes:
                say(note)
        if not redis_url:
            redis_url = running.enter_context(Redis(home, durable=durable)).url
        yield Backends(database_url, redis_url)

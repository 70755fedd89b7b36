"""Fixtures: real servers once a session, a fresh database and an empty Redis for every test."""

from collections.abc import Iterator

import pytest
import redis as redis_client

from tests.support import servers


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """A PostgreSQL server for the whole session: the URL of its maintenance database."""
    with servers.postgres() as url:
        yield url


@pytest.fixture(scope="session")
def redis_server() -> Iterator[str]:
    """A Redis server for the whole session."""
    with servers.redis() as url:
        yield url


@pytest.fixture
def empty_database_url(postgres_server: str) -> Iterator[str]:
    """A fresh database without any table."""
    with servers.database(postgres_server) as url:
        yield url


@pytest.fixture
def database_url(postgres_server: str) -> Iterator[str]:
    """A fresh database with the newest schema."""
    with servers.database(postgres_server) as url:
        yield url


@pytest.fixture
def redis_url(redis_server: str) -> Iterator[str]:
    """An empty Redis, emptied again afterwards."""
    client = redis_client.Redis.from_url(redis_server)
    client.flushall()
    yield redis_server
    client.flushall()
    client.close()

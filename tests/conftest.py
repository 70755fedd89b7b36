"""Fixtures: real servers once a session, a fresh database and an empty Redis for every test.

Whatever a test or a process of it prints is searched for bot tokens; one found fails the session.
"""

from collections.abc import AsyncIterator, Iterator

import pytest
import redis as redis_client

from db.base import open_engine
from db.migrate import migrate
from db.uow import Database
from tests.support import servers, tokens


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Search what the test printed; raw log records are pytest's own copy, before our masking."""
    for title, text in report.sections:
        if "Captured log" not in title:
            tokens.search(text, f"{report.nodeid}, {title}")


@pytest.hookimpl(tryfirst=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """A token anywhere fails the session, however green the tests are."""
    if tokens.found:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say where tokens were printed."""
    for where in tokens.found:
        terminalreporter.write_line(f"A BOT TOKEN WAS PRINTED: {where}", red=True)


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


@pytest.fixture(scope="session")
def template_database(postgres_server: str) -> Iterator[str]:
    """The name of a database with the newest schema, to copy from."""
    with servers.database(postgres_server) as url:
        servers.run(migrate(url))
        yield servers.name_of(url)


@pytest.fixture
def database_url(postgres_server: str, template_database: str) -> Iterator[str]:
    """A fresh database with the newest schema."""
    with servers.database(postgres_server, template_database) as url:
        yield url


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    """The same, opened; it sets no alarms."""
    engine = open_engine(database_url)
    yield Database(engine)
    await engine.dispose()


@pytest.fixture
def redis_url(redis_server: str) -> Iterator[str]:
    """An empty Redis, emptied again afterwards."""
    client = redis_client.Redis.from_url(redis_server)
    client.flushall()
    yield redis_server
    client.flushall()
    client.close()

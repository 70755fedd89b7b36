"""Bot and worker read and write rows as a role that may do nothing else; no log tells of people."""

import asyncio
import re
from collections.abc import AsyncGenerator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import asyncpg
import pytest
from click.testing import CliRunner

from bot.commands.data import migrate as command
from bot.local.servers import Postgres
from db.base import metadata
from db.migrate import migrate
from db.roles import APPEND_ONLY, DELETED_FROM, RoleUnfit
from tests.e2e.test_compose_story import command as composed
from tests.support.servers import APP, as_app

ROOT = Path(__file__).parents[2]
SECOND = "another-password"
PERSON, WORDS = 7_000_000_123, "Ann-Lee-4711"


@asynccontextmanager
async def connected(url: str) -> AsyncGenerator["asyncpg.Connection[Any]", None]:
    connection = await asyncpg.connect(url)
    try:
        yield connection
    finally:
        await connection.close()


@pytest.fixture
async def migrated_url(empty_database_url: str) -> str:
    await migrate(empty_database_url, app_url=as_app(empty_database_url))
    return empty_database_url


FORBIDDEN = [
    *(f"TRUNCATE {table}" for table in sorted(metadata.tables)),
    *(f"UPDATE {table} SET id = id" for table in sorted(APPEND_ONLY)),
    *(f"DELETE FROM {table}" for table in sorted(set(metadata.tables) - DELETED_FROM)),
    *(f"ALTER TABLE {table} DISABLE TRIGGER ALL" for table in sorted(APPEND_ONLY)),
    "CREATE TABLE more (id int)",
    "CREATE TEMP TABLE more (id int)",
    "CREATE SCHEMA more",
    "CREATE INDEX ON accounts (locale)",
    "CREATE EXTENSION dblink",
    "CREATE FUNCTION more() RETURNS int LANGUAGE sql AS 'SELECT 1'",
    "CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN END'",
    "ALTER TABLE accounts ADD COLUMN more int",
    "DROP TABLE accounts CASCADE",
    "UPDATE alembic_version SET version_num = '0001'",
    "SELECT setval('caller_ids', 1)",
    "SET session_replication_role = replica",
    "SET ROLE postgres",
    "CREATE ROLE more SUPERUSER",
    f"ALTER ROLE {APP} SUPERUSER",
    "CREATE DATABASE more",
    "COPY accounts TO PROGRAM 'cat'",
    "COPY accounts TO '/tmp/accounts'",
    "SELECT pg_read_file('/etc/passwd')",
    "SELECT rolpassword FROM pg_authid",
    "ALTER SYSTEM SET log_statement = 'all'",
]


async def test_the_role_may_do_nothing_but_read_and_write_rows(migrated_url: str) -> None:
    async with connected(as_app(migrated_url)) as app:
        for statement in FORBIDDEN:
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                pytest.fail(f"it may {statement}: {await app.execute(statement)}")


async def test_it_reads_all_adds_everywhere_and_changes_no_history(migrated_url: str) -> None:
    async with connected(as_app(migrated_url)) as app:
        for table in metadata.tables:
            rights = {
                right
                for right in ("SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE", "REFERENCES")
                if await app.fetchval("SELECT has_table_privilege($1, $2)", table, right)
            }
            wanted = {"SELECT", "INSERT"}
            wanted |= set() if table in APPEND_ONLY else {"UPDATE"}
            wanted |= {"DELETE"} if table in DELETED_FROM else set()
            assert rights == wanted, table
        await app.execute("SELECT nextval('caller_ids')")


async def test_histories_are_the_tables_that_refuse_to_be_changed(migrated_url: str) -> None:
    async with connected(migrated_url) as owner:
        found = await owner.fetch(
            "SELECT DISTINCT tgrelid::regclass::text FROM pg_trigger"
            " WHERE tgfoid = 'refuse_change'::regproc"
        )
    assert {row[0] for row in found} == APPEND_ONLY


def test_rows_are_deleted_where_the_code_deletes_some() -> None:
    written = "\n".join(
        path.read_text() for path in ROOT.glob("db/**/*.py") if "migrations" not in path.parts
    )
    found = re.findall(r"DELETE FROM (\w+)|(?<![\w.])delete\((\w+)\)", written)
    assert {one or other for one, other in found} == DELETED_FROM


def test_the_tests_themselves_work_as_that_role(database_url: str) -> None:
    assert f"//{APP}:" in database_url


async def test_it_has_its_rights_anew_after_each_migration(empty_database_url: str) -> None:
    """An installation of one role becomes one of two, and a new table is there for both."""
    app_url = as_app(empty_database_url)
    await migrate(empty_database_url)
    async with connected(app_url) as app:
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await app.fetch("SELECT 1 FROM accounts")
    for _ in range(2):
        await migrate(empty_database_url, app_url=app_url)
    async with connected(app_url) as app:
        assert await app.fetch("SELECT 1 FROM accounts") == []
    await migrate(empty_database_url, "base", app_url=app_url)


async def test_the_owners_own_url_changes_nothing(empty_database_url: str) -> None:
    await migrate(empty_database_url, app_url=empty_database_url)
    async with connected(empty_database_url) as owner:
        await owner.execute("CREATE TABLE more (id int)")


async def test_a_role_that_may_do_more_is_refused_in_one_line(
    empty_database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    mighty = as_app(empty_database_url).replace(f"{APP}:", "mighty:")
    async with connected(empty_database_url) as owner:
        await owner.execute("CREATE ROLE mighty LOGIN CREATEDB")
        try:
            with pytest.raises(RoleUnfit):
                await migrate(empty_database_url, app_url=mighty)
            monkeypatch.setenv("DATABASE_URL", empty_database_url)
            monkeypatch.setenv("APP_DATABASE_URL", mighty)
            done = await asyncio.to_thread(CliRunner().invoke, command)
            assert done.exit_code == 1
            (said,) = done.stderr.splitlines()
            assert "the role of APP_DATABASE_URL may do more" in said
        finally:
            await owner.execute("DROP ROLE mighty")


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Postgres]:
    """PostgreSQL with the flags of production."""
    with Postgres(tmp_path, durable=False, flags=composed("postgres")[1:]) as server:
        yield server


async def test_the_password_is_the_one_of_the_url_and_can_be_exchanged(server: Postgres) -> None:
    url = server.url()
    first = as_app(url)
    second = first.replace(f":{APP}@", f":{SECOND}@")
    await migrate(url, app_url=first)
    async with connected(url) as owner:  # from now on passwords are looked at
        line = f"local all {APP} scram-sha-256\nlocal all all trust"
        (server.data / "pg_hba.conf").write_text(line + "\n")
        await owner.fetch("SELECT pg_reload_conf()")
        await asyncio.sleep(0.3)
    async with connected(first):
        pass
    await migrate(url, app_url=second)
    async with connected(second):
        pass
    with pytest.raises(asyncpg.InvalidPasswordError):
        await asyncpg.connect(first)


SPOILT = [
    f"INSERT INTO accounts (id, locale) VALUES ({PERSON}, 'en')",  # the second time
    f"INSERT INTO patients (account_id, name) VALUES ({PERSON + 1}, '{WORDS}')",
    f"INSERT INTO patients (account_id, name) VALUES (NULL, '{WORDS}')",
    f"UPDATE accounts SET role = '{WORDS}' WHERE id = {PERSON}",
    f"SELECT CAST('{WORDS}' AS bigint)",
    f"SELECT '{WORDS}' FROM nowhere",
    f"SELECT 1 / (id - {PERSON}) FROM accounts",
    f"DO $$ BEGIN RAISE WARNING '{WORDS}'; END $$",
    f"SET statement_timeout = 20; SELECT pg_sleep(9), '{WORDS}'",
]


async def harm(server: Postgres) -> str:
    """What the log says when every statement of SPOILT has failed."""
    await migrate(server.url(), app_url=as_app(server.url()))
    async with connected(as_app(server.url())) as app:
        await app.execute(SPOILT[0])
        for statement in SPOILT:
            try:
                await app.execute(statement)
            except asyncpg.PostgresError:
                continue
        insert = "INSERT INTO patients (account_id, name) VALUES ($1, $2)"
        with pytest.raises(asyncpg.ForeignKeyViolationError):
            await app.execute(insert, PERSON + 1, WORDS)
    return (server.home / "logs" / "postgres.log").read_text()


async def test_postgres_log_has_no_ids_and_no_words(server: Postgres) -> None:
    told = await harm(server)
    assert "ready to accept connections" in told
    for secret in (str(PERSON), str(PERSON + 1), WORDS, "SCRAM"):
        assert secret not in told


async def test_without_those_flags_it_has(tmp_path: Path) -> None:
    """So that the test above can fail."""
    with Postgres(tmp_path, durable=False) as server:
        told = await harm(server)
    assert str(PERSON) in told
    assert WORDS in told

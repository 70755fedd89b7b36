"""What it looks like from here when Postgres is away: the one place that knows.

Mostly SQLAlchemy says it. The driver's own words come out of db.direct, while a connection is being
opened, and out of rows that are read in parts.
"""

import asyncpg
from asyncpg.exceptions import InvalidCachedStatementError
from sqlalchemy import exc
from sqlalchemy.dialects.postgresql.asyncpg import AsyncAdapt_asyncpg_dbapi

DRIVER = (
    asyncpg.PostgresError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,  # a connection whose last word was read, but not yet its end
    OSError,  # and with it TimeoutError
)
"""What a connection raises that breaks; afterwards it knows itself to be closed."""
FAILURES = (exc.SQLAlchemyError, *DRIVER)
"""Whatever comes out while Postgres is away; what it says of a wrong statement is among it."""

# SQLSTATE classes: connection, rolled back by a conflict, resources, operator; then single ones:
# lock not available, and a table that is missing because the database is not migrated yet.
LATER = ("08", "40", "53", "57", "55P03", "42P01")

# What is wrong with a statement or its values, where the driver itself says so.
WORDS = ("0A", "21", "22", "23", "42")


# A migration has changed a table under what is prepared here; next time it is prepared anew.
STALE = (InvalidCachedStatementError, AsyncAdapt_asyncpg_dbapi.InvalidCachedStatementError)

# The server ends the connection, and all others with it.
ENDED = ("08", "57P")


def is_lost(error: BaseException) -> bool:
    """Whether the server has gone, by what the driver says: no other connection is any good."""
    if isinstance(error, asyncpg.PostgresError):
        return (error.sqlstate or "").startswith(ENDED)
    return isinstance(error, DRIVER)


def is_outage(error: BaseException) -> bool:
    """Whether the same may succeed later, because Postgres and not the statement is at fault.

    Without a statement it was the connecting that failed, for whatever reason, and so it was where
    the driver's own error comes out; otherwise errors carry their SQLSTATE.
    """
    if isinstance(getattr(error, "orig", error), STALE):
        return True
    if isinstance(error, asyncpg.PostgresError) and error.sqlstate:
        return error.sqlstate.startswith(LATER) or not error.sqlstate.startswith(WORDS)
    if not isinstance(error, exc.DBAPIError):
        is_refused = isinstance(error, ValueError)  # by the driver, which sends no such value
        return not is_refused and isinstance(error, (*DRIVER, exc.TimeoutError))
    if error.connection_invalidated or error.statement is None:
        return not isinstance(error, exc.IntegrityError)
    if isinstance(error, exc.OperationalError | exc.InterfaceError):
        return True
    return str(getattr(error.orig, "sqlstate", None) or "").startswith(LATER)

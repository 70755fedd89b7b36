"""The one catalogue of tables, and the engine over it."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import DateTime, MetaData
from sqlalchemy.engine import URL, make_url
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

metadata = MetaData()
"""Every table of every feature; constraint names are given by hand, for they are rules in words."""

Instant = DateTime(timezone=True)
"""timestamptz: aware UTC in and out."""

POOLING, BY_TRANSACTION = "pooling", "transaction"
"""The option of a URL that leads to PgBouncer, where each transaction may have another server."""
UNNAMED: Mapping[str, Any] = {
    "statement_cache_size": 0,
    "prepared_statement_cache_size": 0,
    "prepared_statement_name_func": str,
}
"""For the driver then: what it prepares has no name, and is asked for before the server changes."""

POOL = 20  # connections of one process, none beyond; production's Postgres allows 60 in all


def open_engine(url: str, pool: int = POOL) -> AsyncEngine:
    """An engine over asyncpg for any postgresql:// URL; opens nothing yet.

    A connection that waits longer than 5 s for its place in the pool, or whose statement runs
    longer than 8 s, fails: the webhook's own deadline is 10 s.
    """
    pooled = UNNAMED if make_url(url).query.get(POOLING) == BY_TRANSACTION else {}
    return create_async_engine(
        asyncpg_url(url),
        hide_parameters=True,  # an error quotes no names, phones or messages
        pool_size=pool,
        max_overflow=0,
        pool_timeout=5,
        pool_recycle=1800,
        connect_args={
            **pooled,
            "timeout": 5,
            "server_settings": {
                "timezone": "UTC",
                "application_name": "slotbell",
                "statement_timeout": "8000",
                "idle_in_transaction_session_timeout": "30000",
            },
        },
    )


def asyncpg_url(url: str) -> URL:
    """The same address with SQLAlchemy's name of the driver, and asyncpg's of libpq's sslmode;
    without the option that is ours alone.
    """
    given = make_url(url)
    names = {"sslmode": "ssl"}
    query = {names.get(name, name): said for name, said in given.query.items() if name != POOLING}
    return given.set(drivername="postgresql+asyncpg", query=query)

"""The one catalogue of tables, and the engine over it."""

import re

from sqlalchemy import DateTime, MetaData
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

metadata = MetaData()
"""Every table of every feature; constraint names are given by hand, for they are rules in words."""

Instant = DateTime(timezone=True)
"""timestamptz: aware UTC in and out."""

POOL = 20  # connections of one process, none beyond; production's Postgres allows 60 in all


def open_engine(url: str, pool: int = POOL) -> AsyncEngine:
    """An engine over asyncpg for any postgresql:// URL; opens nothing yet.

    A connection that waits longer than 5 s for its place in the pool, or whose statement runs
    longer than 8 s, fails: the webhook's own deadline is 10 s.
    """
    return create_async_engine(
        asyncpg_url(url),
        hide_parameters=True,  # an error quotes no names, phones or messages
        pool_size=pool,
        max_overflow=0,
        pool_timeout=5,
        pool_recycle=1800,
        connect_args={
            "timeout": 5,
            "server_settings": {
                "timezone": "UTC",
                "application_name": "slotbell",
                "statement_timeout": "8000",
                "idle_in_transaction_session_timeout": "30000",
            },
        },
    )


def asyncpg_url(url: str) -> str:
    """The same address with SQLAlchemy's name of the driver; libpq's sslmode is asyncpg's ssl."""
    place = re.sub(r"(?<=[?&])sslmode=", "ssl=", url.split("://", 1)[1])
    return f"postgresql+asyncpg://{place}"

"""The one place that reads the wall clock for the composition roots and the middlewares."""

from datetime import UTC, datetime


def utc_now() -> datetime:
    """The present instant, aware, in UTC."""
    return datetime.now(UTC)

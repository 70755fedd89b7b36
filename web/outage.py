"""When a door says 'try again soon': not the request is at fault, but whom it needs."""

from redis.exceptions import RedisError

from actions.booking.booking import Overtaken
from actions.journal import DoneElsewhere
from db import outage
from infra import telegram

OUTAGES = (DoneElsewhere, Overtaken, RedisError, *telegram.FAILURES)
"""Beside Postgres: others at the very same, Redis, and Telegram, which is asked who may what."""
FAILURES = (*outage.FAILURES, *OUTAGES)
"""Whatever comes out then; what Postgres says of a wrong statement is among it."""


def is_outage(error: BaseException) -> bool:
    """Whether the same may succeed later."""
    return isinstance(error, OUTAGES) or outage.is_outage(error)

"""What each program is told, read and signed at the last moment."""

from collections.abc import Sequence
from datetime import datetime

import structlog

from db.messages import webhook
from db.uow import Database
from domain.keys import Keys
from domain.messages.delivery import Cause, Claim
from domain.messages.webhook import Hook, secrets_at
from infra.webhook.message import Post, compose
from workers.content.chat import ODD

log = structlog.get_logger(__name__)


async def draw_posts(
    database: Database, batch: Sequence[Claim], keys: Keys, now: datetime
) -> list[Post | Cause]:
    """For each message of the batch, in order, its request or why there is none."""
    async with database.read() as uow:
        found = await webhook.hooks(uow, [item.id for item in batch])
    return [_safely(item, found.get(item.id), keys, now) for item in batch]


def _safely(item: Claim, hook: Hook | None, keys: Keys, now: datetime) -> Post | Cause:
    if hook is None:
        return Cause.DROPPED  # its endpoint was ended
    try:
        secrets = secrets_at(hook.endpoint, keys, now)
        return compose(hook, secrets, now) if secrets else Cause.HOOK_UNSIGNED
    except ODD as error:
        log.warning("message_unreadable", message_id=item.id, error=type(error).__name__)
        return Cause.UNREADABLE

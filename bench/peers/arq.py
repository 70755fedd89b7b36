"""arq: deferred jobs; PEER_POLL is its poll_delay, 0.5 s by default."""

import os
from typing import Any, ClassVar

from arq import create_pool
from arq.connections import RedisSettings

from bench.peers import staging, wire
from bench.plan import Plan


async def send(_ctx: dict[Any, Any], number: int, text: str) -> None:
    """The job."""
    await wire.send(number, text)


class Settings:
    """`arq bench.peers.arq.Settings`."""

    functions: ClassVar = [send]
    redis_settings = RedisSettings.from_dsn(os.environ.get("PEER_REDIS", "redis://localhost"))
    max_jobs = 32
    keep_result = 0
    poll_delay = float(os.environ.get("PEER_POLL", "0.5"))


async def stage(plan: Plan) -> None:
    """One deferred job a message."""
    redis = await create_pool(Settings.redis_settings)
    for number in range(plan.count):
        at = staging.instant(plan, number)
        await redis.enqueue_job("send", number, plan.text(number), _defer_until=at)
    await redis.aclose()


if __name__ == "__main__":
    staging.run(stage)

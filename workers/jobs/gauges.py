"""What monitoring wants to know and nobody else asks for, once a minute."""

import asyncio
import shutil

from db.manage import health
from db.schema import checkup
from workers.deps import Deps


async def measure(deps: Deps) -> None:
    """Dead letters, the last backup, Redis' memory, the disk; by each worker."""
    metrics = deps.metrics
    async with deps.database.each() as uow:
        metrics.dead_letters.set((await health.state(uow)).dead)
    taken_at = await checkup.last_backup(deps.database.engine)
    metrics.backup_taken.set(taken_at.timestamp() if taken_at else 0)
    told = await deps.redis.info("memory")
    metrics.redis_memory_bytes.set(told["used_memory"])
    metrics.redis_memory_limit_bytes.set(told.get("maxmemory", 0))
    disk = await asyncio.to_thread(shutil.disk_usage, "/")
    metrics.disk_free_bytes.set(disk.free)

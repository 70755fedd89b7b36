"""taskiq: a schedule source in Redis, its scheduler process, one worker process."""

from taskiq import TaskiqScheduler
from taskiq_redis import ListQueueBroker, ListRedisScheduleSource

from bench.peers import staging, wire
from bench.plan import Plan

broker = ListQueueBroker(wire.redis_url())
source = ListRedisScheduleSource(wire.redis_url())
scheduler = TaskiqScheduler(broker, [source])


@broker.task(task_name="send")
async def send(number: int, text: str) -> None:
    """The task."""
    await wire.send(number, text)


async def stage(plan: Plan) -> None:
    """One schedule a message."""
    await broker.startup()
    for number in range(plan.count):
        await send.schedule_by_time(
            source, staging.instant(plan, number), number, plan.text(number)
        )
    await broker.shutdown()


if __name__ == "__main__":
    staging.run(stage)

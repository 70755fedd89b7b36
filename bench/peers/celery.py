"""Celery: tasks with an ETA, the prefork pool."""

from celery import Celery

from bench.peers import staging, wire
from bench.plan import Plan

app = Celery("peer", broker=wire.redis_url().replace("unix://", "redis+socket://"))
app.conf.update(task_ignore_result=True, broker_connection_retry_on_startup=True)


@app.task(name="send")
def send(number: int, text: str) -> None:
    """The task."""
    wire.send_now(number, text)


async def stage(plan: Plan) -> None:
    """One task with an ETA a message."""
    for number in range(plan.count):
        send.apply_async((number, plan.text(number)), eta=staging.instant(plan, number))


if __name__ == "__main__":
    staging.run(stage)

"""Dramatiq: delayed messages, 32 threads of one process."""

import time

import dramatiq
from dramatiq.brokers.redis import RedisBroker

from bench.peers import staging, wire
from bench.plan import Plan

broker = RedisBroker(url=wire.redis_url())
dramatiq.set_broker(broker)


@dramatiq.actor(actor_name="send", queue_name="default")
def send(number: int, text: str) -> None:
    """The actor."""
    wire.send_now(number, text)


async def stage(plan: Plan) -> None:
    """One delayed message a message."""
    for number in range(plan.count):
        delay = max(0, round((plan.at(number) - time.time()) * 1000))
        send.send_with_options(args=(number, plan.text(number)), delay=delay)


if __name__ == "__main__":
    staging.run(stage)

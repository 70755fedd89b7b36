"""What is counted and measured, and how every process shows it over HTTP beside its health.

One object a process, with a registry of its own, built in the composition roots and passed down;
names begin with `slotbell_`.
"""

from collections.abc import Callable
from functools import partial

from aiohttp import web
from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    ProcessCollector,
    generate_latest,
)

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
_ACK = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
_LATENESS = (0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 5, 30, 300)
_QUERIES = (0, 1, 2, 3, 4, 5, 8, 12, 20)


class Metrics:
    """Every metric of a process. `Metrics()` makes a fresh set: two can live in one process."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        count = partial(Counter, namespace="slotbell", registry=self.registry)
        gauge = partial(Gauge, namespace="slotbell", registry=self.registry)
        spread = partial(Histogram, namespace="slotbell", registry=self.registry)
        self.updates = count("updates", "Updates handled", ["handler", "outcome"])
        self.ack_seconds = spread("ack_seconds", "Webhook answer time", buckets=_ACK)
        self.webhook_refused = count("webhook_refused", "Webhook requests refused", ["reason"])
        self.sql_queries = spread("sql_queries", "SQL statements per update", buckets=_QUERIES)
        self.send_lateness_seconds = spread(
            "send_lateness_seconds", "On the wire minus due", buckets=_LATENESS
        )
        self.deliveries = count("deliveries", "Delivery attempts settled", ["outcome"])
        self.oldest_due_seconds = gauge("oldest_due_seconds", "Age of the oldest unsent due row")
        self.alarms_failed = count("alarms_failed", "Alarms that could not be set after commit")
        self.throttle_open = count("throttle_open", "Sends throttled locally, without Redis")
        self.rescued = count("rescued", "Due messages found by the sweep")
        self.token_refused = gauge("token_refused", "1 while Telegram refuses the bot's token")
        self.flood_refused = count("flood_refused", "Updates over the flood limit")
        self.secrets_wrong = count("secrets_wrong", "Wrong PINs, codes and invitations", ["what"])
        self.conversations = gauge("conversations", "Conversations held in memory")
        self.conversation_bytes = gauge("conversation_bytes", "Bytes that these take, about")
        self.pool_in_use = gauge("pool_in_use", "Connections to PostgreSQL that are in use")
        self.pool_size = gauge("pool_size", "Connections to PostgreSQL that there may be")
        self.dead_letters = gauge("dead_letters", "Messages given up that nobody has decided about")
        self.redis_memory_bytes = gauge("redis_memory_bytes", "Memory that Redis uses")
        self.redis_memory_limit_bytes = gauge("redis_memory_limit_bytes", "0 = no limit")
        self.disk_free_bytes = gauge("disk_free_bytes", "Room where the process runs")
        self.backup_taken = gauge("backup_taken_timestamp_seconds", "0 = none was ever taken")
        self.certificate_ends = gauge("certificate_ends_timestamp_seconds", "Of PUBLIC_URL")
        ProcessCollector(registry=self.registry)

    def watch_pool(self, size: int, in_use: Callable[[], int]) -> None:
        """Ask for the connections in use whenever somebody asks us."""
        self.pool_size.set(size)
        self.pool_in_use.set_function(in_use)

    def render(self) -> bytes:
        """All values in Prometheus' text form, of CONTENT_TYPE: what /metrics answers."""
        return generate_latest(self.registry)


METRICS = web.AppKey("metrics", Metrics)


def show_status(app: web.Application, metrics: Metrics) -> None:
    """Add /healthz and /metrics to an app."""
    app[METRICS] = metrics
    app.router.add_get("/healthz", healthz)
    app.router.add_get("/metrics", show_metrics)


async def healthz(_request: web.Request) -> web.Response:
    """That it answers is the answer: the event loop turns."""
    return web.json_response({"ok": True})


async def show_metrics(request: web.Request) -> web.Response:
    """Everything counted, for Prometheus."""
    body = request.app[METRICS].render()
    return web.Response(body=body, headers={"Content-Type": CONTENT_TYPE})

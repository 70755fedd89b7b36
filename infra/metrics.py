"""What is counted and measured, as one object a process, and how it is shown over HTTP.

Built in the composition roots and passed down; names begin with `slotbell_`.
"""

from dataclasses import dataclass, field
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


@dataclass(frozen=True)
class Metrics:
    """Every metric of a process. `Metrics()` makes a fresh set."""

    registry: CollectorRegistry = field(default_factory=CollectorRegistry)
    updates: Counter = field(init=False)  # labels: handler, outcome
    ack_seconds: Histogram = field(init=False)  # webhook request in, answer out
    webhook_refused: Counter = field(init=False)  # label: reason
    sql_queries: Histogram = field(init=False)  # statements per update
    send_lateness_seconds: Histogram = field(init=False)  # on the wire minus due
    deliveries: Counter = field(init=False)  # label: outcome
    oldest_due_seconds: Gauge = field(init=False)  # age of the oldest row that is due and unsent
    alarms_failed: Counter = field(init=False)  # after-commit alarms that Redis did not take
    throttle_open: Counter = field(init=False)  # sends let through by the local bucket, no Redis
    rescued: Counter = field(init=False)  # messages the sweep found instead of an alarm
    token_refused: Gauge = field(init=False)  # 1 while Telegram refuses the bot's token
    flood_refused: Counter = field(init=False)  # updates over FLOOD_LIMIT
    conversations: Gauge = field(init=False)  # conversations held in memory

    def __post_init__(self) -> None:
        """Register everything in this registry, so that two sets can live in one process."""
        at = partial(object.__setattr__, self)
        count = partial(Counter, namespace="slotbell", registry=self.registry)
        gauge = partial(Gauge, namespace="slotbell", registry=self.registry)
        spread = partial(Histogram, namespace="slotbell", registry=self.registry)
        at("updates", count("updates", "Updates handled", ["handler", "outcome"]))
        at("ack_seconds", spread("ack_seconds", "Webhook answer time", buckets=_ACK))
        at("webhook_refused", count("webhook_refused", "Webhook requests refused", ["reason"]))
        at("sql_queries", spread("sql_queries", "SQL statements per update", buckets=_QUERIES))
        name = "send_lateness_seconds"
        at(name, spread(name, "On the wire minus due", buckets=_LATENESS))
        at("deliveries", count("deliveries", "Delivery attempts settled", ["outcome"]))
        at("oldest_due_seconds", gauge("oldest_due_seconds", "Age of the oldest unsent due row"))
        at("alarms_failed", count("alarms_failed", "Alarms that could not be set after commit"))
        at("throttle_open", count("throttle_open", "Sends throttled locally, without Redis"))
        at("rescued", count("rescued", "Due messages found by the sweep"))
        at("token_refused", gauge("token_refused", "1 while Telegram refuses the bot's token"))
        at("flood_refused", count("flood_refused", "Updates over the flood limit"))
        at("conversations", gauge("conversations", "Conversations held in memory"))
        ProcessCollector(registry=self.registry)

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

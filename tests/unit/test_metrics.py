"""Metrics: every one has its name, and two processes' sets can live in one test."""

from infra.metrics import Metrics


def test_all_metrics_are_exposed_under_our_prefix() -> None:
    metrics = Metrics()
    metrics.updates.labels(handler="started", outcome="ok").inc()
    metrics.webhook_refused.labels(reason="secret").inc()
    metrics.deliveries.labels(outcome="delivered").inc()
    text = metrics.render().decode()
    assert 'slotbell_updates_total{handler="started",outcome="ok"} 1.0' in text
    for name in (
        "ack_seconds_bucket",
        "webhook_refused_total",
        "sql_queries_bucket",
        "send_lateness_seconds_bucket",
        "deliveries_total",
        "oldest_due_seconds",
        "alarms_failed_total",
        "throttle_open_total",
        "rescued_total",
        "flood_refused_total",
        "conversations",
        "conversation_bytes",
    ):
        assert f"slotbell_{name}" in text


def test_two_sets_do_not_mix() -> None:
    first, second = Metrics(), Metrics()
    first.rescued.inc()
    assert "slotbell_rescued_total 1.0" in first.render().decode()
    assert "slotbell_rescued_total 0.0" in second.render().decode()

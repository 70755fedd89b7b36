"""Telemetry is off unless it is set, and says what it lacks."""

import subprocess
import sys

import pytest
from pydantic import SecretStr, ValidationError

from infra import telemetry
from infra.settings import SettingsWrong, WorkerSettings
from infra.telemetry import traces

TOKEN = "4242424242:made-up-for-the-tests-alone-0123"


def settings(**more: object) -> WorkerSettings:
    known = {
        "bot_token": SecretStr(TOKEN),
        "database_url": SecretStr("postgresql://a/b"),
        "redis_url": SecretStr("redis://a"),
    }
    return WorkerSettings.model_validate(known | more)


def test_nothing_is_imported_where_nothing_is_set() -> None:
    heavy = "{'opentelemetry', 'sentry_sdk', 'google', 'requests'}"
    code = f"import bot.app, workers.main, sys; print(*({heavy} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""


def test_without_a_collector_there_is_no_trace() -> None:
    telemetry.set_up("bot", settings())
    with traces.span("update") as span:
        span.set_attribute("slotbell.outcome", "handled")
        assert not traces.is_on()
        assert traces.current() == ""
    telemetry.close()


@pytest.mark.parametrize(
    ("variable", "value", "library"),
    [
        ("otel_exporter_otlp_endpoint", "http://127.0.0.1:1", "opentelemetry"),
        ("sentry_dsn", SecretStr("http://key@127.0.0.1:1/1"), "sentry_sdk"),
    ],
)
def test_a_library_that_is_missing_is_named_with_its_cure(
    monkeypatch: pytest.MonkeyPatch, variable: str, value: object, library: str
) -> None:
    for known in [name for name in sys.modules if name.startswith(("infra.telemetry.", library))]:
        if known != "infra.telemetry.traces":
            monkeypatch.delitem(sys.modules, known)
    monkeypatch.setitem(sys.modules, library, None)
    with pytest.raises(SettingsWrong) as wrong:
        telemetry.set_up("bot", settings(**{variable: value}))
    assert str(wrong.value).startswith(f"{variable.upper()} needs {library}")
    assert "pip install 'slotbell[" in str(wrong.value)


@pytest.mark.parametrize("dsn", ["key@host/1", "https://host/1", "https://key@host", "x"])
def test_a_dsn_looks_like_one(dsn: str) -> None:
    with pytest.raises(ValidationError):
        settings(sentry_dsn=SecretStr(dsn))

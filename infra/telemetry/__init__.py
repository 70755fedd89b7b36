"""What a lab may send to a place where it looks at its programs: traces and errors. Off unless set.

Neither library is imported before it is asked for, so that it costs nothing where it is off.
"""

from importlib import import_module

from infra.settings import SettingsWrong, WorkerSettings
from infra.telemetry import traces

_ends: list[str] = []  # modules whose `close` sends what is left


def set_up(process: str, settings: WorkerSettings) -> None:
    """Begin with what is set. Raises SettingsWrong where its library is not installed."""
    if url := settings.otel_exporter_otlp_endpoint:
        _begin("otel", "OTEL_EXPORTER_OTLP_ENDPOINT", "tracing", (process, url))
    if dsn := settings.sentry_dsn.get_secret_value():
        _begin("sentry", "SENTRY_DSN", "sentry", (process, dsn, settings.env.value))


def close() -> None:
    """Send what is left, within seconds."""
    traces.leave()
    while _ends:
        import_module(_ends.pop()).close()


def _begin(module: str, variable: str, extra: str, given: tuple[str, ...]) -> None:
    name = f"{__name__}.{module}"
    try:
        import_module(name).set_up(*given)
    except ModuleNotFoundError as missing:
        cure = f"pip install 'slotbell[{extra}]'"
        raise SettingsWrong(f"{variable} needs {missing.name}: {cure}") from None
    _ends.append(name)

"""OpenTelemetry. The SDK reads all OTEL_ variables but the address itself: headers, sampler, names.

Imported only where OTEL_EXPORTER_OTLP_ENDPOINT is set.
"""

from contextlib import AbstractContextManager

from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

from infra.telemetry import traces

CARRIER = TraceContextTextMapPropagator()
HEADER = "traceparent"


class Otel:
    """Sends spans to a collector, over HTTP, in the background."""

    def __init__(self, process: str, url: str) -> None:
        named = Resource.create({"service.name": f"slotbell-{process}"})
        self.provider = TracerProvider(resource=named, shutdown_on_exit=False)
        exporter = OTLPSpanExporter(endpoint=f"{url}/v1/traces")
        self.provider.add_span_processor(BatchSpanProcessor(exporter))
        self._tracer = self.provider.get_tracer("slotbell")

    def span(self, name: str, parent: str) -> AbstractContextManager[traces.Span]:
        """See traces.span. Errors are not recorded: they may quote what a person wrote."""
        context = CARRIER.extract({HEADER: parent}) if parent else None
        return self._tracer.start_as_current_span(
            name, context, record_exception=False, set_status_on_exception=False
        )

    def current(self) -> str:
        """See traces.current."""
        carried: dict[str, str] = {}
        CARRIER.inject(carried)
        return carried.get(HEADER, "")


_begun: list[Otel] = []


def set_up(process: str, url: str) -> None:
    """Trace from now on."""
    _begun.append(Otel(process, url))
    traces.enter(_begun[-1])


def close() -> None:
    """Send what is left."""
    while _begun:
        _begun.pop().provider.shutdown()

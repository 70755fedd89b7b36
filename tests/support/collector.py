"""Where traces and errors go: a server on this machine that keeps what it is sent."""

import gzip
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from bot.local.stack import free_port


@dataclass(frozen=True)
class Kept:
    """A span. trace, id, parent: as they came; parent is empty for the first of a trace."""

    name: str
    service: str
    trace: bytes
    id: bytes
    parent: bytes
    attributes: dict[str, str]


@dataclass
class Collector:
    """raw: every body that came, unpacked."""

    url: str = ""
    dsn: str = ""
    spans: list[Kept] = field(default_factory=list)
    errors: list[dict[str, Any]] = field(default_factory=list)
    raw: bytes = b""

    async def take_spans(self, request: web.Request) -> web.Response:
        """OTLP over HTTP."""
        body = await request.read()
        self.raw += body
        for of_process in ExportTraceServiceRequest.FromString(body).resource_spans:
            named = {one.key: one.value.string_value for one in of_process.resource.attributes}
            for scope in of_process.scope_spans:
                for span in scope.spans:
                    said = {one.key: text_of(one.value) for one in span.attributes}
                    ids = (span.trace_id, span.span_id, span.parent_span_id)
                    self.spans.append(Kept(span.name, named["service.name"], *ids, said))
        return web.Response()

    async def take_errors(self, request: web.Request) -> web.Response:
        """Sentry's envelope: a head, then a head and a body for each item."""
        body = await request.read()
        plain = gzip.decompress(body) if body[:2] == b"\x1f\x8b" else body
        self.raw += plain
        lines = plain.splitlines()
        for head, item in zip(lines[1::2], lines[2::2], strict=False):
            if json.loads(head)["type"] == "event":
                self.errors.append(json.loads(item))
        return web.json_response({})


def text_of(value: Any) -> str:
    """Of an attribute, whatever its type."""
    return str(getattr(value, value.WhichOneof("value")))


@asynccontextmanager
async def collector() -> AsyncIterator[Collector]:
    """A running one."""
    port = free_port()
    made = Collector(f"http://127.0.0.1:{port}", f"http://key@127.0.0.1:{port}/1")
    app = web.Application()
    app.router.add_post("/v1/traces", made.take_spans)
    app.router.add_post("/api/1/envelope/", made.take_errors)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    try:
        yield made
    finally:
        await runner.cleanup()

"""Spans: what was done for how long, and one trace from an update to the messages it has planned.

They carry ids of rows, kinds, counts and durations: no names, phones, chats or texts. The trace
travels in the message's row (db.direct.cause), in the form of W3C's traceparent.
"""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Protocol

Value = str | int | float | bool


class Span(Protocol):
    """What is known only at its end."""

    def set_attribute(self, key: str, value: Value) -> object: ...


class Tracing(Protocol):
    """See infra.telemetry.otel."""

    def span(self, name: str, parent: str) -> AbstractContextManager[Span]: ...

    def current(self) -> str: ...


class _Nothing:
    """Of no span."""

    def set_attribute(self, key: str, value: Value) -> object: ...


NOTHING = _Nothing()
_on: list[Tracing] = []


def enter(tracing: Tracing) -> None:
    """Trace from now on."""
    _on[:] = [tracing]


def leave() -> None:
    """Trace no more."""
    _on.clear()


def is_on() -> bool:
    return bool(_on)


@contextmanager
def span(name: str, *, parent: str = "") -> Iterator[Span]:
    """What happens inside. parent: a traceparent, "" = that of the span around it, or none."""
    if not _on:
        yield NOTHING
        return
    with _on[0].span(name, parent) as begun:
        yield begun


def current() -> str:
    """The traceparent of the span around this, "" where there is none."""
    return _on[0].current() if _on else ""

"""Sentry: each line of the log that says error goes there, masked as it is in the log.

Nothing else does: no requests, no local values, no breadcrumbs, no names of machines or their
users. Imported only where SENTRY_DSN is set.
"""

import json
import logging
import re

import sentry_sdk

from infra import log

QUIET = ("sentry_sdk", "urllib3", "opentelemetry")  # what they say must not come back to them
WITHIN = 2.0  # seconds that the end of a process waits for what is left
FRAME = re.compile(r'File "[^"]*?([^"/]+)", line \d+, in (\w+)')


class ToSentry(logging.Handler):
    """Sends finished lines."""

    def __init__(self, process: str) -> None:
        super().__init__(logging.ERROR)
        self.setFormatter(log.formatter("json", process))

    def emit(self, record: logging.LogRecord) -> None:
        """One line, grouped with others of its event that come from the same function."""
        if record.name.startswith(QUIET):
            return
        told = json.loads(self.format(record))
        event = str(told.pop("event", ""))
        frames = FRAME.findall(str(told.get("exception", "")))
        sentry_sdk.capture_event(
            {
                "level": "fatal" if record.levelno >= logging.CRITICAL else "error",
                "logger": str(told.pop("logger", record.name)),
                "message": event,
                "fingerprint": [event, *(":".join(frame) for frame in frames[-1:])],
                "extra": told,
            }
        )


def set_up(process: str, dsn: str, environment: str) -> None:
    """Send errors from now on, in the background."""
    sentry_sdk.init(
        dsn,
        environment=environment,
        server_name=process,
        default_integrations=False,
        auto_enabling_integrations=False,
        send_default_pii=False,
        include_local_variables=False,
        max_breadcrumbs=0,
        shutdown_timeout=WITHIN,
    )
    logging.getLogger().addHandler(ToSentry(process))


def close() -> None:
    """Send what is left, and nothing more."""
    root = logging.getLogger()
    for handler in [one for one in root.handlers if isinstance(one, ToSentry)]:
        root.removeHandler(handler)
    sentry_sdk.flush(WITHIN)

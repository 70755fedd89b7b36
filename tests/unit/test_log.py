"""Logs tell facts and keep secrets."""

import io
import json
import logging
import subprocess
import sys
import warnings
from collections.abc import Iterator

import pytest
import structlog

from infra import log

TOKEN = "123456789:AAExampleExampleExampleExample_-xyz"


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    root = logging.getLogger()
    handlers, level, hook = root.handlers[:], root.level, sys.excepthook
    stream = io.StringIO()
    log.set_up("json", "test", stream)
    yield stream
    root.handlers[:] = handlers
    root.setLevel(level)
    sys.excepthook = hook
    logging.captureWarnings(False)
    structlog.reset_defaults()


def last(stream: io.StringIO) -> dict[str, object]:
    line: dict[str, object] = json.loads(stream.getvalue().splitlines()[-1])
    return line


def test_a_line_is_json_with_event_level_process_and_instant(lines: io.StringIO) -> None:
    structlog.get_logger("x").info("booking_made", booking_id=7)
    line = last(lines)
    assert (line["event"], line["booking_id"], line["level"]) == ("booking_made", 7, "info")
    assert line["process"] == "test"
    assert str(line["at"]).endswith("Z")


def test_context_of_the_update_stands_on_every_line(lines: io.StringIO) -> None:
    with structlog.contextvars.bound_contextvars(update_id=5):
        logging.getLogger("any.library").warning("hm")
    assert last(lines)["update_id"] == 5


def fail(text: str) -> None:
    raise ValueError(text)


def test_a_masked_traceback_is_still_one_json_line(lines: io.StringIO) -> None:
    try:
        fail("DETAIL:  Key (name)=(Ada)\n[parameters: ('Ada',)]")
    except ValueError:
        logging.getLogger("lib").exception("failed", extra={"unused": 1})
    assert "ValueError" in str(last(lines)["exception"])
    assert "Ada" not in lines.getvalue()


@pytest.mark.parametrize("shown", [TOKEN, TOKEN.replace(":", "%3A")])
def test_a_token_is_masked_in_fields_messages_and_tracebacks(
    lines: io.StringIO, shown: str
) -> None:
    structlog.get_logger().warning("x", url=f"https://host/file/bot{shown}/a.jpg")
    logging.getLogger("lib").warning("GET %s", f"bot{shown}/getMe")
    try:
        fail(f"404, url='/file/bot{shown}/a'")
    except ValueError:
        logging.getLogger("lib").exception("failed")
        structlog.get_logger().exception("failed")
    warnings.warn(f"bot{shown}", stacklevel=1)
    assert len(lines.getvalue().splitlines()) == 5
    assert "AAExample" not in lines.getvalue()
    assert lines.getvalue().count("<token>") >= 5
    assert "Traceback" in lines.getvalue()


@pytest.mark.parametrize(
    ("text", "secret"),
    [
        ("postgresql://bot:s3cret@db/x", "s3cret"),
        ("redis://:s3cret@cache:6379", "s3cret"),
        ("[SQL: INSERT ...]\n[parameters: ('Ada', '+49')]\n(Background)", "Ada"),
        ("UniqueViolation\nDETAIL:  Key (name)=(Ada) already exists.", "Ada"),
        ("invalid input for query argument $1: 'Ada' (expected int)\n[SQL: SELECT]", "Ada"),
        ("1 error\n text\n  Bad [type=x, input_value='Ada, my phone', input_type=str]", "Ada"),
    ],
)
def test_quoted_values_and_passwords_are_masked(text: str, secret: str) -> None:
    assert secret not in log.mask(text)


@pytest.mark.parametrize(
    "text", ["at 12:30:45.123456 on 2026-11-24T10:00:00Z", "update_id=123456789", "postgresql:///x"]
)
def test_ordinary_text_is_left_alone(text: str) -> None:
    assert log.mask(text) == text


def test_a_crash_is_logged_masked_and_locals_are_not_shown() -> None:
    code = (
        "from infra import log\nlog.set_up('console', 'bot')\n"
        f"def f(name):\n    raise RuntimeError('bot{TOKEN}')\nf('Ada' + ' L')"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.returncode == 1
    assert "process_crashed" in done.stderr
    assert "RuntimeError" in done.stderr
    assert "AAExample" not in done.stderr + done.stdout
    assert "Ada L" not in done.stderr

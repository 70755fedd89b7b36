"""What the demo's console tells of its children's logs."""

import json

import pytest

from bot.local.demo import console_text

TOKEN = "123456789:AAExampleExampleExampleExample_-xyz"


def line(**fields: object) -> str:
    return json.dumps(fields)


def test_an_error_is_told_with_its_last_words() -> None:
    told = console_text(
        "worker",
        line(event="delivery_failed", level="error", exception="Traceback ...\nKeyError: 'x'"),
    )
    assert told == "worker: delivery_failed KeyError: 'x'"


@pytest.mark.parametrize("level", ["debug", "info", "warning"])
def test_ordinary_lines_are_not_told(level: str) -> None:
    assert console_text("bot", line(event="update_handled", level=level)) is None


def test_what_is_no_log_line_is_told_masked() -> None:
    assert console_text("bot", f"slotbell: bad bot{TOKEN}") == "bot: slotbell: bad bot<token>"
    assert console_text("bot", "  ") is None
    assert console_text("bot", "7") is None

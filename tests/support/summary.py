"""What a session says at its end: bot tokens that were printed, and the table of the accidents.

With pytest-xdist the tests run in processes of their own; what those found is brought home.
"""

import os
from dataclasses import asdict
from typing import Any

import pytest

from tests.chaos.judge import Verdict, table, verdicts
from tests.support import tokens


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Search what the test printed; raw log records are pytest's own copy, before our masking."""
    for title, text in report.sections:
        if "Captured log" not in title:
            tokens.search(text, f"{report.nodeid}, {title}")


@pytest.hookimpl(tryfirst=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """A token anywhere fails the session, however green the tests are."""
    home: dict[str, Any] | None = getattr(session.config, "workeroutput", None)
    if home is not None:
        home |= {"tokens": tokens.found, "verdicts": [asdict(one) for one in verdicts]}
    elif tokens.found:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """A process of pytest-xdist has ended; one that crashed has brought nothing."""
    home = getattr(node, "workeroutput", {})
    tokens.found += [where for where in home.get("tokens", ()) if where not in tokens.found]
    verdicts.extend(Verdict(**one) for one in home.get("verdicts", ()))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say where tokens were printed, and how the accidents went."""
    for where in tokens.found:
        terminalreporter.write_line(f"A BOT TOKEN WAS PRINTED: {where}", red=True)
    if verdicts:
        size = "full" if os.environ.get("CHAOS") == "full" else "short: CHAOS=full for all"
        terminalreporter.section(f"chaos, {size}")
        for line in table(verdicts):
            terminalreporter.write_line(line)

"""The suite's own promises: a printed token fails it, wherever it was printed."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.support import tokens

ROOT = Path(__file__).parents[2]
PARTS = ("123456789:", "AAExampleExampleExampleExampleExample")


def pytest_on(tmp_path: Path, body: str) -> subprocess.CompletedProcess[str]:
    """Run one green test of its own under the suite's conftest."""
    (tmp_path / "test_one.py").write_text(f"def test_one():\n    {body}\n")
    flags = ["-q", "-p", "no:cacheprovider", "-p", "tests.conftest", "--rootdir", str(tmp_path)]
    command = [sys.executable, "-m", "pytest", *flags, str(tmp_path / "test_one.py")]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True)


@pytest.mark.parametrize("to", ["print(t)", "__import__('sys').stderr.write(t)"])
def test_a_printed_token_fails_a_green_session(tmp_path: Path, to: str) -> None:
    done = pytest_on(tmp_path, f"t = {PARTS[0]!r} + {PARTS[1]!r}; {to}")
    assert "1 passed" in done.stdout
    assert "A BOT TOKEN WAS PRINTED" in done.stdout
    assert PARTS[1] not in done.stdout
    assert done.returncode == 1


def test_a_session_without_tokens_stays_green(tmp_path: Path) -> None:
    done = pytest_on(tmp_path, "print('123456789:short')")
    assert done.returncode == 0, done.stdout


def test_logs_of_processes_are_searched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tokens, "found", [])
    (tmp_path / "bot.log").write_text("one\nGET /bot" + "".join(PARTS) + "/getMe\n")
    tokens.search_logs(tmp_path)
    assert tokens.found == [f"{tmp_path}/bot.log, line 2"]

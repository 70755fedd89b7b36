"""A process that is forked instead of started is one like any other: of ours, and on the leash."""

import os
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from bot.local import child
from tests.integration.test_embedded import until
from tests.support import zygote

SANDBOX = (sys.executable, "-m", "telegram_sandbox", "--token", "4242:made-up")
PARENT = f"""
import os, sys, time
from pathlib import Path
from tests.support import zygote
home = Path(sys.argv[1])
print(zygote.start({SANDBOX!r}, home / "it.log", env=dict(os.environ), cwd=home).process.pid)
sys.stdout.flush()
time.sleep(600)
"""


@pytest.fixture
def forked(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is not forked fails."""
    monkeypatch.setattr(child, "start", None)


@pytest.mark.usefixtures("forked")
def test_it_is_a_child_of_ours_in_a_session_of_its_own(tmp_path: Path) -> None:
    started = zygote.start(SANDBOX, tmp_path / "it.log", env={"PATH": "x"}, cwd=tmp_path)
    until(lambda: "sandbox: http" in started.output())
    seen = psutil.Process(started.process.pid)
    assert (seen.ppid(), os.getsid(seen.pid)) == (os.getpid(), seen.pid)
    assert Path(seen.cwd()) == tmp_path
    assert started.stop() == 0
    assert not psutil.pid_exists(seen.pid)


@pytest.mark.usefixtures("forked")
@pytest.mark.parametrize(
    ("words", "status", "said"),
    [
        (("workers",), 2, "slotbell: DATABASE_URL is not set"),
        (("bot", "serve"), 2, "slotbell: DATABASE_URL is not set"),
        (("telegram_sandbox", "--port", "x"), 2, "argument --port: invalid int value"),
        (("bot", "--help"), 0, "Slotbell: bookings and scheduled messages"),
    ],
)
def test_it_reads_its_own_words_and_environment_and_leaves_with_its_status(
    tmp_path: Path, words: tuple[str, ...], status: int, said: str
) -> None:
    command = (sys.executable, "-m", *words)
    started = zygote.start(command, tmp_path / "it.log", env={}, cwd=tmp_path)
    assert started.process.wait(30) == status
    assert said in started.output()


def test_it_ends_with_whoever_asked_for_it(tmp_path: Path) -> None:
    environment = os.environ | {"PYTHONPATH": str(zygote.ROOT)}
    command = [sys.executable, "-c", PARENT, str(tmp_path)]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        pid = int(parent.stdout.readline())
        assert psutil.Process(pid).ppid() == parent.pid
        parent.kill()
    until(lambda: not psutil.pid_exists(pid) or psutil.Process(pid).status() == "zombie")

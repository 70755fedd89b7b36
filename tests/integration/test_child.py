"""Children on a leash: they end with their parent, and in order when told."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from bot.local import child
from tests.integration.test_embedded import until

ROOT = Path(__file__).parents[2]
SLEEPER = (sys.executable, "-c", "import time; print('up', flush=True); time.sleep(600)")
STUBBORN = (SLEEPER[0], "-c", f"import signal; signal.signal(15, signal.SIG_IGN); {SLEEPER[2]}")
PARENT = """
import sys, time
from pathlib import Path
from bot.local import child
child.LINUX = sys.argv[3] == "kernel"
if not child.LINUX:
    child._LIBC = None
started = child.start([sys.executable, "-c", "import time; time.sleep(600)"], Path(sys.argv[2]))
print(started.process.pid, flush=True)
time.sleep(600)
"""


def up(log: Path, command: tuple[str, ...] = SLEEPER) -> child.Child:
    started = child.start(command, log)
    until(lambda: "up" in started.output())
    return started


def test_a_child_stops_when_told(tmp_path: Path) -> None:
    started = up(tmp_path / "a.log")
    assert started.is_running
    assert started.stop() == -signal.SIGTERM
    assert not started.is_running


def test_a_child_that_does_not_listen_is_killed(tmp_path: Path) -> None:
    assert up(tmp_path / "a.log", STUBBORN).stop(within=0.3) == -signal.SIGKILL


def test_ctrl_c_in_the_terminal_does_not_reach_a_child(tmp_path: Path) -> None:
    started = up(tmp_path / "a.log")
    assert os.getpgid(started.process.pid) != os.getpgid(0)
    started.stop()


@pytest.mark.parametrize("leash", ["kernel", "watcher"])
@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM])
def test_a_child_ends_with_its_parent(tmp_path: Path, leash: str, how: signal.Signals) -> None:
    command = [sys.executable, "-c", PARENT, "x", str(tmp_path / "a.log"), leash]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        pid = int(parent.stdout.readline())
        assert psutil.pid_exists(pid)
        parent.send_signal(how)
    until(lambda: not psutil.pid_exists(pid) or psutil.Process(pid).status() == "zombie")


def test_a_second_run_appends_to_the_log_and_knows_its_own_part(tmp_path: Path) -> None:
    log = tmp_path / "a.log"
    up(log).stop()
    second = up(log)
    second.stop()
    assert second.output() == "up\n"
    assert log.read_text() == "up\nup\n"


def test_a_long_log_is_set_aside(tmp_path: Path) -> None:
    log = tmp_path / "a.log"
    log.write_bytes(b"x" * (child.LOG_BYTES + 1))
    up(log).stop()
    assert log.read_text() == "up\n"
    assert (tmp_path / "a.old").stat().st_size == child.LOG_BYTES + 1


def test_a_pid_of_another_program_is_not_taken_for_ours() -> None:
    assert not child.is_alive(os.getpid(), "postgres")
    assert child.is_alive(os.getpid(), Path("/proc/self/comm").read_text().strip())

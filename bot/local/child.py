"""Child processes on a leash: whatever ends this process ends them too, SIGKILL included.

On Linux the kernel does it: PR_SET_PDEATHSIG, set in the child just before its program starts
(after it changed its user, which would clear it), sends the child a signal when its parent dies.
The kernel's parent is the *thread* that started the child, so start children from a thread that
lives as long as they should, best the main one. Elsewhere a watcher process holds one end of a
pipe: when the pipe closes, because its parent stopped or died, it sends the signal.

Every child has a session of its own, so that Ctrl-C in a terminal reaches the parent alone, which
then stops its children in order.
"""

import contextlib
import ctypes
import fcntl
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

LINUX = sys.platform.startswith("linux")
PR_SET_PDEATHSIG = 1
LOG_BYTES = 5_000_000
_LIBC = ctypes.CDLL(None, use_errno=True) if LINUX else None
_WATCH = "import os,sys; sys.stdin.read(); os.kill(int(sys.argv[1]), int(sys.argv[2]))"


@dataclass(frozen=True)
class RunAs:
    uid: int
    gid: int


@dataclass(frozen=True)
class Child:
    """A running child: its name for people, its process, and where its output goes."""

    name: str
    process: subprocess.Popen[bytes]
    log: Path
    log_start: int = 0  # bytes that earlier runs wrote
    watcher: subprocess.Popen[bytes] | None = None

    @property
    def is_running(self) -> bool:
        return self.process.poll() is None

    def output(self) -> str:
        with self.log.open("rb") as file:
            file.seek(self.log_start)
            return file.read().decode(errors="replace")

    def stop(self, how: signal.Signals = signal.SIGTERM, within: float = 10) -> int:
        """Send the signal, wait `within` seconds, then SIGKILL. Returns the exit status."""
        if self.is_running:
            self.process.send_signal(how)
        try:
            return self.process.wait(within)
        except subprocess.TimeoutExpired:
            self.process.kill()
            return self.process.wait()
        finally:
            self._dismiss_watcher()

    def _dismiss_watcher(self) -> None:
        if self.watcher is not None:
            self.watcher.kill()
            self.watcher.wait()
            if self.watcher.stdin is not None:
                self.watcher.stdin.close()


def start(
    command: Sequence[str | Path],
    log: Path,
    *,
    env: Mapping[str, str] | None = None,
    cwd: Path | None = None,
    run_as: RunAs | None = None,
    orphaned: signal.Signals = signal.SIGKILL,
) -> Child:
    """Start a command on the leash, its output appended to `log`.

    `orphaned` is the signal it gets when this process dies; `env` is its whole environment.
    """
    parent = os.getpid()
    log_start = _make_room(log)
    with log.open("ab") as out:
        process = subprocess.Popen(  # noqa: S603 - our own fixed commands, no shell
            [str(part) for part in command],
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
            env=None if env is None else dict(env),
            cwd=cwd,
            start_new_session=True,
            preexec_fn=lambda: _tie(parent, orphaned),  # noqa: PLW1509 - one system call, no locks
            user=run_as.uid if run_as else None,
            group=run_as.gid if run_as else None,
            extra_groups=[] if run_as else None,
        )
    watcher = None if LINUX else _watch(process.pid, orphaned)
    return Child(log.stem, process, log, log_start, watcher)


def _make_room(log: Path) -> int:
    """Set a log over LOG_BYTES aside as .old; return the size to go on from."""
    log.parent.mkdir(parents=True, exist_ok=True)
    size = log.stat().st_size if log.exists() else 0
    if size <= LOG_BYTES:
        return size
    log.replace(log.with_suffix(".old"))
    return 0


def _tie(parent: int, how: signal.Signals) -> None:
    """In the child: ask for the signal, and leave at once if the parent is already gone."""
    if _LIBC is not None:
        _LIBC.prctl(PR_SET_PDEATHSIG, int(how))
        if os.getppid() != parent:
            os._exit(1)


def _watch(pid: int, how: signal.Signals) -> subprocess.Popen[bytes]:
    return subprocess.Popen(  # noqa: S603 - our own fixed command, no shell
        [sys.executable, "-S", "-c", _WATCH, str(pid), str(int(how))],
        stdin=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


def is_alive(pid: int, program: str) -> bool:
    """Whether a process of that id runs and, where the system tells, is that program."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    with contextlib.suppress(OSError):
        return Path(f"/proc/{pid}/comm").read_text().strip() == program
    return True


class Held(Exception):
    """Somebody else holds the lock. `by` is the line the holder left in the file."""

    def __init__(self, path: Path, by: str) -> None:
        super().__init__(f"{path} is held by {by}")
        self.path, self.by = path, by


class Lock:
    """A lock that is held; `tell` replaces the line others read."""

    def __init__(self, file: TextIO) -> None:
        self._file = file

    def tell(self, by: str) -> None:
        self._file.truncate(0)
        self._file.write(by + "\n")
        self._file.flush()


@contextmanager
def hold(path: Path, by: str) -> Iterator[Lock]:
    """Hold `path` while inside, leaving the line `by` in it for others. Raises Held at once."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            raise Held(path, file.read().strip() or "another process") from None
        lock = Lock(file)
        lock.tell(by)
        yield lock

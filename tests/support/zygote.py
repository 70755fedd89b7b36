"""`child.start` for our own processes, forked from one that has imported everything.

A bot or worker spends its first two seconds of CPU on imports, and a story starts one each. Here
one process imports once a session; what it forks runs `python -m NAME` as any other would, becomes
our own child (so that it is waited for, and ends with us), and nothing in it tells the difference.

What changes Python's own start is started as usual: another PYTHONPATH, a preloaded library,
measured coverage, or a system that is no Linux.
"""

import atexit
import ctypes
import json
import os
import random
import runpy
import signal
import socket
import subprocess
import sys
import threading
import time
import traceback
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NoReturn

from bot.local import child
from bot.local.child import start as start_by_itself

ROOT = Path(__file__).parents[2]
OURS = ("bot", "telegram_sandbox", "workers")
SUBREAPER = 36  # PR_SET_CHILD_SUBREAPER
STARTS = ("LD_PRELOAD", "COVERAGE_PROCESS_START", "COVERAGE_PROCESS_CONFIG")
_lines: list[socket.socket] = []  # to the process that forks, once there is one


class Adopted(subprocess.Popen[bytes]):
    """A child of ours that another process has started."""

    def __init__(self, pid: int, command: Sequence[str]) -> None:
        self.pid, self.args, self.returncode = pid, command, None
        self.stdin = self.stdout = self.stderr = None
        self._waitpid_lock = threading.Lock()
        self._child_created = True


def start(
    command: Sequence[str | Path],
    log: Path,
    *,
    env: Mapping[str, str],
    cwd: Path,
) -> child.Child:
    """As `child.start`."""
    words = [str(part) for part in command]
    if not _can_fork(words, env):
        return start_by_itself(command, log, env=env, cwd=cwd)  # child.start may be this one
    log_start = child._make_room(log)
    log.touch()
    order = {
        "words": words[2:],
        "log": str(log),
        "env": dict(env),
        "cwd": str(cwd),
        "parent": os.getpid(),
    }
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(SUBREAPER, 1)  # whose parent ends now comes to us
    try:
        line = _line()
        line.sendall(json.dumps(order).encode() + b"\n")
        pid = int(line.recv(20))
    finally:
        libc.prctl(SUBREAPER, 0)
    return child.Child(log.stem, Adopted(pid, words), log, log_start)


def _can_fork(words: list[str], env: Mapping[str, str]) -> bool:
    own, asked = (set(each.get("PYTHONPATH", "").split(os.pathsep)) for each in (os.environ, env))
    is_plain = asked <= {*own, "", str(ROOT)} and all(name not in env for name in STARTS)
    return child.LINUX and is_plain and words[:2] == [sys.executable, "-m"] and words[2] in OURS


def _line() -> socket.socket:
    if not _lines:
        ours, theirs = socket.socketpair()
        with theirs:
            process = subprocess.Popen(
                [sys.executable, "-u", "-m", __name__, str(theirs.fileno()), *OURS],
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                cwd=ROOT,
                start_new_session=True,
            )
        _lines.append(ours)
        atexit.register(_end, process)
    return _lines[0]


def _end(process: subprocess.Popen[bytes]) -> None:
    _lines.pop().close()
    process.wait(10)


def _prepare() -> None:
    """Import what they import, and make what they make first."""
    import infra.telegram_models  # noqa: F401, PLC0415 - before aiogram

    # isort: split
    import uvloop  # noqa: F401, PLC0415
    from aiogram.types import Update  # noqa: PLC0415

    import bot.commands.serve  # noqa: F401, PLC0415
    import telegram_sandbox.server  # noqa: F401, PLC0415
    import workers.main  # noqa: F401, PLC0415
    from domain.when import warm  # noqa: PLC0415

    Update.model_rebuild()
    warm()


def _serve(line: socket.socket) -> None:
    """Fork once for each order, until nobody is left to give one."""
    with line.makefile("rb") as orders:
        for text in orders:
            told, between = os.pipe(), os.fork()
            if not between:
                between = os.getpid()
                if pid := os.fork():
                    os.write(told[1], str(pid).encode())
                    os._exit(0)
                _become(json.loads(text), between)
            os.waitpid(between, 0)  # from here on it is the child of whoever gave the order
            line.sendall(os.read(told[0], 20))
            for end in told:
                os.close(end)


def _become(order: dict[str, Any], between: int) -> NoReturn:
    """Run a module as a process of whoever gave the order, once the one between has ended."""
    code: object = 1
    try:
        while os.getppid() == between:
            time.sleep(0.0005)
        child._tie(order["parent"], signal.SIGKILL)
        os.setsid()
        out = os.open(order["log"], os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)
        for number in (1, 2):
            os.dup2(out, number)
        os.closerange(3, 256)
        os.chdir(order["cwd"])
        os.environ.clear()
        os.environ.update(order["env"])
        time.tzset()
        random.seed()
        name, *arguments = order["words"]
        sys.argv = [name, *arguments]
        runpy.run_module(name, run_name="__main__", alter_sys=True)
        code = 0
    except SystemExit as end:
        code = end.code or 0
        if not isinstance(code, int):
            sys.stderr.write(f"{code}\n")
            code = 1
    except BaseException:  # noqa: BLE001 - as Python itself does at the end of a program
        traceback.print_exc()
    finally:
        os._exit(code if isinstance(code, int) else 1)


if __name__ == "__main__":
    _prepare()
    _serve(socket.socket(fileno=int(sys.argv[1])))

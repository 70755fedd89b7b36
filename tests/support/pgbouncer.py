"""Debian's PgBouncer between the processes and the database, in transaction mode."""

import contextlib
import os
import pwd
import re
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from bot.local import child
from bot.local.stack import free_port, until
from tests.support.nginx import BESIDE_PATH, ROOT, listens
from tests.support.servers import APP

HOWTO = ROOT / "docs/scaling.md"
MISSING = "No pgbouncer found: on Debian or Ubuntu: apt-get install -y pgbouncer"
FEW = 3  # connections to the server, so that every transaction meets another one


def program() -> str:
    """Its path; a clear failure where there is none."""
    places = os.pathsep.join([os.environ.get("PATH", ""), *BESIDE_PATH])
    path = shutil.which("pgbouncer", path=places)
    assert path is not None, MISSING
    return path


def documented() -> str:
    """The configuration that the documentation shows."""
    found = re.search(r"```ini\n(.*?)```", HOWTO.read_text(), re.DOTALL)
    assert found
    return found[1]


@contextlib.contextmanager
def in_front_of(url: str) -> Iterator[str]:
    """The URL by which a database of this URL is reached through it."""
    parts = urlsplit(url)
    asked = {name: given[0] for name, given in parse_qs(parts.query).items()}
    host, port = asked.get("host") or parts.hostname, asked.get("port") or parts.port or 5432
    name, at = parts.path.lstrip("/"), free_port()
    with tempfile.TemporaryDirectory(prefix="sbp-") as folder:
        home = Path(folder)
        home.chmod(0o755)
        (home / "users").write_text(f'"{APP}" "{APP}"\n')
        text = documented()
        for old, new in {
            "slotbell = host=10.0.0.5 port=5432": f"{name} = host={host} port={port}",
            "listen_addr = 10.0.0.4": "listen_addr = 127.0.0.1",
            "listen_port = 6432": f"listen_port = {at}",
            "auth_type = scram-sha-256": "auth_type = trust",
            "auth_file = /etc/pgbouncer/userlist.txt": f"auth_file = {home}/users",
            "default_pool_size = 20": f"default_pool_size = {FEW}\nunix_socket_dir =",
        }.items():
            assert old in text, f"the documentation has no {old!r}"
            text = text.replace(old, new)
        if os.getuid() == 0:  # it does not run as root
            text += f"user = {_may_reach(str(host))}\n"
        (home / "pgbouncer.ini").write_text(text)
        process = child.start([program(), str(home / "pgbouncer.ini")], home / "pgbouncer.log")
        try:
            until(lambda: listens(at), (process,), 10)
            yield f"postgresql://{APP}:{APP}@127.0.0.1:{at}/{name}?pooling=transaction"
        finally:
            process.stop()


def _may_reach(host: str) -> str:
    """A user who may use the server's socket, which is its owner's alone."""
    is_here = host.startswith("/")
    return pwd.getpwuid(Path(host).stat().st_uid).pw_name if is_here else "nobody"

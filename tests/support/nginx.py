"""nginx with the configuration of production; only places of the container are moved."""

import asyncio
import contextlib
import os
import re
import resource
import shutil
import socket
import ssl
import tempfile
from collections.abc import AsyncGenerator, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from bot.local import child
from bot.local.stack import free_port, until

ROOT = Path(__file__).parents[2]
CONF = ROOT / "deploy/nginx.conf"
PEM = ROOT / "tests/data/mail.pem"
WITHIN = 10.0
FILES = 4096
BESIDE_PATH = ("/usr/sbin", "/usr/local/sbin", "/opt/homebrew/bin")
MISSING = (
    "No nginx with its stream module found: its configuration is tested by running it. "
    "On Debian or Ubuntu: apt-get install -y nginx-light libnginx-mod-stream"
)
NAMES = {"client_body", "proxy", "fastcgi", "uwsgi", "scgi"}  # of folders, as in nginx's image


def program() -> str:
    """Path of nginx; a clear failure where there is none."""
    places = os.pathsep.join([os.environ.get("PATH", ""), *BESIDE_PATH])
    path = shutil.which("nginx", path=places)
    if path is None:
        raise AssertionError(MISSING)
    return path


def filled(template: str, values: Mapping[str, str]) -> str:
    """As envsubst in nginx's image does it: given variables are replaced, all else stays."""
    return re.sub(r"\$\{(\w+)\}", lambda found: values.get(found[1], found[0]), template)


def moved(text: str, moves: Mapping[str, str]) -> str:
    """Every place of the container exchanged; each has to be there."""
    for old, new in moves.items():
        assert old in text, f"nginx.conf has no {old!r}"
        text = text.replace(old, new)
    return text


@dataclass(frozen=True)
class Front:
    """A running nginx: its ports for https, http and its own health check."""

    https: int
    http: int
    inside: int
    home: Path
    process: child.Child

    def megabytes(self) -> float:
        """Memory of its worker process, none of it shared."""
        master = self.process.process.pid
        worker = Path(f"/proc/{master}/task/{master}/children").read_text().split()[0]
        found = re.search(r"RssAnon:\s+(\d+) kB", Path(f"/proc/{worker}/status").read_text())
        assert found
        return int(found[1]) / 1024

    def put_aside(self) -> list[Path]:
        """Files that hold bodies."""
        return [path for path in (self.home / "cache").rglob("*") if path.is_file()]


@contextlib.contextmanager
def in_front_of(
    bot_port: int,
    secret: str,
    sender: str = "anywhere",
    moves: Mapping[str, str] | None = None,
) -> Iterator[Front]:
    """nginx in front of a bot. sender: WEBHOOK_FROM. moves: what a test has otherwise.

    Raises StackFailed with what nginx said if it does not start.
    """
    _allow_files(FILES)
    with tempfile.TemporaryDirectory(prefix="sbn-") as name:
        home = Path(name)
        home.chmod(0o755)  # nginx's worker may be another user
        (home / "cache").mkdir()
        https, http, inside = free_port(), free_port(), free_port()
        values = {"WEBHOOK_SECRET": secret, "WEBHOOK_FROM": sender}
        places = " ".join(f"{kind}_temp_path {home}/cache/{kind};" for kind in sorted(NAMES))
        known = {
            "server bot:8080 resolve;": f"server 127.0.0.1:{bot_port};",
            "listen 443;": f"listen {https};",
            "listen 80;": f"listen {http};",
            "listen 127.0.0.1:8088;": f"listen 127.0.0.1:{inside};",
            "/etc/nginx/tls/fullchain.pem": str(PEM),
            "/etc/nginx/tls/privkey.pem": str(PEM),
            "/var/www/acme": str(home / "acme"),
            "/run/nginx": str(home / "nginx"),
            "http {": f"http {{ {places}",
        }
        conf = home / "nginx.conf"
        conf.write_text(moved(filled(CONF.read_text(), values), known | dict(moves or {})))
        words = [program(), "-e", "stderr", "-c", str(conf), "-g", "daemon off;"]
        process = child.start(words, home / "nginx.log")
        try:
            until(lambda: listens(inside) or _complains(process), (process,), WITHIN)
            yield Front(https, http, inside, home, process)
        finally:
            process.stop()


def _allow_files(count: int) -> None:
    """Let this process, and nginx after it, have so many connections."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft != resource.RLIM_INFINITY and soft < count:
        resource.setrlimit(resource.RLIMIT_NOFILE, (count, hard))


def listens(port: int) -> bool:
    """Whether somebody listens at this port of this machine."""
    with socket.socket() as one:
        return one.connect_ex(("127.0.0.1", port)) == 0


def _complains(process: child.Child) -> bool:
    assert 'unknown directive "stream"' not in process.output(), MISSING
    return False


def _trusting() -> ssl.SSLContext:
    """A client that asks for no name: the certificate is the tests'."""
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return context


TRUSTING = _trusting()


def head(
    path: str, headers: Mapping[str, str], length: int | None = None, method: str = "POST"
) -> bytes:
    """The head of a request. length: of the body that it promises."""
    lines = [f"{method} {path} HTTP/1.1", "Host: bot.example.com"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    lines += [] if length is None else [f"Content-Length: {length}"]
    return "\r\n".join([*lines, "", ""]).encode()


@dataclass
class Line:
    """A connection of a client."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    async def status(self) -> int:
        """Of the answer; 0 if nginx hung up without one."""
        try:
            async with asyncio.timeout(WITHIN):
                line = await self.reader.readline()
        except ConnectionError:
            return 0
        return int(line.split()[1]) if line else 0

    async def is_cut(self) -> None:
        """Wait until nginx has hung up."""
        with contextlib.suppress(ConnectionError):
            async with asyncio.timeout(WITHIN):
                await self.reader.read()


@contextlib.asynccontextmanager
async def line(
    port: int, address: str = "127.0.0.1", *, tls: bool = True
) -> AsyncGenerator[Line, None]:
    """A connection from an address of this machine."""
    context = TRUSTING if tls else None
    reader, writer = await asyncio.open_connection(
        "127.0.0.1", port, ssl=context, local_addr=(address, 0)
    )
    try:
        yield Line(reader, writer)
    finally:
        writer.transport.abort()


async def ask(front: Front, sent: bytes, address: str = "127.0.0.1") -> int:
    """Send a request by https; the status of its answer, 0 for none."""
    try:
        async with line(front.https, address) as one:
            one.writer.write(sent)
            return await one.status()
    except (ConnectionError, ssl.SSLError):
        return 0

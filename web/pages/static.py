"""Scripts and styles: kept in memory, named by what is in them, so browsers keep them for good."""

from functools import lru_cache
from gzip import compress
from hashlib import blake2b
from pathlib import Path
from typing import NamedTuple

from aiohttp import web

FOLDER = Path(__file__).parents[1] / "static"
KINDS = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
FOREVER = "public, max-age=31536000, immutable"


class Asset(NamedTuple):
    """A file as it is sent."""

    mark: str
    plain: bytes
    packed: bytes
    kind: str


@lru_cache(maxsize=16)
def _asset(name: str) -> Asset | None:
    path = FOLDER / name
    if path.parent != FOLDER or path.suffix not in KINDS or not path.is_file():
        return None
    plain = path.read_bytes()
    mark = blake2b(plain, digest_size=6).hexdigest()
    return Asset(mark, plain, compress(plain, mtime=0), KINDS[path.suffix])


def address(name: str) -> str:
    """Where a page finds it; another one when the file changes."""
    found = _asset(name)
    return f"/desk/static/{found.mark if found else '-'}/{name}"


async def sent(request: web.Request) -> web.Response:
    """One of them; an older name brings what is there now, for a short while."""
    found = _asset(request.match_info["name"])
    if found is None:
        raise web.HTTPNotFound
    is_packed = "gzip" in request.headers.get("Accept-Encoding", "")
    headers = {"X-Content-Type-Options": "nosniff", "Vary": "Accept-Encoding"}
    is_known = request.match_info["mark"] == found.mark
    headers["Cache-Control"] = FOREVER if is_known else "no-cache"
    if is_packed:
        headers["Content-Encoding"] = "gzip"
    body = found.packed if is_packed else found.plain
    return web.Response(body=body, content_type=found.kind, charset="utf-8", headers=headers)

"""Counting how often Postgres was asked and waited for, on the wire itself."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qs, urlsplit, urlunsplit

READY = b"Z\x00\x00\x00\x05"  # what the server says when it has answered and waits


@dataclass
class RoundTrips:
    """A server behind a wire that counts. url: the way through it."""

    url: str
    count: int = 0


@asynccontextmanager
async def counted(url: str, folder: Path) -> AsyncIterator[RoundTrips]:
    """The server of this URL, and how often it has answered."""
    address = urlsplit(url)
    there = f"{parse_qs(address.query)['host'][0]}/.s.PGSQL.5432"
    found = RoundTrips(urlunsplit(address._replace(query=f"host={folder}")))

    async def wire(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        from_there, to_there = await asyncio.open_unix_connection(there)
        asking = asyncio.create_task(_carry(reader, to_there))
        kept = b""
        while some := await from_there.read(65536):
            seen = kept + some
            found.count += seen.count(READY)
            kept = seen[-len(READY) + 1 :]
            writer.write(some)
        asking.cancel()
        for each in (writer, to_there):
            each.close()

    async with await asyncio.start_unix_server(wire, folder / ".s.PGSQL.5432"):
        yield found


async def _carry(source: asyncio.StreamReader, to: asyncio.StreamWriter) -> None:
    while some := await source.read(65536):
        to.write(some)
    to.close()

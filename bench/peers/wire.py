"""How a peer sends: aiohttp where it is async, a kept connection a thread where it is not."""

import http.client
import json
import os
import threading
from functools import cache
from urllib.parse import urlsplit

import aiohttp

PATH = "/bot1:x/sendMessage"
JSON = {"Content-Type": "application/json"}
_kept = threading.local()


def api() -> str:
    """The null API's address."""
    return os.environ["PEER_API"]


def redis_url() -> str:
    """unix://PATH of an empty Redis."""
    return os.environ["PEER_REDIS"]


def database_url() -> str:
    """Of an empty Postgres database."""
    return os.environ["PEER_DATABASE"]


@cache
def session() -> aiohttp.ClientSession:
    """One for the process; first called inside of its loop."""
    return aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=32))


async def send(number: int, text: str) -> None:
    """sendMessage."""
    body = json.dumps({"chat_id": number + 1, "text": text}).encode()
    async with session().post(f"{api()}{PATH}", data=body, headers=JSON) as answer:
        await answer.read()


def send_now(number: int, text: str) -> None:
    """The same without asyncio."""
    connection = getattr(_kept, "connection", None)
    if connection is None:
        connection = _kept.connection = http.client.HTTPConnection(urlsplit(api()).netloc)
    body = json.dumps({"chat_id": number + 1, "text": text})
    connection.request("POST", PATH, body, JSON)
    connection.getresponse().read()

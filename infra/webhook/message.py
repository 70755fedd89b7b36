"""What a program gets: an event as JSON, with the headers of Standard Webhooks.

webhook-id is the same on every try, so a program that sees an event twice can tell.
"""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from standardwebhooks import Webhook

from domain.messages.webhook import Hook

MOST = 20_000  # bytes of a body


@dataclass(frozen=True, slots=True)
class Post:
    """A request to a program. body: UTF-8, as it was signed."""

    url: str
    body: bytes
    headers: Mapping[str, str]


class BodyTooBig(ValueError):
    """An event of ours would be bigger than any is."""


def compose(hook: Hook, secrets: Collection[str], now: datetime) -> Post:
    """The request as it is sent, signed with each of the secrets. now: aware UTC.

    Raises BodyTooBig.
    """
    body = json.dumps(hook.payload(), separators=(",", ":"))
    if len(body) > MOST:
        raise BodyTooBig
    number = f"msg_{hook.number}"
    signatures = [Webhook(secret).sign(number, now, body) for secret in secrets]
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "Slotbell",
        "webhook-id": number,
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": " ".join(signatures),
    }
    return Post(hook.endpoint.url, body.encode(), headers)

"""Programs that are told what happens: which of it, where they listen, and what proves it is us.

A secret is derived from our key, so none stands in a table. Its form and that of the signatures are
those of Standard Webhooks.
"""

import re
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from hashlib import sha256
from hmac import digest
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from urllib.parse import SplitResult, urlsplit

from domain.account.access import hashed, is_secret
from domain.keys import Keys
from domain.refusals import EntryInvalid, UrlBarred

Address = IPv4Address | IPv6Address
RECIPIENT = "webhook:"
"""Before an endpoint's id, so that a recipient is never taken for a chat's id."""
MOST = 20  # endpoints that are told at once
BOTH_FOR = timedelta(days=1)  # that an old secret still signs
LONGEST = 500  # characters of an address
PING = "webhook.test"


class Topic(StrEnum):
    """What an endpoint may want to hear of; the types of its events begin with it."""

    BOOKING = "booking"
    REPORT = "report"
    MESSAGE = "message"


BOOKING_TYPES: Mapping[str, str] = {
    "booked": "booking.created",
    "moved": "booking.moved",
    "coming": "booking.coming",
    "late": "booking.changed",
    "cancelled": "booking.cancelled",
    "restored": "booking.restored",
    "arrived": "booking.arrived",
    "sampled": "booking.sampled",
    "fulfilled": "booking.done",
    "no_show": "booking.no_show",
    "put_back": "booking.put_back",
    "fasting_kept": "booking.changed",
    "fasting_broken": "booking.changed",
}
"""The event's type for each kind there is in booking_events."""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where a program listens. generation: counts its secrets. seed: what they are derived from.

    secret_hash, earlier_hash: of the present secret and of the one before, which signs as well
    until `earlier_until` (aware UTC).
    """

    id: int
    url: str
    topics: frozenset[Topic]
    made_by: int
    seed: str
    generation: int
    secret_hash: str
    earlier_hash: str | None
    earlier_until: datetime | None
    made_at: datetime
    ended_at: datetime | None = None

    @property
    def host(self) -> str:
        """What people know it by."""
        return urlsplit(self.url).netloc


@dataclass(frozen=True, slots=True)
class EndpointState:
    """An endpoint and how it goes there. last_error: of what is tried again or dead, "" if none."""

    endpoint: Endpoint
    waiting: int
    dead: int
    last_sent_at: datetime | None
    last_error: str


@dataclass(frozen=True, slots=True)
class Hook:
    """An event on its way, with what it tells of, read when it is sent.

    number: of the message, the same on every try. at: when it happened, aware UTC. facts: ids,
    codes, instants and statuses; never a name or a phone number.
    """

    number: int
    endpoint: Endpoint
    type: str
    at: datetime
    facts: Mapping[str, str | int | None]

    def payload(self) -> dict[str, object]:
        """As JSON takes it."""
        facts = {name: fact for name, fact in self.facts.items() if fact is not None}
        return {"type": self.type, "timestamp": self.at.isoformat(), "data": facts}


def secret_of(seed: str, generation: int, key: str) -> str:
    """A secret as programs keep it: whsec_ and 32 bytes in base64."""
    raw = digest(key.encode(), f"webhook:{seed}:{generation}".encode(), sha256)
    return f"whsec_{b64encode(raw).decode()}"


def secret_hash(secret: str) -> str:
    """What is kept of one."""
    return hashed(secret)


def present_secret(it: Endpoint, keys: Keys) -> str | None:
    """The secret that signs; None if the key it was made with is gone."""
    return _known(it.seed, it.generation, it.secret_hash, keys)


def secrets_at(it: Endpoint, keys: Keys, now: datetime) -> tuple[str, ...]:
    """Those that sign now, the present one first; empty if its key is gone."""
    present = present_secret(it, keys)
    if present is None:
        return ()
    if it.earlier_hash is None or it.earlier_until is None or it.earlier_until <= now:
        return (present,)
    earlier = _known(it.seed, it.generation - 1, it.earlier_hash, keys)
    return (present,) if earlier is None else (present, earlier)


def _known(seed: str, generation: int, kept: str, keys: Keys) -> str | None:
    made = (secret_of(seed, generation, key) for key in keys.all)
    return next((secret for secret in made if is_secret(secret, kept)), None)


NUMERIC = re.compile(r"(0x[0-9a-f]*|[0-9]+)\.?", re.IGNORECASE)
"""A last label that some read as a number, and the whole host as an address."""
HOST = re.compile(r"[a-z0-9_-]+(\.[a-z0-9_-]+)*\.?", re.IGNORECASE)
HOME = "localhost"


def parse_url(text: str, *, may_loop: bool = False) -> str:
    """An address that a program may listen at; the host is looked up later, with each request.

    may_loop: also this machine, and there without TLS. Raises EntryInvalid("url"), UrlBarred.
    """
    text = text.strip()
    try:
        parts = urlsplit(text)
        _ = parts.port
    except ValueError:
        raise EntryInvalid("url") from None
    host = parts.hostname or ""
    is_odd = not text.isascii() or not text.isprintable() or " " in text or "\\" in text
    if is_odd or len(text) > LONGEST or parts.username is not None or parts.fragment:
        raise EntryInvalid("url")
    address = _address_in(host)
    is_here = host.rstrip(".").rpartition(".")[2] == HOME  # and *.localhost, RFC 6761
    is_home = host == HOME or (address is not None and address.is_loopback)
    if parts.scheme not in _schemes(is_home=is_home, may_loop=may_loop):
        raise EntryInvalid("url")
    if address is not None and not may_reach(address, may_loop=may_loop):
        raise UrlBarred
    if is_here and not may_loop:
        raise UrlBarred
    return _written(parts)


def _schemes(*, is_home: bool, may_loop: bool) -> tuple[str, ...]:
    return ("https", "http") if is_home and may_loop else ("https",)


def _address_in(host: str) -> Address | None:
    """The address that a host is, None for a name. Raises EntryInvalid for neither."""
    if ":" not in host:
        is_number = NUMERIC.fullmatch(host.rstrip(".").rpartition(".")[2])
        if not is_number:
            if not HOST.fullmatch(host):
                raise EntryInvalid("url")
            return None
    try:
        return ip_address(host)
    except ValueError:  # such as 2130706433, 127.1 or 0x7f.1, which some read as 127.0.0.1
        raise EntryInvalid("url") from None


def _written(parts: SplitResult) -> str:
    return parts._replace(path=parts.path or "/").geturl()


SHARED = (
    *(IPv4Network("168.63.129.16"), IPv4Network("192.88.99.0/24"), IPv4Network("100.64.0.0/10")),
    *(IPv4Network("192.0.0.0/24"), IPv4Network("198.18.0.0/15"), IPv4Network("240.0.0.0/4")),
)
"""What is not private by its number and still inside: a cloud's own server, relays, tests."""
GLOBAL_6 = IPv6Network("2000::/3")
INSIDE_6 = (IPv6Network("2001::/23"), IPv6Network("2001:db8::/32"), IPv6Network("3fff::/20"))
TRANSLATED = IPv6Network("64:ff9b::/96")  # RFC 6052: an IPv4 address in its last 32 bits
SIX_TO_FOUR = IPv6Network("2002::/16")


def may_reach(address: Address, *, may_loop: bool = False) -> bool:
    """Whether we may connect there: to the internet, and to no network of ours.

    An IPv6 address that carries one of IPv4 is as good as that one. may_loop: this machine, too.
    """
    if isinstance(address, IPv6Address):
        return _may_reach_6(address, may_loop=may_loop)
    if address.is_loopback:
        return may_loop
    is_inside = any(address in network for network in SHARED)
    return address.is_global and not address.is_multicast and not is_inside


def _may_reach_6(address: IPv6Address, *, may_loop: bool) -> bool:
    if address.scope_id is not None:
        return False
    if address.is_loopback:
        return may_loop
    if address.ipv4_mapped is not None:
        return may_reach(address.ipv4_mapped, may_loop=may_loop)
    if address in TRANSLATED:
        return may_reach(IPv4Address(int(address) & 0xFFFF_FFFF))
    if address in SIX_TO_FOUR:
        return False  # nobody speaks it any more, and it carries any IPv4 address
    is_inside = any(address in network for network in INSIDE_6)
    return address in GLOBAL_6 and address.is_global and not is_inside

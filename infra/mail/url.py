"""SMTP_URL and MAIL_FROM as values: which server, how it is spoken to, and who writes."""

import ipaddress
from dataclasses import dataclass, field
from email.utils import formataddr, parseaddr
from urllib.parse import unquote, urlsplit

from domain.account.email import parse_address
from domain.refusals import AddressInvalid

PORTS = {"smtp": 587, "smtps": 465}


@dataclass(frozen=True, slots=True)
class Server:
    """A mail server. is_tls: TLS from the first byte; without it STARTTLS, where
    must_encrypt means that the server has to offer it.
    """

    host: str
    port: int
    user: str = ""
    password: str = field(default="", repr=False)
    is_tls: bool = False
    must_encrypt: bool = True


@dataclass(frozen=True, slots=True)
class Sender:
    """Who our mails come from. address: bare. name: shown beside it, empty = none."""

    address: str
    name: str = ""

    @property
    def domain(self) -> str:
        """The part behind the @."""
        return self.address.rpartition("@")[2]

    def __str__(self) -> str:
        """As in a From header."""
        return formataddr((self.name, self.address)) if self.name else self.address


def parse_smtp_url(url: str) -> Server:
    """smtp://user:password@host:port, or smtps://; user and password are URL-encoded.

    Raises ValueError with words that never quote it.
    """
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise ValueError("must look like smtp://user:password@host:587") from None
    if parts.scheme not in PORTS:
        raise ValueError("must start with smtp:// or smtps://")
    if not parts.hostname or parts.path.strip("/") or parts.query or parts.fragment:
        raise ValueError("must look like smtp://user:password@host:587")
    if bool(parts.username) != bool(parts.password):
        raise ValueError("must have both user and password, or neither")
    is_tls = parts.scheme == "smtps"
    return Server(
        host=parts.hostname,
        port=port or PORTS[parts.scheme],
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        is_tls=is_tls,
        must_encrypt=not is_tls and not is_loopback(parts.hostname),
    )


def parse_sender(text: str) -> Sender:
    """lab@example.org, or Name <lab@example.org>. Raises ValueError."""
    name, address = parseaddr(text)
    if not text.isprintable() or not address:
        raise ValueError("must be an address such as lab@example.org")
    try:
        return Sender(parse_address(address), name)
    except AddressInvalid:
        raise ValueError("must be an address such as lab@example.org") from None


def is_loopback(host: str) -> bool:
    """Whether what is said to this host never leaves the machine."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"

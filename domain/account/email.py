"""E-mail addresses: what is one, and the code that proves whose it is.

A code is derived, not stored: from a seed beside the message and a key that only the processes
know. So neither the table of messages nor that of addresses gives a code away.
"""

import hmac
import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum

import idna

from domain.keys import Keys, keyed
from domain.refusals import AddressInvalid
from domain.typed_text import one_line

LONGEST = 254  # octets of a whole address, RFC 5321 4.5.3.1.3 less the angle brackets
LONGEST_LOCAL = 64  # octets before the @, RFC 5321 4.5.3.1.1
CODE_LIVES = timedelta(minutes=15)
CODE_TRIES = 5
CODES_PER_HOUR = 3  # mails with a code, for one account and for one mailbox
HOUR = timedelta(hours=1)
DIGITS = 6
LOCAL = re.compile(r"[a-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
TOP = re.compile(r"[a-z][a-z0-9-]*[a-z0-9]")
CODE = re.compile(rf"\d{{{DIGITS}}}", re.ASCII)
GAPS = re.compile(r"[\s.-]+")
LINK = "mailto:"
NAMED = re.compile(r"[^@<>]*<([^<>]+)>")  # with a name before it
LABEL = re.compile(
    r"(?!mailto:)[^@:]*:\s*|((my|our|mein|meine|mi|meu|mon|мой|моя|मेरा)\s+)?"
    r"(e-?mail|mail|correo|courriel|почта|имейл|ईमेल)(\s+(address|adresse))?"
    r"(\s+(is|ist|es|é|est|है))?\s+",
    re.IGNORECASE,
)
"""'E-mail: ', 'my email is '; LINK is none."""
OPENING, CLOSING = " ([\"'\u2018\u201c\u201e\u00ab", " .,;:!?)]\"'\u2019\u201d\u201c\u00bb"
"""Of a sentence that it was copied from."""
WIDE = {0xFE6B: "@", 0x3002: "."} | {code + 0xFEE0: code for code in range(0x21, 0x7F)}
"""Signs of full width, as East Asian keyboards have them."""


@dataclass(frozen=True, slots=True)
class Address:
    """A person's address. address: as parse_address answers it.

    is_confirmed: False while its code is still to be typed.
    """

    id: int
    address: str
    is_confirmed: bool

    @property
    def masked(self) -> str:
        """As it is shown where others may look on: a…@example.org."""
        return masked(self.address)


class CodeVerdict(Enum):
    """What became of a typed code."""

    CONFIRMED = "confirmed"
    WRONG = "wrong"
    SPENT = "spent"  # typed wrong too often: it is void
    EXPIRED = "expired"  # too old, or there is none


@dataclass(frozen=True, slots=True)
class CodeCheck:
    """The verdict on a typed code. left: how many more tries it has."""

    verdict: CodeVerdict
    left: int = 0


@dataclass(frozen=True, slots=True)
class CodeDemand:
    """What speaks against one more code: codes of the last hour, addresses, a wish for no mail.

    others: the account's addresses, but for this one while it is not confirmed.
    """

    of_account: int
    of_mailbox: int
    others: int
    is_unsubscribed: bool


@dataclass(frozen=True, slots=True)
class CodeTry:
    """A counted try of a code. tries: that one included."""

    is_right: bool
    tries: int


@dataclass(frozen=True, slots=True)
class MailFacts:
    """What a mail needs to know beside its message. intent, version: of the message."""

    intent: str
    version: int
    address_id: int
    code_hash: str | None
    locale: str
    is_confirmed: bool
    is_unsubscribed: bool


def parse_address(text: str) -> str:
    """The address in its one form: lower case, the domain in ASCII (IDNA 2008).

    No provider tells cases apart, and two spellings would be two addresses. A quoted or
    non-ASCII local part and an IP address as domain are refused, for much of the world's mail
    does not take them; so is what a reader of mail would decode. What comes along with a copied
    address is dropped: 'Ann <ann@example.org>,', 'MAILTO:', other words, what nobody sees. Raises
    AddressInvalid.
    """
    line = one_line(text).translate(WIDE).lstrip(OPENING).rstrip(CLOSING)
    if named := NAMED.fullmatch(line):
        line = named[1].strip()
    if label := LABEL.match(line):
        line = line[label.end() :].lstrip(OPENING)
    words = line.strip("<>").lower()
    if words.startswith(LINK):
        words = words.removeprefix(LINK).partition("?")[0].strip()
    local, at, domain = words.rpartition("@")
    if not at or len(local) > LONGEST_LOCAL or not LOCAL.fullmatch(local) or "=?" in local:
        raise AddressInvalid
    address = f"{local}@{_ascii(domain)}"
    if len(address) > LONGEST:
        raise AddressInvalid
    return address


def masked(address: str) -> str:
    """The address without what names a person, its domain as people write it; '' of ''."""
    if not address:
        return ""
    local, _, domain = address.rpartition("@")
    try:
        shown = idna.decode(domain)
    except idna.IDNAError:
        shown = domain
    return f"{local[:1]}…@{shown}"


def mailbox(address: str) -> str:
    """Where mail to the address ends up: ann+lab@ is read by whoever reads ann@."""
    local, _, domain = address.rpartition("@")
    return f"{local.split('+', 1)[0]}@{domain}"


def code_of(seed: str, key: str) -> str:
    """The six digits that a seed stands for."""
    return f"{int.from_bytes(keyed('code', seed, key)) % 10**DIGITS:0{DIGITS}d}"


def code_hash(address: str, code: str, key: str) -> str:
    """What is kept of a code; without the key nobody can try all codes on it."""
    return keyed("hash", f"{address} {code}", key).hex()


def read_code(text: str) -> str | None:
    """The code that a person typed, perhaps with gaps; None if it is none."""
    digits = GAPS.sub("", text)
    return digits if CODE.fullmatch(digits) else None


def lives_until(sent_at: datetime) -> datetime:
    """When a code that was mailed then is worth nothing any more."""
    return sent_at + CODE_LIVES


def unsubscribe_token(address_id: int, key: str) -> str:
    """What a request to stop names the address by; it tells nothing and cannot be guessed."""
    return f"{address_id}-{keyed('unsubscribe', str(address_id), key).hex()[:20]}"


def read_unsubscribe_token(token: str, keys: Keys) -> int | None:
    """The id of the address that a token stands for; None for a forged one."""
    head, _, _ = token.strip().partition("-")
    if not (head.isascii() and head.isdecimal() and len(head) < 20):
        return None
    given = token.strip().encode()
    known = (unsubscribe_token(int(head), key).encode() for key in keys.all)
    return int(head) if any(hmac.compare_digest(one, given) for one in known) else None


def _ascii(domain: str) -> str:
    try:
        name = idna.encode(domain, uts46=True, strict=False, std3_rules=True).decode()
    except (idna.IDNAError, UnicodeError):
        raise AddressInvalid from None
    labels = name.split(".")
    if len(labels) < 2 or not TOP.fullmatch(labels[-1]):
        raise AddressInvalid
    return name

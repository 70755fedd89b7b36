"""What a mail looks like: two forms of the same words, and headers that nobody can add to.

Headers are written here and not by the library: it reads a value as a header before it writes one,
so that words such as =?utf-8?q?Hi=0D=0ABcc:?= became line breaks. Here words are words.

The Message-ID is the same on every try, so a server or reader that sees a mail twice can tell.
"""

import re
from dataclasses import dataclass
from datetime import datetime
from email.header import Header
from email.message import EmailMessage
from email.policy import SMTP as SMTP_POLICY
from email.utils import format_datetime, formataddr
from urllib.parse import quote

from infra.mail.url import Sender

NEVER = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
WORD = re.compile(r"=\?(?=[^?]*\?[bq]\?)", re.IGNORECASE)
"""The begin of an encoded word (RFC 2047). One that is typed is broken up: some decode twice."""
LINE = 76  # characters of a header's line, RFC 2047 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """What is mailed. recipient: a bare address. text, html: the two forms of the same words.

    key: what its Message-ID is derived from, the same on every try. token: names the address in a
    request to stop. at: when it was due, aware.
    """

    recipient: str
    subject: str
    text: str
    html: str
    key: str
    token: str
    at: datetime


class HeaderInvalid(ValueError):
    """A header's value could have begun another header."""


def compose(mail: Mail, sender: Sender) -> bytes:
    """The mail as it is sent. Raises HeaderInvalid."""
    stop = f"mailto:{quote(sender.address, safe='@+')}?subject={quote(f'unsubscribe {mail.token}')}"
    headers = {
        "List-Unsubscribe": f"<{_checked(stop)}>",
        "From": formataddr((_words("From", sender.name), _checked(sender.address))),
        "To": _checked(mail.recipient),
        "Subject": _words("Subject", mail.subject),
        "Message-ID": f"<{_checked(mail.key)}@{sender.domain}>",
        "Date": format_datetime(mail.at),
        "Auto-Submitted": "auto-generated",
    }
    body = EmailMessage(policy=SMTP_POLICY)
    body.set_content(mail.text)
    body.add_alternative(mail.html, subtype="html")
    head = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    return head.encode("ascii") + body.as_bytes()


def _checked(value: str) -> str:
    """What is no words but an address or an id. Raises HeaderInvalid."""
    if not value.isascii() or NEVER.search(value) or "=?" in value:
        raise HeaderInvalid("an address or an id has a character in it that it never has")
    return value


def _words(name: str, words: str) -> str:
    """Somebody's words for a header, encoded if readers could take them for something else.

    Raises HeaderInvalid.
    """
    if NEVER.search(words):
        raise HeaderInvalid("a header has a line break or another control character in it")
    words = WORD.sub("= ?", words)
    is_plain = words.isascii() and "=?" not in words and words == words.strip()
    if is_plain and len(name) + len(words) < LINE:
        return words
    return Header(words, "utf-8", LINE, name).encode(linesep="\r\n")

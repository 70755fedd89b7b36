"""What a mail looks like: two forms of the same words, and headers that nobody can add to.

The Message-ID is the same on every try, so a server or reader that sees a mail twice can tell.
"""

import re
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address as HeaderAddress
from email.message import EmailMessage
from email.policy import SMTP as SMTP_POLICY
from email.utils import format_datetime
from urllib.parse import quote

from infra.mail.url import Sender

CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")


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
    """A header's value would have begun another header."""


def compose(mail: Mail, sender: Sender) -> bytes:
    """The mail as it is sent. Raises HeaderInvalid.

    The way to stop stands first and is not left to the library, which encodes a long word.
    """
    stop = f"mailto:{quote(sender.address, safe='@+')}?subject={quote(f'unsubscribe {mail.token}')}"
    headers = {
        "Subject": mail.subject,
        "Message-ID": f"<{mail.key}@{sender.domain}>",
        "Date": format_datetime(mail.at),
        "Auto-Submitted": "auto-generated",
    }
    for value in (*headers.values(), mail.recipient, stop, sender.name):
        if CONTROL.search(value):
            raise HeaderInvalid("a header has a line break or another control character in it")
    message = EmailMessage(policy=SMTP_POLICY)
    message["From"] = _mailbox(sender.address, sender.name)
    message["To"] = _mailbox(mail.recipient)
    for name, value in headers.items():
        message[name] = value
    message.set_content(mail.text)
    message.add_alternative(mail.html, subtype="html")
    return f"List-Unsubscribe: <{stop}>\r\n".encode("ascii") + message.as_bytes()


def _mailbox(address: str, name: str = "") -> HeaderAddress:
    local, _, domain = address.rpartition("@")
    return HeaderAddress(name, local, domain)

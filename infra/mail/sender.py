"""E-mail over SMTP: connections that are kept, and what a no means.

Any SMTP server will do; Amazon SES by its SMTP endpoint, with SMTP credentials.
"""

import asyncio
import re
import ssl
import time
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta

import aiosmtplib
from aiosmtplib import SMTP

from domain.messages.delivery import Cause, Fault
from infra.mail.message import Mail, compose
from infra.mail.url import Sender, Server, parse_sender, parse_smtp_url

TIMEOUT = 15.0  # seconds for one mail, connecting included; less than what is left of a lease
BUSY_FOR = 3.0  # of these, how long a mail waits for a connection
AGAIN = timedelta(seconds=2)  # when a mail that found none tries again
CONNECTIONS = 4
IDLE_FOR = 25.0  # seconds that a connection is kept unused; servers and routers cut silent ones
DETAIL = 200  # characters of an error that are kept
CLOSING = 421  # RFC 5321 3.8: the server is about to end the connection
SIGN_IN = (530, 535, 538)  # RFC 4954: sign in first, wrong password, only encrypted
ADDRESS = re.compile(r"[^\s<>()\"',:;]+@[^\s<>()\"',:;]+")

FAILURES = (aiosmtplib.SMTPException, ssl.SSLError, TimeoutError, OSError)
"""What sending can raise; everything else is a bug of ours."""
OF_THE_MAIL = (
    aiosmtplib.SMTPSenderRefused,
    aiosmtplib.SMTPRecipientRefused,
    aiosmtplib.SMTPDataError,
)
"""Answers that speak of the mail; a no to a greeting or to STARTTLS is about the server."""


class Busy(Exception):
    """Every connection is at work."""


class Mailer:
    """Sends mails over at most CONNECTIONS connections, which it keeps and opens again."""

    def __init__(self, server: Server, sender: Sender, trust: ssl.SSLContext | None = None) -> None:
        self.sender = sender
        self._server = server
        self._trust = trust or _trust(server)
        self._places = asyncio.Semaphore(CONNECTIONS)
        self._idle: list[tuple[SMTP, float]] = []

    async def send(self, mail: Mail) -> Fault | None:
        """Mail it within TIMEOUT; what went wrong, None if the server took it.

        Raises HeaderInvalid, and nothing that a server or network does.
        """
        content = compose(mail, self.sender)
        sending = _Sending(self.sender.address, mail.recipient, content)
        try:
            async with asyncio.timeout(TIMEOUT), self._connection(sending) as client:
                await sending.over(client)
        except Busy:
            return Fault(Cause.MAIL_BUSY, wait=AGAIN)
        except FAILURES as error:
            return classify(error, sending.is_begun)
        return None

    async def probe(self) -> Fault | None:
        """Connect and sign in, send nothing; what went wrong."""
        try:
            async with asyncio.timeout(TIMEOUT):
                (await self._open()).close()
        except FAILURES as error:
            return classify(error, is_begun=False)
        return None

    async def close(self) -> None:
        """Say goodbye on what is open, without waiting for answers."""
        while self._idle:
            self._idle.pop()[0].close()

    @asynccontextmanager
    async def _connection(self, sending: "_Sending") -> AsyncGenerator[SMTP, None]:
        """One that answers MAIL FROM; kept if nothing goes wrong on it, closed otherwise."""
        try:
            async with asyncio.timeout(BUSY_FOR):
                await self._places.acquire()
        except TimeoutError:
            raise Busy from None
        client, is_good = None, False
        try:
            client = self._kept()
            if client is None or not await _greets(client, sending):
                client = await self._open()
                await sending.greet(client)
            yield client
            is_good = True
        finally:
            if client is not None and is_good:
                self._idle.append((client, time.monotonic()))
            elif client is not None:
                client.close()
            self._places.release()

    def _kept(self) -> SMTP | None:
        """The one used last, if it is still good; older ones are closed."""
        while self._idle:
            client, used_at = self._idle.pop()
            if client.is_connected and time.monotonic() - used_at < IDLE_FOR:
                return client
            client.close()
        return None

    async def _open(self) -> SMTP:
        server = self._server
        client = SMTP(
            hostname=server.host,
            port=server.port,
            username=server.user or None,
            password=server.password or None,
            local_hostname=self.sender.domain,
            timeout=TIMEOUT,
            use_tls=server.is_tls,
            start_tls=_start_tls(server),
            tls_context=self._trust,
        )
        await client.connect()  # which closes what fails
        return client


@dataclass(slots=True)
class _Sending:
    """One mail on its way. is_begun: the server may have it, whatever happens now."""

    sender: str
    recipient: str
    content: bytes
    is_begun: bool = False

    async def greet(self, client: SMTP) -> None:
        await client.mail(self.sender, encoding="ascii")

    async def over(self, client: SMTP) -> None:
        await client.rcpt(self.recipient, encoding="ascii")
        self.is_begun = True
        await client.data(self.content)


async def _greets(client: SMTP, sending: _Sending) -> bool:
    """Whether a connection that was kept still answers; nothing of the mail has been said yet."""
    try:
        await sending.greet(client)
    except aiosmtplib.SMTPSenderRefused as refused:
        if refused.code != CLOSING:
            raise
    except (aiosmtplib.SMTPServerDisconnected, ConnectionError):
        pass
    else:
        return True
    client.close()
    return False


def open_mail(url: str, sender: str, trust: ssl.SSLContext | None = None) -> Mailer:
    """A mailer for SMTP_URL and MAIL_FROM; connects when first used. Raises ValueError.

    trust: whose certificates are believed, by default those the system believes.
    """
    return Mailer(parse_smtp_url(url), parse_sender(sender), trust)


def classify(error: BaseException, is_begun: bool) -> Fault:
    """What a failed try means for its mail. is_begun: whether DATA had been said."""
    if isinstance(error, aiosmtplib.SMTPResponseException):
        if error.code in SIGN_IN or isinstance(error, aiosmtplib.SMTPAuthenticationError):
            return Fault(Cause.MAIL_UNAUTHORIZED, _answer_of(error))
        if isinstance(error, OF_THE_MAIL) and error.code >= 400:
            never = error.code >= 500
            return Fault(Cause.MAIL_REFUSED if never else Cause.MAIL_DEFERRED, _answer_of(error))
        if not is_begun:
            is_put_off = 400 <= error.code < 500
            return Fault(
                Cause.MAIL_DEFERRED if is_put_off else Cause.MAIL_NOT_REACHED, _answer_of(error)
            )
    cause = Cause.MAIL_NO_ANSWER if is_begun else Cause.MAIL_NOT_REACHED
    return Fault(cause, type(error).__name__)


def _answer_of(error: aiosmtplib.SMTPResponseException) -> str:
    """The server's answer in one line, without the address that many quote."""
    words = " ".join(str(error.message).split())
    return ADDRESS.sub("<address>", f"{error.code} {words}")[:DETAIL]


def _start_tls(server: Server) -> bool | None:
    """None: if the server offers it."""
    if server.is_tls:
        return False
    return True if server.must_encrypt else None


def _trust(server: Server) -> ssl.SSLContext:
    """Certificates are checked, but for a server on this machine that need not encrypt at all."""
    context = ssl.create_default_context()
    if not server.is_tls and not server.must_encrypt:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    return context

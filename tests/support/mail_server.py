"""A real SMTP server on loopback: takes mail, answers as told, and remembers what came."""

import asyncio
import email
import email.policy
import ssl
from collections import deque
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

PEM = Path(__file__).parents[1] / "data" / "mail.pem"
"""A certificate for localhost and its key, made for these tests and trusted by nobody else."""
TAKEN = "250 OK"
CUT = "cut"  # an answer that is none: the connection ends
USER, PASSWORD = "ann@lab", "p@ss:w/rd"


@dataclass
class Post:
    """Answers to MAIL, RCPT and DATA still to be given, TAKEN when there are none.

    gate: while clear, nothing is answered to what `holds` names.
    """

    port: int = 0
    mails: list[EmailMessage] = field(default_factory=list)
    envelopes: list[Envelope] = field(default_factory=list)
    to_mail: deque[str] = field(default_factory=deque)
    to_rcpt: deque[str] = field(default_factory=deque)
    to_data: deque[str] = field(default_factory=deque)
    holds: str = "DATA"
    gate: asyncio.Event = field(default_factory=asyncio.Event)
    servers: list[SMTP] = field(default_factory=list)
    encrypted: list[bool] = field(default_factory=list)
    signed_in: list[bool] = field(default_factory=list)
    at_once: int = 0
    _open: int = 0
    _came: asyncio.Condition = field(default_factory=asyncio.Condition)

    @property
    def url(self) -> str:
        """For SMTP_URL, without TLS."""
        return f"smtp://127.0.0.1:{self.port}"

    async def came(self, count: int) -> list[EmailMessage]:
        """Wait until that many mails have come, taken or not."""
        async with asyncio.timeout(30), self._came:
            await self._came.wait_for(lambda: len(self.mails) >= count)
        return self.mails

    def cut(self) -> None:
        """End all connections, as servers do with silent ones."""
        for server in self.servers:
            abort(server)

    async def handle_MAIL(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, _session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        answer = await self._answer("MAIL", server, self.to_mail)
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return answer

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        answer = await self._answer("RCPT", server, self.to_rcpt)
        envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        content = envelope.content
        assert isinstance(content, bytes)
        self._open += 1
        self.at_once = max(self.at_once, self._open)
        async with self._came:
            parsed = email.message_from_bytes(content, policy=email.policy.default)
            assert isinstance(parsed, EmailMessage)
            self.mails.append(parsed)
            self.envelopes.append(envelope)
            self.encrypted.append(is_encrypted(server))
            self.signed_in.append(bool(session.authenticated))
            self._came.notify_all()
        try:
            return await self._answer("DATA", server, self.to_data)
        finally:
            self._open -= 1

    async def _answer(self, verb: str, server: SMTP, answers: deque[str]) -> str:
        if verb == self.holds:
            await self.gate.wait()
        answer = answers.popleft() if answers else TAKEN
        if answer == CUT:
            abort(server)
        return answer

    def authenticate(
        self, _server: SMTP, _session: Session, _envelope: Envelope, _mechanism: str, data: Any
    ) -> AuthResult:
        """USER with PASSWORD may come in."""
        known = LoginPassword(USER.encode(), PASSWORD.encode())
        return AuthResult(success=data == known, handled=False)


def abort(server: SMTP) -> None:
    """End its connection at once."""
    if isinstance(server.transport, asyncio.Transport):
        server.transport.abort()


def is_encrypted(server: SMTP) -> bool:
    """Whether what it hears comes over TLS."""
    transport = server.transport
    return transport is not None and transport.get_extra_info("sslcontext") is not None


def certificate() -> ssl.SSLContext:
    """What the server shows."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(PEM)
    return context


def trusting() -> ssl.SSLContext:
    """Of a client that believes this certificate."""
    return ssl.create_default_context(cafile=PEM)


@asynccontextmanager
async def mail_server(tls: str = "", *, with_users: bool = False) -> AsyncGenerator[Post, None]:
    """A running one, its gate open. tls: "", "starttls", or "tls" from the first byte."""
    post, loop = Post(), asyncio.get_running_loop()
    post.gate.set()

    def connected() -> SMTP:
        server = SMTP(
            post,
            hostname="localhost",
            loop=loop,
            tls_context=certificate() if tls == "starttls" else None,
            auth_require_tls=False,
            auth_required=with_users,
            authenticator=post.authenticate if with_users else None,
        )
        post.servers.append(server)
        return server

    context = certificate() if tls == "tls" else None
    listener = await loop.create_server(connected, "127.0.0.1", 0, ssl=context)
    post.port = listener.sockets[0].getsockname()[1]
    try:
        yield post
    finally:
        post.gate.set()
        listener.close()
        post.cut()
        await listener.wait_closed()

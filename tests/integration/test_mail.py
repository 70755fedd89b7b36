"""Mail on a real SMTP server: what arrives, over what, and what each failure means."""

import asyncio
import base64
import email
import email.policy
import re
import ssl
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime
from email.header import decode_header, make_header
from email.utils import getaddresses, parseaddr
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.local.stack import free_port
from domain.account.email import parse_address
from domain.messages.delivery import Cause, Fault
from domain.refusals import AddressInvalid
from infra.mail import sender
from infra.mail.message import HeaderInvalid, Mail, compose
from infra.mail.sender import CONNECTIONS, Mailer, open_mail
from infra.mail.url import Sender, parse_sender, parse_smtp_url
from tests.support.mail_server import CUT, PASSWORD, USER, Post, mail_server, trusting

FROM = "Ünter's Lab <lab@example.org>"
NOW = datetime(2026, 11, 25, 9, 0, 1, tzinfo=UTC)
LETTER = Mail(
    recipient="ann@example.org",
    subject="Grüße, Ann \U0001f600",
    text="Grüße\n.\nein Punkt und — " + "lang " * 400,
    html="<p>Grüße</p>",
    key="0123456789abcdef",
    token="7-abc",
    at=NOW,
)


@pytest.fixture
async def post() -> AsyncIterator[Post]:
    async with mail_server() as running:
        yield running


@asynccontextmanager
async def mailing(url: str, trust: ssl.SSLContext | None = None) -> AsyncGenerator[Mailer, None]:
    opened = open_mail(url, FROM, trust)
    try:
        yield opened
    finally:
        await opened.close()


@pytest.fixture
async def mailer(post: Post) -> AsyncIterator[Mailer]:
    async with mailing(post.url) as opened:
        yield opened


def cause(fault: Fault | None) -> Cause | None:
    return fault.cause if fault else None


async def test_a_mail_arrives_with_all_its_parts(post: Post, mailer: Mailer) -> None:
    assert await mailer.send(LETTER) is None
    (came,) = post.mails
    assert came["Subject"] == LETTER.subject
    assert came["From"] == FROM
    assert came["To"] == "ann@example.org"
    assert came["Message-ID"] == "<0123456789abcdef@example.org>"
    assert came["Date"].datetime == NOW
    assert came["Auto-Submitted"] == "auto-generated"
    stop = "<mailto:lab@example.org?subject=unsubscribe%207-abc>"
    assert came["List-Unsubscribe"] == stop
    assert "List-Unsubscribe-Post" not in came, "one click needs an address of the web"
    plain, html = came.iter_parts()
    assert plain.get_content().replace("\r\n", "\n").rstrip("\n") == LETTER.text
    assert (html.get_content_type(), html.get_content().strip()) == ("text/html", LETTER.html)
    (envelope,) = post.envelopes
    assert (envelope.mail_from, envelope.rcpt_tos) == ("lab@example.org", ["ann@example.org"])


@pytest.mark.parametrize(("tls", "scheme"), [("starttls", "smtp"), ("tls", "smtps")])
async def test_a_mail_goes_over_tls_to_a_certificate_that_is_trusted(tls: str, scheme: str) -> None:
    async with mail_server(tls) as post:
        server = parse_smtp_url(f"{scheme}://localhost:{post.port}")
        strict = replace(server, must_encrypt=not server.is_tls)
        opened = Mailer(strict, parse_sender(FROM), trusting())
        assert await opened.send(LETTER) is None
        await opened.close()
        assert post.encrypted == [True]


@pytest.mark.parametrize(("tls", "scheme"), [("starttls", "smtp"), ("tls", "smtps")])
async def test_nothing_goes_to_a_certificate_that_nobody_trusts(tls: str, scheme: str) -> None:
    async with mail_server(tls) as post:
        server = parse_smtp_url(f"{scheme}://localhost:{post.port}")
        opened = Mailer(replace(server, must_encrypt=not server.is_tls), parse_sender(FROM))
        assert cause(await opened.send(LETTER)) is Cause.MAIL_NOT_REACHED
        assert post.mails == []


async def test_on_this_machine_starttls_is_used_where_it_is_offered() -> None:
    async with mail_server("starttls") as post, mailing(post.url) as opened:
        assert await opened.send(LETTER) is None
        assert post.encrypted == [True]


async def test_nothing_goes_unencrypted_to_another_machine(post: Post) -> None:
    server = replace(parse_smtp_url(post.url), must_encrypt=True)
    opened = Mailer(server, parse_sender(FROM), trusting())
    assert cause(await opened.send(LETTER)) is Cause.MAIL_NOT_REACHED
    assert post.mails == []


async def test_user_and_password_may_hold_any_character() -> None:
    async with mail_server(with_users=True) as post:
        url = f"smtp://{quote(USER, safe='')}:{quote(PASSWORD, safe='')}@127.0.0.1:{post.port}"
        async with mailing(url) as opened:
            assert await opened.send(LETTER) is None
        assert post.signed_in == [True]


@pytest.mark.parametrize("user", ["ann:wrong@", ""])
async def test_who_may_not_sign_in_is_told_and_the_mail_is_not_given_up(user: str) -> None:
    async with mail_server(with_users=True) as post:
        async with mailing(f"smtp://{user}127.0.0.1:{post.port}") as opened:
            assert cause(await opened.send(LETTER)) is Cause.MAIL_UNAUTHORIZED
        assert post.mails == []


@pytest.mark.parametrize("verb", ["to_mail", "to_rcpt", "to_data"])
@pytest.mark.parametrize(
    ("answer", "expected"),
    [("451 4.7.1 Later", Cause.MAIL_DEFERRED), ("550 5.1.1 Never", Cause.MAIL_REFUSED)],
)
async def test_a_no_for_now_and_a_no_for_good_are_told_apart(
    post: Post, mailer: Mailer, verb: str, answer: str, expected: Cause
) -> None:
    getattr(post, verb).append(answer)
    fault = await mailer.send(LETTER)
    assert fault == Fault(expected, answer)
    assert not fault.is_unknown
    assert await mailer.send(LETTER) is None


async def test_what_is_kept_of_a_refusal_names_no_address(post: Post, mailer: Mailer) -> None:
    post.to_rcpt.append("550 5.1.1 <ann@example.org>: no such user, says ann@example.org")
    fault = await mailer.send(LETTER)
    assert fault is not None
    assert "ann@" not in str(fault)
    assert "no such user" in str(fault)


async def test_cut_after_data_nobody_knows(post: Post, mailer: Mailer) -> None:
    post.to_data.append(CUT)
    fault = await mailer.send(LETTER)
    assert cause(fault) is Cause.MAIL_NO_ANSWER
    assert fault is not None
    assert fault.is_unknown


async def test_cut_before_data_nothing_was_sent(post: Post, mailer: Mailer) -> None:
    post.to_rcpt.append(CUT)
    fault = await mailer.send(LETTER)
    assert cause(fault) is Cause.MAIL_NOT_REACHED
    assert fault is not None
    assert not fault.is_unknown


@pytest.mark.parametrize(
    ("holds", "expected"), [("DATA", Cause.MAIL_NO_ANSWER), ("RCPT", Cause.MAIL_NOT_REACHED)]
)
async def test_a_silent_server_is_not_waited_for_long(
    post: Post, mailer: Mailer, monkeypatch: pytest.MonkeyPatch, holds: str, expected: Cause
) -> None:
    monkeypatch.setattr(sender, "TIMEOUT", 0.5)
    post.holds = holds
    post.gate.clear()
    assert cause(await mailer.send(LETTER)) is expected
    post.gate.set()
    assert await mailer.send(LETTER) is None


@pytest.mark.parametrize("host", ["127.0.0.1", "no-such-host.invalid"])
async def test_where_nobody_listens_nothing_was_sent(host: str) -> None:
    async with mailing(f"smtp://{host}:{free_port()}") as opened:
        assert cause(await opened.send(LETTER)) is Cause.MAIL_NOT_REACHED


async def test_one_connection_carries_many_mails(post: Post, mailer: Mailer) -> None:
    for _ in range(5):
        assert await mailer.send(LETTER) is None
    assert len(post.servers) == 1


async def test_a_kept_connection_that_was_cut_is_opened_again(post: Post, mailer: Mailer) -> None:
    assert await mailer.send(LETTER) is None
    post.cut()
    assert await mailer.send(LETTER) is None
    for goodbye in (CUT, "421 4.4.2 Idle for too long"):
        post.to_mail.append(goodbye)
        assert await mailer.send(LETTER) is None
    assert len(post.mails) == 4


async def test_many_mails_at_once_share_few_connections(post: Post, mailer: Mailer) -> None:
    results = await asyncio.gather(
        *(mailer.send(replace(LETTER, key=f"k{number}")) for number in range(20))
    )
    assert results == [None] * 20
    assert len({came["Message-ID"] for came in post.mails}) == 20
    assert len(post.servers) <= CONNECTIONS


async def test_a_mail_that_finds_no_connection_free_comes_back_soon(
    post: Post, mailer: Mailer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sender, "BUSY_FOR", 0.05)
    post.gate.clear()
    on_the_way = [asyncio.create_task(mailer.send(LETTER)) for _ in range(CONNECTIONS)]
    await post.came(CONNECTIONS)
    assert cause(await mailer.send(LETTER)) is Cause.MAIL_BUSY
    post.gate.set()
    assert await asyncio.gather(*on_the_way) == [None] * CONNECTIONS
    assert await mailer.send(LETTER) is None


ODD = st.text(st.characters(exclude_categories=["Cs"]), max_size=90)


@given(ODD, ODD)
def test_no_words_become_a_header(subject: str, text: str) -> None:
    try:
        content = compose(replace(LETTER, subject=subject, text=text), parse_sender(FROM))
    except HeaderInvalid:
        return
    assert not set(subject) & set("\r\n\0")
    parsed = email.message_from_bytes(content, policy=email.policy.default)
    plain = compose(LETTER, parse_sender(FROM))
    expected = email.message_from_bytes(plain, policy=email.policy.default)
    assert parsed.keys() == expected.keys()
    head = content.partition(b"\r\n\r\n")[0]
    assert all(len(line) < 998 for line in head.split(b"\r\n"))


def encoded(text: str, charset: str = "utf-8", way: str = "q") -> str:
    """A word of RFC 2047 that stands for any text, line breaks and all."""
    raw = text.encode(charset)
    b64 = base64.b64encode(raw).decode()
    inside = b64 if way in "bB" else "".join(f"={byte:02X}" for byte in raw)
    return f"=?{charset}?{way}?{inside}?="


EVIL = ("Hi\r\nBcc: eve@example.org", "Hi\nX: y", "a\rb", "Hi\r\n\r\nbody", "\0", "\x85", "\u2028")
WAYS = [("utf-8", "q"), ("utf-8", "B"), ("utf-8*en", "b"), ("utf-7", "q"), ("utf-16", "b")]
HOSTILE = [
    *(encoded(evil, way=way) for evil in EVIL for way in "qb"),
    *(
        encoded(EVIL[0], charset.split("*")[0], way).replace("=?utf-8?", f"=?{charset}?")
        for charset, way in WAYS
    ),
    f"Grüße {encoded(EVIL[0])} an alle",
    f"x{encoded(EVIL[0])}y {encoded(EVIL[1])}" * 3,
    f"{encoded('Hi ')} {encoded(EVIL[0])}",
    encoded(encoded(EVIL[0])),
    encoded(encoded(EVIL[0], way="b"), way="b"),
    f"=?{encoded(EVIL[0])}",
    f'"{encoded(EVIL[0])}" <eve@example.org>',
    "=?utf-8?q?Hi=0D=0ABcc:_eve@example.org",
    "Hi=0D=0ABcc: eve@example.org",
    'Eve" <eve@example.org>, "Bob',
]
KNOWN = [
    *("List-Unsubscribe", "From", "To", "Subject", "Message-ID", "Date", "Auto-Submitted"),
    *("Content-Type", "MIME-Version"),
]


def decoded(value: str) -> str:
    return str(make_header(decode_header(value)))


def assert_harmless(content: bytes) -> None:
    """No header, no part and no recipient but ours, whoever reads it, decoding twice included."""
    for policy in (email.policy.default, email.policy.compat32):
        came = email.message_from_bytes(content, policy=policy)
        assert sorted(came.keys()) == sorted(KNOWN)
        assert [part.get_content_type() for part in came.walk()] == [
            *("multipart/alternative", "text/plain", "text/html")
        ]
        senders = getaddresses([came["From"]])
        assert [address for _, address in senders] == ["lab@example.org"]
        for name, value in came.items():
            twice = decoded(decoded(re.sub(r"\r\n\s", " ", str(value))))
            is_ours = name == "Content-Type"
            assert is_ours or not re.search(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]", twice), name


@pytest.mark.parametrize("where", ["subject", "name"])
@pytest.mark.parametrize("words", HOSTILE)
async def test_no_words_that_readers_decode_become_a_header(
    post: Post, where: str, words: str
) -> None:
    sender = Sender("lab@example.org", words if where == "name" else "")
    opened = Mailer(parse_smtp_url(post.url), sender)
    mail = replace(LETTER, subject=words) if where == "subject" else LETTER
    assert await opened.send(mail) is None
    await opened.close()
    (envelope,) = post.envelopes
    assert isinstance(envelope.content, bytes)
    assert_harmless(envelope.content)
    assert envelope.rcpt_tos == ["ann@example.org"]


PIECE = st.sampled_from([*HOSTILE, "=?", "?=", "?q?", "=0D=0A", " ", "=", "Grüße", '"', "<", ","])


@given(st.lists(PIECE, max_size=6).map("".join))
def test_no_words_put_together_become_a_header(words: str) -> None:
    assert_harmless(compose(replace(LETTER, subject=words), Sender("lab@example.org", words)))


@pytest.mark.parametrize("words", ["1+1=?", " Hi ", "a" * 200, "Grüße " * 40, "=?", "Re: a_b=c"])
async def test_words_arrive_as_they_were_written(post: Post, words: str) -> None:
    opened = Mailer(parse_smtp_url(post.url), Sender("lab@example.org", words.strip()))
    assert await opened.send(replace(LETTER, subject=words)) is None
    await opened.close()
    (came,), (envelope,) = post.mails, post.envelopes
    assert came["Subject"] == words
    assert isinstance(envelope.content, bytes)
    name, _ = parseaddr(email.message_from_bytes(envelope.content)["From"])
    assert decoded(name) == words.strip()


@pytest.mark.parametrize("way", ["q", "b"])
def test_an_address_that_readers_decode_is_none(way: str) -> None:
    local = encoded("a\r\nbcc:eve", way=way)
    with pytest.raises(AddressInvalid):
        parse_address(f"{local}@example.org")
    with pytest.raises(HeaderInvalid):
        compose(replace(LETTER, recipient=f"{local}@example.org"), parse_sender(FROM))


@pytest.mark.parametrize("field", ["subject", "recipient", "key", "token"])
@pytest.mark.parametrize("evil", ["\r\nBcc: eve@example.org", "\nX: y", "\rX: y", "\0", "\u2028"])
async def test_a_line_break_in_a_header_is_refused(
    post: Post, mailer: Mailer, field: str, evil: str
) -> None:
    changed = replace(LETTER, **{field: getattr(LETTER, field) + evil})
    if field == "token":  # it is encoded
        assert await mailer.send(changed) is None
        assert "\n" not in post.mails[0]["List-Unsubscribe"]
        assert "Bcc" not in post.mails[0]
        return
    with pytest.raises(HeaderInvalid):
        await mailer.send(changed)
    assert post.mails == []

"""Mail on a real SMTP server: what arrives, over what, and what each failure means."""

import asyncio
import email
import email.policy
import ssl
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.local.stack import free_port
from domain.messages.delivery import Cause, Fault
from infra.mail import sender
from infra.mail.message import HeaderInvalid, Mail, compose
from infra.mail.sender import CONNECTIONS, Mailer, open_mail
from infra.mail.url import parse_sender, parse_smtp_url
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

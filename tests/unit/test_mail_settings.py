"""SMTP_URL and MAIL_FROM: what is understood, and one clear line for what is not."""

import pytest
from pydantic import SecretStr

from infra.mail.url import Sender, Server, parse_sender, parse_smtp_url
from infra.settings import Settings, SettingsWrong, read_settings

URL, FROM = "smtp://ann:secret@mail.example.org", "lab@example.org"


@pytest.mark.parametrize(
    ("url", "server"),
    [
        ("smtp://mail.example.org", Server("mail.example.org", 587)),
        ("smtps://mail.example.org", Server("mail.example.org", 465, "", "", True, False)),
        ("smtp://127.0.0.1:25", Server("127.0.0.1", 25, must_encrypt=False)),
        ("smtp://localhost", Server("localhost", 587, must_encrypt=False)),
        ("smtp://[::1]:2525", Server("::1", 2525, must_encrypt=False)),
        (
            "smtp://AKIA%2F1:a%2Fb%40c%3A@x.example:587",
            Server("x.example", 587, "AKIA/1", "a/b@c:"),
        ),
    ],
)
def test_a_url_names_a_server(url: str, server: Server) -> None:
    assert parse_smtp_url(url) == server


@pytest.mark.parametrize(
    "url",
    [
        "http://secret:secret@mail.example.org",
        "mail.example.org",
        "smtp://",
        "smtp://secret@mail.example.org",
        "smtp://:secret@mail.example.org",
        "smtp://u:secret@mail.example.org:port",
        "smtp://u:secret@mail.example.org:99999",
        "smtp://u:secret@mail.example.org/path",
        "smtp://u:secret@[mail",
    ],
)
def test_a_url_that_is_none_is_refused_without_quoting_it(url: str) -> None:
    with pytest.raises(ValueError, match="must") as refused:
        parse_smtp_url(url)
    assert "secret" not in str(refused.value)


def test_a_servers_password_is_not_printed() -> None:
    assert "secret" not in repr(parse_smtp_url(URL))


def test_a_sender_may_have_a_name() -> None:
    assert parse_sender(FROM) == Sender(FROM)
    assert parse_sender("The Lab <Lab@Example.org>") == Sender(FROM, "The Lab")
    assert parse_sender(FROM).domain == "example.org"


@pytest.mark.parametrize("text", ["lab", "lab@", "Lab <lab>", "lab@example.org\nBcc: x@y.org"])
def test_a_sender_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="must be an address"):
        parse_sender(text)


@pytest.mark.parametrize(
    ("url", "sender", "line"),
    [
        (URL, "", "SMTP_URL and MAIL_FROM must both be set, or neither"),
        ("", FROM, "SMTP_URL and MAIL_FROM must both be set, or neither"),
        ("ftp://ann:secret@x.example", FROM, "SMTP_URL must start with smtp:// or smtps://"),
        (URL, "lab", "MAIL_FROM must be an address such as lab@example.org"),
    ],
)
def test_what_is_wrong_with_mail_is_told_in_one_line(
    monkeypatch: pytest.MonkeyPatch, url: str, sender: str, line: str
) -> None:
    known = {"BOT_TOKEN": "123456:" + "A" * 35, "BOT_MODE": "polling", "REDIS_URL": "redis://x"}
    known |= {"DATABASE_URL": "postgresql://x/y", "SMTP_URL": url, "MAIL_FROM": sender}
    for name, value in known.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(SettingsWrong) as wrong:
        read_settings(Settings)
    assert str(wrong.value) == line


def test_without_both_there_is_no_mail() -> None:
    known = {"bot_token": "123456:" + "A" * 35, "bot_mode": "polling", "redis_url": "redis://x"}
    known |= {"database_url": "postgresql://x/y"}
    assert not Settings.model_validate(known).has_mail
    more = {"smtp_url": SecretStr(URL), "mail_from": FROM}
    assert Settings.model_validate(known | more).has_mail

"""A message as a mail: a subject of one line, HTML that lets nothing break out."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.messages.text import clean
from screens.messages.mail import SUBJECT, code, letter
from tests.support.html import seen


def test_formatting_becomes_html_that_mail_understands() -> None:
    text = "Hi <b>\nbold secret page Bob\nquoted"
    entities = [
        {"type": "bold", "offset": 7, "length": 4},
        {"type": "spoiler", "offset": 12, "length": 6},
        {"type": "text_link", "offset": 19, "length": 4, "url": 'https://example.org/?a="&b'},
        {"type": "text_mention", "offset": 24, "length": 3, "user": {"id": 7}},
        {"type": "expandable_blockquote", "offset": 28, "length": 6},
    ]
    it = letter(text, entities)
    assert it.text == text
    assert it.subject == "Hi <b>"
    assert "Hi &lt;b&gt;<br><b>bold</b> <span>secret</span> " in it.html
    assert '<a href="https://example.org/?a=&quot;&amp;b">page</a> Bob<br>' in it.html
    assert "<blockquote>quoted</blockquote>" in it.html
    assert "tg" not in it.html


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", "tg://user?id=7", ""])
def test_a_link_that_is_none_of_mails_is_left_out(url: str) -> None:
    it = letter("page", [{"type": "text_link", "offset": 0, "length": 4, "url": url}])
    assert "<a" not in it.html
    assert "page" in it.html


@given(st.text().map(clean))
def test_any_text_gives_one_line_of_subject_and_all_of_it_in_the_page(text: str) -> None:
    it = letter(text, [])
    assert 0 < len(it.subject) <= SUBJECT
    assert not any(char < " " or "\x7f" <= char <= "\x9f" for char in it.subject)
    assert len(it.subject.splitlines()) == 1
    assert it.text == text
    body = it.html.split("<body>", 1)[1]
    shown = seen(body.replace("<br>", " ").removesuffix("</body></html>"))
    assert "".join(shown.split()) == "".join(text.split())


def test_the_first_line_that_says_something_is_the_subject() -> None:
    assert letter("\n \x00\n  Call   mum \nat 9", []).subject == "Call mum"
    assert letter("x" * 500, []).subject == "x" * (SUBJECT - 1) + "…"
    assert letter(" \n", []).subject == "A message for you"


def test_a_code_stands_in_every_part() -> None:
    it = code("012345")
    for part in (it.subject, it.text, it.html):
        assert "012345" in part

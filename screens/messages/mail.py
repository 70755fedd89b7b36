"""A message as a mail: its subject, and its words in plain text and HTML."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape, unescape

from domain.messages.text import Entity
from screens.language import _
from screens.richtext import rich
from screens.screen import short

TAG = re.compile(r"<[^>]*>")
SUBJECT = 70  # characters; more is cut on most screens
LINKS = ("http://", "https://", "mailto:", "tel:")
PAGE = '<!DOCTYPE html><html><head><meta charset="utf-8"></head><body>{}</body></html>'
# What Telegram alone understands, in words of HTML; all of it is ours, for texts are escaped.
PLAIN = (
    ("<tg-spoiler>", "<span>"),
    ("</tg-spoiler>", "</span>"),
    ("<blockquote expandable>", "<blockquote>"),
    ("\r\n", "<br>"),
    ("\n", "<br>"),
)


@dataclass(frozen=True, slots=True)
class Letter:
    """What a reader of mail sees. html: a whole page with every foreign value escaped."""

    subject: str
    text: str
    html: str


def letter(text: str, entities: Sequence[Entity]) -> Letter:
    """A person's message; its first line is the subject."""
    kept = [item for item in entities if _is_of_mail(item)]
    page = rich(text, kept)
    for ours, theirs in PLAIN:
        page = page.replace(ours, theirs)
    return Letter(_subject(text) or _("A message for you"), text, PAGE.format(page))


def of_page(page: str) -> Letter:
    """What a chat shows, of our own words: its first line is the subject."""
    text = unescape(TAG.sub("", page))
    return Letter(_subject(text), text, PAGE.format(page.replace("\n", "<br>")))


def code(digits: str) -> Letter:
    """The code that proves whose the address is."""
    told = _("Type it to the bot in Telegram, within 15 minutes, to get messages here.")
    ignore = _("If you did not ask for it, do nothing: without the code nothing is sent here.")
    subject = _("Your code is {code}").format(code=digits)
    words = f"{_('Your code:')} {digits}\n\n{told}\n\n{ignore}\n"
    rows = (f"{escape(_('Your code:'))} <b>{digits}</b>", escape(told), escape(ignore))
    page = "".join(f"<p>{row}</p>" for row in rows)
    return Letter(subject, words, PAGE.format(page))


def _subject(text: str) -> str:
    """The first line that says something, without what is no character."""
    for line in text.splitlines():
        seen = "".join(" " if char.isspace() else char for char in line)
        seen = "".join(char for char in seen if not "\x7f" <= char <= "\x9f" and char >= " ")
        if seen.strip():
            return short(seen, SUBJECT)
    return ""


def _is_of_mail(entity: Entity) -> bool:
    """A mention of a Telegram user leads nowhere from a mail, nor does an odd link."""
    if entity["type"] == "text_link":
        return str(entity.get("url", "")).lower().startswith(LINKS)
    return bool(entity["type"] != "text_mention")

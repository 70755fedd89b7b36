"""For whom a line asks: 'for Mary Jones', 'für Maria Schmidt', 'मीरा शर्मा के लिए'."""

import re

from domain.booking.patient import parse_name
from domain.refusals import NameInvalid
from domain.typed_text import one_line

FOR = re.compile(r"(?P<for>for|für|para|pour|для)\s+(?P<who>\S.*)", re.IGNORECASE)
FOR_BEHIND = re.compile(r"(?P<who>\S.*?)\s+के\s+लि(?:ए|ये)")
BEFORE = re.compile(r"(?<!\w)(?:for|für|para|pour)(?=\s)", re.IGNORECASE)
WORD = re.compile(r"\s+(?P<word>[^\W\d_][\w'’-]*)")
INFLECTS = frozenset(("для",))
"""What stands behind is the name in another case than it has in a document."""


def named_for(text: str) -> str:
    """Whom it is for, in the words of the line; '' if it says nothing else, or does not say that.

    'for somebody' and 'me and Leo' are answered, too: what is a name, who is known decides.
    """
    line = one_line(text)
    found = FOR.fullmatch(line) or FOR_BEHIND.fullmatch(line)
    return found["who"].strip(" ,.;") if found else ""


def new_name(text: str) -> str:
    """A whole name that stands behind 'for', as it is to be kept; '' if it may be anything else.

    A name is first and last name, each written as names are: 'for two people' is none.
    """
    found = FOR.fullmatch(one_line(text))
    who = named_for(text)
    words = who.split()
    is_written_so = all(word[0].isalpha() and not word[0].islower() for word in words)
    if len(words) < 2 or not is_written_so or (found and found["for"].lower() in INFLECTS):
        return ""
    try:
        return parse_name(who)
    except NameInvalid:
        return ""


def name_at(text: str) -> tuple[int, int] | None:
    """Where a line says 'for Mary Jones', in the middle or at the end; None if nowhere."""
    for found in BEFORE.finditer(text):
        end = at = found.end()
        for word in WORD.finditer(text, at):
            if word.start() != end or word["word"][0].islower():
                break
            end = word.end()
        if new_name(text[found.start() : end]):
            return found.start(), end
    return None

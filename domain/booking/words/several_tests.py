"""Several tests in one line: 'cbc and lipid tomorrow 9am', 'сахар и холестерин', 'HbA1c + TSH'."""

import re
from collections.abc import Sequence

from domain.booking.catalogue import LabTest, is_phrase, leading
from domain.booking.several import MOST, may_join

AND = re.compile(
    r"(?:[&+/]|(?:and|plus|also|with|as well as|und|sowie|mit|y|e|con|com|más|mais|et|avec"
    r"|и|ещё|еще|плюс|вместе с|और|तथा|एवं|साथ में)\s)[\s,]*",
    re.IGNORECASE,
)
"""What stands between two tests, in each language; a comma may stand there instead."""


def several_in(tests: Sequence[LabTest], text: str) -> tuple[list[LabTest], str] | None:
    """The tests that a text begins with, each once, and the rest. None if it begins with none.

    Without a word between them, only a whole name is another test: the rest may be a time.
    """
    found = leading(tests, text)
    if found is None:
        return None
    chosen, rest = [found[0]], found[1]
    while rest and len(chosen) < MOST:
        joint = AND.match(rest)
        another = leading(tests, rest[joint.end() :] if joint else rest)
        if another is None or not (joint or _is_whole(another[0], rest, another[1])):
            break
        test, rest = another
        if may_join([*(one.id for one in chosen), test.id]):
            chosen.append(test)
    return chosen, rest


def _is_whole(test: LabTest, text: str, rest: str) -> bool:
    """Whether what was read of a text is all of one of a test's names."""
    return is_phrase(test, text[: len(text) - len(rest)])

"""What a log says of a crash: everything but the words of the person whose update crashed."""

import re
import traceback
from collections.abc import Iterable, Iterator

WORD = re.compile(r"\w{3,}")
HIDDEN = "<hidden>"


def crash_text(error: BaseException, private: Iterable[str]) -> str:
    """Traceback and message of an error and of what led to it, as Python prints them.

    private: texts of a person. A message that repeats a word of theirs (three letters or more)
    is left out; where it happened and of what kind it was stays.
    """
    words = {word.casefold() for text in private for word in WORD.findall(text)}
    return "\nled to\n".join(_told(one, words) for one in reversed(list(_chain(error))))


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)


def _told(error: BaseException, words: set[str]) -> str:
    message = str(error)
    if words & {word.casefold() for word in WORD.findall(message)}:
        message = HIDDEN
    return "".join(traceback.format_tb(error.__traceback__)) + f"{type(error).__name__}: {message}"

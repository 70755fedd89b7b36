"""Words that mean a button, in whatever conversation they are typed."""

from collections.abc import Callable

BACK = frozenset(("back", "go back"))
CANCEL = frozenset(("cancel", "stop", "quit", "never mind", "nevermind", "exit"))
LONGEST = 200  # characters of a text that are looked at


def is_one_of(words: frozenset[str]) -> Callable[[str | None], bool]:
    """Whether a text is one of the words, however it is written."""
    return lambda text: text is not None and plain(text) in words


def plain(text: str) -> str:
    """Lower case, without blanks and full stops around."""
    return " ".join(text[:LONGEST].split()).casefold().strip(" .!‹›")

"""The reader's language: English source texts are the keys, so English needs no catalogue."""

from screens.screen import Translate


def words_for(locale: str) -> Translate:  # noqa: ARG001 - only English so far
    """The translator of an IETF language tag such as "de" or "en-GB"."""
    return str

"""How the parts of a text stand on a screen."""

from html import escape

LABEL = 40  # characters of a value that a button shows; a phone's width


def lines(*parts: str) -> str:
    """Paragraphs, the empty ones left out."""
    return "\n\n".join(part for part in parts if part)


def short(text: str, limit: int = LABEL) -> str:
    """The text, cut with an ellipsis so that a button or a note stays one line."""
    text = " ".join(text.split())
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"


def html_of(text: str, limit: int) -> str:
    """Foreign text for a card: one line, not too long, escaped."""
    return escape(short(text, limit))

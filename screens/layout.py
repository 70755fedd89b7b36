"""How the parts of a text stand on a screen."""


def lines(*parts: str) -> str:
    """Paragraphs, the empty ones left out."""
    return "\n\n".join(part for part in parts if part)

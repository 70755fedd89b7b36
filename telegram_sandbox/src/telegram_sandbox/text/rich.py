"""The words of rich messages."""

from typing import Any


def plain(thing: Any) -> str:
    """The words of a block, a cell or a text as a reader sees them."""
    if isinstance(thing, str):
        return thing
    if isinstance(thing, list):
        return "".join(map(plain, thing))
    if not isinstance(thing, dict):
        return ""
    if "cells" in thing:
        return "\n".join(" ".join(plain(cell) for cell in row) for row in thing["cells"])
    return plain(thing.get("text", ""))

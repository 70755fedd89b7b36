"""No output of any process may hold a bot token: everything written is searched."""

import re
from pathlib import Path

TOKEN = re.compile(r"\d{6,}(?::|%3A)[A-Za-z0-9_-]{30,}")
found: list[str] = []  # where tokens were seen, told at the end of the session


def search(text: str, where: str) -> None:
    """Note a token in `text`, without repeating it."""
    if hit := TOKEN.search(text):
        line = text[: hit.start()].count("\n") + 1
        place = f"{where}, line {line}"
        if place not in found:  # a test's report comes once for each of its phases
            found.append(place)


def search_logs(folder: Path) -> None:
    """Search every file below a folder of logs."""
    for log in sorted(folder.rglob("*")):
        if log.is_file():
            search(log.read_text(errors="replace"), str(log))

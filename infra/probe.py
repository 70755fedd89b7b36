"""`python -m infra.probe URL`: status 0 if the URL answers 200 within 3 s. For health checks.

Needs the standard library alone, so that a check every few seconds costs little.
"""

import sys
import urllib.error
import urllib.request

WITHIN = 3  # seconds


def answers(url: str, within: float = WITHIN) -> bool:
    """Whether GET `url` (http only) is answered with 200 within `within` seconds."""
    if not url.startswith("http://"):
        return False
    try:
        with urllib.request.urlopen(url, timeout=within) as answer:  # noqa: S310 - http, checked
            return bool(answer.status == 200)
    except (OSError, urllib.error.URLError, ValueError):
        return False


if __name__ == "__main__":
    sys.exit(0 if answers(sys.argv[1]) else 1)

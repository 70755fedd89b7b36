"""Entities that clients and servers find in plain text: commands, links, mentions, tags."""

import re
from itertools import accumulate
from typing import Any

Json = dict[str, Any]
ZONES = "com|org|net|io|me|de|uk|eu|info|dev|app|ru|fr|es|it|nl|pl|ch|at|se|us|ca|in|co|ai|gov|edu"
PATTERNS = (
    (
        "url",
        re.compile(
            rf"(?<![\w@/.])(?:(?:https?|ftp|tg|ton)://[^\s<>\"«»]+"
            rf"|(?:[a-zA-Z0-9-]+\.)+(?:{ZONES})(?![\w@-])(?::\d+)?(?:[/?#][^\s<>\"«»]*)?)",
            re.IGNORECASE,
        ),
    ),
    ("email", re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@(?:[a-zA-Z0-9-]+\.)+[a-zA-Z]{2,24}(?!\w)")),
    (
        "bot_command",
        re.compile(r"(?<![\w/<>])/[a-zA-Z0-9_]{1,64}(?:@[a-zA-Z0-9_]{3,32})?(?![\w/<>])", re.ASCII),
    ),
    ("mention", re.compile(r"(?<![\w@])@[a-zA-Z0-9_]{3,32}(?!\w)")),
    ("hashtag", re.compile(r"(?<![\w#])#(?=\w*[^\W\d_])\w{1,256}(?![\w#])")),
    ("cashtag", re.compile(r"(?<![\w$])\$[A-Z]{3,8}(?![\w$])")),
    ("phone_number", re.compile(r"(?<![\w+])\+\d(?:[ ()-]?\d){6,14}(?!\w)")),
)
MARKS = re.compile(r"[./@#$+]")
TRAIL = ".,:;!?'\"…)]}"


def detected(text: str) -> list[Json]:
    """Entities that do not overlap, in order, with offsets and lengths in UTF-16 units."""
    if not MARKS.search(text):
        return []
    spans = [
        (begin, _end(kind, text, begin, found.end()), kind)
        for kind, pattern in PATTERNS
        for found in pattern.finditer(text)
        for begin in [found.start()]
    ]
    result, last = [], 0
    offsets = None if text.isascii() else [0, *accumulate(1 + (ord(c) > 0xFFFF) for c in text)]
    for begin, end, kind in sorted(spans, key=lambda span: (span[0], -span[1])):
        if begin >= last:
            last = end
            first, after = (offsets[begin], offsets[end]) if offsets else (begin, end)
            result.append({"type": kind, "offset": first, "length": after - first})
    return result


def _end(kind: str, text: str, begin: int, end: int) -> int:
    """The end of a link without the punctuation that follows it."""
    if kind != "url":
        return end
    while end > begin + 1 and text[end - 1] in TRAIL:
        inside = text[begin:end]
        if inside[-1] == ")" and inside.count("(") >= inside.count(")"):
            break
        end -= 1
    return end

"""How `make messages` finds texts: calls of the functions of screens/language.py, by syntax tree.

Babel's own extractor reads tokens and does not look inside of f-strings.
"""

import ast
from collections.abc import Iterator, Mapping
from typing import IO

KEYWORDS = {"_": 1, "marked": 1, "counted": 2}
"""Which argument is the text, counted from 1. Two texts, for one and for many, make a plural."""
PLURAL = {"counted"}
Found = tuple[int, str, str | tuple[str, ...], list[str]]


def texts(
    fileobj: IO[bytes],
    keywords: object,  # noqa: ARG001 - Babel's, given by name; ours stand above
    comment_tags: object,  # noqa: ARG001
    options: Mapping[str, str],  # noqa: ARG001
) -> Iterator[Found]:
    """Line, function of gettext, text or texts, comments: what Babel asks of an extractor."""
    for node in ast.walk(ast.parse(fileobj.read())):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            name = node.func.id
            if name not in KEYWORDS:
                continue
            first = KEYWORDS[name] - 1
            given = node.args[first : first + (2 if name in PLURAL else 1)]
            literals = [item.value for item in given if isinstance(item, ast.Constant)]
            if len(literals) == len(given) and given:
                plain = [str(value) for value in literals]
                if name in PLURAL:
                    yield node.lineno, "ngettext", tuple(plain), []
                else:
                    yield node.lineno, "gettext", plain[0], []

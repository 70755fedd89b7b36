"""The texts of the product, as `make messages` finds them, and their catalogues."""

import ast
from collections.abc import Iterator
from functools import cache

from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.pofile import read_po

from screens.language import CATALOGUES, FOLDERS, SPOKEN
from tests.structure.test_budgets import ROOT

LAYERS = ("actions", "bot", "handlers", "screens", "web", "workers")
TRANSLATED = tuple(code for code in SPOKEN if code != "en")
Forms = tuple[str, ...]
"""A text, or one for one and one for many; in a translation as many as the language has."""


@cache
def template() -> Catalog:
    """What `make messages` finds."""
    catalog = Catalog(domain="slotbell")
    method = [("**.py", "locales.extract:texts"), ("**/templates/**.html", "jinja2")]
    words = DEFAULT_KEYWORDS | {"counted": (2, 3)}
    for layer in LAYERS:
        found = extract_from_dir(ROOT / layer, method, keywords=words)
        for _path, _line, texts, _comments, _context in found:
            catalog.add(texts)
    return catalog


@cache
def catalogue(code: str) -> Catalog:
    """As it stands in its file."""
    folder = FOLDERS.get(code, code)
    with (CATALOGUES / folder / "LC_MESSAGES" / "slotbell.po").open("rb") as text:
        return read_po(text, locale=folder, abort_invalid=True)


def texts_of(catalog: Catalog) -> dict[Forms, Forms]:
    """Each text with its translation."""
    return {forms(it.id): forms(it.string) for it in catalog if it.id}


def forms(text: object) -> Forms:
    return tuple(map(str, text)) if isinstance(text, list | tuple) else (str(text),)


def literals_within(*calls: str, keyword: str = "") -> Iterator[str]:
    """Texts that stand directly as the first argument, or as a keyword's, of such a call."""
    for path in (ROOT / "screens").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in calls:
                named = [one.value for one in node.keywords if one.arg == keyword]
                for given in named if keyword else node.args[:1]:
                    if isinstance(given, ast.Call) and getattr(given.func, "id", "") == "_":
                        yield str(ast.literal_eval(given.args[0]))

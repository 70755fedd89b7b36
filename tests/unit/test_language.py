"""Words in the reader's language: every text can be found, plurals and dates follow the locale."""

import ast
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from gettext import NullTranslations
from pathlib import Path

import pytest
from babel import Locale

from domain.account.actor import Role
from domain.refusals import TooFar
from screens import language, refusal
from screens.account.commands import menu, staff_menu
from screens.language import (
    ENGLISH,
    WEEKDAY_DAY,
    Language,
    Marked,
    _,
    counted,
    dated,
    figure,
    language_for,
    language_named,
    percent,
    speaking,
)
from tests.structure.test_budgets import ROOT
from tests.support.pseudo import PSEUDO, widened
from tests.support.texts import LAYERS, template

TEMPLATES = ROOT / "web/templates"
TEXTS = re.compile(r"""\b(?:_\(|counted\([^"{}]*?, )"((?:[^"\\]|\\.)*)\"""")
KEYWORDS = {"_": (1,), "marked": (1,), "counted": (2, 3)}
DAY = date(2027, 3, 5)
PATTERNS = [
    Marked(each)
    for name, each in vars(language).items()
    if name.isupper() and isinstance(each, str) and re.fullmatch(r"[EcdMLy ,]+", each)
]


class Russian(NullTranslations):
    """Three plural forms, as no pair of 'one' and 'many' can say."""

    def ngettext(self, _one: str, _many: str, n: int) -> str:
        """Of 'visit'."""
        if n % 10 == 1 and n % 100 != 11:
            return "{n} визит"
        few = n % 10 in {2, 3, 4} and n % 100 not in {12, 13, 14}
        return "{n} визита" if few else "{n} визитов"


RUSSIAN = Language(Locale("ru"), Russian())


def literals(path: Path) -> Iterator[tuple[str, list[ast.expr]]]:
    """Calls of the functions that hold texts, with the arguments that are texts."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            first = KEYWORDS.get(node.func.id)
            if first is not None:
                yield node.func.id, node.args[first[0] - 1 : first[-1]]


@pytest.mark.parametrize("layer", LAYERS)
def test_every_text_is_a_literal_that_make_messages_finds(layer: str) -> None:
    for path in (ROOT / layer).rglob("*.py"):
        if "screens.language" not in path.read_text():
            continue
        for name, given in literals(path):
            for text in given:
                assert isinstance(text, ast.Constant), f"{path.name}: {name}({ast.unparse(text)})"
            values = [str(item.value) for item in given if isinstance(item, ast.Constant)]
            assert values[0] in template(), f"{path.name}: {values[0]}"


def test_every_text_of_a_page_is_found_too() -> None:
    pages = list(TEMPLATES.glob("*.html"))
    assert pages
    for page in pages:
        for text in TEXTS.findall(page.read_text()):
            assert text in template(), f"{page.name}: {text}"


def test_what_is_said_inside_is_in_that_language_and_outside_as_before() -> None:
    with speaking(PSEUDO):
        assert _("Today") == widened("Today") != "Today"
        with speaking(ENGLISH):
            assert _("Today") == "Today"
        assert _("Today") != "Today"
    assert _("Today") == "Today"


@pytest.mark.parametrize(
    ("number", "said"),
    [(1, "1 визит"), (2, "2 визита"), (5, "5 визитов"), (11, "11 визитов"), (21, "21 визит")],
)
def test_a_plural_has_as_many_forms_as_the_language(number: int, said: str) -> None:
    with speaking(RUSSIAN):
        assert counted(number, "1 visit", "{n} visits") == said


def test_dates_and_numbers_follow_the_locale() -> None:
    assert (dated(DAY, WEEKDAY_DAY), figure(12345)) == ("Friday, 5 March", "12,345")
    assert (figure(1234.56, 1), percent(0.125)) == ("1,234.6", "12%")
    with speaking("de"):
        assert (figure(1234.56, 1), percent(0.5)) == ("1.234,6", "50\xa0%")
    with speaking(RUSSIAN):
        assert (dated(DAY, WEEKDAY_DAY), figure(12345)) == ("пятница, 5 марта", "12\xa0345")


@pytest.mark.parametrize("tag", ["fr", "pt-BR", "fr-CA", "de", "es", "en", "ru", "hi"])
def test_the_first_of_a_month_is_called_so(tag: str) -> None:
    """In each pattern with a month; other days are as they were."""
    ordinal = {"fr": "1er ", "pt": "1º "}.get(tag[:2])
    with speaking(tag):
        for pattern in PATTERNS:
            first, second = (dated(date(2026, 12, day), pattern) for day in (1, 2))
            has_day = re.search(r"\bd\b.*M", pattern) is not None
            if ordinal and has_day:
                assert ordinal in f"{first} "
                assert not re.search("[º]|2er", second)
            else:
                assert "1er" not in first
                assert "º" not in first


@pytest.mark.parametrize("tag", ["", "xx", "it-IT", "🙂", "a" * 300, "en", "en-GB", "../de"])
def test_a_tag_without_a_catalogue_is_english(tag: str) -> None:
    assert language_for(tag) is ENGLISH


@pytest.mark.parametrize(
    ("tag", "locale", "said"),
    [
        ("de", "de", "Abbrechen"),
        ("de-AT", "de_AT", "Abbrechen"),
        ("DE_ch", "de_CH", "Abbrechen"),
        ("de-DE-1996", "de_DE", "Abbrechen"),
        ("de-XX", "de", "Abbrechen"),
        ("pt", "pt", "Cancelar"),
        ("pt-BR", "pt_BR", "Cancelar"),
        ("pt-PT", "pt_PT", "Cancelar"),
        ("hi-Latn", "hi", "रद्द करें"),
        ("es-419", "es_419", "Cancelar"),
        ("ru", "ru", "Отмена"),
        ("fr-CA", "fr_CA", "Annuler"),
    ],
)
def test_a_tag_finds_its_language_and_its_countrys_dates(tag: str, locale: str, said: str) -> None:
    found = language_for(tag)
    assert str(found.locale) == locale
    with speaking(found):
        assert _("Cancel") == said


@pytest.mark.parametrize(
    ("words", "code"),
    [
        *(("Deutsch", "de"), ("german", "de"), ("hindi", "hi"), ("हिन्दी", "hi"), ("pt-br", "pt")),
        *(("русский", "ru"), (" French ", "fr"), ("italian", None), ("", None), ("me", None)),
    ],
)
def test_a_language_is_found_by_its_name(words: str, code: str | None) -> None:
    assert language_named(words) == code


def test_a_day_that_a_refusal_names_is_one_of_the_readers_calendar() -> None:
    """Its month was always an English one."""
    refused = TooFar(datetime(2031, 1, 5, tzinfo=UTC))
    assert refusal.words(refused).endswith("I can plan until 05 January 2031.")
    with speaking(Language(Locale("de"))):
        assert refusal.words(refused).endswith("I can plan until 05 Januar 2031.")


def test_a_refusal_fits_a_toast_and_a_command_its_menu_in_a_longer_language() -> None:
    with speaking(PSEUDO):
        assert not [text for text in map(widened, refusal.WORDS.values()) if len(text) > 280]
        for command in (*menu(), *staff_menu(Role.OWNER)):
            assert 1 <= len(command.description) <= 256

"""Catalogues are whole and true to their sources; CI fails on what is missing, stale or broken."""

import re
from collections import Counter

import pytest
from babel.dates import parse_pattern
from babel.messages.plurals import get_plural

from domain.account.actor import Role
from screens import language, refusal
from screens.account import commands
from screens.language import FOLDERS, SPOKEN, speaking, translated
from tests.support.texts import TRANSLATED, catalogue, literals_within, template, texts_of

PLACEHOLDER = re.compile(r"\{[^}]*\}")
TAG = re.compile(r"</?[a-z][^>]*>")
COMMAND = re.compile(r"(?<![\w<])/[a-z_]+")
PATTERNS = {
    value for name, value in vars(language).items() if name.isupper() and isinstance(value, str)
} - {language.CODE_LAST}
BUTTON, PLACEHOLDER_TEXT, TOAST, DESCRIPTION, ABOUT, SHORT = 64, 64, 200, 256, 512, 120

each_language = pytest.mark.parametrize("code", TRANSLATED)


@each_language
def test_a_catalogue_has_every_text_and_no_other(code: str) -> None:
    known, wanted = texts_of(catalogue(code)), texts_of(template())
    assert not wanted.keys() - known.keys(), "run `make messages` and translate what is new"
    assert not known.keys() - wanted.keys(), "run `make messages`: these are said no more"
    assert not catalogue(code).obsolete
    assert not [text for text, said in known.items() if not all(map(str.strip, said))]
    assert not [it.id for it in catalogue(code) if it.id and it.fuzzy]


@each_language
def test_a_plural_has_as_many_forms_as_the_language(code: str) -> None:
    number = get_plural(FOLDERS.get(code, code)).num_plurals
    assert catalogue(code).num_plurals == number
    for text, said in texts_of(catalogue(code)).items():
        assert len(said) == (number if len(text) > 1 else 1), text


@each_language
def test_placeholders_markup_and_commands_are_those_of_the_source(code: str) -> None:
    for text, said in texts_of(catalogue(code)).items():
        for one in said:
            source = text[-1]
            missing = set(PLACEHOLDER.findall(source)) - set(PLACEHOLDER.findall(one))
            assert not missing or (len(text) > 1 and missing == {"{n}"}), (one, missing)
            assert set(PLACEHOLDER.findall(one)) <= set(PLACEHOLDER.findall(source)), one
            for what in (TAG, COMMAND):
                assert Counter(what.findall(one)) == Counter(what.findall(source)), one


@each_language
def test_blanks_at_the_edges_and_line_breaks_stay(code: str) -> None:
    for text, said in texts_of(catalogue(code)).items():
        for one in said:
            assert (one[0] == " ", one[-1] == " ") == (text[0][0] == " ", text[0][-1] == " "), one
            assert one.count("\n") == text[-1].count("\n"), one


@each_language
def test_patterns_of_dates_stay_patterns(code: str) -> None:
    with speaking(code):
        for pattern in PATTERNS:
            said = translated(language.marked(pattern))
            fields = re.sub(r"'[^']*'", "", said)
            assert set(re.findall(r"[A-Za-z]", fields)) <= set("EMLydc"), said
            parse_pattern(said)


@pytest.mark.parametrize("code", SPOKEN)
def test_telegrams_limits_hold(code: str) -> None:
    buttons = {*literals_within("button", "disabled_button", "_tap")}
    placeholders = {*literals_within("request", keyword="placeholder")}
    assert buttons
    assert placeholders
    with speaking(code):
        for texts, most in (
            (buttons, BUTTON),
            (placeholders, PLACEHOLDER_TEXT),
            (refusal.WORDS.values(), TOAST),
            ((commands.ABOUT,), ABOUT),
            ((commands.IN_SHORT,), SHORT),
        ):
            said = {language.translated(language.marked(text)) for text in texts}
            assert not [one for one in said if len(one) > most]
        for command in (*commands.menu(), *commands.staff_menu(Role.OWNER)):
            assert 3 <= len(command.description) <= DESCRIPTION


def test_in_french_no_sign_stands_alone_on_a_line() -> None:
    said = [each for forms in texts_of(catalogue("fr")).values() for each in forms]
    assert [each for each in said if re.search(r" [?!;:»]|« |\w'\w", each)] == []

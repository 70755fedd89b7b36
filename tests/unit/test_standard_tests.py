"""Sixty standard tests: each is found by each of its words, and by no word of another one."""

from collections import Counter
from decimal import Decimal

import pytest

from domain.booking.catalogue import LabTest, is_same, leading, search, the_one
from domain.manage.catalogue import CODE, COLUMNS, TEST_FIELDS, Field, value_of
from domain.manage.standard import LANGUAGES, Group, standard_tests
from domain.when.text.lexicon import _forms

KNOWN = standard_tests()
CASES = [(code, language) for code in KNOWN for language in LANGUAGES]


def catalogue(language: str) -> list[LabTest]:
    """All of them, with the names that they have in a language."""
    return [
        LabTest(id=number, **one.offered(Decimal(1), "EUR", language))
        for number, one in enumerate(KNOWN.values(), 1)
    ]


EVERYTHING = catalogue("en")


def test_there_are_sixty_and_every_group_has_some() -> None:
    assert len(KNOWN) == 60
    assert set(Counter(one.group for one in KNOWN.values())) == set(Group)


@pytest.mark.parametrize("code", KNOWN)
def test_what_is_offered_of_it_is_what_a_manager_could_type(code: str) -> None:
    for language in LANGUAGES:
        offered = KNOWN[code].offered(Decimal(1), "EUR", language)
        assert CODE.fullmatch(code)
        for field in TEST_FIELDS:
            name = COLUMNS[field]
            if field not in {Field.PRICE, Field.REMINDERS, Field.TURNAROUND}:
                assert value_of(field, str(offered[name])) == offered[name], (field, language)


@pytest.mark.parametrize(("code", "language"), CASES)
def test_each_word_finds_its_test_first_and_means_it_alone(code: str, language: str) -> None:
    for word in (code, *KNOWN[code].words[language]):
        assert search(EVERYTHING, word)[0].code == code, word
        meant = the_one(EVERYTHING, word)
        assert meant is not None, word
        assert meant.code == code


@pytest.mark.parametrize(("code", "language"), CASES)
def test_a_request_may_begin_with_each_word(code: str, language: str) -> None:
    for word in KNOWN[code].words[language]:
        found = leading(EVERYTHING, f"{word} 9:30")
        assert found is not None, word
        assert found[0].code == code, word
        assert found[1].removeprefix("(25-OH) ") == "9:30", word


@pytest.mark.parametrize("language", LANGUAGES)
def test_where_names_are_of_another_language_every_name_still_finds_its_test(language: str) -> None:
    named = catalogue(language)
    for one in named:
        english = KNOWN[one.code].name()
        assert [the_one(named, word) for word in (one.name, english)] == [one, one]


@pytest.mark.parametrize(
    "words",
    [
        *("сахар", "azúcar", "sugar", "Zucker", "शुगर", "sucre", "açúcar", "AZUCAR", "suggar"),
        *(
            "blood sugar",
            "Blut Zucker Test",
            "анализ на сахар",
            "शुगर की जांच",
            "azúcar en la sangre",
        ),
    ],
)
def test_sugar_in_any_language_is_glucose(words: str) -> None:
    assert search(EVERYTHING, words)[0].code == "GLU"
    assert search([LabTest(1, "GLU", "Glucose", "", 1, Decimal(1), "EUR")], words) == []


@pytest.mark.parametrize(
    ("text", "code", "rest"),
    [
        ("анализ на сахар завтра в 9", "GLU", "завтра в 9"),
        ("azúcar mañana a las 9", "GLU", "mañana a las 9"),
        ("Zuckertest", None, ""),
        ("शुगर की जांच कल सुबह 9 बजे", "GLU", "कल सुबह"),
        ("exame de urina na sexta", "UA", "na sexta"),
        ("covid-19 tomorrow 9am", "COVID", "tomorrow 9am"),
        ("prise de sang demain", None, ""),
        ("vitamina d el lunes", "VITD", "el lunes"),
        ("on sun 9am", None, ""),
        ("test tomorrow 9am", None, ""),
    ],
)
def test_a_sentence_of_any_language_begins_with_its_test(
    text: str, code: str | None, rest: str
) -> None:
    found = leading(EVERYTHING, text)
    assert (found[0].code if found else None) == code
    assert found is None or found[1].startswith(rest)


def test_no_word_of_a_time_is_taken_for_a_test() -> None:
    """Days, months, parts of the day, how often; 'sugar' is a measure in some, and stays a test."""
    words = {
        " ".join(form[:2])
        for language in LANGUAGES
        for form, meaning in _forms(language).items()
        if not meaning[0].startswith("#")
    }
    phrases = {word for one in EVERYTHING for word in (one.code, *one.synonyms.split(", "))}
    taken = {word: found[0].code for word in words if (found := leading(EVERYTHING, word))}
    assert {word for word in taken if not any(is_same(word, one) for one in phrases)} == set()

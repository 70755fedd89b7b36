"""People introduced as people do, and when they were born."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.booking.words.person import OLDEST, Person, age_on, birth_date, person_of
from domain.refusals import BirthDateInvalid

TODAY = date(2026, 12, 1)
BORN = date(2018, 3, 12)


@pytest.mark.parametrize(
    ("text", "name", "age"),
    [
        ("my son Tom, 8 years", "Tom", 8),
        ("for my daughter Lena Ott (6)", "Lena Ott", 6),
        ("Leo, 6", "Leo", 6),
        ("Leo Ray 6 years old", "Leo Ray", 6),
        ("son Tom, 8 y.o.", "Tom", 8),
        ("meine Tochter Lena, 6 Jahre alt", "Lena", 6),
        ("mein Sohn Tom Ott", "Tom Ott", None),
        ("mi hijo Tomás, 8 años", "Tomás", 8),
        ("mon fils Tom, 8 ans", "Tom", 8),
        ("meu filho Tom, 8 anos", "Tom", 8),
        ("мой сын Том, 8 лет", "Том", 8),
        ("для моей дочери Анны, 3 года", "Анны", 3),
        ("मेरा बेटा टॉम, 8 साल", "टॉम", 8),
        ("my mum", "", None),
    ],
)
def test_a_relation_and_an_age_are_no_part_of_a_name(text: str, name: str, age: int | None) -> None:
    found = person_of(text)
    assert (found.name, found.age) == (name, age)
    assert found.is_new


@pytest.mark.parametrize(
    "name", ["Ann Lee", "Son Heung-min", "Mia Sohn", "My Nguyen", "Fils Durand"]
)
def test_a_name_stays_a_name(name: str) -> None:
    assert person_of(name) == Person(name)


@pytest.mark.parametrize(
    ("text", "locale"),
    [
        ("12.03.2018", "en"),
        ("12/3/2018", "de"),
        ("2018-03-12", "en"),
        ("03/12/2018", "en-US"),
        ("12 March 2018", "en"),
        ("12. März 2018", "de"),
        ("12 de marzo de 2018", "es"),
        ("12 mars 2018", "fr"),
        ("12 марта 2018", "ru"),
        ("12 de março de 2018", "pt-br"),
        ("12 मार्च 2018", "hi"),
    ],
)
def test_a_birth_date_is_read_in_figures_and_words(text: str, locale: str) -> None:
    assert birth_date(text, TODAY, locale) == BORN


@pytest.mark.parametrize(
    "text", ["2018", "March 2018", "8", "tomorrow", "12.03.18", "1.1.1700", "2.12.2026", "x"]
)
def test_what_is_no_birth_date_is_refused(text: str) -> None:
    with pytest.raises(BirthDateInvalid):
        birth_date(text, TODAY)


@given(st.dates(date(1905, 1, 1), TODAY))
def test_every_day_of_birth_is_read_back(born: date) -> None:
    assert birth_date(f"{born:%d.%m.%Y}", TODAY) == born
    assert birth_date(born.isoformat(), TODAY) == born
    assert 0 <= age_on(born, TODAY) <= OLDEST


def test_years_are_counted_by_birthdays() -> None:
    assert [age_on(date(2018, 12, day), TODAY) for day in (1, 2)] == [8, 7]

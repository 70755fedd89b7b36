"""Days that staff name beside a command, in seven languages."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.audit import search_of
from domain.manage.line.periods import read_days
from domain.manage.stats import Span, period_of, read

TODAY = date(2026, 12, 1)  # a Tuesday
DAY = timedelta(days=1)
NAMED = {
    (TODAY, TODAY): "today | heute | hoy | hoje | aujourd'hui | сегодня | आज | 2026-12-01 | 1 dec",
    (TODAY - DAY, TODAY - DAY): "yesterday | gestern | ayer | ontem | hier | вчера | 30. November",
    (date(2026, 11, 30), date(2026, 12, 6)): "this week | diese Woche | esta semana | cette semaine"
    " | на этой неделе | इस हफ्ते | week | for this week",
    (date(2026, 11, 23), date(2026, 11, 29)): "last week | Letzte Woche | la semana pasada"
    " | semana passada | la semaine dernière | прошлая неделя | पिछले सप्ताह | 23-29 nov",
    (date(2026, 12, 1), date(2026, 12, 31)): "this month | dieser Monat | este mes | este mês"
    " | ce mois-ci | этот месяц | इस महीने | december | 2026-12 | декабрь",
    (date(2026, 11, 1), date(2026, 11, 30)): "last month | letzten Monat | el mes pasado"
    " | mês passado | le mois dernier | прошлый месяц | पिछले महीने | november 2026 | novembre",
    (date(2025, 1, 1), date(2025, 12, 31)): "last year | letztes Jahr | el año pasado"
    " | ano passado | l'année dernière | прошлый год | पिछले साल",
}


@pytest.mark.parametrize(
    ("words", "days"), [(one, days) for days, line in NAMED.items() for one in line.split(" | ")]
)
def test_days_are_named_in_any_of_the_languages(words: str, days: tuple[date, date]) -> None:
    assert read_days(words, TODAY) == days


@given(st.text(max_size=40))
def test_whatever_is_typed_is_days_in_order_or_none(text: str) -> None:
    days = read_days(text, TODAY)
    assert days is None or days[0] <= days[1]


@pytest.mark.parametrize(
    "words", ["", "soon", "31 feb", "week of pain", "monday", "0000-01", "9" * 99]
)
def test_what_names_no_days_is_not_guessed(words: str) -> None:
    assert read_days(words, TODAY) is None


@pytest.mark.parametrize(
    ("words", "span", "day"),
    [
        ("", Span.WEEK, TODAY),
        ("last week", Span.WEEK, TODAY - 7 * DAY),
        ("прошлый месяц", Span.MONTH, date(2026, 11, 1)),
        ("gestern", Span.DAY, TODAY - DAY),
        ("2026-10", Span.MONTH, date(2026, 10, 1)),
    ],
)
def test_numbers_are_of_a_day_a_week_or_a_month(words: str, span: Span, day: date) -> None:
    assert read(words, TODAY) == period_of(span, day)


@pytest.mark.parametrize("words", ["last year", "24-26 nov", "nonsense"])
def test_other_days_have_no_numbers(words: str) -> None:
    assert read(words, TODAY) is None


@pytest.mark.parametrize(
    "typed",
    [
        *("dora cancelled booking 12 yesterday", "dora storniert Termin 12 gestern"),
        *("dora canceló cita 12 ayer", "dora cancelado agendamento 12 ontem"),
        *("dora annulé réservation 12 hier", "dora отменил запись 12 вчера"),
    ],
)
def test_the_log_is_searched_in_the_words_of_staff(typed: str) -> None:
    wanted = search_of("dora cancelled booking 12 yesterday", TODAY)
    assert search_of(typed, TODAY) == wanted
    assert wanted.day == TODAY - DAY


@pytest.mark.parametrize("word", ["read", "gelesen", "leyó", "leu", "lu", "читал", "पढ़ा"])
def test_who_looked_at_a_patient_is_asked_in_any_language(word: str) -> None:
    assert search_of(f"{word} Ann Lee", TODAY) == search_of("read Ann Lee", TODAY)

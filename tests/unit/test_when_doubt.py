"""Where a careful person would ask, we ask; what is half understood is never acted on."""

# ruff: noqa: DTZ001 - wall clocks are naive

from datetime import datetime

import pytest

from domain.time.zones import to_instant
from domain.when import Ask, Reason, Unclear, Understood, Why, parse_when

BERLIN = "Europe/Berlin"
# A Wednesday.
NOW = to_instant(datetime(2026, 3, 4, 10, 15), BERLIN)
EVE = to_instant(datetime(2026, 3, 28, 20), BERLIN)


def walls(text: str, locale: str = "en-GB", now: datetime = NOW) -> list[str]:
    """The wall clocks we ask about."""
    answer = parse_when(text, now, BERLIN, locale)
    assert isinstance(answer, Ask), answer
    return [f"{item.wall:%d %b %Y %H:%M}" for item in answer.options]


@pytest.mark.parametrize(
    ("text", "locale"),
    [("tomorrow 2:30", "en-GB"), ("morgen um halb drei", "de"), ("morgen um 2:30 Uhr", "de")],
)
def test_a_half_of_the_day_in_which_clocks_change_is_asked_about(text: str, locale: str) -> None:
    answer = parse_when(text, EVE, BERLIN, locale)
    assert isinstance(answer, Ask)
    assert answer.reason is Reason.NONEXISTENT
    assert [f"{item.wall:%H:%M}" for item in answer.options] == ["01:30", "03:30", "14:30"]


@pytest.mark.parametrize(
    ("text", "locale"),
    [
        *(("25 october 2026 2:30", locale) for locale in ("en", "en-GB", "en-US")),
        *((text, "en-GB") for text in ("25/10/2026 2:30", "sunday 25 october at half past two")),
        ("2026-10-25 2:30", "en"),
        *((text, "de") for text in ("25.10.2026 2:30", "am 25. Oktober um halb drei")),
        ("25 octobre 2026 à 2:30", "fr"),
        ("25 de octubre de 2026 a las 2:30", "es"),
        ("25 октября 2026 в 2:30", "ru"),
        ("25 अक्टूबर 2026 2:30", "hi"),
    ],
)
def test_an_hour_that_comes_twice_is_asked_about_beside_its_other_half(
    text: str, locale: str
) -> None:
    answer = parse_when(text, to_instant(datetime(2026, 10, 1), BERLIN), BERLIN, locale)
    assert isinstance(answer, Ask)
    assert answer.reason is Reason.AMBIGUOUS
    assert [f"{item.at:%d %H:%M}" for item in answer.options] == [
        "25 00:30",
        "25 01:30",
        "25 13:30",
    ]


@pytest.mark.parametrize("text", ["25 october 2026 2:30am", "25 october 2026 02:30"])
def test_a_half_of_the_day_that_is_named_asks_which_of_the_two_hours_alone(text: str) -> None:
    answer = parse_when(text, to_instant(datetime(2026, 10, 1), BERLIN), BERLIN, "en-GB")
    assert isinstance(answer, Ask)
    assert [f"{item.at:%d %H:%M}" for item in answer.options] == ["25 00:30", "25 01:30"]


def test_the_afternoon_of_a_day_with_an_hour_twice_is_in_no_doubt() -> None:
    now = to_instant(datetime(2026, 10, 1), BERLIN)
    answer = parse_when("25 october 2026 2:30pm", now, BERLIN, "en-GB")
    assert isinstance(answer, Understood)
    assert (answer.at, answer.others) == (to_instant(datetime(2026, 10, 25, 14, 30), BERLIN), ())


def test_today_at_an_hour_that_is_over_may_be_the_evening() -> None:
    assert walls("today at 9") == ["04 Mar 2026 21:00"]


def test_a_date_of_today_that_is_over_is_hardly_next_year() -> None:
    assert walls("4 march at 9am") == ["04 Mar 2027 09:00"]


def test_a_doubtful_day_is_offered_beside_the_answer_without_it() -> None:
    assert walls("sat call mum 4pm") == ["07 Mar 2026 16:00", "04 Mar 2026 16:00"]
    assert walls("le 20 appeler maman à 17h", "fr") == ["20 Mar 2026 17:00", "04 Mar 2026 17:00"]


@pytest.mark.parametrize(
    ("text", "locale"),
    [
        *((text, "en-GB") for text in ("this month", "this week", "one day", "next client at 9")),
        *((text, "en-GB") for text in ("tomorrow not at 5", "every thng at 9", "9am mon wed")),
        *(
            (text, "en-GB")
            for text in ("every day except holidays", "every day 3 times", "10am london")
        ),
        *(
            (text, "en-GB")
            for text in ("every day at 8:30am and 5:15pm", "meet Ana at 5pm in Tokyo")
        ),
        *((text, "en-GB") for text in ("the 5pm meeting moved to 6pm", "tomorrow at dusk")),
        *(
            (text, "es")
            for text in ("mañana al anochecer", "entre las 5 y las 6", "hasta el viernes")
        ),
        *((text, "de") for text in ("zwischen 8 und 9", "ab 8", "zweimal täglich")),
        *((text, "ru") for text in ("до 18:00", "два раза в день")),
        *((text, "fr") for text in ("de 8h à 9h", "lundi ou mardi")),
        *((text, "pt") for text in ("das 9 às 10", "sexta ou sábado")),
        *((text, "hi") for text in ("subah 10 se 12 baje", "har din do baar")),
        *(("morgen om 9 uur bellen", "nl"), ("jutro o 9 wieczorem", "pl")),
    ],
)
def test_what_is_half_understood_is_not_acted_on(text: str, locale: str) -> None:
    assert isinstance(parse_when(text, NOW, BERLIN, locale), Unclear)


@pytest.mark.parametrize(
    "text",
    [
        *("2/3 of the team", "1/2 cup of sugar", "open 24/7", "version 3.11", "120/80", "room 404"),
        *("my number is 0171 2345678", "see you on the 2nd floor", "at 221 Baker Street"),
    ],
)
def test_numbers_that_are_no_times_are_none(text: str) -> None:
    assert isinstance(parse_when(text, NOW, BERLIN, "en-GB"), Unclear)


@pytest.mark.parametrize(
    ("text", "locale", "rest"),
    [
        ("send good night at 10pm", "en-GB", "send good night"),
        ("boa noite às 22h", "pt-BR", "boa noite"),
        ("rappelle-moi demain à 9h d'éteindre le four", "fr", "éteindre le four"),
        ("erinnere mich morgen um 9 daran, Mama anzurufen", "de", "Mama anzurufen"),
        (
            "mujhe yaad dilana ki kal 5 baje doctor ke paas jana hai",
            "hi",
            "doctor ke paas jana hai",
        ),
        ("напомни мне, пожалуйста, через час про встречу", "ru", "встречу"),
        ("weekly report tomorrow at 9am", "en-GB", "weekly report"),
    ],
)
def test_words_of_time_inside_a_message_stay_in_it(text: str, locale: str, rest: str) -> None:
    answer = parse_when(text, NOW, BERLIN, locale)
    assert isinstance(answer, Understood)
    assert answer.rest == rest
    assert answer.recurrence is None


@pytest.mark.parametrize(
    ("text", "wall"),
    [
        ("this time tomorrow", "2026-03-05 10:15"),
        ("2 days before christmas", "2026-12-23 09:00"),
        ("the day after christmas at noon", "2026-12-26 12:00"),
        ("3pm in Tokyo", "2026-03-05 15:00"),
        ("2026-10-06T09:00-04:00", "2026-10-06 09:00"),
        ("monday 9 march at 10am", "2026-03-09 10:00"),
    ],
)
def test_a_time_is_told_on_the_clock_it_names(text: str, wall: str) -> None:
    answer = parse_when(text, NOW, BERLIN, "en-GB")
    assert isinstance(answer, Understood)
    assert f"{answer.wall:%Y-%m-%d %H:%M}" == wall


def test_an_abbreviation_of_several_zones_offers_the_others() -> None:
    answer = parse_when("tomorrow 9am IST", NOW, BERLIN, "en-GB")
    assert isinstance(answer, Understood)
    assert [answer.zone, *(item.zone for item in answer.others)] == [
        *("Asia/Kolkata", "Europe/Dublin", "Asia/Jerusalem")
    ]


def test_a_contradiction_names_its_reason() -> None:
    assert parse_when("friday 14 march", NOW, BERLIN, "en-GB") == Unclear(Why.IMPOSSIBLE)
    assert parse_when("every monday until yesterday", NOW, BERLIN, "en-GB") == Unclear(Why.PARTLY)

"""'2 h before my blood test' is heard in seven languages and gives the instant beside it."""

# ruff: noqa: DTZ001 - hypothesis adds the zone

from datetime import UTC, datetime, time, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.booking.before.anchor import Anchor
from domain.booking.catalogue import LabTest
from domain.booking.words.tied import read
from domain.time.zones import to_wall

WORDS = "sugar, сахар, azúcar"
GLUCOSE = LabTest(3, "GLU", "Fasting glucose", "", 10, Decimal(9), "EUR", synonyms=WORDS)
CLOCKS = ("Europe/Berlin", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe")
INSTANTS = st.datetimes(datetime(2026, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC)).map(
    lambda at: at.replace(microsecond=0)
)


@pytest.mark.parametrize(
    ("locale", "text", "anchor", "left"),
    [
        (
            "en",
            "remind me 2 h before my blood test to take the referral",
            "0d-7200s",
            "take the referral",
        ),
        (
            "en",
            "remind me to take the referral 2 hours before my appointment",
            "0d-7200s",
            "take the referral",
        ),
        ("en", "take the referral half an hour before my visit", "0d-1800s", "take the referral"),
        ("en", "remind me an hour after my visit: eat something", "0d3600s", "eat something"),
        ("en", "Remind me the evening before my test to stop eating", "-1d0s@20:00", "stop eating"),
        (
            "en",
            "remind me 90 min before my fasting glucose test: bring water",
            "0d-5400s",
            "bring water",
        ),
        ("en", "Before my blood test, remind me to drink water", "0d-7200s", "drink water"),
        ("en", "remind me one day before the appointment", "-1d0s", ""),
        (
            "de",
            "erinnere mich 2 Stunden vor meinem Termin an die Überweisung",
            "0d-7200s",
            "die Überweisung",
        ),
        (
            "de",
            "Erinnere mich 2 h vor meiner Blutabnahme, die Karte mitzunehmen",
            "0d-7200s",
            "die Karte mitzunehmen",
        ),
        (
            "de",
            "erinnere mich am Abend vor der Untersuchung, nichts zu essen",
            "-1d0s@20:00",
            "nichts zu essen",
        ),
        (
            "es",
            "recuérdame 2 horas antes de mi cita llevar el volante",
            "0d-7200s",
            "llevar el volante",
        ),
        (
            "es",
            "recuerdame llevar agua media hora despues de mi analisis de sangre",
            "0d1800s",
            "llevar agua",
        ),
        (
            "pt",
            "me lembre 2 horas antes da minha consulta de levar o pedido",
            "0d-7200s",
            "levar o pedido",
        ),
        ("pt", "me lembra de comer uma hora depois do meu exame de sangue", "0d3600s", "comer"),
        (
            "fr",
            "rappelle-moi 2 heures avant mon rendez-vous de prendre l'ordonnance",
            "0d-7200s",
            "prendre l'ordonnance",
        ),
        ("fr", "rappelle-moi de manger 1 heure après l'analyse", "0d3600s", "manger"),
        ("ru", "напомни за 2 часа до визита взять направление", "0d-7200s", "взять направление"),
        ("ru", "Напомни мне взять паспорт за час до анализа крови", "0d-3600s", "взять паспорт"),
        ("ru", "напомни через полчаса после приёма поесть", "0d1800s", "поесть"),
        ("ru", "напомни взять воду за 40 минут до теста на сахар", "0d-2400s", "взять воду"),
        ("hi", "मेरी अपॉइंटमेंट से 2 घंटे पहले पर्ची लेने की याद दिलाना", "0d-7200s", "पर्ची लेने"),
        (
            "hi",
            "meri appointment se 2 ghante pehle parchi lene ki yaad dilana",
            "0d-7200s",
            "parchi lene",
        ),
        ("hi", "मेरे टेस्ट के एक घंटे बाद खाना खाने की याद दिलाना", "0d3600s", "खाना खाने"),
    ],
)
def test_a_message_is_tied_in_ones_own_words(
    locale: str, text: str, anchor: str, left: str
) -> None:
    found = read(text, locale, [GLUCOSE])
    assert found is not None
    assert found.anchor == Anchor.of(anchor)
    assert found.text == left
    assert not found.kept or left == " ".join(text[a:b] for a, b in found.kept)


@pytest.mark.parametrize(
    "text",
    [
        "book cbc tomorrow 9am",
        "can I eat 2 hours before my test?",
        "remind me tomorrow at 9 to call mum",
        "remind me 2 hours before the meeting to call",
        "move my visit to friday 9",
        "cancel my appointment",
        "call mum after lunch",
        "what may I drink before my blood test",
        "erinnere mich morgen um 9 an den Termin",
        "запиши меня на анализ крови завтра",
    ],
)
def test_nothing_else_is_tied(text: str) -> None:
    assert read(text, "en", [GLUCOSE]) is None


def test_a_named_test_says_which_visit_is_meant() -> None:
    named = read("remind me 2 h before my sugar test to bring water", "en", [GLUCOSE])
    assert named is not None
    assert named.test_id == GLUCOSE.id
    generic = read("remind me 2 h before my blood test to bring water", "en", [GLUCOSE])
    assert generic is not None
    assert generic.test_id == 0


@given(
    INSTANTS,
    st.integers(1, 120),
    st.integers(1, 10),
    st.sampled_from(CLOCKS),
    st.sampled_from((None, time(20), time(7, 30))),
)
def test_lengths_count_seconds_and_days_keep_the_clock(
    starts_at: datetime, minutes: int, days: int, zone: str, clock: time | None
) -> None:
    ends_at = starts_at + timedelta(minutes=15)
    before = Anchor(seconds=-60 * minutes)
    assert before.at(starts_at, ends_at, zone) == starts_at - timedelta(minutes=minutes)
    after = Anchor(seconds=60 * minutes)
    assert after.at(starts_at, ends_at, zone) == ends_at + timedelta(minutes=minutes)
    evening = Anchor(days=-days, clock=clock)
    wall = to_wall(evening.at(starts_at, ends_at, zone), zone)
    start = to_wall(starts_at, zone)
    assert wall.date() == start.date() - timedelta(days=days)
    if clock is not None or wall.time() != start.time():
        assert wall.time() == (clock or wall.time())
    for anchor in (before, after, evening):
        assert Anchor.of(anchor.stored()) == anchor

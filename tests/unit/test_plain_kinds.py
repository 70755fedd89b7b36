"""Plain sentences by language and kind, as people type them.

plain_phrases/ has a file for each language: what a sentence asks for, a tab, the sentence. A `?`
says that the person is asked which of the two it is.
"""

from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from domain.booking.catalogue import LabTest
from domain.booking.words.plain_wish import Known, Wish, gives_up, may_be_wish, plain_wish
from domain.manage.standard import standard_tests
from domain.when import Ask, Unclear, parse_when

NOW = datetime(2026, 11, 30, 12, tzinfo=UTC)
PHRASES = Path(__file__).parent / "plain_phrases"
LANGUAGES = ("de", "en", "es", "fr", "hi", "pt", "ru")
NONE = "none"
NAMES = {
    "CBC": "Complete blood count",
    "GLU": "Fasting glucose",
    "HBA1C": "HbA1c (glycated haemoglobin)",
    "LIPID": "Lipid profile",
    "LIVER": "Liver panel",
    "TSH": "TSH (thyroid)",
    "UA": "Urinalysis",
    "VITD": "Vitamin D (25-OH)",
}
STANDARD = standard_tests()
KNOWN = Known.of(
    [
        LabTest(number, code, name, "", 10, Decimal(1), "EUR", synonyms=STANDARD[code].synonyms())
        for number, (code, name) in enumerate(NAMES.items(), 1)
    ]
)


def phrases(language: str) -> list[tuple[str, str]]:
    """Kind and sentence."""
    lines = (PHRASES / f"{language}.tsv").read_text().splitlines()
    return [(kind, text) for kind, _, text in (line.partition("\t") for line in lines)]


ALL = [(language, *one) for language in LANGUAGES for one in phrases(language)]


def heard(text: str, language: str) -> str:
    """What the bot takes it for; a doubt without a time is left alone."""
    when = parse_when(text, NOW, "Europe/Berlin", language)
    first = when.options[0] if isinstance(when, Ask) else when
    kept = None if isinstance(first, Unclear) else first.kept
    found = plain_wish(text, kept, KNOWN)
    if found is None or (kept is None and not found.is_sure):
        return NONE
    return found.wish if found.is_sure else f"{found.wish}?"


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_sentence_is_taken_for_what_it_asks(language: str) -> None:
    wrong = [
        (text, kind, found)
        for kind, text in phrases(language)
        if (found := heard(text, language)) != kind
    ]
    assert not wrong


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_persons_language_how_it_is_written_and_what_ends_it_change_nothing(
    language: str,
) -> None:
    for kind, text in phrases(language):
        if "ß" not in text:
            assert heard(f" {text.upper()}! 🙏", language) == kind, text
        if kind != NONE:
            assert heard(text, "en").strip("?") == kind.strip("?"), text


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_reminder_is_never_booked_by_force(language: str) -> None:
    """A word that nobody knows beside a time makes at least a question of it."""
    time = {"en": "tomorrow 9am", "de": "morgen um 9 Uhr", "es": "mañana a las 9"}.get(language)
    for kind, text in phrases(language) if time else []:
        line = f"{time} xyzzy {text}"
        sure = heard(line, language)
        assert sure.endswith("?") or sure in {NONE, Wish.ABSENT, Wish.LATE}, (kind, line)


def test_the_look_before_the_time_is_read_misses_nothing() -> None:
    for _, kind, text in ALL:
        if kind != NONE:
            assert may_be_wish(text, KNOWN), text


def test_most_words_are_passed_by_at_a_look() -> None:
    for text in (
        "hello",
        "please call my mother",
        "danke",
        "ok",
        "см. вложение",
        "नमस्ते",
        "x" * 4096,
    ):
        assert not may_be_wish(text, KNOWN), text


def test_who_gives_up_answers_no_question() -> None:
    for _, kind, text in ALL:
        assert gives_up(text) is (kind == Wish.STOP), text
    for text in ("stop smoking", "Anna", "9", "cancel my booking", "tomorrow", "Vera Abbruch"):
        assert not gives_up(text), text

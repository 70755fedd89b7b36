"""Which files are reports, whose number is in a card, and what a secret is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.desk.report import (
    LARGEST,
    File,
    check_file,
    is_same,
    number_in,
    number_of,
    secret_hash,
    secret_in,
)
from domain.refusals import FileUnfit, SecretInvalid


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("Booking No. 12: here", 12),
        ("Booking number: 3", 3),
        ("Alice Ann Lee\nCBC\nBooking No. 31: done", 31),
        ("Room no. 5", None),
        ("", None),
        ("x" * 20_000, None),
    ],
)
def test_a_number_is_read_from_a_card_of_ours(text: str, number: int | None) -> None:
    assert number_in(text) == number


@pytest.mark.parametrize(
    ("caption", "number"),
    [
        ("12", 12),
        (" report 12 ", 12),
        ("Booking no. 12", 12),
        ("#5", 5),
        ("Room no. 5", None),
        ("my holiday 2026", None),
        ("12 and more", None),
        ("", None),
        ("1" * 20_000, None),
    ],
)
def test_a_caption_is_a_number_and_nothing_else(caption: str, number: int | None) -> None:
    assert number_of(caption) == number


@pytest.mark.parametrize(
    "file",
    [
        File("document", "f", "application/pdf", "report.pdf", 1),
        File("document", "f", "image/png", "scan.PNG", LARGEST),
        File("photo", "f", "image/jpeg", "", 5),
    ],
)
def test_pdfs_and_pictures_are_reports(file: File) -> None:
    check_file(file)


@pytest.mark.parametrize(
    ("file", "part"),
    [
        (File("document", "f", "application/pdf", "report.pdf", LARGEST + 1), "size"),
        (File("document", "f", "application/pdf", "report.exe", 1), "type"),
        (File("document", "f", "application/zip", "report.pdf", 1), "type"),
        (File("document", "f", "text/html", "report.html", 1), "type"),
    ],
)
def test_other_files_are_none(file: File, part: str) -> None:
    with pytest.raises(FileUnfit) as refused:
        check_file(file)
    assert refused.value.part == part


@given(st.text(max_size=30))
def test_a_secret_is_four_to_six_digits(text: str) -> None:
    try:
        secret = secret_in(text)
    except SecretInvalid:
        return
    assert secret.isdigit()
    assert 4 <= len(secret) <= 6


def test_what_is_kept_tells_nothing_without_the_key() -> None:
    kept = secret_hash(1, "1980", "key")
    assert is_same(kept, secret_hash(1, "1980", "key"))
    assert not is_same(kept, secret_hash(2, "1980", "key"))
    assert not is_same(kept, secret_hash(1, "1980", "other"))
    assert "1980" not in kept

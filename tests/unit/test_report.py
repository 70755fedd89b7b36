"""Which files are reports, which bookings a card is about, and what a secret is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.desk.report import (
    LARGEST,
    File,
    ReportReader,
    check_file,
    is_same,
    number_of,
    secret_hash,
    secret_in,
)
from domain.keys import Keys
from domain.refusals import FileUnfit, SecretInvalid
from fsm.draft import new_intent
from screens.booking.callbacks import BookingsDo, BookingsTap
from screens.desk.callbacks import (
    AgainTap,
    DayDo,
    DayTap,
    PhoneCallDo,
    PhoneCallTap,
    VisitDo,
    VisitTap,
    bookings_on,
)
from screens.keyboard import button, keyboard

THIS_YEAR = 2026
NUMBERS = st.integers(min_value=1, max_value=2**63 - 1)


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


@given(NUMBERS, st.text(min_size=1, max_size=64))
def test_a_card_is_about_the_bookings_in_its_buttons_whatever_they_are_called(
    number: int, name: str
) -> None:
    call = new_intent()
    of_one = [
        *(VisitTap(do=do, id=number) for do in VisitDo),
        *(
            PhoneCallTap(intent=call, do=do, value=number)
            for do in (PhoneCallDo.VISIT, PhoneCallDo.MOVE, PhoneCallDo.CANCEL)
        ),
        *(
            BookingsTap(do=do, value=number)
            for do in (BookingsDo.OPEN, BookingsDo.CANCEL, BookingsDo.YES)
        ),
    ]
    for tap in of_one:
        assert bookings_on(keyboard([[button(name, tap)]])) == {number}
    of_none = [
        DayTap(do=DayDo.SHEET, day=7),
        AgainTap(id=number),
        BookingsTap(do=BookingsDo.PAGE, value=number),
        *(
            PhoneCallTap(intent=call, do=do, value=number)
            for do in set(PhoneCallDo) - {PhoneCallDo.VISIT, PhoneCallDo.MOVE, PhoneCallDo.CANCEL}
        ),
    ]
    assert bookings_on(keyboard([[button(name, tap)] for tap in of_none])) == set()
    two = [[button(name, VisitTap(do=VisitDo.OPEN, id=one))] for one in (1, 2)]
    assert bookings_on(keyboard(two)) == {1, 2}
    assert bookings_on(None) == set()


@given(st.sampled_from(["vs1", "cb1", "bl1", "rp1", ""]), st.text(max_size=50))
def test_a_button_of_another_version_is_about_no_booking(prefix: str, rest: str) -> None:
    row = [button("x", VisitTap(do=VisitDo.OPEN, id=1))]
    odd = [one.model_copy(update={"callback_data": f"{prefix}:z{rest}"}) for one in row]
    assert bookings_on(keyboard([odd])) == set()


@given(st.integers(0, 999_999), st.integers(1, 2**40))
def test_a_birth_year_is_known_to_who_has_the_key(typed: int, patient: int) -> None:
    secret = f"{typed:04}"
    reader = ReportReader(patient, secret_hash(patient, secret, "key"), True)
    is_year = len(secret) == 4 and THIS_YEAR - 130 <= typed <= THIS_YEAR
    assert reader.birth_year(Keys("key"), THIS_YEAR) == (typed if is_year else None)
    assert reader.birth_year(Keys("another key"), THIS_YEAR) is None
    assert ReportReader(patient, "", True).birth_year(Keys("key"), THIS_YEAR) is None

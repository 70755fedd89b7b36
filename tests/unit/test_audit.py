"""Words for what was done, and words to look for it."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.audit import Search, action_words, search_of

TODAY = date(2026, 11, 26)


@pytest.mark.parametrize(
    ("action", "words"),
    [
        ("booking_cancelled", "cancelled booking"),
        ("slot_capacity_changed", "changed slot capacity"),
        ("booking_moved_undone", "took back: moved booking"),
        ("bookings_exported", "exported bookings"),
        ("booking_put_back", "put back booking"),
        ("browser_signed_in", "signed in browser"),
        ("report_sent_again", "sent again report"),
        ("booking_no_show", "no show booking"),
        ("booking_fasting_kept", "fasting kept booking"),
        ("seen", "seen"),
    ],
)
def test_an_action_in_words(action: str, words: str) -> None:
    assert action_words(action) == words


@pytest.mark.parametrize(
    ("text", "search"),
    [
        ("", Search()),
        ("dora booking 123", Search(("dora", "booking"), 123)),
        ("Cancelled yesterday", Search(("cancelled",), None, date(2026, 11, 25))),
        ("bookings of 2026-11-01", Search(("booking",), None, date(2026, 11, 1))),
        ("no. #7 today", Search((), 7, TODAY)),
        ("who read Ann 12", Search(("ann",), 12, None, is_reading=True)),
    ],
)
def test_words_to_look_for(text: str, search: Search) -> None:
    assert search_of(text, TODAY) == search


@given(st.text(max_size=20_000))
def test_any_words_can_be_looked_for(text: str) -> None:
    found = search_of(text, TODAY)
    assert len(found.words) <= 5
    assert found.subject_id is None or 0 <= found.subject_id < 2**63

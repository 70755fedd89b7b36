"""Words for what was done, and words to look for it."""

import re
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.audit import EntryView, Search, action_words, search_of
from domain.desk.day import STEPS
from screens.language import speaking, translated
from screens.manage.audit import DEEDS, act
from tests.structure.test_budgets import ROOT

DONE = {"made", "sent", "retired", "freed", "changed", "ended", "cancelled", "moved"}
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


ACTIONS = re.compile(r'"((?:[a-z]+_)+[a-z]+)"')


def test_each_deed_that_is_kept_has_words_in_every_language() -> None:
    """Whatever an entry of the log is called in actions/, as a literal or by a constant."""
    text = "".join(path.read_text() for path in (ROOT / "actions").rglob("*.py"))
    entries = re.findall(r"Entry\((?:[^()]|\([^()]*\))*\)", text)
    named = {name for entry in entries for name in ACTIONS.findall(entry)}
    named |= {f"booking_{step.event}" for step in STEPS.values()}
    constants = re.findall(r'^(?:[A-Z]+, )*[A-Z]+ = ("\w+"(?:, "\w+")*)$', text, re.MULTILINE)
    kept = {name for line in constants for name in ACTIONS.findall(line)}
    named |= {name for name in kept if name.rpartition("_")[2] in DONE}
    assert len(named) > 40
    assert named - DEEDS.keys() - {"visits_missed"} == set()
    for tag in ("de", "es", "fr", "hi", "pt-BR", "ru"):
        with speaking(tag):
            assert all(translated(one) != str(one) for one in DEEDS.values())


@pytest.mark.parametrize(
    ("tag", "action", "number", "said"),
    [
        ("en", "booking_fulfilled", 6, "An owner marked booking 6 as done"),
        ("en", "booking_moved_undone", 6, "An owner took back: moved booking 6"),
        ("en", "lane_paused", None, "An owner paused sending"),
        ("de", "booking_fulfilled", 6, "Inhaber: Buchung 6: erledigt"),
        ("en", "soap_bought", 6, "An owner bought soap 6"),
    ],
)
def test_an_entry_is_a_sentence(tag: str, action: str, number: int | None, said: str) -> None:
    at = datetime(2026, 1, 1, tzinfo=UTC)
    with speaking(tag):
        shown = act(EntryView(1, at, "", action, "x", number, {}, {}))
    assert shown.split()[-2:] == said.split()[-2:]
    assert tag == "de" or shown == said


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

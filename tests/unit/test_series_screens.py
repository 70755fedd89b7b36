"""The screens of what repeats and of what failed fit Telegram, whatever stands in them."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from aiogram.types import InlineKeyboardMarkup
from hypothesis import given
from hypothesis import strategies as st

from domain.messages.content import LIMIT, Text
from domain.messages.dead_letters import Group, Letter, Letters, pseudonym
from domain.messages.delivery import Cause
from domain.messages.series import Repeat, Series, SeriesStatus
from domain.messages.text import clean, units
from domain.page import Page
from screens.messages import dead_letters, my_messages, series
from screens.moment import Reader
from screens.screen import Screen
from tests.support.html import seen

NOW = datetime(2026, 11, 25, 22, 20, 7, 500, tzinfo=UTC)
MONDAY = datetime(2026, 11, 30, 8, tzinfo=UTC)
BERLIN = Reader("Europe/Berlin", NOW)
WEEKLY = Repeat("FREQ=WEEKLY;BYDAY=MO", datetime(2026, 11, 30, 9), "Europe/Berlin")  # noqa: DTZ001
HUGE = 2**63 - 1
TEXTS = st.one_of(
    st.text(min_size=1, max_size=60),
    st.text(st.sampled_from("<>&\"'\U0001f600\u202ea\0 \n"), min_size=1, max_size=60),
    st.text(min_size=1, max_size=8).map(lambda text: (text * LIMIT)[: LIMIT // 2]),
).map(clean)


def repeated(status: SeriesStatus = SeriesStatus.ACTIVE, **facts: Any) -> Series:
    known: dict[str, Any] = {
        "id": HUGE,
        "content": Text("Stand-up"),
        "repeat": WEEKLY,
        "next_at": MONDAY,
        "version": 2**31 - 1,
        "next_try_at": MONDAY,
    }
    return Series(status=status, **(known | facts))


def fits(screen: Screen) -> str:
    """What is seen of a screen that Telegram takes."""
    shown = seen(screen.text)
    assert 0 < units(shown.strip()) <= LIMIT
    for key in keys(screen):
        assert len((key.callback_data or "").encode()) <= 64
    return shown


def keys(screen: Screen) -> list[Any]:
    if not isinstance(screen.keyboard, InlineKeyboardMarkup):
        return []
    return [key for row in screen.keyboard.inline_keyboard for key in row]


@given(TEXTS, st.sampled_from(SeriesStatus), st.booleans(), st.integers(0, 900))
def test_a_series_of_any_text_in_any_state_fits(
    words: str, status: SeriesStatus, is_sending: bool, late: int
) -> None:
    next_try_at = MONDAY + timedelta(seconds=late)
    it = repeated(status, content=Text(words), is_sending=is_sending, next_try_at=next_try_at)
    shown = fits(series.card(it, BERLIN, 2**31 - 1, "A note."))
    assert "⟳ every Monday at 09:00" in shown
    fits(series.ask_cancel(it, 2**31 - 1))
    fits(series.done(it, BERLIN))
    fits(my_messages.menu(Page((it,) * 6, 0, 1), BERLIN, ""))


@pytest.mark.parametrize(
    ("it", "said"),
    [
        (repeated(), "⟳ every Monday at 09:00, next Mon 30 Nov, 09:00"),
        (repeated(SeriesStatus.PAUSED), "⟳ every Monday at 09:00, paused"),
        (repeated(is_sending=True), "⟳ every Monday at 09:00, being sent now"),
        (
            repeated(next_try_at=MONDAY + timedelta(minutes=5)),
            "⟳ every Monday at 09:00, Mon 30 Nov, 09:00, next try Mon 30 Nov, 09:05",
        ),
    ],
)
def test_the_list_says_the_rule_and_what_is_next(it: Series, said: str) -> None:
    assert series.state(it, BERLIN) == said


def test_only_what_makes_sense_is_offered() -> None:
    def offered(it: Series) -> list[str]:
        return [key.text for key in keys(series.card(it, BERLIN, 1, ""))]

    change = ["Change time", "Change text", "‹ Back", "Cancel all"]
    assert offered(repeated()) == ["Pause", "Skip next", *change]
    assert offered(repeated(SeriesStatus.PAUSED)) == ["Resume", *change]
    assert offered(repeated(SeriesStatus.ENDED)) == ["‹ Back"]
    assert offered(repeated(SeriesStatus.CANCELLED)) == ["‹ Back"]


@given(st.sampled_from([*Cause, "unheard_of"]), st.integers(1, 8), st.booleans())
def test_dead_letters_of_any_cause_fit(cause: str, count: int, doubt: bool) -> None:
    letter = Letter(HUGE, pseudonym(HUGE), "reminder", MONDAY, cause, 3, doubt)
    page = Letters(cause, (letter,) * count, HUGE // 2, HUGE, HUGE)
    fits(dead_letters.letters(page, BERLIN, "A note."))
    fits(dead_letters.card(letter, BERLIN, ""))
    fits(dead_letters.ask_reason(cause, HUGE, ""))
    groups = tuple(Group(each, HUGE, MONDAY) for each in Cause)
    fits(dead_letters.groups(groups, BERLIN, "A note."))


def test_every_cause_has_words_for_staff() -> None:
    assert set(dead_letters.CAUSES) == set(Cause)


def test_an_author_is_a_code_that_stays_the_same_and_is_no_id() -> None:
    assert pseudonym(7) == pseudonym(7) != pseudonym(8)
    assert len(pseudonym(7_000_000_001)) == 6

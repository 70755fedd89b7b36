"""A question whether to forget somebody holds for an hour, and for the account it was about."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from domain.account.privacy import ASKED_FOR, Planned, Standing, standing, whole_ms
from domain.messages.content import News
from screens.news import of_the_house

T0 = datetime(2026, 3, 2, 8, 0, 0, 500_700, tzinfo=UTC)
lengths = st.timedeltas(timedelta(), timedelta(days=400))


@given(lengths, lengths)
def test_only_a_fresh_question_about_this_account_is_answered(
    asked: timedelta, waited: timedelta
) -> None:
    at = whole_ms(T0 + asked)
    found = standing(at, Planned(0, 0, 0, T0), at + waited)
    assert (found is Standing.FRESH) == (waited <= ASKED_FOR)
    assert found is not Standing.DONE


@given(lengths, lengths)
def test_one_about_an_account_that_is_no_more_does_nothing(
    before: timedelta, waited: timedelta
) -> None:
    at = whole_ms(T0 - before - timedelta(milliseconds=1))
    assert standing(at, Planned(0, 0, 0, T0), T0 + waited) is Standing.DONE
    assert standing(at, None, T0 + waited) is Standing.DONE


def test_a_forged_one_from_the_future_is_asked_again() -> None:
    later = T0 + timedelta(days=1)
    assert standing(later, Planned(0, 0, 0, T0), T0) is Standing.STALE


def test_the_desk_hears_which_seats_are_free_and_not_whose_they_were() -> None:
    times = "2026-03-05T08:00:00+00:00,2026-03-06T08:00:00+00:00"
    facts: dict[str, str | int] = {"visits": 2, "times": times, "zone": "Europe/Berlin"}
    screen = of_the_house(News("patient_gone", facts))
    assert screen is not None
    assert "2 visits" in screen.text
    assert "5 March 2026, 09:00" in screen.text
    assert "The seats are free again." in screen.text

"""When a patient is asked back, how often, and at which time."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.desk.recall import (
    ANSWER_WITHIN,
    ASKED,
    Ask,
    Call,
    Recall,
    Skip,
    State,
    Usual,
    Wait,
    days_in,
    may_answer,
    next_of,
    usual,
    wanted_at,
)
from domain.refusals import Changed, RecallUnclear
from domain.time.zones import to_wall

BERLIN = "Europe/Berlin"
NOW = datetime(2026, 12, 1, 8, tzinfo=UTC)
DAY = timedelta(days=1)
IT = Recall(
    id=1,
    patient_id=1,
    account_id=7,
    test_id=1,
    lab_id=1,
    zone=BERLIN,
    every_days=90,
    state="active",
    since=NOW,
    asked=0,
    asked_at=None,
    is_put_off=False,
    round=1,
    version=1,
    visit_at=None,
)
DUE = replace(IT, since=NOW - 91 * DAY)
INSTANTS = st.integers(0, 730 * 24 * 4).map(lambda count: NOW + count * timedelta(minutes=15))
ZONES = st.sampled_from((BERLIN, "America/New_York", "Asia/Kolkata", "Pacific/Chatham"))


@pytest.mark.parametrize(
    ("it", "found"),
    [
        (IT, Wait(NOW + DAY)),
        (DUE, Ask()),
        (replace(DUE, asked=1, asked_at=NOW), Wait(NOW + DAY)),
        (replace(DUE, asked=1, asked_at=NOW - ANSWER_WITHIN), Ask()),
        (replace(DUE, asked=2, asked_at=NOW - ANSWER_WITHIN), Call()),
        (replace(DUE, asked=2, asked_at=NOW - ANSWER_WITHIN, is_put_off=True), Skip()),
        (replace(DUE, state="silent", asked=2, asked_at=NOW), Wait(NOW + DAY)),
        (replace(DUE, visit_at=NOW + DAY), Wait(NOW + DAY)),
        (replace(DUE, asked=1, asked_at=NOW, visit_at=NOW + DAY), Wait(NOW + DAY, True)),
        (replace(DUE, state="silent", asked=2, visit_at=NOW + DAY), Wait(NOW + DAY, True)),
    ],
)
def test_a_look_finds_what_to_do(it: Recall, found: object) -> None:
    assert next_of(it, NOW) == found


@given(st.integers(7, 1100), st.sets(st.integers(0, 60)), st.integers(-40, 60) | st.none())
def test_nobody_is_asked_more_than_twice_or_while_a_visit_counts(
    days: int, refusals: set[int], visit: int | None
) -> None:
    """Over two months of looks, in which some questions are put off and a visit may be booked."""
    it, asked = replace(IT, every_days=days, since=NOW - timedelta(days=days)), []
    if visit is not None:
        it = replace(it, visit_at=NOW + visit * DAY)
    for number in range(60):
        now = NOW + number * DAY + timedelta(hours=2)
        match next_of(it, now):
            case Ask():
                asked.append(now)
                it = replace(it, asked=it.asked + 1, asked_at=now, is_put_off=False)
                assert it.asked <= ASKED
                assert it.visit_at is None or it.due_at <= now
            case Call():
                it = replace(it, state=State.SILENT)
            case Skip():
                it = replace(it, since=now, asked=0, asked_at=None, is_put_off=False)
            case Wait(until):
                assert now < until <= now + DAY
        if number in refusals and it.asked and it.state == State.ACTIVE:
            it = replace(it, is_put_off=True)
    assert all(later - one >= ANSWER_WITHIN for one, later in pairwise(asked))


@given(st.lists(INSTANTS, max_size=14), ZONES, INSTANTS)
def test_the_wanted_time_is_their_weekday_and_clock_in_the_days_to_come(
    visits: list[datetime], zone: str, now: datetime
) -> None:
    visits.sort(reverse=True)
    habit = usual(visits, zone)
    at = wanted_at(habit, zone, now)
    assert timedelta(days=2) < at - now < timedelta(days=12)
    if habit is not None:
        walls = [to_wall(one, zone) for one in visits]
        assert any((one.weekday(), one.time()) == (habit.weekday, habit.at) for one in walls)
        assert to_wall(at, zone).weekday() == habit.weekday


def test_most_visits_say_what_is_usual_and_of_equals_the_newest() -> None:
    tuesday = datetime(2026, 11, 24, 8, tzinfo=UTC)
    assert usual([], BERLIN) is None
    assert usual([tuesday], BERLIN) == Usual(1, time(9))
    others = [tuesday - DAY, tuesday, tuesday - 7 * DAY, tuesday - 7 * DAY + timedelta(hours=1)]
    assert usual(others, BERLIN) == Usual(1, time(9))


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("every 90 days", 90),
        ("90", 90),
        ("alle 12 Wochen", 84),
        ("каждые 3 месяца", 90),
        ("cada 6 meses", 180),
        ("tous les 3 mois", 90),
        ("a cada 2 semanas", 14),
        ("हर 90 दिन", 90),
        ("हर 3 महीने", 90),
        ("every 1 year", 365),
        ("alle 90 Tage", 90),
        ("tous les 90 jours", 90),
    ],
)
def test_how_often_is_read_in_seven_languages(text: str, days: int) -> None:
    assert days_in(text) == days


@pytest.mark.parametrize("text", ["", "often", "every 6 days", "every 90 or 91 days", "every 9999"])
def test_what_is_unclear_or_unbearable_is_refused(text: str) -> None:
    with pytest.raises(RecallUnclear):
        days_in(text)


def test_a_question_that_is_answered_takes_no_other_answer() -> None:
    may_answer(replace(DUE, asked=1), 1, NOW)
    for it in (
        replace(DUE, round=2),
        replace(DUE, state="ended"),
        replace(DUE, visit_at=NOW + DAY),
    ):
        with pytest.raises(Changed):
            may_answer(it, 1, NOW)
